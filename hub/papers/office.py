"""DOCX to PDF by Debian's LibreOffice, one document after another."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from hub.papers.problems import PaperNotMade, PaperProblem

TIMEOUT_S = 120.0
_SAID = 300
_NICE = 10
"""A paper may wait; kiosks may not."""


class Office:
    """LibreOffice without a window; each document gets a process and a profile of its own.

    One document is made at a time and one more may wait: a hub whose threads all waited here
    would answer no kiosk.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._one = threading.Lock()
        self._places = threading.BoundedSemaphore(2)

    def found(self) -> str | None:
        """The program, or None where LibreOffice is not installed."""
        return shutil.which("soffice")

    def to_pdf(self, docx: bytes) -> bytes:
        """The document as PDF; PaperNotMade where LibreOffice is missing, busy, fails or hangs."""
        program = self.found()
        if program is None:
            raise PaperNotMade(PaperProblem.OFFICE_MISSING, {})
        if not self._places.acquire(blocking=False):
            raise PaperNotMade(PaperProblem.OFFICE_BUSY, {})
        try:
            with self._one:
                return self._made(program, docx)
        finally:
            self._places.release()

    def _made(self, program: str, docx: bytes) -> bytes:
        with tempfile.TemporaryDirectory(prefix="daihoi-paper-") as place:
            source = Path(place) / "paper.docx"
            source.write_bytes(docx)
            said = self._convert(program, source)
            made = source.with_suffix(".pdf")
            content = made.read_bytes() if made.exists() else b""
            if not content.startswith(b"%PDF"):
                raise PaperNotMade(PaperProblem.OFFICE_FAILED, {"error": said})
            return content

    def _convert(self, program: str, source: Path) -> str:
        """Run LibreOffice and return the end of what it said; nothing of it outlives this call."""
        folder = source.parent
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf"]
        log = folder / "said"
        with log.open("wb") as said:
            process = subprocess.Popen(
                [program, profile, *options, "--outdir", str(folder), str(source)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**os.environ, "TMPDIR": str(folder)},
                start_new_session=True,
            )
            os.setpriority(os.PRIO_PGRP, process.pid, _NICE)
            try:
                process.wait(self._timeout_s)
            except subprocess.TimeoutExpired as wrong:
                seconds = round(self._timeout_s)
                raise PaperNotMade(PaperProblem.OFFICE_SLOW, {"seconds": seconds}) from wrong
            finally:
                if process.poll() is None:
                    # soffice is a script around the program: its whole group has to go.
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        words = log.read_text("utf-8", errors="replace").strip()
        return words[-_SAID:] or str(process.returncode)
