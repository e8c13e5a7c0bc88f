"""The import contracts of setup.cfg hold, and each of them catches a deliberate violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINTER, "--config", "setup.cfg", "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_tree_keeps_its_contracts() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("tree")
    for package in ("kiosk", "hub", "firmware_config"):
        shutil.copytree(
            ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "setup.cfg", tree)
    return tree


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("kiosk/link/client.py", "import hub.roll.store", "only through hub.contract"),
        ("hub/fleet/service.py", "import kiosk.settings", "nobody imports kiosk"),
        ("firmware_config/load.py", "import hub.contract.badge", "imports neither hub nor kiosk"),
        ("kiosk/flows/present.py", "import kiosk.readers.base", "layers of the kiosk"),
        ("kiosk/link/worker.py", "import kiosk.readers.base", "layers of the kiosk"),
        ("hub/voting/service.py", "import hub.attendance.tables", "layers of the hub"),
        ("hub/platform/db.py", "import hub.roll.tables", "layers of the hub"),
        ("hub/roll/rules/names.py", "import hub.roll.store", "same order of files in every slice"),
        ("kiosk/pump.py", "import kivy.clock", "Kivy only in"),
        ("kiosk/link/client.py", "import flask", "without Flask and SQLAlchemy"),
        ("kiosk/flows/checkin.py", "import time", "are pure"),
        ("hub/voting/counting.py", "import random", "are pure"),
        ("kiosk/link/refusals.py", "import threading", "are pure"),
        ("kiosk/words/catalogue.py", "import kiosk.pump", "layers of the kiosk"),
    ],
)
def test_a_violation_is_caught(copy: Path, module: str, line: str, contract: str) -> None:
    source = copy / module
    original = source.read_text(encoding="utf-8")
    source.write_text(f"{original}\n{line}\n", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        source.write_text(original, encoding="utf-8")
    assert result.returncode != 0
    broken = [row for row in result.stdout.splitlines() if row.rstrip().endswith("BROKEN")]
    assert any(contract in row for row in broken), result.stdout


@pytest.mark.parametrize(
    ("module", "contract"),
    [("kiosk/somewhere.py", "layers of the kiosk"), ("hub/somewhere.py", "layers of the hub")],
)
def test_a_module_that_has_no_place_yet_is_caught(copy: Path, module: str, contract: str) -> None:
    (copy / module).write_text("", encoding="utf-8")
    try:
        result = lint(copy)
    finally:
        (copy / module).unlink()
    assert result.returncode != 0
    assert contract in result.stdout
    assert "somewhere" in result.stdout
