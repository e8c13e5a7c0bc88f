"""What a copy of the hub says of itself, and how a person's folder is turned into one copy."""

from __future__ import annotations

import enum
import hashlib
import os
from pathlib import Path

import msgspec

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "hub.db"
KEYS, SEALED_KEYS = "keys", "keys.sealed"
PHOTOS = "photos"
"""Beside the copies of a hub: photos by their content, each kept once for all copies."""

PART = ".part"
"""What a folder's name ends with while it is being written or taken away."""

_BLOCK = 1 << 20


class Problem(enum.StrEnum):
    """Why a folder cannot be restored."""

    NOT_A_COPY = "not_a_copy"
    SEVERAL = "several"
    NEWER = "newer"
    INCOMPLETE = "incomplete"
    CHANGED = "changed"
    BROKEN = "broken"
    FOREIGN = "foreign"
    PASSPHRASE_NEEDED = "passphrase_needed"  # noqa: S105  a text id
    PASSPHRASE_WRONG = "passphrase_wrong"  # noqa: S105
    OCCUPIED = "occupied"


class BadCopy(Exception):
    """The folder cannot be restored; `about` is what the problem is about."""

    def __init__(self, problem: Problem, about: object = "") -> None:
        super().__init__(f"{problem}: {about}")
        self.problem = problem
        self.about = str(about)


class OpenPoll(msgspec.Struct, frozen=True):
    """A poll that was open when the copy was made; numbers of the copy, not of the hub."""

    poll_id: int
    issued: int
    ballots: int


class KeyLock(msgspec.Struct, frozen=True):
    """How the passphrase was made into the key that seals the keys: argon2id."""

    salt: bytes
    rounds: int
    memory_kib: int


class Manifest(msgspec.Struct, frozen=True):
    """What is in a copy; nothing here names or numbers a single person."""

    format: int
    sequence: int
    made_ms: int
    """Everything that was answered before this moment is in the copy, but ballots held back."""
    hub_id: str
    congress_id: str
    congress: str
    revision: str
    files: dict[str, str]
    """SHA-256 of each file of the copy's own folder, by its path in it."""
    photos: dict[str, str]
    """SHA-256 of each photo, by its name."""
    rows: dict[str, int]
    open_polls: list[OpenPoll] = []
    key_lock: KeyLock | None = None


class _AnyFormat(msgspec.Struct):
    format: int


def read_manifest(folder: Path) -> Manifest:
    """What the copy in that folder says of itself; else BadCopy."""
    try:
        written = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as none:
        raise BadCopy(Problem.NOT_A_COPY, folder) from none
    try:
        if msgspec.json.decode(written, type=_AnyFormat).format > FORMAT:
            raise BadCopy(Problem.NEWER, folder)
        return msgspec.json.decode(written, type=Manifest)
    except msgspec.DecodeError as wrong:
        raise BadCopy(Problem.CHANGED, MANIFEST) from wrong


def copies_in(hub_folder: Path) -> list[Path]:
    """The finished copies in a hub's folder, the oldest first."""
    if not hub_folder.is_dir():
        return []
    found = [
        path
        for path in hub_folder.iterdir()
        if path.suffix != PART and path.name[:1].isdigit() and (path / MANIFEST).is_file()
    ]
    return sorted(found, key=lambda path: sequence_of(path.name))


def sequence_of(name: str) -> int:
    """The number of a copy by its folder's name, 0 where it has none."""
    digits = name.partition("-")[0]
    return int(digits) if digits.isdecimal() else 0


def find_copy(folder: Path) -> Path:
    """The copy that a person means by a folder: itself, or the newest copy in it; else BadCopy."""
    if (folder / MANIFEST).is_file():
        return folder
    if not folder.is_dir():
        raise BadCopy(Problem.NOT_A_COPY, folder)
    if newest := copies_in(folder)[-1:]:
        return newest[0]
    hubs = [newest for path in sorted(folder.iterdir()) if (newest := copies_in(path)[-1:])]
    if not hubs:
        raise BadCopy(Problem.NOT_A_COPY, folder)
    if len(hubs) > 1:
        raise BadCopy(Problem.SEVERAL, ", ".join(found[0].parent.name for found in hubs))
    return hubs[0][0]


def sha256_of(path: Path) -> str:
    """The hash of a file as it lies on the medium, not as the system remembers it."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
