"""A disk of its own for a test: a real file system that can be full, locked and pulled out."""

from __future__ import annotations

import subprocess
from pathlib import Path


class SmallDisk:
    """Mounted at `folder`, which stays behind as an empty folder when it is pulled out."""

    def __init__(self, folder: Path, size: str) -> None:
        self.folder = folder
        self._size = size
        folder.mkdir()
        self.plug()

    def plug(self) -> None:
        """A fresh disk, empty."""
        words = ["-t", "tmpfs", "-o", f"size={self._size}", "tmpfs"]
        subprocess.run(["mount", *words, str(self.folder)], check=True)

    def fill(self) -> None:
        """Not one byte left."""
        with (self.folder / "filler").open("ab", buffering=0) as file:
            for size in (65536, 4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def free(self) -> None:
        (self.folder / "filler").unlink()

    def lock(self, *, locked: bool) -> None:
        """Make it read-only, or not any more."""
        words = f"remount,{'ro' if locked else 'rw'}"
        subprocess.run(["mount", "-o", words, str(self.folder)], check=True)

    def pull(self) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)
