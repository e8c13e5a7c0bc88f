"""A hall that votes: delegates with badges in a database on disk, polls, booths, a clock."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.contract.attendance import Standing
from hub.contract.badge import with_check_digit
from hub.contract.voting import (
    BallotForm,
    CastRequest,
    PermitReply,
    PermitRequest,
    Receipt,
    seal_open,
)
from hub.platform.db import Database, metadata, sqlite_url
from hub.platform.live import Live
from hub.roll import tables as roll
from hub.voting.booth import Booth
from hub.voting.rules import Draft, Nominee
from hub.voting.service import Polls
from tests.fakes.presence import FakePresence


@dataclass
class StillClock:
    """Time that moves when the test says so."""

    now: int = 1_600_000_000_000

    def now_ms(self) -> int:
        return self.now


def new_id() -> str:
    return secrets.token_hex(16)


def draft(seats: int = 2, names: str = "An Bình Cường", summoned: int = 10) -> Draft:
    nominees = tuple(Nominee(f"Nguyễn Văn {name}") for name in names.split())
    return Draft("Bầu Ban Chấp hành", seats, summoned, (), nominees)


class Hall:
    """Everything a test of voting needs, on real files in `folder`."""

    def __init__(self, folder: Path, delegates: int = 5, make: bool = True) -> None:
        self.path = folder / "hub.db"
        self.database = Database(sqlite_url(self.path))
        self.clock = StillClock()
        self.presence = FakePresence()
        self.live = Live()
        self.polls = Polls(self.database, self.clock, self.presence, self.live)
        self.booth = Booth(self.database, self.clock, self.presence, self.polls.changed)
        self.codes: list[str] = []
        if make:
            metadata.create_all(self.database.engine)
            self.database.write(
                lambda c: c.execute(roll.delegation.insert().values(delegation_id=1, name="Sở"))
            )
            self.codes = self.seat(delegates)

    def seat(
        self,
        number: int,
        standing: Standing = Standing.OFFICIAL,
        replaces: int | None = None,
        revoked_ms: int | None = None,
    ) -> list[str]:
        """Add that many people; their badge codes."""
        codes = [with_check_digit(f"{secrets.randbelow(10**25):025d}") for _ in range(number)]

        def work(connection: object) -> None:
            for code in codes:
                added = connection.execute(  # type: ignore[attr-defined]
                    roll.delegate.insert()
                    .values(
                        person_key=code,
                        name="Trần Thị Hoà",
                        name_folded="tran thi hoa",
                        delegation_id=1,
                        unit="",
                        seat="",
                        email="",
                        photo="",
                        standing=standing.value,
                        source="",
                        convening_member=False,
                        head_of_delegation=False,
                        replaces_id=replaces,
                    )
                    .returning(roll.delegate.c.delegate_id)
                )
                connection.execute(  # type: ignore[attr-defined]
                    roll.badge.insert().values(
                        code=code,
                        delegate_id=added.scalar_one(),
                        issued_ms=0,
                        revoked_ms=revoked_ms,
                    )
                )

        self.database.write(work)
        return codes

    def open_poll(self, poll: Draft | None = None) -> int:
        poll_id = self.polls.create(poll or draft(), "ky-thuat")
        assert isinstance(poll_id, int), poll_id
        assert self.polls.open(poll_id, "ky-thuat") == []
        return poll_id

    def ask(self, poll_id: int, code: str, kiosk: str = "k1", request: str = "") -> PermitReply:
        asked = PermitRequest(request_id=request or new_id(), code=code)
        return self.booth.permit(kiosk, poll_id, asked)

    def filled(
        self, reply: PermitReply, choices: Callable[[BallotForm], Sequence[str]] | Sequence[str]
    ) -> CastRequest:
        """A cast with those choices, given as ids or as a function of the form."""
        assert reply.permit is not None
        assert reply.form is not None
        chosen = choices(reply.form) if callable(choices) else choices
        return CastRequest(permit=reply.permit, envelope=seal_open(reply.form, list(chosen)))

    def vote(self, poll_id: int, code: str, *choices: str, kiosk: str = "k1") -> Receipt:
        """One whole vote."""
        request = self.filled(self.ask(poll_id, code, kiosk), choices)
        return self.booth.cast(poll_id, new_id(), request)

    def close(self) -> None:
        self.polls.end()
        self.database.close()
