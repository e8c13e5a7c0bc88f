"""`python -m tests.fakes.keeping_kiosk FOLDER`: keeps scans as fast as it can, and names each one
on its output after it was kept; the test kills it at any moment."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.link.outbox import Outbox
from tests.fakes.bench import new_scan


def main() -> None:
    outbox = Outbox(Path(sys.argv[1]))
    while True:
        scan = new_scan()
        outbox.add(scan)
        sys.stdout.write(f"kept {scan.scan_id}\n")
        sys.stdout.flush()
        if int(scan.scan_id[0], 16) < 4:
            sys.stdout.write(f"done {scan.scan_id}\n")
            sys.stdout.flush()
            outbox.done(scan.scan_id)


if __name__ == "__main__":
    main()
