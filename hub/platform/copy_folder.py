"""The folder that a hub's copies lie in: finished copies side by side, photos once for all.

PLACE/<hub id>/000041-20261123T091500Z/   hub.db, keys/ or keys.sealed, manifest.json
PLACE/<hub id>/photos/<name>
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.platform.copy_faults import CopyFailed, Trouble
from hub.platform.files import write_private
from hub.platform.manifest import (
    PART,
    PHOTOS,
    BadCopy,
    Manifest,
    copies_in,
    read_manifest,
    sha256_of,
)

_RESERVE_SHARE, _RESERVE_MOST = 0.05, 64 * 2**20
"""What is left free on the target, at least."""


def newest_copy(place: Path, hub_id: str) -> Manifest | None:
    """What the newest copy of this hub in `place` says of itself, or None."""
    try:
        for path in reversed(copies_in(place / hub_id)):
            try:
                return read_manifest(path)
            except BadCopy:
                continue
    except OSError:
        return None  # unplugged: nothing there that could be shown
    return None


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder; CopyFailed where another process makes a copy there."""
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise CopyFailed(Trouble.BUSY, str(folder)) from held
        yield
    finally:
        os.close(descriptor)


def own_dir(path: Path) -> None:
    """The folder, closed to others where the file system knows whom to close it to."""
    path.mkdir(mode=0o700, exist_ok=True)
    try:
        path.chmod(0o700)
    except PermissionError:
        # FAT and exFAT know no modes and refuse the call; docs/backup.md says what that means.
        if not os.access(path, os.W_OK):
            raise


def make_room(folder: Path, needed: int) -> None:
    """Take the oldest copies away until there is room, but never the last one."""
    while True:
        space = os.statvfs(folder)
        reserve = min(_RESERVE_SHARE * space.f_blocks * space.f_frsize, _RESERVE_MOST)
        if space.f_bavail * space.f_frsize >= needed + reserve:
            return
        earlier = copies_in(folder)
        if len(earlier) <= 1:
            raise CopyFailed(Trouble.FULL, str(folder))
        take_away(earlier[0])


def take_away(copy: Path) -> None:
    """Delete a copy, so that one that is half deleted is no copy."""
    going = copy.with_name(copy.name + PART)
    copy.rename(going)
    shutil.rmtree(going)


def sweep(folder: Path) -> None:
    """Take away what an interrupted copy left."""
    for path in folder.iterdir():
        if path.suffix == PART and path.is_dir():
            shutil.rmtree(path)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Photos:
    """The photos of a hub; each is read once, since its name never changes its content."""

    def __init__(self, photos_dir: Path) -> None:
        self._dir = photos_dir
        self._hashes: dict[str, str] = {}

    def sizes(self) -> dict[str, int]:
        """The size of each photo by its name."""
        if not self._dir.is_dir():
            return {}
        found = (path for path in sorted(self._dir.iterdir()) if path.suffix != PART)
        return {path.name: path.stat().st_size for path in found if path.is_file()}

    def missing(self, sizes: dict[str, int], folder: Path) -> dict[str, int]:
        """Those that do not lie beside the copies yet."""
        kept = folder / PHOTOS
        there = {path.name: path.stat().st_size for path in kept.iterdir()} if kept.is_dir() else {}
        return {name: size for name, size in sizes.items() if there.get(name) != size}

    def add(self, names: dict[str, int], folder: Path) -> None:
        """Put those beside the copies."""
        own_dir(folder / PHOTOS)
        for name in names:
            write_private(folder / PHOTOS / name, (self._dir / name).read_bytes())

    def hashes(self, names: dict[str, int]) -> dict[str, str]:
        """The hash of each."""
        for name in names.keys() - self._hashes.keys():
            self._hashes[name] = sha256_of(self._dir / name)
        return {name: self._hashes[name] for name in names}
