"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put the file in place of the old one, for the owner only; on the disk when this returns."""
    draft = path.with_name(path.name + ".new")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        write_all(fd, content)
        os.fsync(fd)
    except OSError:
        wipe(draft)  # half a ballot or half a key is not to lie about
        raise
    finally:
        os.close(fd)
    draft.replace(path)
    sync_folder(path.parent)


def write_all(fd: int, content: bytes) -> None:
    """Write every byte, also where the system takes them in parts."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(fd, rest) :]


def wipe(path: Path) -> None:
    """Overwrite the file, then remove it; nothing happens where there is none.

    On flash the medium may keep the old bytes; that is why a sealed ballot is sealed.
    """
    try:
        fd = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        write_all(fd, b"\0" * os.fstat(fd).st_size)
        os.fsync(fd)
    finally:
        os.close(fd)
    path.unlink()
    sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """A folder for the owner only, with those above it, on the disk."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Bring the folder's entries to the disk: without it a new name may be lost."""
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
