"""A real hub: founded in a folder, started as a process on a free port of 127.0.0.1."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import urllib3

from hub.founding import found
from hub.platform.tls import Authority
from hub.settings import HubSettings, make_settings
from tests.fakes.plan import plan


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningHub:
    """A hub process; `start` and `kill` it as often as needed, `close` it at the end."""

    def __init__(self, folder: Path) -> None:
        self.settings: HubSettings = make_settings(folder)
        self.authority: Authority = found(self.settings, plan())
        self.port = free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "hub.log"

    def start(self) -> None:
        """Start it; returns when it answers."""
        place = ["--data", str(self.settings.data_dir)]
        listen = ["--host", "127.0.0.1", "--port", str(self.port)]
        names = ["--interface", "127.0.0.1", "--address", "127.0.0.1"]
        command = [sys.executable, "-m", "hub", *place, "run", *listen, *names]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        """Poll `/ca.pem` until it is served, for 30 s at most."""
        until = time.monotonic() + 30
        while True:
            try:
                with self.client() as client:
                    assert client.request("GET", "/ca.pem").status == 200
                return
            except urllib3.exceptions.HTTPError:
                assert self.process is not None
                ended = self.process.poll() is not None
                late = time.monotonic() > until
                assert not ended and not late, self.log.read_text()  # noqa: PT018
                time.sleep(0.05)

    def client(self, certificate: Path | None = None, **more: Any) -> urllib3.HTTPSConnectionPool:
        """A client that trusts this hub only; `certificate` holds its certificate and key."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.authority.certificate_pem.decode())
        if certificate is not None:
            context.load_cert_chain(certificate)
        return urllib3.HTTPSConnectionPool(
            "127.0.0.1", self.port, ssl_context=context, retries=False, timeout=10, **more
        )

    def worker_pid(self) -> int:
        """The process that serves, a child of the one that was started."""
        assert self.process is not None
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(children[0])

    def stop(self, patience_s: float = 20) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(patience_s)

    def close(self) -> None:
        """Make sure that nothing is left running."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
