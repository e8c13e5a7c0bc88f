"""The whole machine of a kiosk on a bench: time passes when the test says so."""

from __future__ import annotations

from typing import TypeVar

from hub.contract.attendance import CheckInReply, CheckInVerdict, Person
from hub.contract.badge import with_check_digit
from hub.contract.fleet import CongressInfo, HeartbeatReply, PollInfo, Role, SessionInfo
from hub.contract.voting import BallotForm, Candidate, PermitReply, PermitVerdict, Receipt
from kiosk.flows import effects, events, machine
from kiosk.flows.events import Action, Event
from kiosk.flows.machine import Machine
from kiosk.flows.present import present
from kiosk.flows.views import BallotView, Body, View

CONGRESS = CongressInfo(congress_id="c1", name="Đại hội", place="Vinh", timezone="Asia/Ho_Chi_Minh")
WALL_MS = 1_600_000_000_000
STEP_MS = 100
_B = TypeVar("_B")
_E = TypeVar("_E")


def badge(number: int) -> str:
    """The badge code of an invented person."""
    return with_check_digit(f"{number:025}")


def form(poll_id: int = 1, seats: int = 3, candidates: int = 5) -> BallotForm:
    """A ballot with as many candidates, c1, c2, …"""
    names = [
        Candidate(candidate_id=f"c{n}", name=f"Ứng viên {n}") for n in range(1, candidates + 1)
    ]
    return BallotForm(poll_id=poll_id, title=f"Bầu {poll_id}", seats=seats, candidates=names)


class Bench:
    """A joined kiosk by default; `done` is every effect since the last `forget`."""

    def __init__(self, role: Role | None = Role.CHECKIN, polls: tuple[int, ...] = (1,)) -> None:
        self.now_ms = 1_000_000
        self.done: list[effects.Effect] = []
        self._ids = 0
        self.machine: Machine = machine.unjoined("vi")
        if role is not None:
            self.machine = machine.joined("vi", "KB-01", role, CONGRESS)
            self.inform(role, polls)
        self.wait(1_000)

    @property
    def view(self) -> View:
        return present(self.machine)

    @property
    def title(self) -> str:
        """The id of the sentence in the middle of the screen."""
        body = self.view.body
        text = getattr(body, "title", None) or getattr(body, "text", None)
        return text if isinstance(text, str) else getattr(text, "id", "")

    def body(self, kind: type[_B]) -> _B:
        """The screen, which has to be of that kind."""
        body: Body = self.view.body
        assert isinstance(body, kind), body
        return body

    def all(self, kind: type[_E]) -> list[_E]:
        """The effects of that kind since the last `forget`."""
        return [effect for effect in self.done if isinstance(effect, kind)]

    def forget(self) -> None:
        self.done.clear()

    def take(self, event: Event) -> None:
        self.machine, done = machine.step(self.machine, event)
        self.done.extend(done)

    def wait(self, ms: int) -> None:
        """Time passes, with a tick every tenth of a second."""
        end_ms = self.now_ms + ms
        while self.now_ms < end_ms:
            self.now_ms = min(self.now_ms + STEP_MS, end_ms)
            self.take(events.Tick(self.now_ms, WALL_MS + self.now_ms))

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._ids:032x}"

    def scan(self, text: str) -> str:
        """Show a text; its id."""
        fresh_id = self.new_id()
        self.take(events.Scanned(text, self.now_ms, WALL_MS + self.now_ms, fresh_id))
        return fresh_id

    def garble(self) -> None:
        self.take(events.Unreadable(self.now_ms))

    def touch(self, action: Action, arg: str = "", *, after_ms: int = 500) -> None:
        """A finger, by default late enough to be meant."""
        self.wait(after_ms)
        self.take(events.Touched(action, self.now_ms, self.new_id(), arg))

    def inform(self, role: Role, polls: tuple[int, ...] = (1,), session: bool = True) -> None:
        reply = HeartbeatReply(
            now_ms=WALL_MS,
            label="KB-01",
            role=role,
            congress=CONGRESS,
            session=SessionInfo(session_id=7, name="Phiên trù bị") if session else None,
            polls=[PollInfo(poll_id=p, title=f"Bầu {p}") for p in polls],
            next_ms=5000,
        )
        self.take(events.Informed(reply, self.now_ms))

    def answer(
        self,
        scan_id: str,
        verdict: CheckInVerdict = CheckInVerdict.ACCEPTED,
        person: Person | None = None,
        *,
        late: bool = False,
        since_ms: int | None = None,
    ) -> None:
        reply = CheckInReply(scan_id=scan_id, verdict=verdict, person=person, since_ms=since_ms)
        self.take(events.ScanReplied(reply, late, self.now_ms))

    def asked(self) -> effects.AskPermit:
        """The permit that was asked for last."""
        return self.all(effects.AskPermit)[-1]

    def permit(
        self,
        verdict: PermitVerdict = PermitVerdict.GRANTED,
        ballot: BallotForm | None = None,
    ) -> None:
        """The hub's answer to the permit request that was made last."""
        granted = verdict is PermitVerdict.GRANTED
        reply = PermitReply(
            verdict=verdict,
            permit=f"{self.asked().poll_id:032x}" if granted else None,
            lease_ms=900_000 if granted else 0,
            form=(ballot or form(self.asked().poll_id)) if granted else None,
        )
        self.take(events.PermitReplied(self.asked().request.request_id, reply, self.now_ms))

    def open_ballot(self, ballot: BallotForm | None = None) -> None:
        """Badge and permit."""
        self.scan(badge(1))
        self.permit(ballot=ballot)

    def chosen(self) -> list[str]:
        """Whoever is chosen on the page of the ballot that is up."""
        return [row.candidate_id for row in self.body(BallotView).rows if row.chosen]

    def cast(self, *choices: str) -> effects.CastBallot:
        """Choose, review, cast, confirm."""
        for choice in choices:
            self.touch(Action.CHOOSE, choice)
        self.touch(Action.REVIEW)
        self.touch(Action.CAST)
        self.touch(Action.CONFIRM_CAST)
        return self.all(effects.CastBallot)[-1]

    def receive(self, cast: effects.CastBallot) -> None:
        """The hub's receipt."""
        receipt = Receipt(poll_id=cast.poll_id, ballot_id=cast.ballot_id, envelope_sha256="0" * 64)
        self.take(events.CastReplied(receipt, self.now_ms))
