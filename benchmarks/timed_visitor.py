"""A visitor without a browser: opens a screen over the websocket, changes widgets, counts what comes back.

It keeps messages as a browser does, so that what the server need not send again is not counted again.
"""

import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

from benchmarks.server import Server

PATIENCE = 300
"""Seconds that one run may take."""


@dataclass(frozen=True)
class Answer:
    """What one run of the script sent: bytes on the wire, seconds until it had finished, messages, errors."""

    size: int
    seconds: float
    messages: int
    errors: tuple[str, ...]


@dataclass
class Visitor:
    """One open screen.

    Parameters
    ----------
    server
        Whose screen.
    path
        Its address, without the leading stroke; empty for the first screen.
    settings
        What its address says of filters and controls.
    """

    server: Server
    path: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        address = f"ws://127.0.0.1:{self.server.port}/_stcore/stream"
        self.socket = connect(address, max_size=None, open_timeout=30)
        self.widgets: dict[str, WidgetState] = {}
        self.ids: dict[str, str] = {}
        self.held: dict[str, None] = {}

    def close(self) -> None:
        """Leave."""
        self.socket.close()

    def show(self) -> Answer:
        """Run the screen as it stands."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = urlencode(self.settings)
        state.page_name = self.path
        state.widget_states.widgets.extend(self.widgets.values())
        state.cached_message_hashes.extend(self.held)
        state.context_info.timezone = "UTC"
        state.context_info.locale = "en-GB"
        state.context_info.url = f"{self.server.url}/{self.path}"
        started = time.perf_counter()
        self.socket.send(message.SerializeToString())
        return self._received(started)

    def choose(self, key: str, *levels: str) -> None:
        """Set the multiselect of that key; the next `show` sends it."""
        state = WidgetState(id=self.ids[key])
        state.string_array_value.data[:] = levels
        self.widgets[key] = state
        self.settings.pop(key, None)

    def _received(self, started: float) -> Answer:
        """Take messages until the script has finished."""
        size = messages = 0
        errors: list[str] = []
        while True:
            data = self.socket.recv(timeout=PATIENCE)
            message = ForwardMsg.FromString(data)
            size += len(data)
            messages += 1
            if message.metadata.cacheable:
                self.held[message.hash] = None
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                name = element.WhichOneof("type")
                if name == "multiselect":
                    self.ids[element.multiselect.id.rsplit("-", 1)[-1]] = element.multiselect.id
                if name == "exception" or (name == "alert" and "could not be finished" in element.alert.body):
                    errors.append(element.alert.body or element.exception.message)
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return Answer(size, time.perf_counter() - started, messages, tuple(errors))
