"""The figures of a dress rehearsal: how check-ins compare with the least that the server can do.

    python -m tests.benchmarks.rehearsal_figures [--delegates 300] [--kiosks 20]

One rehearsal with many serial kiosks at ten scans a second, then its saturated phase. Kiosks, hub
and client share this machine's cores. Not a test: nothing is asserted about time.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from hub.rehearsal.dress.plan import Plan
from hub.rehearsal.dress.play import Watcher, rehearse


def main() -> None:
    """Rehearse once and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--delegates", type=int, default=300)
    parser.add_argument("--kiosks", type=int, default=20)
    wanted = parser.parse_args()
    plan = Plan(delegates=wanted.delegates, checkin=wanted.kiosks, booths=0)
    with tempfile.TemporaryDirectory() as folder:
        found = rehearse(plan, Path(folder) / "rehearsal", Watcher())
    assert found.requests_per_s
    assert found.noop_requests_per_s
    assert found.bare_commit_requests_per_s
    print(f"load of the machine:      {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"scan to verdict, ms:      {found.latency_ms}")
    print(f"check-ins a second:       {found.requests_per_s:.0f} at full load")
    rate = found.requests_per_s
    print(f"  of bare commits:        {rate / found.bare_commit_requests_per_s:.2f}")
    print(f"  of doing nothing:       {rate / found.noop_requests_per_s:.2f}")
    print(f"memory of the hub, MB:    {found.hub_rss_mb:.0f}")
    print(f"memory of a kiosk, MB:    {found.kiosk_rss_mb:.0f}")
    print(f"lost or doubled:          {found.checkins.lost + found.checkins.doubled}")


if __name__ == "__main__":
    main()
