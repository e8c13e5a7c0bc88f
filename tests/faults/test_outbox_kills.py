"""A kiosk is killed again and again while it keeps scans: what it said it kept is there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from kiosk.link.outbox import Outbox

KILLS = 8


def test_no_scan_that_was_kept_is_lost_by_kills_at_any_moment(tmp_path: Path) -> None:
    folder = tmp_path / "congress"
    kept: list[str] = []
    ended: set[str] = set()
    moments = random.Random(7)
    for _ in range(KILLS):
        kiosk = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.keeping_kiosk", str(folder)],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert kiosk.stdout is not None
        said = [kiosk.stdout.readline()]  # it runs
        time.sleep(moments.uniform(0, 0.15))  # the moment of the kill is what is tried here
        kiosk.kill()
        said += kiosk.stdout.readlines()
        kiosk.wait()
        whole = [line.split() for line in said if line.endswith("\n")]
        kept += [scan_id for what, scan_id in whole if what == "kept"]
        ended |= {scan_id for what, scan_id in whole if what == "done"}
    waiting = Outbox(folder).scan_ids()
    must = [scan_id for scan_id in kept if scan_id not in ended]
    assert len(must) > KILLS
    # A scan may wait that was kept but not yet told of, or told as done but not yet noted.
    assert [scan_id for scan_id in waiting if scan_id in set(must)] == must
    assert len(set(waiting) - set(must)) <= 2 * KILLS
