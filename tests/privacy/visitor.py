"""A visitor without a browser: says over the websocket what the front end says, and keeps all it gets."""

import http.client
import secrets
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

PATIENCE = 60  # seconds; only ever reached by a failure


class Visitor:
    """One session of one user.

    Parameters
    ----------
    url
        Address of the server.
    screen
        Path of the screen to begin on.
    """

    def __init__(self, url: str, screen: str = "") -> None:
        self.url = url
        self.received = bytearray()
        self.answers: list[str] = []
        self.state: dict[str, WidgetState] = {}
        self.elements: dict[tuple[str, str], Any] = {}
        self.session = ""
        self._open = ExitStack()
        self.socket = self._open.enter_context(
            connect(
                f"{url.replace('http', 'ws', 1)}/_stcore/stream",
                origin=url,
                subprotocols=["streamlit"],
                max_size=None,
                compression=None,
            )
        )
        self.screen = screen
        self.query = ""
        self.run()

    def run(self, *changes: WidgetState) -> None:
        """Run the script with these widgets changed; all the others stay as they are."""
        self.send(changes)
        self.wait()

    def send(self, changes: Iterable[WidgetState] = ()) -> None:
        """Ask for a run without waiting for it."""
        message = BackMsg()
        asked = message.rerun_script
        asked.page_name, asked.query_string = self.screen, self.query
        for change in changes:
            self.state[change.id] = change
        asked.widget_states.widgets.extend(self.state.values())
        for change in changes:
            if change.HasField("trigger_value"):
                del self.state[change.id]
        self.elements.clear()
        self.socket.send(message.SerializeToString())

    def wait(self) -> None:
        """Take in what the server sends until the script has finished."""
        while True:
            message = self._next()
            if message.WhichOneof("type") == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    continue
                shown = {element.id for element in self.elements.values()}
                self.state = {name: state for name, state in self.state.items() if name in shown}
                return
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            if message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                kind = element.WhichOneof("type")
                inner = getattr(element, kind) if kind else None
                if hasattr(inner, "id"):
                    key = inner.id.split("-", 2)[-1]
                    self.elements[kind, key if key != "None" else inner.label] = inner
            if message.delta.WhichOneof("type") == "add_block":
                kind = message.delta.add_block.WhichOneof("type")
                if kind in {"popover", "expandable"} and (box := getattr(message.delta.add_block, kind)).id:
                    self.elements["box", box.id.split("-", 2)[-1]] = box

    def open(self, screen: str) -> None:
        """Go to another screen."""
        self.screen = screen
        self.run()

    def find(self, kind: str, key: str) -> Any:
        """Return the element of that kind and key as it stands now."""
        return self.elements[kind, key]

    def click(self, key: str) -> None:
        """Click the button with that key."""
        self.run(WidgetState(id=self.find("button", key).id, trigger_value=True))

    def unfold(self, key: str) -> None:
        """Open the box with that key, whose content is made when it is opened."""
        self.run(WidgetState(id=self.find("box", key).id, bool_value=True))

    def choose(self, key: str, *levels: str) -> None:
        """Choose levels of a filter."""
        change = WidgetState(id=self.find("multiselect", key).id)
        change.string_array_value.data.extend(levels)
        self.run(change)

    def upload(self, key: str, name: str, data: bytes) -> None:
        """Give a file to an uploader."""
        message = BackMsg()
        asked = message.file_urls_request
        asked.request_id, asked.session_id = secrets.token_hex(4), self.session
        asked.file_names.append(name)
        self.socket.send(message.SerializeToString())
        while (answer := self._next()).WhichOneof("type") != "file_urls_response":
            pass
        place = answer.file_urls_response.file_urls[0]
        self._put(place.upload_url, name, data)
        change = WidgetState(id=self.find("file_uploader", key).id)
        held = change.file_uploader_state_value.uploaded_file_info.add()
        held.file_id, held.name, held.size = place.file_id, name, len(data)
        held.file_urls.CopyFrom(place)
        self.run(change)

    def export(self, key: str) -> bytes:
        """Click a download button and return the file."""
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = secrets.token_hex(4), self.session
        asked.deferred_file.file_id = self.find("download_button", key).deferred_file_id
        self.socket.send(message.SerializeToString())
        while (answer := self._next()).WhichOneof("type") != "backend_operation_response":
            pass
        assert not answer.backend_operation_response.error_msg, key
        self.answers.append(answer.backend_operation_response.deferred_file.url)
        status, _, data = self.ask("GET", self.answers[-1])
        assert status == 200
        return data

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request and return status, headers and body; the body counts as received."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        self.received += data
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, data

    def leave(self) -> None:
        """Close the session."""
        self._open.close()

    def _put(self, path: str, name: str, data: bytes) -> None:
        _, headers, _ = self.ask("GET", "/_stcore/health")
        cookie = headers["set-cookie"].split(";")[0]
        mark = secrets.token_hex(8)
        head = f'--{mark}\r\ncontent-disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        status, _, _ = self.ask(
            "PUT", path, body,
            {"content-type": f"multipart/form-data; boundary={mark}", "cookie": cookie,
             "x-xsrftoken": cookie.partition("=")[2]},
        )  # fmt: skip
        assert status == 204

    def _next(self) -> ForwardMsg:
        data = self.socket.recv(timeout=PATIENCE)
        assert isinstance(data, bytes)
        self.received += data
        return ForwardMsg.FromString(data)
