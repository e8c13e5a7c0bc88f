"""The box: ballots in an order that says nothing, and no trace of the order they came in.

A row of random key in a WITHOUT ROWID table still lies in the file where it was put: in its
page by arrival, and on spill-over pages that were taken one after the other. So the whole box
is taken out and put back, sorted, every few ballots. It is taken out in random order, because
SQLite hands freed pages out again by the order in which they were freed: taken out in the order
of the keys, every ballot would get the page of a ballot that can be told from its key.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from hub.voting.tables import ballot

_box = ballot.c


def find(connection: sa.Connection, poll_id: int, ballot_id: bytes) -> bytes | None:
    """The envelope under that id, or None."""
    found = connection.scalar(
        sa.select(_box.envelope).where(_box.poll_id == poll_id, _box.ballot_id == ballot_id)
    )
    return None if found is None else bytes(found)


def put(connection: sa.Connection, poll_id: int, ballot_id: bytes, envelope: bytes) -> None:
    """One envelope into the box."""
    connection.execute(
        ballot.insert().values(poll_id=poll_id, ballot_id=ballot_id, envelope=envelope)
    )


def size(connection: sa.Connection, poll_id: int) -> int:
    """How many ballots are in the box of a poll."""
    counted = sa.select(sa.func.count()).select_from(ballot).where(_box.poll_id == poll_id)
    return int(connection.scalar(counted) or 0)


def envelopes(connection: sa.Connection, poll_id: int) -> list[bytes]:
    """Every envelope of a poll, by key."""
    rows = connection.execute(
        sa.select(_box.envelope).where(_box.poll_id == poll_id).order_by(_box.ballot_id)
    )
    return [bytes(row.envelope) for row in rows]


def rewrite(connection: sa.Connection, poll_id: int) -> None:
    """Take every ballot of a poll out, in random order, and put all back sorted by key.

    Its caller has the write-ahead log emptied after the commit; until then the log still
    tells in which order the last ballots came.
    """
    rows = connection.execute(
        sa.select(_box.ballot_id, _box.envelope)
        .where(_box.poll_id == poll_id)
        .order_by(_box.ballot_id)
    ).all()
    if not rows:
        return
    keys = [{"key": row.ballot_id} for row in rows]
    secrets.SystemRandom().shuffle(keys)
    connection.execute(
        ballot.delete().where(_box.poll_id == poll_id, _box.ballot_id == sa.bindparam("key")), keys
    )
    connection.execute(
        ballot.insert(),
        [{"poll_id": poll_id, "ballot_id": r.ballot_id, "envelope": r.envelope} for r in rows],
    )
