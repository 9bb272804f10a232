"""A file that could not be made: our own sentence under its button, with the number that finds it in the log.

A file is made on a click, outside the script, so `report_script_error` does not see it fail. Streamlit
answers with a few words of its own, and logs the place with the number it gave the file; here the answer is
put into our words, with the beginning of that number.
"""

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ENDED = "Your session has ended. Reload the page and load your file again."
SENTENCES = {
    "Failed to generate file for download": (
        "This file could not be made. Your data are unchanged. If it happens again, report the number {}."
    ),
    "Invalid session ID for backend operation request": ENDED,
}
"""Streamlit's answers, each to ours; what is not listed stays as it is."""

SHORT = 4096
"""Bytes up to which a message is looked at: a request for a file, and its answer, are short."""


class DownloadErrors:
    """Answer in our own words where a file could not be made."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        waiting: dict[str, str] = {}  # request to file, until it is answered

        async def received() -> Message:
            message = await receive()
            waiting.update(_asked(message.get("bytes") or b""))
            return message

        async def sent(message: Message) -> None:
            if waiting and message.get("bytes"):
                message = {**message, "bytes": _answer(message["bytes"], waiting)}
            await send(message)

        await self.app(scope, received, sent)


def _asked(data: bytes) -> dict[str, str]:
    """Return which request asks for which file; nothing if a message of the browser is another."""
    if not data or len(data) > SHORT:
        return {}
    try:
        asked = BackMsg.FromString(data).backend_operation_request
    except DecodeError:  # Streamlit will refuse it
        return {}
    return {asked.request_id: asked.deferred_file.file_id} if asked.HasField("deferred_file") else {}


def _answer(data: bytes, waiting: dict[str, str]) -> bytes:
    """Return a message to the browser, in our words if it says that a file could not be made."""
    if len(data) > SHORT:
        return data
    message = ForwardMsg.FromString(data)
    answer = message.backend_operation_response
    file = waiting.pop(answer.request_id, None)
    if file is None or answer.error_msg not in SENTENCES:
        return data
    answer.error_msg = SENTENCES[answer.error_msg].format(file[:8])
    return message.SerializeToString()
