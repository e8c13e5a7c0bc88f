"""`python -m tests.fakes.casting_process FOLDER POLL WORK ACKED`: booths that vote until killed.

WORK lists badge codes and ballot ids, one pair a line; each is cast by one of four threads. A
ballot's id is appended to ACKED only after its receipt came back.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from hub.contract.voting import PermitVerdict
from tests.fakes.hall import Hall

THREADS = 4


def vote(hall: Hall, poll: int, code: str, ballot_id: str) -> bool:
    """Whether the ballot is acknowledged; False where it was cast before an earlier kill."""
    reply = hall.ask(poll, code, kiosk=f"k-{code}")
    if reply.verdict is PermitVerdict.ALREADY_VOTED:
        return False
    assert reply.verdict is PermitVerdict.GRANTED, reply.verdict
    hall.booth.cast(poll, ballot_id, hall.filled(reply, ["c001"]))
    return True


def main() -> None:
    folder, poll, work, acked = sys.argv[1:]
    pairs = [line.split() for line in Path(work).read_text().splitlines()]
    hall = Hall(Path(folder), make=False)
    out = os.open(acked, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def run(share: list[list[str]]) -> None:
        for code, ballot_id in share:
            if vote(hall, int(poll), code, ballot_id):
                os.write(out, f"{ballot_id}\n".encode())

    threads = [
        threading.Thread(target=run, args=(pairs[start::THREADS],)) for start in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hall.close()


if __name__ == "__main__":
    main()
