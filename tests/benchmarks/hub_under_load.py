"""How the server does with 40 event streams open beside 40 kiosks that check people in.

    python -m tests.benchmarks.hub_under_load [--seconds 5] [--rounds 3]

A real hub process over TLS with client certificates; each check-in is a durable commit. In each
round the kiosks first ask at the pace of a rush (each twice a second), then as fast as they can.
The client shares the machine's cores with the hub. Not a test: nothing is asserted about time.
"""

from __future__ import annotations

import argparse
import os
import secrets
import ssl
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import urllib3

from hub.contract.attendance import CheckInRequest
from hub.contract.endpoints import CHECKIN
from hub.roll import store as roll
from tests.fakes.congress import add_person
from tests.fakes.hub_process import LOGIN, PASSWORD, HubClient, HubProcess
from tests.fakes.web_login import web_login

DELEGATES = 300


class Watcher(threading.Thread):
    """A page that watches; `events` counts what it was told."""

    def __init__(self, hub: HubProcess, cookie: str) -> None:
        super().__init__(daemon=True)
        self.events = 0
        self.alive = True
        self._answer = browser(hub).request(
            "GET",
            "/events?topic=attendance&topic=kiosks",
            headers={"Cookie": cookie},
            preload_content=False,
        )
        assert self._answer.status == 200

    def run(self) -> None:
        """Read until the hub ends the stream."""
        try:
            for part in self._answer.stream(1 << 14):
                self.events += part.count(b"event:")
        except urllib3.exceptions.HTTPError:
            pass  # the hub was stopped
        self.alive = False


def browser(hub: HubProcess) -> urllib3.HTTPSConnectionPool:
    """Connections without a client certificate."""
    context = ssl.create_default_context(cadata=hub.authority.certificate_pem.decode())
    return urllib3.HTTPSConnectionPool("127.0.0.1", hub.port, ssl_context=context, timeout=60)


def check_in(kiosk: HubClient, codes: list[str], seconds: float, pause_s: float) -> list[float]:
    """Check people in on one kept-alive connection; how long each answer took, in ms."""
    took = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        request = CheckInRequest(
            scan_id=secrets.token_hex(16),
            code=secrets.choice(codes),
            scanned_at_ms=0,
            session_id=None,
            late=False,
        )
        began = time.monotonic()
        kiosk.call(CHECKIN, request)
        took.append((time.monotonic() - began) * 1000)
        time.sleep(pause_s * (0.5 + secrets.randbelow(1000) / 1000))
    return took


def memory_mb(hub: HubProcess) -> tuple[float, float]:
    """What master and worker hold together, shared pages once (PSS), and the worker's RSS."""
    assert hub.process is not None
    pid = hub.process.pid
    worker = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
    shares = sum(_kilobytes(p, "Pss") for p in (str(pid), worker))
    return shares / 1024, _kilobytes(worker, "Rss") / 1024


def _kilobytes(pid: str, what: str) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1])
    raise LookupError(what)


def measure(kiosks: list[HubClient], codes: list[str], seconds: float) -> tuple[list[float], float]:
    """Answer times at the pace of a rush, then check-ins a second without a pause."""
    with ThreadPoolExecutor(len(kiosks)) as pool:
        paced = list(pool.map(lambda kiosk: check_in(kiosk, codes, seconds, 0.5), kiosks))
        flat_out = list(pool.map(lambda kiosk: check_in(kiosk, codes, seconds, 0), kiosks))
    return [ms for one in paced for ms in one], sum(len(one) for one in flat_out) / seconds


def main() -> None:
    """Run the rounds and print the median of each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--streams", type=int, default=40)
    parser.add_argument("--kiosks", type=int, default=40)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        hub = HubProcess(Path(folder))
        try:
            run(hub, wanted)
        finally:
            hub.close()


def run(hub: HubProcess, wanted: argparse.Namespace) -> None:
    """The whole measurement on one hub."""
    codes = [add_person(hub.database)[1] for _ in range(DELEGATES)]
    hub.database.write(lambda connection: roll.open_session(connection, 1, 0))
    hub.start()
    cookie = web_login(browser(hub), hub.url, LOGIN, PASSWORD).partition(";")[0]
    watchers = [Watcher(hub, cookie) for _ in range(wanted.streams)]
    for watcher in watchers:
        watcher.start()
    kiosks = [hub.join(f"Quầy {n}") for n in range(wanted.kiosks)]
    results = [measure(kiosks, codes, wanted.seconds) for _ in range(wanted.rounds)]
    together_mb, worker_mb = memory_mb(hub)
    told = [watcher.events for watcher in watchers]
    print(f"load of the machine:      {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"streams alive at the end: {sum(w.alive for w in watchers)} of {wanted.streams}")
    print(f"events a stream:          {statistics.median(told):.0f} (least {min(told)})")
    medians = [statistics.median(ms) for ms, _ in results]
    slow = [statistics.quantiles(ms, n=20)[18] for ms, _ in results]
    print(
        f"check-in in a rush:       median {statistics.median(medians):.0f} ms, "
        f"19 of 20 under {statistics.median(slow):.0f} ms"
    )
    rates = [rate for _, rate in results]
    print(f"check-ins a second:       {statistics.median(rates):.0f} without a pause")
    print(f"memory:                   {together_mb:.0f} MB in all, worker RSS {worker_mb:.0f} MB")


if __name__ == "__main__":
    main()
