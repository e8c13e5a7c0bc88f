"""Files that came through the browser, kept for the minutes between check and import."""

from __future__ import annotations

import re
import secrets
import shutil
from pathlib import Path

from werkzeug.datastructures import FileStorage

from hub.platform.clock import Clock
from hub.platform.files import private_dir
from hub.roll.rules.names import clean
from hub.roll.service import ImportSource

_KEPT_MS = 60 * 60 * 1000
_MAX_NAME_BYTES = 250
"""What a file system takes, and a Vietnamese letter may be three of them."""


class Uploads:
    """A folder for each upload, under a name that nobody can guess; deleted after an hour."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def keep(self, sheet_file: FileStorage, sheet: str, photos: list[FileStorage]) -> str:
        """Write the files of one upload; its token."""
        self._sweep()
        token = f"{self._clock.now_ms():013d}-{secrets.token_hex(16)}"
        place = self._folder / token
        private_dir(self._folder)
        private_dir(place)
        private_dir(place / "photos")
        (place / "sheet").write_text(clean(sheet), encoding="utf-8")
        private_dir(place / "file")
        sheet_file.save(place / "file" / (bare_name(sheet_file.filename or "") or "danh-sach"))
        for photo in photos:
            name = bare_name(photo.filename or "")
            if name:
                photo.save(place / "photos" / name)
        return token

    def source(self, token: str) -> ImportSource | None:
        """The upload as something to import, or None when it is gone."""
        if not re.fullmatch(r"\d{13}-[0-9a-f]{32}", token):
            return None
        place = self._folder / token
        if not place.is_dir():
            return None
        file = next((place / "file").iterdir())
        sheet = (place / "sheet").read_text(encoding="utf-8")
        return ImportSource(file, sheet or None, place / "photos")

    def forget(self, token: str) -> None:
        """Delete an upload."""
        if self.source(token) is not None:
            shutil.rmtree(self._folder / token)

    def _sweep(self) -> None:
        oldest = self._clock.now_ms() - _KEPT_MS
        if self._folder.is_dir():
            for place in self._folder.iterdir():
                stamp = place.name.partition("-")[0]
                if stamp.isdigit() and int(stamp) < oldest:
                    shutil.rmtree(place)


def bare_name(name: str) -> str:
    """The last part of a file name without signs that mean something to a file system."""
    last = re.split(r"[/\\]", clean(name))[-1]
    plain = re.sub(r'[\x00-\x1f:*?"<>|]', "", last).lstrip(".")
    return plain.encode()[-_MAX_NAME_BYTES:].decode(errors="ignore")
