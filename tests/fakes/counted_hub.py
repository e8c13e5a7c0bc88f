"""A hub on disk whose poll was voted in booths and counted, and a technician who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from hub.app import create_app
from hub.attendance.service import AttendanceService
from hub.contract.voting import CastRequest, PermitRequest, seal_open
from hub.roll import tables as roll
from hub.voting.booth import Booth
from hub.voting.rules import Draft
from hub.voting.service import Polls
from tests.fakes.congress import Congress
from tests.fakes.hall import new_id
from tests.fakes.technician import Technician

NAME = "Đại hội đại biểu Đảng bộ Khối Các cơ quan tỉnh Nghệ An lần thứ XX, nhiệm kỳ 2025 - 2030"


def dealt(votes: Mapping[str, int], ballots: int) -> list[list[str]]:
    """That many valid ballots with those votes, dealt like cards: no name twice on one."""
    made: list[list[str]] = [[] for _ in range(ballots)]
    cards = (name for name, number in votes.items() for _ in range(number))
    for at, one in enumerate(cards):
        made[at % ballots].append(one)
    return made


class CountedHub:
    """Poll 1 of a congress with its own data directory; `present` were checked in before it."""

    def __init__(
        self, folder: Path, draft: Draft, ballots: list[list[str]], present: int, count: bool = True
    ) -> None:
        self.congress = Congress(folder)
        self.congress.open_session()
        self.database, self.settings = self.congress.database, self.congress.settings
        clock, live = self.congress.clock, self.congress.live
        self.database.write(
            lambda c: c.execute(sa.update(roll.congress).values(name=NAME, place="Nghệ An"))
        )
        attendance = AttendanceService(self.database, clock, live)
        people = [self.congress.person() for _ in range(max(present, len(ballots)))]

        def arrive(connection: sa.Connection) -> None:
            for who, _code in people[:present]:
                attendance.mark(connection, who, clock.now_ms())

        self.database.write(arrive)
        self.polls = Polls(self.database, clock, attendance, live)
        made = self.polls.create(draft, "ky-thuat")
        assert made == 1, made
        assert self.polls.open(1, "ky-thuat") == []
        booth = Booth(self.database, clock, attendance, self.polls.changed)
        for (_, code), choices in zip(people, ballots, strict=False):
            reply = booth.permit("k1", 1, PermitRequest(request_id=new_id(), code=code))
            assert reply.permit
            assert reply.form
            cast = CastRequest(permit=reply.permit, envelope=seal_open(reply.form, choices))
            booth.cast(1, new_id(), cast)
        clock.now += 25 * 60 * 1000
        assert self.polls.close(1, "ky-thuat", confirmed=False) == []
        if count:
            assert self.polls.count(1, "ky-thuat") == []
        self.technician = Technician(
            create_app(self.settings, self.database, clock, live), self.database
        )
        self._attendance = attendance

    def close(self) -> None:
        self.polls.end()
        self._attendance.close()
        self.congress.close()
