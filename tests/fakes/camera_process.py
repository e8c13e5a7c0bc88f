"""A camera's process that behaves as a test says; started in the place of the real one.

`python camera_process.py BEHAVIOUR ORDER`; writes its process id to the file `pid` beside the
camera's path.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import msgspec

from kiosk.readers.camera_messages import Alive, Opened, Order, pack


def main() -> None:
    """Behave."""
    behaviour, order = sys.argv[1], msgspec.json.decode(sys.argv[2].encode(), type=Order)
    pid = Path(order.path).with_name("pid")
    pid.with_suffix(".part").write_text(str(os.getpid()))
    pid.with_suffix(".part").rename(pid)
    if behaviour != "silent":
        os.write(1, pack(Opened()))
    if behaviour == "crash":
        os.abort()
    if behaviour == "babble":
        os.write(1, b"\xff" * 64)
    if behaviour == "strange":
        os.write(1, b"\x00\x00\x00\x01\x00")
    while behaviour == "alive":
        os.write(1, pack(Alive()))
        time.sleep(0.1)
    time.sleep(600)


if __name__ == "__main__":
    main()
