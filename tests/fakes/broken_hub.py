"""The real hub with one deliberate fault, to see that a rehearsal finds it.

python -m tests.fakes.broken_hub not_idempotent|two_transactions|answers_before_commit WORDS…
"""

from __future__ import annotations

import secrets
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import hub.attendance.store as attendance
import hub.platform.db as db
from hub.__main__ import main
from hub.contract.voting import CastRequest, Receipt, envelope_sha256
from hub.contract.wire import ErrorCode, encode
from hub.platform.engine import WRITING
from hub.platform.http_errors import Refusal
from hub.voting import box, store
from hub.voting.booth import Booth

IN_BETWEEN_S = 0.5
"""How long each fault stays open; a kill falls into it within a few tries."""


def not_idempotent() -> None:
    """A request that comes again is taken for a new one."""
    insert = attendance.insert_scan

    def insert_anew(connection: sa.Connection, row: attendance.ScanRow) -> None:
        insert(connection, replace(row, scan_id=secrets.token_hex(16)))

    attendance.find_scan = lambda *_: None
    attendance.insert_scan = insert_anew
    box.find = lambda *_: None


def two_transactions() -> None:
    """The permit is spent in one commit, the ballot put into the box in the next."""

    def cast(self: Booth, poll_id: int, ballot_id: str, request: CastRequest) -> Receipt:
        key, sealed = bytes.fromhex(ballot_id), encode(request.envelope)

        def spend(connection: sa.Connection) -> bool:
            if box.find(connection, poll_id, key) is not None:
                return False
            permit = store.find_permit(connection, poll_id, request.permit)
            if permit is None:
                raise Refusal(ErrorCode.PERMIT_VOID)
            store.drop_permit(connection, poll_id, permit.permit)
            return store.mark_voted(connection, poll_id, permit.delegate_id)

        database = self._database
        if database.write(spend):
            time.sleep(IN_BETWEEN_S)
            database.write(lambda connection: box.put(connection, poll_id, key, sealed))
        return Receipt(
            poll_id=poll_id,
            ballot_id=ballot_id,
            envelope_sha256=envelope_sha256(request.envelope),
        )

    Booth.cast = cast  # type: ignore[method-assign]


def answers_before_commit() -> None:
    """Everybody is answered at once, the commit follows a little later."""

    def commit(self: db.Database, group: list[Any]) -> list[Any]:
        with self.engine.connect() as plain:
            connection = plain.execution_options(**{WRITING: True})
            with connection.begin():
                db._answer([db._attempt(connection, job) for job in group])
                time.sleep(IN_BETWEEN_S)
        return []

    db.Database._commit = commit  # type: ignore[method-assign]


FAULTS = {
    fault.__name__: fault for fault in (not_idempotent, two_transactions, answers_before_commit)
}


def command(fault: str, data: Path, *words: str) -> list[str]:
    """The command line of a hub with that fault."""
    return [sys.executable, "-m", "tests.fakes.broken_hub", fault, "--data", str(data), *words]


if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    main()
