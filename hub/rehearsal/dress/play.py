"""Conducts a rehearsal: hub up, kiosks joined, people in, votes cast, books read, load on.

Processes are started in the thread that calls `rehearse`, since they end with it; the people are
threads of their own.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from hub.contract.fleet import Role
from hub.platform.db import Database
from hub.rehearsal.demo import free_port
from hub.rehearsal.dress import load, results
from hub.rehearsal.dress.faults import KillPlan
from hub.rehearsal.dress.hub_run import HubRun, MakeCommand
from hub.rehearsal.dress.plan import LEAST_KILLS, Plan, Vote, expected_count, votes_of
from hub.rehearsal.dress.record import Record
from hub.rehearsal.dress.stage_client import HubRefused, StageClient, meet
from hub.rehearsal.dress.terminal import Terminal
from hub.rehearsal.dress.visitors import Arrivals, Booth, Desk
from hub.rehearsal.dress.wire import BadWire
from hub.rehearsal.processes import hub_command
from hub.rehearsal.stage import messages as m
from hub.rehearsal.stage.ledger import read_ledger
from hub.settings import make_settings

LOCAL = "127.0.0.1"
_BEHIND_THE_WIRE = "127.0.0.2"
_JOIN_WITHIN_S = 120.0
_SETTLE_WITHIN_S = 40.0
_SAMPLE_EVERY_S = 3.0
_STARTED_AT_ONCE = 4


class KioskStuck(Exception):
    """A kiosk did not start or join; its name and the end of its log."""


class Watcher:
    """Is told how far the rehearsal is; does nothing by itself."""

    def phase(self, name: str, total: int) -> None:
        """A phase begins."""

    def advance(self, name: str, done: int) -> None:
        """So much of it is done."""

    def killed(self, kills: int) -> None:
        """The hub was killed again."""


@dataclass
class _Hall:
    """What stands in the hall during one rehearsal."""

    plan: Plan
    folder: Path
    stage: StageClient
    hub: HubRun | None
    watcher: Watcher
    record: Record = field(default_factory=Record)
    terminals: list[Terminal] = field(default_factory=list)
    kills: int = 0
    hub_kb: int = 0
    kiosk_kb: int = 0
    sampled: float = 0.0

    def sample(self) -> None:
        """Note the most memory that was seen, every few seconds."""
        if time.monotonic() - self.sampled < _SAMPLE_EVERY_S:
            return
        self.sampled = time.monotonic()
        self.hub_kb = max(self.hub_kb, self.hub.held_kb() if self.hub else 0)
        self.kiosk_kb = max(self.kiosk_kb, *(one.rss_kb() for one in self.terminals), 0)


def rehearse(
    plan: Plan,
    folder: Path,
    watcher: Watcher,
    against: tuple[str, int] | None = None,
    make_command: MakeCommand = hub_command,
) -> results.Results:
    """The whole rehearsal in a new folder, against a hub of its own or one that is running.

    Raises HubFailed, HubSilent, NotForRehearsal, KioskStuck or LoadFailed.
    """
    began = time.monotonic()
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        if against is None:
            hub, told, wire = _own_hub(plan, folder, make_command, stack)
            stage = meet(*hub.listen)
        else:
            hub, told, wire = None, against, None
            stage = meet(*against)
        hall = _Hall(plan, folder, stage, hub, watcher)
        performance = stage.call(m.PERFORMANCE_PATH, _wanted(plan, told), m.Performance)
        certificates = [
            load.join(_trusted(stage, hub), ticket, folder / f"load-{n}.pem")
            for n, ticket in enumerate(performance.tickets[plan.checkin + plan.booths :])
        ]
        votes = votes_of(performance, plan.seed)
        with _kiosks(hall, performance):
            _play(hall, performance, votes)
            _settle(hall)
            hall.sampled = 0
            hall.sample()
        ledger = _ledger(hall, performance)
        counted = _count(stage, performance)
        rates = _saturate(hall, performance, certificates)
        return _results(hall, performance, votes, ledger, counted, rates, began, wire)


def _own_hub(
    plan: Plan, folder: Path, make_command: MakeCommand, stack: ExitStack
) -> tuple[HubRun, tuple[str, int], BadWire | None]:
    """A hub, where kiosks find it, and the bad wire between them if it is to be killed."""
    port = free_port(0)
    told = (LOCAL, port)
    listen = told if plan.kill_every_s is None else (_BEHIND_THE_WIRE, port)
    hub = HubRun(folder / "hub", listen, LOCAL, folder / "hub.log", make_command)
    stack.callback(hub.stop)
    hub.start()
    if listen == told:
        return hub, told, None
    wire = BadWire(told, listen)
    wire.open()
    stack.callback(wire.close)
    return hub, told, wire


def _trusted(stage: StageClient, hub: HubRun | None) -> StageClient:
    """The hub itself, past a bad wire."""
    return stage if hub is None else replace(stage, host=hub.listen[0])


def _wanted(plan: Plan, told: tuple[str, int]) -> m.PerformanceRequest:
    return m.PerformanceRequest(
        delegates=plan.delegates,
        seed=plan.seed,
        kiosks=plan.kiosks() + load.load_kiosks(plan.connections if plan.load else 0),
        address=told[0],
        port=told[1],
    )


@contextmanager
def _kiosks(hall: _Hall, performance: m.Performance) -> Iterator[None]:
    """Every kiosk started and joined by a scan of its ticket; ended with the block."""
    wanted = hall.plan.kiosks()
    hall.watcher.phase("kiosks", len(wanted))
    interface = LOCAL if hall.hub is not None else _way_to(hall.stage)
    hall.terminals = [
        Terminal(hall.folder / f"kiosk-{n + 1}", one.label, interface)
        for n, one in enumerate(wanted)
    ]
    try:
        for first in range(0, len(wanted), _STARTED_AT_ONCE):
            some = slice(first, first + _STARTED_AT_ONCE)
            for terminal in hall.terminals[some]:
                terminal.start()
            pairs = zip(hall.terminals[some], performance.tickets[some], strict=False)
            for number, (terminal, ticket) in enumerate(pairs, first + 1):
                _join(terminal, ticket)
                hall.watcher.advance("kiosks", number)
        yield
    finally:
        _side_by_side([terminal.stop for terminal in hall.terminals])


def _join(terminal: Terminal, ticket: str) -> None:
    until = time.monotonic() + _JOIN_WITHIN_S
    shown = False
    while (view := terminal.next_view(until)) is not None or terminal.alive:
        if view is None:
            break
        if view["view"] == "SetupView" and view["reader_ok"] and not shown:
            terminal.scan(ticket)
            shown = True
        if view["view"] == "IdleView" and view["title"].endswith(".idle") and not view["offline"]:
            return
    log = terminal.log.read_text("utf-8", "replace")[-1000:]
    raise KioskStuck(f"{terminal.label}: {terminal.newest} {log}")


def _play(hall: _Hall, performance: m.Performance, votes: dict[int, Vote]) -> None:
    """Everybody checks in and then votes; the hub is killed meanwhile if the plan says so."""
    plan, record = hall.plan, hall.record
    kills = KillPlan(plan.kill_every_s, plan.seed)
    stop = threading.Event()
    voters: queue.Queue[Vote | None] = queue.Queue()
    arrivals = Arrivals(performance.people, plan.real_pace)
    roles = [one.role for one in plan.kiosks()]
    pairs = list(zip(hall.terminals, roles, strict=True))

    def recorded(guest: m.Guest) -> None:
        voters.put(votes[guest.delegate_id])

    desks = [
        Desk(one, arrivals, record, recorded, kills.moment, stop)
        for one, role in pairs
        if role is Role.CHECKIN
    ]
    booths = [
        Booth(one, voters, record, kills.moment, stop) for one, role in pairs if role is Role.BOOTH
    ]
    hall.watcher.phase("checkins", len(performance.people))
    hall.watcher.phase("ballots", len(performance.people) if booths else 0)
    arriving, voting = [_thread(desk.run) for desk in desks], [_thread(one.run) for one in booths]
    told_all = False
    try:
        while any(one.is_alive() for one in arriving + voting) or _more_kills(hall):
            if not told_all and not any(one.is_alive() for one in arriving):
                told_all = True
                for _ in booths:
                    voters.put(None)
            if kills.due(0.1) and hall.hub is not None:
                hall.hub.kill()
                hall.hub.start()
                hall.kills += 1
                hall.watcher.killed(hall.kills)
                kills.done()
            hall.watcher.advance("checkins", len(record.checkins))
            hall.watcher.advance("ballots", len(record.ballots))
            hall.sample()
    finally:
        stop.set()
        for _ in booths:
            voters.put(None)


def _more_kills(hall: _Hall) -> bool:
    return hall.plan.kill_every_s is not None and hall.kills < LEAST_KILLS


def _settle(hall: _Hall) -> None:
    """Wait until no kiosk keeps a scan that it could still deliver."""
    until = time.monotonic() + _SETTLE_WITHIN_S
    while time.monotonic() < until and any(
        one.newest.get("waiting") or one.newest.get("offline") for one in hall.terminals
    ):
        time.sleep(0.1)


def _ledger(hall: _Hall, performance: m.Performance) -> m.Ledger:
    """What is stored: read from the disk where the hub is ours, else told by the hub."""
    if hall.hub is None:
        request = m.LedgerRequest(session_id=performance.session_id, poll_id=performance.poll_id)
        ledger = hall.stage.call(m.LEDGER_PATH, request, m.Ledger)
        hall.hub_kb = ledger.hub_rss_kb
        return ledger
    database = Database(make_settings(hall.hub.data).database_url)
    try:
        with database.read() as connection:
            return read_ledger(connection, performance.session_id, performance.poll_id)
    finally:
        database.close()


def _count(stage: StageClient, performance: m.Performance) -> m.Counted:
    request = m.CountRequest(poll_id=performance.poll_id)
    try:
        return stage.call(m.COUNT_PATH, request, m.Counted)
    except HubRefused as refused:
        return m.Counted(problems=[str(refused)])


def _saturate(
    hall: _Hall, performance: m.Performance, certificates: list[Path]
) -> load.Rates | None:
    plan = hall.plan
    if not plan.load:
        return None
    hall.watcher.phase("load", plan.rounds)

    def tell(done: int) -> None:
        hall.watcher.advance("load", done)
        hall.sample()

    direct = _trusted(hall.stage, hall.hub)
    return load.saturate(direct, performance, certificates, plan.load, plan.rounds, tell)


def _results(
    hall: _Hall,
    performance: m.Performance,
    votes: dict[int, Vote],
    ledger: m.Ledger,
    counted: m.Counted,
    rates: load.Rates | None,
    began: float,
    wire: BadWire | None,
) -> results.Results:
    wanted = set(votes)
    voters = wanted if hall.plan.booths else set()
    expected = expected_count([votes[who] for who in voters], performance.candidates)
    found = results.Results(
        checkins=results.tally_checkins(wanted, hall.record, ledger),
        ballots=results.tally_ballots(voters, hall.record, ledger),
        latency_ms=results.percentiles(hall.record.latency_ms),
        requests_per_s=rates.checkin if rates else None,
        noop_requests_per_s=rates.noop if rates else None,
        bare_commit_requests_per_s=rates.bare_commit if rates else None,
        hub_rss_mb=hall.hub_kb / 1024,
        kiosk_rss_mb=hall.kiosk_kb / 1024,
        kills=hall.kills,
        seconds=time.monotonic() - began,
        result_as_expected=results.same_count(counted, expected),
        kept=hall.record.kept(),
        answers=dict(hall.record.other_answers()),
        cuts=wire.cuts if wire else 0,
        folder=str(hall.folder),
    )
    return replace(
        found, troubles=results.troubles_of(hall.plan, found, rates.lost if rates else 0)
    )


def _way_to(stage: StageClient) -> str:
    """The address of this machine from which the hub is reached."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((stage.host, stage.port))
        return str(probe.getsockname()[0])


def _thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _side_by_side(works: list[Callable[[], None]]) -> None:
    threads = [_thread(work) for work in works]
    for thread in threads:
        with contextlib.suppress(RuntimeError):
            thread.join()
