"""What `pip install .[kiosk]` brings to a kiosk: everything it imports, and no server."""

from __future__ import annotations

import importlib.metadata as metadata
import re
import subprocess
import sys

from packaging.requirements import Requirement


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(distribution: str, extra: str) -> set[str]:
    """Every distribution that installing one with that extra brings, as pip resolves it here."""
    found: set[str] = set()
    waiting: list[tuple[str, frozenset[str]]] = [(distribution, frozenset({extra}))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(_canonical(name))
        for line in metadata.requires(name) or []:
            need = Requirement(line)
            wanted = extras or frozenset({""})
            if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in wanted):
                waiting.append((need.name, frozenset(need.extras)))
    return found


def test_a_kiosk_gets_no_server() -> None:
    brought = closure("daihoi", "kiosk")
    assert {"kivy", "pyserial", "zeroconf", "msgspec"} <= brought
    servers = {"flask", "sqlalchemy", "alembic", "gunicorn", "werkzeug"}
    assert not servers & brought
    assert servers <= closure("daihoi", "hub"), "or this test looks for the wrong names"


def test_the_headless_kiosk_imports_no_server_and_no_kivy() -> None:
    program = (
        "import sys, kiosk.__main__, kiosk.headless, kiosk.link.worker;"
        "print([m for m in ('flask', 'sqlalchemy', 'alembic', 'gunicorn', 'kivy')"
        " if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.strip() == "[]"
