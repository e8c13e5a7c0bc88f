"""A thief with copies of the database's files who wants to know whose ballot is whose.

The thief also knows in which order people voted (who watches the booths knows). So every
order of ballots that the files give away, and that is close to the order of casting, names
voters. Each attack returns such an order; `score` says how good it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Loot:
    """Copies of the files."""

    db: bytes
    wal: bytes
    folder: Path


@dataclass(frozen=True)
class Cast:
    """What the test knows of a ballot: where its first and its last bytes can be looked for."""

    head: bytes
    tail: bytes


@dataclass(frozen=True)
class Score:
    exact: float
    """Share of ballots at exactly the place of their voter."""
    tau: float
    """Kendall's tau of the orders, without its sign."""


def steal(database: Path, folder: Path) -> Loot:
    """Copy what lies on the disk now."""
    folder.mkdir()
    wal = database.with_name(database.name + "-wal")
    loot = Loot(database.read_bytes(), wal.read_bytes() if wal.exists() else b"", folder)
    (folder / "hub.db").write_bytes(loot.db)
    if loot.wal:
        (folder / "hub.db-wal").write_bytes(loot.wal)
    return loot


def score(order: Sequence[int]) -> Score:
    """How much an order tells: `order` holds the true places (0, 1, 2 …) as the thief puts them."""
    places = {true: rank for rank, true in enumerate(sorted(order))}
    ranks = [places[true] for true in order]
    n = len(ranks)
    forward = sum(rank == at for at, rank in enumerate(ranks))
    backward = sum(rank == n - 1 - at for at, rank in enumerate(ranks))
    pairs = n * (n - 1) // 2
    return Score(max(forward, backward) / n, abs(pairs - 2 * _inversions(ranks)) / pairs)


def _inversions(ranks: list[int]) -> int:
    """How many pairs stand the wrong way round, by merge sort."""
    found = 0
    width = 1
    while width < len(ranks):
        merged: list[int] = []
        for start in range(0, len(ranks), 2 * width):
            left, right = ranks[start : start + width], ranks[start + width : start + 2 * width]
            at = 0
            for one in right:
                while at < len(left) and left[at] <= one:
                    merged.append(left[at])
                    at += 1
                found += len(left) - at
                merged.append(one)
            merged += left[at:]
        ranks, width = merged, 2 * width
    return found


def orders(loot: Loot, casts: Sequence[Cast]) -> dict[str, list[int]]:
    """Every order of the ballots (as indices into `casts`) that can be read from the files."""
    found = {
        "key": sorted(range(len(casts)), key=lambda i: casts[i].head),
        "table scan": _scanned(loot, casts),
    }
    for part in ("head", "tail"):
        needles = [getattr(one, part) for one in casts]
        for name, search in (("first", loot.db.find), ("last", loot.db.rfind)):
            at = [search(needle) for needle in needles]
            if -1 in at:
                continue  # not all written back from the log yet
            found[f"{name} offset of {part}"] = sorted(range(len(casts)), key=at.__getitem__)
    return found


def log_links(loot: Loot, casts: Sequence[Cast]) -> set[int]:
    """The ballots that the write-ahead log shows arriving alone, in a commit of their own."""
    heads = {one.head: index for index, one in enumerate(casts)}
    page_size = int.from_bytes(loot.db[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    before: dict[int, set[bytes]] = {}
    linked: set[int] = set()
    fresh: set[bytes] = set()
    for start in range(32, len(loot.wal) - page_size - 23, page_size + 24):
        number = int.from_bytes(loot.wal[start : start + 4], "big")
        page = loot.wal[start + 24 : start + 24 + page_size]
        seen = {head for head in heads if head in page}
        if number not in before:
            old = loot.db[(number - 1) * page_size : number * page_size]
            before[number] = {head for head in heads if head in old}
        fresh |= seen - before[number]
        before[number] = seen
        if int.from_bytes(loot.wal[start + 4 : start + 8], "big"):  # the frame ends a commit
            if len(fresh) == 1:
                linked.add(heads[fresh.pop()])
            fresh = set()
    return linked


def _scanned(loot: Loot, casts: Sequence[Cast]) -> list[int]:
    """The order in which the table itself hands its rows out: by rowid, where it has one."""
    heads = {one.head: index for index, one in enumerate(casts)}
    connection = sqlite3.connect(loot.folder / "hub.db")
    try:
        (ddl,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name='ballot'").fetchone()
        by = "ballot_id" if "WITHOUT ROWID" in ddl.upper() else "rowid"
        rows = connection.execute(f"SELECT ballot_id FROM ballot ORDER BY {by}").fetchall()
    finally:
        connection.close()
    return [heads[row[0]] for row in rows if row[0] in heads]
