"""`python -m tests.fakes.wired_hub KEYS PORT`: a fake hub on every address of its namespace."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.platform.tls import load_authority
from kiosk.settings import Address
from tests.fakes.fake_hub import FakeHub


def main() -> None:
    keys, port = Path(sys.argv[1]), int(sys.argv[2])
    hub = FakeHub(keys, address=Address("0.0.0.0", port), authority=load_authority(keys))
    hub.hub_id = hub.authority.hub_id
    with hub.advertised(interfaces=()) as advertiser:
        advertiser.announced.wait()
        print("announced", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
