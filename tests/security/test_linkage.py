"""The linkage game: nobody who steals the hub's files learns whose ballot is whose.

Every ballot but the last ten must stay unlinked, before and after the poll is closed. The same
attacks must catch the designs that look safe and are not, or the game would prove nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hub.contract.voting import CastRequest, Envelope, OpenChoices
from hub.contract.wire import encode
from hub.platform.db import Database
from hub.voting import box, rules
from hub.voting.tables import ballot as ballot_table
from tests.fakes.hall import Hall, draft, new_id
from tests.security.thief import Cast, Loot, Score, log_links, orders, score, steal

MOST_EXACT = 0.01
MOST_TAU = 0.1
LAST = rules.STEP


def play(folder: Path, voters: int, prepare: Callable[[Hall], None] = lambda _: None) -> Any:
    """Let people vote in random order; the casts by time, the loot before and after the close."""
    folder.mkdir()
    hall = Hall(folder, delegates=voters)
    prepare(hall)
    poll = hall.open_poll(draft(summoned=voters))
    secrets.SystemRandom().shuffle(hall.codes)
    casts = [one_vote(hall, poll, code) for code in hall.codes]
    before = steal(hall.path, folder / "before")
    assert hall.polls.close(poll, "ky-thuat", confirmed=False) == []
    after = steal(hall.path, folder / "after")
    assert hall.polls.count(poll, "ky-thuat") == []
    hall.close()
    return casts, before, after


def one_vote(hall: Hall, poll: int, code: str) -> Cast:
    reply = hall.ask(poll, code)
    assert reply.permit
    assert reply.form
    plain = hall.filled(reply, ["c001"]).envelope
    # A pad of its own lets the test find every part of the ballot in the files.
    marked = OpenChoices(choices=["c001"], pad=secrets.token_hex(480))
    envelope = Envelope(
        scheme=plain.scheme,
        version=plain.version,
        definition_hash=plain.definition_hash,
        payload=encode(marked),
    )
    ballot_id = new_id()
    hall.booth.cast(poll, ballot_id, CastRequest(permit=reply.permit, envelope=envelope))
    return Cast(head=bytes.fromhex(ballot_id), tail=encode(envelope)[-60:])


def leaks(loot: Loot, casts: list[Cast], tolerated: int) -> dict[str, Score | int]:
    """Every attack that works on the ballots before the last `tolerated`."""
    hidden = casts[: len(casts) - tolerated]
    found: dict[str, Score | int] = {}
    for name, order in orders(loot, hidden).items():
        scored = score(order)
        if scored.exact > MOST_EXACT or scored.tau > MOST_TAU:
            found[name] = scored
    linked = {index for index in log_links(loot, casts) if index < len(hidden)}
    if len(linked) > MOST_EXACT * len(hidden):
        found["log"] = len(linked)
    return found


def blatant(found: dict[str, Score | int]) -> bool:
    """Whether the leak is far beyond what chance gives a small game."""
    return any(one > LAST if isinstance(one, int) else one.tau > 0.5 for one in found.values())


def test_nobody_is_linked_to_a_ballot(tmp_path: Path) -> None:
    """An order that is close by chance in one game is not close in the next as well."""
    suspected: list[set[tuple[str, str]]] = []
    for game in ("first", "second"):
        casts, before, after = play(tmp_path / game, 597)
        found = {("before", name) for name in leaks(before, casts, LAST)}
        found |= {("after", name) for name in leaks(after, casts, 0)}
        if not found:
            return
        suspected.append(found)
    assert not suspected[0] & suspected[1]


def test_no_copy_of_a_ballot_is_left_where_it_lay(tmp_path: Path) -> None:
    casts, _, after = play(tmp_path / "game", 60)
    assert after.wal == b""
    for cast in casts:
        assert after.db.count(cast.head) == 1
        assert after.db.count(cast.tail) == 1


def test_no_permit_and_no_kiosk_of_a_vote_is_left_in_the_files(tmp_path: Path) -> None:
    hall = Hall(tmp_path, delegates=30)
    poll = hall.open_poll(draft(summoned=30))
    permits = []
    for code in hall.codes:
        request = hall.filled(hall.ask(poll, code, kiosk="booth-canary"), ["c001"])
        permits.append(request.permit.encode())
        hall.booth.cast(poll, new_id(), request)
    hall.polls.close(poll, "ky-thuat", confirmed=False)
    loot = steal(hall.path, tmp_path / "loot")
    hall.close()
    assert b"booth-canary" not in loot.db + loot.wal
    assert not [permit for permit in permits if permit in loot.db + loot.wal]


def rebuilt(ddl: str) -> Callable[[Hall], None]:
    """The box under another table."""

    def prepare(hall: Hall) -> None:
        def work(connection: sa.Connection) -> None:
            connection.exec_driver_sql("DROP TABLE ballot")
            connection.exec_driver_sql(ddl)

        hall.database.write(work)

    return prepare


COLUMNS = "poll_id INTEGER NOT NULL, ballot_id BLOB NOT NULL, envelope BLOB NOT NULL"
KEY = "PRIMARY KEY (poll_id, ballot_id)"


def never(_connection: sa.Connection, _poll_id: int) -> None:
    """A box that is never rewritten."""


def by_key(connection: sa.Connection, poll_id: int) -> None:
    """A box that is emptied and filled again in the order of the keys."""
    rows = connection.execute(sa.select(ballot_table).order_by(ballot_table.c.ballot_id)).all()
    connection.execute(ballot_table.delete())
    connection.execute(ballot_table.insert(), [dict(row._mapping) for row in rows])


BAD_DESIGNS = {
    "autoincrement": f"CREATE TABLE ballot (n INTEGER PRIMARY KEY AUTOINCREMENT, {COLUMNS})",
    "random key, ordinary table": f"CREATE TABLE ballot ({COLUMNS}, {KEY})",
    "random key without rowid": f"CREATE TABLE ballot ({COLUMNS}, {KEY}) WITHOUT ROWID",
}


@pytest.mark.parametrize("design", BAD_DESIGNS)
def test_the_game_catches_a_bad_design(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box, "rewrite", never)
    casts, before, after = play(tmp_path / "game", 113, rebuilt(BAD_DESIGNS[design]))
    assert blatant(leaks(before, casts, LAST))
    assert blatant(leaks(after, casts, 0))


def test_the_game_catches_a_log_that_is_not_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Database.write
    monkeypatch.setattr(Database, "write", lambda self, work, **_: write(self, work))
    casts, before, _ = play(tmp_path / "game", 113)
    assert int(leaks(before, casts, LAST)["log"]) > LAST  # type: ignore[arg-type]


def test_the_game_catches_freed_space_that_keeps_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(hall: Hall) -> None:
        @sa.event.listens_for(hall.database.engine, "begin", insert=True)
        def keep(connection: sa.Connection) -> None:
            connection.exec_driver_sql("PRAGMA secure_delete=OFF")

    casts, _, after = play(tmp_path / "game", 60, careless)
    assert any(after.db.count(cast.tail) > 1 for cast in casts)


def new_places(folder: Path, rewrite: Callable[[sa.Connection, int], None]) -> float:
    """How closely the page that a ballot gets follows, by key, the pages that ballots had.

    Ballots that came in time order lie on pages in time order. A rewrite that gives the k-th
    key the page of a key that can be told from k (SQLite hands freed pages out again last come
    first served) would carry the order over, where a plain look at the pages does not see it.
    """
    hall = Hall(folder, delegates=120)
    poll = hall.open_poll(draft(summoned=120))
    casts = sorted((one_vote(hall, poll, code) for code in hall.codes), key=lambda c: c.head)
    hall.database.write(lambda _: None, truncate_wal=True)
    old = [hall.path.read_bytes().find(cast.tail) // 4096 for cast in casts]
    hall.database.write(lambda c: rewrite(c, poll), truncate_wal=True)
    new = [hall.path.read_bytes().find(cast.tail) // 4096 for cast in casts]
    hall.close()
    owner = {page: rank for rank, page in enumerate(old)}
    return score([owner[page] for page in new if page in owner]).tau


def test_a_rewrite_hands_pages_out_without_regard_to_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite = box.rewrite
    monkeypatch.setattr(box, "rewrite", never)  # only the one that is looked at
    (tmp_path / "bad").mkdir()
    assert new_places(tmp_path / "bad", by_key) > 0.7
    assert new_places(tmp_path, rewrite) < 0.35


def test_no_column_joins_a_ballot_to_a_person() -> None:
    """The schema knows ballots by poll and random key only, and nothing points at a ballot."""
    from hub.migrations.upgrade import METADATA

    box_table = METADATA.tables["ballot"]
    assert [column.name for column in box_table.columns] == ["poll_id", "ballot_id", "envelope"]
    assert not box_table.foreign_keys
    assert box_table.dialect_options["sqlite"]["with_rowid"] is False
    for table in METADATA.tables.values():
        if table is box_table:
            continue
        names = {column.name for column in table.columns}
        assert "ballot_id" not in names
        assert "envelope" not in names
        assert not [key for key in table.foreign_keys if key.column.table is box_table]
    voter = METADATA.tables["voter"]
    assert [column.name for column in voter.columns] == ["poll_id", "delegate_id", "voted"]
