"""Gunicorn as this hub needs it: one worker process, many threads, TLS 1.3, no orphans."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from hub.platform.log import ServerLog
from hub.platform.tls import Authority

THREADS = 96
"""40 pages with an event stream each, and as many kiosks asking at once, with some to spare."""

_PR_SET_PDEATHSIG = 1
_STALLED_S = 20
"""A peer that sends or takes nothing for so long in the middle of something loses its thread."""


@dataclass(frozen=True)
class Served:
    """A running application and what it needs done around it."""

    app: Flask
    started: Callable[[], None]
    stopping: Callable[[], None]
    """Must end event streams, since the server waits for them; called in a signal handler."""
    stopped: Callable[[], None]


class HubWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """A worker that never outlives its master and ends its event streams when told to stop."""

    def init_process(self) -> None:
        """Die with the master, whatever killed it; else it would hold the port."""
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
        if os.getppid() != self.ppid:
            os._exit(1)  # it died before we asked to be told
        super().init_process()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """SIGTERM: end the streams, finish what is being answered."""
        HubServer.current_served().stopping()
        super().handle_exit(sig, frame)


class HubServer(BaseApplication):  # type: ignore[misc]
    """Serves what `build` makes, in a child process, until SIGTERM or SIGINT."""

    _served: ClassVar[Served | None] = None

    def __init__(
        self, build: Callable[[], Served], authority: Authority, host: str, port: int
    ) -> None:
        self._build = build
        self._authority = authority
        self._context = authority.server_context()
        self._address = f"{host}:{port}"
        super().__init__()

    @classmethod
    def current_served(cls) -> Served:
        """What this worker process serves."""
        assert cls._served is not None
        return cls._served

    def load_config(self) -> None:
        """Tell gunicorn how; nothing is read from files or the environment."""
        settings: dict[str, Any] = {
            "bind": [self._address],
            "workers": 1,  # one writer and one set of live values a hub
            "worker_class": HubWorker,
            "threads": THREADS,
            "worker_connections": 1000,
            "keepalive": 75,
            "timeout": 30,
            "graceful_timeout": 8,
            "certfile": str(self._authority.server_certificate_path),
            "keyfile": str(self._authority.server_key_path),
            # One context for all connections; gunicorn would read the files anew for each.
            "ssl_context": lambda _config, _default: self._context,
            "do_handshake_on_connect": True,
            "logger_class": ServerLog,
            "accesslog": None,
            "forwarded_allow_ips": "",
            "control_socket_disable": True,
            "when_ready": _bound_the_waiting,
            "post_worker_init": lambda _worker: self.current_served().started(),
            "worker_exit": lambda _server, _worker: self.current_served().stopped(),
            "limit_request_line": 4094,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made in the worker: threads and database start after the fork."""
        type(self)._served = self._build()
        return self.current_served().app


def _bound_the_waiting(arbiter: Any) -> None:
    # Accepted sockets inherit this on Linux. It bounds TLS handshakes, half requests and
    # readers that stopped reading, each of which would otherwise keep a thread for good.
    limit = struct.pack("ll", _STALLED_S, 0)
    for listener in arbiter.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)


def port_is_free(host: str, port: int) -> bool:
    """Whether the server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True
