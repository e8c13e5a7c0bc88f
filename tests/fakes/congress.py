"""A small congress in a hub's database on disk: two delegations, two sessions, people on demand."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hub.contract.attendance import Standing
from hub.contract.badge import with_check_digit
from hub.platform.db import Database
from hub.platform.live import Live
from hub.roll import store
from hub.roll import tables as t
from tests.fakes.hall import StillClock
from tests.fakes.hub_on_disk import hub_on_disk

CONGRESS_ID = "c0" * 16
FIRST, SECOND = "Sở Y tế", "Sở Tài chính"


def new_code() -> str:
    return with_check_digit(f"{secrets.randbelow(10**25):025d}")


class Congress:
    """What a test of attendance or fleet needs, on real files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.settings, self.database = hub_on_disk(folder)
        self.clock = StillClock()
        self.live = Live()
        day = dt.date(2026, 11, 23)
        row = store.CongressRow(
            CONGRESS_ID, "Đại hội Khối các cơ quan tỉnh", "Vinh", day, day, "Asia/Ho_Chi_Minh"
        )

        def make(connection: sa.Connection) -> list[int]:
            store.insert_congress(connection, row)
            add_delegations(connection)
            return [store.insert_session(connection, f"Phiên {n}") for n in (1, 2)]

        self.sessions = self.database.write(make)

    def person(
        self,
        standing: Standing = Standing.OFFICIAL,
        delegation: int = 1,
        replaces: int | None = None,
        revoked_ms: int | None = None,
        name: str = "Trần Thị Hoà",
    ) -> tuple[int, str]:
        """A new person with a badge: delegate id and code."""
        return add_person(self.database, standing, delegation, replaces, revoked_ms, name)

    def open_session(self, which: int = 0) -> int:
        """Open the first or the second session now; its id."""
        session_id, now = self.sessions[which], self.clock.now_ms()
        self.database.write(lambda c: store.open_session(c, session_id, now))
        return session_id

    def column(self, query: sa.Select[Any]) -> list[Any]:
        """The first column of what a query finds."""
        with self.database.read() as connection:
            return list(connection.scalars(query))

    def close(self) -> None:
        self.live.close()
        self.database.close()


def add_delegations(connection: sa.Connection) -> None:
    for number, name in enumerate((FIRST, SECOND), 1):
        connection.execute(t.delegation.insert().values(delegation_id=number, name=name))


def add_person(
    database: Database,
    standing: Standing = Standing.OFFICIAL,
    delegation: int = 1,
    replaces: int | None = None,
    revoked_ms: int | None = None,
    name: str = "Trần Thị Hoà",
) -> tuple[int, str]:
    """A person with a badge, into that database: delegate id and code."""
    code = new_code()

    def add(connection: sa.Connection) -> int:
        added = connection.execute(
            t.delegate.insert()
            .values(
                person_key=code,
                name=name,
                name_folded="tran thi hoa",
                delegation_id=delegation,
                unit="",
                seat="A1",
                email="",
                photo="",
                standing=standing.value,
                source="",
                convening_member=False,
                head_of_delegation=False,
                replaces_id=replaces,
            )
            .returning(t.delegate.c.delegate_id)
        )
        who = int(added.scalar_one())
        connection.execute(
            t.badge.insert().values(code=code, delegate_id=who, issued_ms=0, revoked_ms=revoked_ms)
        )
        return who

    return database.write(add), code
