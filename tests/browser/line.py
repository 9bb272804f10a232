"""The line between a browser and a server, as a thing that can be cut, mended, and held in the middle."""

import contextlib
import socket
import threading

from tests.browser.process import free_port

PIECE = 65_536


class Line:
    """Forward connections to a port of this computer.

    Parameters
    ----------
    to
        The port of the server.
    """

    def __init__(self, to: int) -> None:
        self.to = to
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.held = threading.Event()
        """Set once more bytes than allowed came up one connection."""
        self._most: int | None = None
        self._ends: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self.mend()

    def cut(self) -> None:
        """Close every connection, and refuse new ones."""
        listener, self._listener = self._listener, None
        for end in [listener, *self._ends]:
            if end is not None:
                _end(end)
                end.close()
        self._ends.clear()

    def mend(self) -> None:
        """Take connections, again on the same port."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def hold_after(self, sent: int | None) -> None:
        """Let no more than these bytes up any one connection; None lets all pass."""
        self._most = sent
        self.held.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:  # the server is down, and so is the line
                near.close()
                continue
            self._ends |= {near, far}
            threading.Thread(target=self._pass, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, up: bool) -> None:
        """Hand on what comes from one end until one of them closes."""
        passed = 0
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                passed += len(piece)
                if up and self._most is not None and passed > self._most:
                    self.held.set()
                    break  # the connection stays open, and nothing moves on it
                target.sendall(piece)
            else:
                _end(source)
                _end(target)


def _end(end: socket.socket) -> None:
    """End a connection for both sides; to close it would not, while another thread waits for its data."""
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
