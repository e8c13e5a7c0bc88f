"""The saturated phase: check-ins beside a request that does nothing and one that only commits.

The three take turns, round by round, with the same client, connections and certificates; what
counts is the median of each, and how they compare.
"""

from __future__ import annotations

import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hub.contract.attendance import CheckInRequest
from hub.contract.endpoints import CHECKIN
from hub.contract.fleet import EnrolRequest, Role
from hub.contract.ticket import decode_ticket
from hub.contract.wire import encode
from hub.rehearsal.dress.load_client import Round, Took, Where
from hub.rehearsal.dress.stage_client import StageClient
from hub.rehearsal.processes import dies_with, end
from hub.rehearsal.stage import messages as m


class LoadFailed(Exception):
    """The hub did not answer every request of a round as it must; says how."""


@dataclass(frozen=True)
class Rates:
    """Requests a second, medians over the rounds."""

    checkin: float
    noop: float
    bare_commit: float
    lost: int
    """Check-ins that were answered with "accepted" and are not stored."""


def load_kiosks(number: int) -> list[m.WantedKiosk]:
    """The kiosks that the client's connections are."""
    return [m.WantedKiosk(label=f"Tải {n + 1}", role=Role.CHECKIN) for n in range(number)]


def saturate(
    stage: StageClient,
    performance: m.Performance,
    certificates: list[Path],
    requests: int,
    rounds: int,
    tell: Callable[[int], None],
) -> Rates:
    """Play all rounds; `tell` is told how many are over."""
    where = Where(
        host=stage.host,
        port=stage.port,
        hub_id=stage.hub_id,
        congress_id=performance.congress_id,
        ca_pem=stage.ca_pem,
        certificates=[str(path) for path in certificates],
    )
    rates: dict[str, list[float]] = {CHECKIN.path: [], m.NOOP_PATH: [], m.COMMIT_PATH: []}
    lost = 0
    with _client(where) as client:
        for number in range(rounds):
            crowd = stage.call(m.CROWD_PATH, m.CrowdRequest(people=requests), m.Crowd)
            for path in (m.NOOP_PATH, m.COMMIT_PATH, CHECKIN.path):
                # All three carry the same bodies, so that they differ in what the hub does.
                expect = '"accepted"' if path == CHECKIN.path else ""
                rates[path].append(_play(client, Round(path, _bodies(crowd), expect)))
            lost += _not_stored(stage, performance.poll_id, crowd)
            tell(number + 1)
    return Rates(
        checkin=statistics.median(rates[CHECKIN.path]),
        noop=statistics.median(rates[m.NOOP_PATH]),
        bare_commit=statistics.median(rates[m.COMMIT_PATH]),
        lost=lost,
    )


def join(stage: StageClient, ticket: str, path: Path) -> Path:
    """Join by a ticket; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kiosk")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    reply = stage.enrol(
        EnrolRequest(
            request_id=secrets.token_hex(16),
            secret=decode_ticket(ticket).secret,
            csr_pem=request.public_bytes(serialization.Encoding.PEM).decode("ascii"),
            app_version="rehearsal",
        )
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.touch(mode=0o600)
    path.write_bytes(private + reply.certificate_pem.encode("ascii"))
    return path


@contextmanager
def _client(where: Where) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "hub.rehearsal.dress.load_client"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        preexec_fn=dies_with(os.getpid()),
    )
    try:
        _say(process, where)
        yield process
    finally:
        end(process)


def _say(client: subprocess.Popen[bytes], message: msgspec.Struct) -> None:
    assert client.stdin is not None
    client.stdin.write(msgspec.json.encode(message) + b"\n")
    client.stdin.flush()


def _play(client: subprocess.Popen[bytes], one: Round) -> float:
    assert client.stdout is not None
    _say(client, one)
    line = client.stdout.readline()
    if not line:
        raise LoadFailed(f"{one.path}: the client ended")
    took = msgspec.json.decode(line, type=Took)
    if took.bad:
        raise LoadFailed(f"{one.path}: {took.bad} of {len(one.bodies)}: {took.sample}")
    return took.good / took.seconds


def _bodies(crowd: m.Crowd) -> list[str]:
    scanned_ms = time.time_ns() // 1_000_000
    return [
        encode(
            CheckInRequest(
                scan_id=secrets.token_hex(16),
                code=code,
                scanned_at_ms=scanned_ms,
                session_id=crowd.session_id,
                late=False,
            )
        ).decode()
        for code in crowd.codes
    ]


def _not_stored(stage: StageClient, poll_id: int, crowd: m.Crowd) -> int:
    request = m.LedgerRequest(session_id=crowd.session_id, poll_id=poll_id)
    stored = stage.call(m.LEDGER_PATH, request, m.Ledger)
    good = sum(one.present == "scan" and one.accepted == 1 for one in stored.checkins)
    return len(crowd.codes) - good
