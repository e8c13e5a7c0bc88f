"""`python -m tests.fakes.wired_kiosk DATA`: a real link, telling how its line stands."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.contract.fleet import KioskState, Role
from kiosk.flows.events import Event, LinkChanged
from kiosk.link.condition import Condition
from kiosk.link.worker import LinkWorker
from kiosk.settings import KioskSettings


def main() -> None:
    def post(event: Event) -> None:
        if isinstance(event, LinkChanged):
            print("connected" if event.connected else "lost", flush=True)

    settings = KioskSettings(data_dir=Path(sys.argv[1]))
    link = LinkWorker(settings, post, lambda: Condition(Role.CHECKIN, KioskState.IDLE))
    link.start()
    print("started", flush=True)
    sys.stdin.read()
    link.stop()


if __name__ == "__main__":
    main()
