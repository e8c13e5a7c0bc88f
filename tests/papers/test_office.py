"""LibreOffice as the hub uses it: one at a time, and gone when it hangs."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.papers.office import Office
from hub.papers.problems import PaperNotMade, PaperProblem


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put a script in the place of soffice; it finds the test's folder in $HERE."""

    def put(script: str) -> Path:
        program = tmp_path / "soffice"
        program.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("HERE", str(tmp_path))
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return tmp_path

    return put


def refused(office: Office) -> PaperNotMade:
    with pytest.raises(PaperNotMade) as caught:
        office.to_pdf(b"docx")
    return caught.value


def gone(pid: int) -> bool:
    """Whether a process ended, also where nobody has collected it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(") ", 1)[1].startswith("Z")
    except FileNotFoundError:
        return True


def test_where_it_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Office().found() is None
    assert refused(Office()).problem is PaperProblem.OFFICE_MISSING


def test_it_is_killed_with_its_children_when_it_hangs(pretend: Callable[[str], Path]) -> None:
    here = pretend('sleep 600 & echo "$! $$ $TMPDIR" > $HERE/pids; wait')
    wrong = refused(Office(timeout_s=1))
    assert wrong.problem is PaperProblem.OFFICE_SLOW
    assert wrong.details == {"seconds": 1}
    child, parent, folder = (here / "pids").read_text("utf-8").split()
    until = time.monotonic() + 10
    while not (gone(int(child)) and gone(int(parent))) and time.monotonic() < until:
        threading.Event().wait(0.02)
    assert gone(int(child))
    assert gone(int(parent))
    assert not Path(folder).exists(), "nothing is left in the temporary directory"


@pytest.mark.parametrize("ends", ["exit 77", "exit 0", "echo nothing > paper.pdf"])
def test_what_it_said_is_told_when_it_makes_nothing(
    pretend: Callable[[str], Path], ends: str
) -> None:
    pretend(f'echo "no export filter" >&2; {ends}')
    wrong = refused(Office())
    assert wrong.problem is PaperProblem.OFFICE_FAILED
    assert wrong.details == {"error": "no export filter"}


def test_one_is_made_one_waits_and_a_third_is_refused(pretend: Callable[[str], Path]) -> None:
    """So that a hub whose page is clicked ten times still answers its kiosks."""
    here = pretend(
        "mkdir $HERE/mark || touch $HERE/together; "
        "while [ ! -e $HERE/go ]; do sleep 0.05; done; rmdir $HERE/mark; "
        'for last; do :; done; cp "$last" "${last%.docx}.pdf"'
    )
    office = Office()
    pdfs: list[bytes] = []
    refused_as: list[PaperProblem] = []
    refusals = threading.Semaphore(0)

    def ask(number: int) -> None:
        try:
            pdfs.append(office.to_pdf(b"%%PDF %d" % number))
        except PaperNotMade as wrong:
            refused_as.append(wrong.problem)
            refusals.release()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    assert refusals.acquire(timeout=60)
    assert refusals.acquire(timeout=60), "two of four, while nobody has finished"
    (here / "go").touch()
    for one in threads:
        one.join(60)
    assert len(set(pdfs)) == 2
    assert refused_as == [PaperProblem.OFFICE_BUSY] * 2
    assert not (here / "together").exists()
    assert office.to_pdf(b"%PDF again") == b"%PDF again"
