"""A display for windows on a machine that has none."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import ImageGrab


class NoDisplay(Exception):
    """There is neither a screen nor Xvfb to stand in for one."""


def has_display() -> bool:
    """Whether windows of this process have somewhere to go."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def virtual_display(width: int, height: int) -> Iterator[str]:
    """The name of an X display in memory, for as long as the block lasts; raises NoDisplay."""
    program = shutil.which("Xvfb")
    if program is None:
        raise NoDisplay
    told, tell = os.pipe()
    server = subprocess.Popen(
        [
            *(program, "-displayfd", str(tell), "-screen", "0", f"{width}x{height}x24"),
            *("-nolisten", "tcp", "-noreset"),
        ],
        pass_fds=[tell],
        stderr=subprocess.DEVNULL,
    )
    os.close(tell)
    try:
        with os.fdopen(told) as answer:
            number = answer.readline().strip()
        if not number:
            raise NoDisplay
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def take_picture(display: str, path: Path) -> None:
    """What is on that display now, as a PNG."""
    ImageGrab.grab(xdisplay=display).save(path)
