"""How much memory processes hold, as Linux tells."""

from __future__ import annotations

import os
from pathlib import Path

_GONE = (FileNotFoundError, ProcessLookupError, PermissionError)


def rss_kb(pid: int) -> int:
    """The resident memory of one process, with all that it shares; 0 for a gone one."""
    return _line(Path(f"/proc/{pid}/status"), "VmRSS:")


def held_kb(pid: int) -> int:
    """The resident memory of one process, what it shares with others in parts; 0 for a gone one.

    The parts of pages that processes share (PSS) add up to what all of them hold together.
    """
    return _line(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def family_kb(pid: int) -> int:
    """What a process and its children hold together."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except _GONE:
        return 0
    return held_kb(pid) + sum(held_kb(int(child)) for child in children)


def own_family_kb() -> int:
    """What this worker and the master that started it hold together."""
    return family_kb(os.getppid())


def _line(path: Path, name: str) -> int:
    try:
        lines = path.read_text().splitlines()
    except _GONE:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
