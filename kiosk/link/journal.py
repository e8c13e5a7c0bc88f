"""An append-only file of lines that survives `kill -9`, a power cut and a full disk.

A line is eight hex digits of the CRC-32 of its text, a space, the text (JSON), a line feed. A line
that was cut short fails its CRC and is passed over; whatever was synced before it is kept.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from pathlib import Path

from kiosk.link.files import sync_folder, write_all, write_whole

_MARK = 9  # eight digits and a space


def to_line(text: bytes) -> bytes:
    """The line of a text, which holds no line feed."""
    return b"%08x %s\n" % (zlib.crc32(text), text)


def from_lines(content: bytes) -> tuple[list[bytes], int]:
    """The texts of all whole lines, and how many pieces were damaged or cut short."""
    texts: list[bytes] = []
    damaged = 0
    for line in content.split(b"\n"):
        text = line[_MARK:]
        if line[:_MARK] == b"%08x " % zlib.crc32(text):
            texts.append(text)
        elif line:
            damaged += 1
    return texts, damaged


def read_journal(path: Path) -> tuple[list[bytes], int]:
    """As `from_lines`, of a file; nothing where there is none."""
    try:
        return from_lines(path.read_bytes())
    except FileNotFoundError:
        return [], 0


class Journal:
    """The file, open for appending. For one thread at a time; every method may raise OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        content = path.read_bytes()
        last = content[content.rfind(b"\n") + 1 :]
        self._good = len(content)
        if from_lines(last)[0]:
            self._write(b"\n", synced=True)  # whole but for its line feed
        elif last:
            self._good -= len(last)
            os.ftruncate(self._fd, self._good)
        sync_folder(path.parent)

    def append(self, text: bytes, *, synced: bool) -> None:
        """Add a line; with `synced` it is on the disk when this returns. All of it or nothing."""
        self._write(to_line(text), synced)

    def rewrite(self, texts: Iterable[bytes]) -> None:
        """Have only these lines in it, in one step."""
        write_whole(self._path, b"".join(map(to_line, texts)))
        self.close()
        self._fd = os.open(self._path, os.O_RDWR | os.O_APPEND)
        self._good = os.fstat(self._fd).st_size

    def close(self) -> None:
        """Close the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _write(self, line: bytes, synced: bool) -> None:
        try:
            write_all(self._fd, line)
            if synced:
                os.fdatasync(self._fd)
        except OSError:
            os.ftruncate(self._fd, self._good)
            raise
        self._good += len(line)
