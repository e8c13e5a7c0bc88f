"""A real kiosk process and a real hub process: joined by a ticket, then put to work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from hub.attendance import tables as attendance
from hub.contract.attendance import Standing
from hub.contract.fleet import Role
from hub.contract.voting import Envelope, read_open
from hub.contract.wire import decode
from hub.platform.clock import HubClock
from hub.platform.live import Live
from hub.roll import store as roll
from hub.roll import tables as roll_tables
from hub.voting import tables as voting
from hub.voting.service import Polls
from kiosk.__main__ import main
from tests.fakes.congress import add_person, new_code
from tests.fakes.hall import draft
from tests.fakes.headless_kiosk import HeadlessKiosk
from tests.fakes.hub_process import ADDRESS, HubProcess
from tests.fakes.presence import FakePresence

MakeKiosk = Callable[[Role], HeadlessKiosk]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    running = HubProcess(tmp_path / "hub").start()
    yield running
    running.close()


@pytest.fixture
def join(hub: HubProcess, tmp_path: Path) -> Iterator[MakeKiosk]:
    """Starts a kiosk and lets it join by the ticket that its reader is shown."""
    started: list[HeadlessKiosk] = []

    def make(role: Role) -> HeadlessKiosk:
        kiosk = HeadlessKiosk(tmp_path / role.value, "--interface", ADDRESS)
        started.append(kiosk)
        kiosk.shows("setup.scan_ticket")
        kiosk.then_shows({"scan": hub.ticket("KB-01", role).text}, f"setup.joined_{role.value}")
        kiosk.shows("IdleView")
        return kiosk

    yield make
    for kiosk in started:
        kiosk.close()


def open_session(hub: HubProcess) -> None:
    (first, *_) = hub.column(sa.select(roll_tables.session.c.session_id))
    hub.database.write(lambda c: roll.open_session(c, first, HubClock().now_ms()))


def open_poll(hub: HubProcess) -> None:
    polls = Polls(hub.database, HubClock(), FakePresence(), Live())
    try:
        made = polls.create(draft(seats=2), "test")
        assert isinstance(made, int), made
        assert polls.open(made, "test") == []
    finally:
        polls.end()


def test_check_in_from_the_ticket_to_the_row(hub: HubProcess, join: MakeKiosk) -> None:
    open_session(hub)
    delegate_id, code = add_person(hub.database, name="Nguyễn Thị Lan")
    _, guest = add_person(hub.database, Standing.GUEST)
    _, alternate = add_person(hub.database, Standing.ALTERNATE)
    _, revoked = add_person(hub.database, revoked_ms=1)
    kiosk = join(Role.CHECKIN)

    line = kiosk.then_shows({"scan": code}, "VerdictView")
    assert (line["title"], line["tone"], line["name"]) == (
        "checkin.accepted",
        "accepted",
        "Nguyễn Thị Lan",
    )
    assert hub.column(sa.select(attendance.presence.c.delegate_id)) == [delegate_id]

    kiosk.then_shows({"scan": guest}, "checkin.accepted_guest")
    kiosk.then_shows({"scan": alternate}, "checkin.alternate_undecided")
    kiosk.then_shows({"scan": revoked}, "checkin.revoked")
    kiosk.then_shows({"scan": new_code()}, "checkin.unknown")
    kiosk.then_shows({"scan": code}, "checkin.already_in")


def test_a_ticket_may_be_pasted_into_the_command_instead(hub: HubProcess, tmp_path: Path) -> None:
    ticket, place = hub.ticket("KB-07").text, ["--data", str(tmp_path / "pasted")]
    joined = CliRunner().invoke(main, ["enrol", f" {ticket}\n", *place])
    assert (joined.exit_code, joined.output) == (0, "Đã kết nối: KB-07, máy điểm danh\n")
    again = CliRunner().invoke(main, ["enrol", ticket, *place])
    assert (again.exit_code, "KB-07" in again.output) == (2, True)
    used = CliRunner().invoke(main, ["enrol", ticket, "--data", str(tmp_path / "other")])
    assert (used.exit_code, used.output.splitlines()[0]) == (1, "Mã kết nối này đã được dùng")


def test_a_silent_hub_is_amber_and_everything_arrives_later(
    hub: HubProcess, join: MakeKiosk
) -> None:
    open_session(hub)
    people = [add_person(hub.database, name=name) for name in ("Một", "Hai", "Ba")]
    kiosk = join(Role.CHECKIN)
    hub.kill()
    for _, code in people:
        asking = kiosk.then_shows({"scan": code}, "WorkingView")
        answer = kiosk.shows("VerdictView", since=kiosk.lines.index(asking))
        assert (answer["title"], answer["tone"]) == ("checkin.kept", "attention")
    before = len(kiosk.lines)
    hub.start()
    kiosk.settles(lambda line: line["waiting"] == 0 and not line["offline"])
    present = hub.column(sa.select(attendance.presence.c.delegate_id))
    assert sorted(present) == sorted(delegate_id for delegate_id, _ in people)
    assert all(line["view"] in ("IdleView", "VerdictView") for line in kiosk.lines[before:])
    # Only the one whose amber still stands may see it turn green; the others have gone.
    green = [line["name"] for line in kiosk.lines[before:] if line.get("tone") == "accepted"]
    assert set(green) <= {"Ba"}


def test_a_ballot_from_the_badge_to_the_box(hub: HubProcess, join: MakeKiosk) -> None:
    _, code = add_person(hub.database)
    open_poll(hub)
    booth = join(Role.BOOTH)
    booth.shows("booth.idle")

    ballot = booth.then_shows({"scan": code}, "BallotView")
    assert (len(ballot["candidates"]), ballot["seats"]) == (3, 2)
    chosen = ballot["candidates"][1]
    booth.touch_until("size", "BallotView", arg="L")  # a touch that is taken, and seen to be
    booth.tell(touch="choose", arg=chosen)
    booth.touch_until("review", "ReviewView")
    booth.touch_until("cast", "ConfirmView")
    booth.touch_until("confirm_cast", "thanks.thanks")
    (envelope,) = hub.column(sa.select(voting.ballot.c.envelope))
    assert read_open(decode(envelope, Envelope)) == [chosen]
    booth.settles(lambda line: line["view"] == "IdleView")
    assert booth.then_shows({"scan": code}, "VerdictView")["title"] == "booth.already_voted"
    assert chosen not in booth.log()
