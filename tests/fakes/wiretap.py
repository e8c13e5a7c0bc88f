"""A relay between kiosk and hub that keeps every byte of both directions."""

from __future__ import annotations

import contextlib
import socket
import threading

from tests.fakes.hub_process import ADDRESS


class Wiretap:
    """Listens on `port`, passes everything on to a hub's port, and remembers it."""

    def __init__(self, hub_port: int) -> None:
        self._hub_port = hub_port
        self._server = socket.create_server((ADDRESS, 0))
        self.port = int(self._server.getsockname()[1])
        self.conversations: list[bytearray] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # closed: the test is over
            while True:
                kiosk, _ = self._server.accept()
                hub = socket.create_connection((ADDRESS, self._hub_port))
                for source, target in ((kiosk, hub), (hub, kiosk)):
                    heard = bytearray()
                    self.conversations.append(heard)
                    threading.Thread(
                        target=self._pass_on, args=(source, target, heard), daemon=True
                    ).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, heard: bytearray) -> None:
        with contextlib.suppress(OSError):  # one side hung up
            while data := source.recv(65536):
                heard += data
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
