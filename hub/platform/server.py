"""Gunicorn as this hub needs it: one worker process, many threads, TLS 1.3, no orphans."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import selectors
import signal
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import TConn, ThreadWorker

from hub.platform.log import ServerLog
from hub.platform.tls import Authority

THREADS = 96
"""40 pages with an event stream each, and as many kiosks asking at once, with some to spare."""

CONNECTIONS = 1000
_PR_SET_PDEATHSIG = 1
_STALLED_S = 20
"""A peer that sends or takes nothing for so long in the middle of something loses its thread."""
_FILES = 4096
"""File descriptors: a thousand connections and the database's, with room."""
_FIRST_BYTES_S = 10
"""How long a new connection may say nothing."""
_HEAD_S = 20
"""How long a handshake and the head of a request may take, however the bytes drip."""
MOST_OF_ONE_PEER = 24
"""Connections from one address: a kiosk has five, a browser about as many. The fourth part of the
threads, so that one machine gone wrong, or turned by somebody, does not stop a hall."""


@dataclass(frozen=True)
class Served:
    """A running application and what it needs done around it."""

    app: Flask
    started: Callable[[], None]
    stopping: Callable[[], None]
    """Must end event streams, since the server waits for them; called in a signal handler."""
    stopped: Callable[[], None]
    most_of_one_peer: int = MOST_OF_ONE_PEER


class _Connection(TConn):  # type: ignore[misc]  # gunicorn is untyped
    """A connection that tells when it is closed."""

    on_close: Callable[[], None] | None = None

    def close(self, graceful: bool = False) -> None:
        """Close it; in the worker's main thread only."""
        told, self.on_close = self.on_close, None
        if told is not None:
            told()
        super().close(graceful)


class HubWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """A worker that never outlives its master and ends its event streams when told to stop.

    No machine can take the threads that others need: a connection has one only while there is
    something to read, for a bounded time, and one address has a bounded number of connections.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._peers: Counter[str] = Counter()
        self._reading: dict[TConn, float] = {}
        """Connections in the middle of a handshake or of a head, and since when."""

    def init_process(self) -> None:
        """Die with the master, whatever killed it; else it would hold the port. Leave no core."""
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
        if os.getppid() != self.ppid:
            os._exit(1)  # it died before we asked to be told
        # A dump of its memory could hold a ballot.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most_files, _FILES), most_files))
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Take a connection in; it gets a thread when its first bytes are there."""
        try:
            sock, client = listener.accept()
        except OSError as wrong:
            if wrong.errno in (errno.EMFILE, errno.ENFILE):
                return  # a worker that dies of it would take everybody's connection along
            if wrong.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        server = sock.getsockname()
        # What comes from this machine itself is a rehearsal: a whole hall on one address.
        peer = client[0] if client[0] != server[0] else ""
        if peer and self._peers[peer] >= HubServer.current_served().most_of_one_peer:
            sock.close()
            return
        conn = _Connection(self.cfg, sock, client, server)
        self.nr_conns += 1
        self._peers[peer] += 1
        conn.on_close = partial(self._left, peer)
        conn.timeout = time.monotonic() + _FIRST_BYTES_S
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def handle(self, conn: TConn) -> Any:
        """One request of a connection, in a thread."""
        self._reading[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self._reading.pop(conn, None)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """Its head has come: from here on it may take as long as the application likes."""
        self._reading.pop(conn, None)
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """Close what says nothing, and wake the threads that wait for bytes that drip."""
        super().murder_pending()
        late = time.monotonic() - _HEAD_S
        for conn in [one for one, since in list(self._reading.items()) if since < late]:
            with contextlib.suppress(OSError):  # gone already
                # Not the SSL object's own, which would pull it away under the thread.
                socket.socket.shutdown(conn.sock, socket.SHUT_RDWR)

    def _left(self, peer: str) -> None:
        self._peers[peer] -= 1
        if not self._peers[peer]:
            del self._peers[peer]

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
            "worker_connections": CONNECTIONS,
            "keepalive": 75,
            "timeout": 30,
            "graceful_timeout": 8,
            "certfile": str(self._authority.server_certificate_path),
            "keyfile": str(self._authority.server_key_path),
            # One context for all connections; gunicorn would read the files anew for each.
            "ssl_context": lambda _config, _default: self._context,
            "do_handshake_on_connect": False,  # by its own step, so that it can be ended
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
