"""A hub as the hall has it: `daihoi-hub run` in a process of its own, over real TLS."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
import urllib3

from hub.contract import endpoints
from hub.contract.discovery import server_name
from hub.contract.fleet import CongressInfo, EnrolReply, EnrolRequest, Role
from hub.contract.wire import CONGRESS_HEADER, PROTOCOL, PROTOCOL_HEADER, ErrorReply, decode, encode
from hub.fleet.enrolment import Enrolment, MadeTicket
from hub.platform.clock import HubClock
from hub.platform.db import Database
from hub.platform.tls import Authority, load_authority
from hub.settings import make_settings
from tests.fakes.congress import add_delegations
from tests.fakes.kiosk_keys import KioskKeys

PATIENCE_S = 30.0
LOGIN, PASSWORD = "ky-thuat", "mật-khẩu-dài-thử"
ADDRESS = "127.0.0.1"

R = TypeVar("R")


class Refused(AssertionError):
    """The hub answered with an error, which is in `error`."""

    def __init__(self, status: int, error: ErrorReply) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.error = error


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


class HubProcess:
    """One founded hub; `start`, `stop`, `kill` as often as a test likes, always on one port."""

    def __init__(self, folder: Path) -> None:
        self.settings = make_settings(folder)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        sessions = ("--session", "Phiên 1", "--session", "Phiên 2")
        named = ("--name", "Đại hội thử", "--login", LOGIN)
        self.command("init", *named, *sessions, DAIHOI_PASSWORD=PASSWORD)
        self.database = Database(self.settings.database_url)
        """The same database from another process, to look at and to prepare."""
        self.database.write(add_delegations)
        self.enrolment = Enrolment(self.database, HubClock(), self.authority)

    @property
    def authority(self) -> Authority:
        return load_authority(self.settings.keys_dir)

    @property
    def url(self) -> str:
        return f"https://{ADDRESS}:{self.port}"

    def command(self, *words: str, **environment: str) -> str:
        """What a command of daihoi-hub on this hub's data prints."""
        done = subprocess.run(
            [sys.executable, "-m", "hub", "--data", str(self.settings.data_dir), *words],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *more: str) -> HubProcess:
        """Run, with more options where a test has some, and wait until it answers."""
        assert self.process is None
        words = ["run", "--host", ADDRESS, "--port", str(self.port), "--interface", ADDRESS, *more]
        with (self.settings.data_dir / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hub", "--data", str(self.settings.data_dir), *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        stranger = self.stranger()
        until = time.monotonic() + PATIENCE_S
        while True:
            assert self.process.poll() is None, self.log()
            try:
                stranger.call(endpoints.HEALTH)
            except urllib3.exceptions.HTTPError:
                assert time.monotonic() < until, self.log()
                time.sleep(0.05)
            else:
                return self

    def move(self, data_dir: Path) -> None:
        """Serve another data directory from now on, at the same place in the network."""
        assert self.process is None
        self.database.close()
        self.settings = make_settings(data_dir)
        self.database = Database(self.settings.database_url)
        self.enrolment = Enrolment(self.database, HubClock(), self.authority)

    def stop(self) -> int:
        """End it as a service manager does; its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        if self.process is not None:
            self.kill()
        self.database.close()

    def log(self) -> str:
        """All that the hub's processes said so far."""
        return (self.settings.data_dir / "run.log").read_text("utf-8", "replace")

    def column(self, query: sa.Select[Any]) -> list[Any]:
        """The first column of what a query finds in the hub's database."""
        with self.database.read() as connection:
            return list(connection.scalars(query))

    def ticket(self, label: str, role: Role = Role.CHECKIN) -> MadeTicket:
        return self.enrolment.make_ticket(label, role, LOGIN, ADDRESS, self.port)

    def stranger(self) -> HubClient:
        """Somebody who trusts this hub but has no certificate."""
        return HubClient(self)

    def join(self, label: str, role: Role = Role.CHECKIN) -> HubClient:
        """A kiosk that joined with a ticket, over the wire."""
        keys = KioskKeys()
        request = keys.asks(self.ticket(label, role).text)
        reply = self.stranger().enrol(request)
        return HubClient(self, keys, reply.certificate_pem, reply)

    def _end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE_S)
        self.process = None
        return code


class HubClient:
    """Calls a hub by the contract, with or without a certificate."""

    def __init__(
        self,
        hub: HubProcess,
        keys: KioskKeys | None = None,
        certificate_pem: str = "",
        joined: EnrolReply | None = None,
        port: int | None = None,
    ) -> None:
        self.joined = joined
        context = ssl.create_default_context(
            cadata=hub.authority.certificate_pem.decode(), purpose=ssl.Purpose.SERVER_AUTH
        )
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.certificate_path = hub.settings.data_dir / f"kiosk-{secrets.token_hex(4)}.pem"
        """Key and certificate in one file, where there are any."""
        if keys is not None:
            self.certificate_path.write_bytes(keys.key_pem + certificate_pem.encode())
            context.load_cert_chain(self.certificate_path)
        self._pool = urllib3.HTTPSConnectionPool(
            ADDRESS,
            port or hub.port,
            ssl_context=context,
            server_hostname=server_name(hub.authority.hub_id),
            assert_hostname=server_name(hub.authority.hub_id),
            maxsize=32,
            retries=False,
            timeout=urllib3.Timeout(PATIENCE_S),
        )
        self.headers = {PROTOCOL_HEADER: PROTOCOL}
        if joined is not None:
            self.headers[CONGRESS_HEADER] = joined.congress.congress_id

    @property
    def congress(self) -> CongressInfo:
        assert self.joined is not None
        return self.joined.congress

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """Anything at all, as it is."""
        sent = self.headers if headers is None else headers
        return self._pool.request(method, path, body=body, headers=sent)

    def call(
        self,
        endpoint: endpoints.Endpoint,
        message: object = None,
        path: Sequence[tuple[str, object]] = (),
    ) -> Any:
        """The reply of an endpoint; Refused where it is an error."""
        body = None if message is None else encode(message)
        answer = self.send(endpoint.method, endpoint.path.format(**dict(path)), body)
        if answer.status != 200:
            raise Refused(answer.status, decode(answer.data, ErrorReply))
        return decode(answer.data, endpoint.reply)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        reply = self.call(endpoints.ENROL, request)
        assert isinstance(reply, EnrolReply)
        return reply
