"""A browser without a window: opens a session over the web socket, uploads files, goes round the screens."""

from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

WAIT = 120


class Visitor:
    """One session.

    Parameters
    ----------
    url
        Where the application answers.
    """

    def __init__(self, url: str) -> None:
        self.web = httpx.Client(base_url=url, timeout=WAIT)
        self.web.get("/")
        self.web.get("/_stcore/health")
        address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
        self.socket = connect(address, origin=url, subprotocols=["streamlit"], max_size=None)
        self.screens: dict[str, str] = {}
        self.session = ""
        self.uploader = ""
        self.button = ""
        self.failed = 0
        self.run()

    def run(self, screen: str = "", query: str = "", file: Any = None) -> None:
        """Run the script once, as when a screen is opened, filters come from the address, or a file came."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = query
        asked.page_script_hash = self.screens.get(screen, "")
        asked.is_history_navigation = bool(query)
        if file is not None:
            state = asked.widget_states.widgets.add()
            state.id = self.uploader
            state.file_uploader_state_value.uploaded_file_info.append(file)
        self.socket.send(message.SerializeToString())
        self._until("script_finished")

    def upload(self, name: str, data: bytes) -> None:
        """Send a file to the screen that is open, and let it be read."""
        message = BackMsg()
        message.file_urls_request.request_id = name
        message.file_urls_request.session_id = self.session
        message.file_urls_request.file_names.append(name)
        self.socket.send(message.SerializeToString())
        (urls,) = self._until("file_urls_response").file_urls_response.file_urls
        token = {"X-Xsrftoken": self.web.cookies.get("_streamlit_xsrf", "")}
        self.web.put(urls.upload_url, files={"file": (name, data)}, headers=token).raise_for_status()
        info = type(BackMsg().rerun_script.widget_states.widgets.add().file_uploader_state_value)()
        held = info.uploaded_file_info.add()
        held.file_id, held.name, held.size = urls.file_id, name, len(data)
        held.file_urls.CopyFrom(urls)
        self.run("Data", file=held)

    def use(self) -> None:
        """Press "Use this cohort"."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self.screens["Data"]
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = self.button, True
        self.socket.send(message.SerializeToString())
        self._until("script_finished")

    def close(self) -> None:
        """Leave."""
        self.socket.close()
        self.web.close()

    def _until(self, kind: str) -> ForwardMsg:
        """Take messages until one of this kind, and remember what the next ones need."""
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=WAIT))
            found = message.WhichOneof("type")
            if found == "new_session":
                self.session = message.new_session.initialize.session_id
            elif found == "navigation":
                self.screens = {
                    page.page_name: page.page_script_hash for page in message.navigation.app_pages
                }
            elif found == "delta":
                element = message.delta.new_element
                if (
                    element.WhichOneof("type") == "file_uploader"
                    and "Your table" in element.file_uploader.label
                ):
                    self.uploader = element.file_uploader.id
                if element.button.label == "Use this cohort":
                    self.button = element.button.id
                self.failed += element.WhichOneof("type") == "exception"
                self.failed += "could not be finished" in element.alert.body
            if found == kind:
                return message
