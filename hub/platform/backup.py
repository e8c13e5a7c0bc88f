"""One consistent copy of a running hub into another folder, whole or not at all.

The database is read in one look by SQLite's backup API, which no writer waits for, into a
private temporary database. There whatever may not leave the hub is taken out, and only what
remains is written to the target, by VACUUM INTO: rows in the order of their keys on fresh pages,
no freed page, no log. Nothing that was taken out ever touches the target's disk.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa

from hub.platform.copy_faults import CopyFailed, Trouble, told
from hub.platform.copy_folder import (
    Photos,
    alone_in,
    make_room,
    own_dir,
    sweep,
    sync_folder,
    take_away,
)
from hub.platform.files import write_private
from hub.platform.key_lock import Sealer, key_files
from hub.platform.manifest import (
    DATABASE,
    FORMAT,
    KEYS,
    MANIFEST,
    PART,
    SEALED_KEYS,
    Manifest,
    OpenPoll,
    copies_in,
    sequence_of,
    sha256_of,
)

_STAGED_KIB = 8 * 1024
_MANIFEST_BYTES = 2**16


@dataclass(frozen=True)
class Source:
    """Where the things of a hub lie that a restore needs."""

    database: Path
    keys_dir: Path
    photos_dir: Path
    hub_id: str


@dataclass(frozen=True)
class About:
    """What is said of a copy by whoever took out of it what may not leave the hub."""

    congress_id: str
    congress: str
    open_polls: list[OpenPoll]


@dataclass(frozen=True)
class Made:
    """A finished copy."""

    folder: Path
    manifest: Manifest


class Copier:
    """Makes copies of one hub into one place."""

    def __init__(
        self,
        source: Source,
        place: Path,
        withhold: Callable[[sa.Connection], About],
        keep: int,
        sealer: Sealer | None = None,
    ) -> None:
        """`withhold` gets each copy before it is written anywhere, and takes out what may not
        leave the hub. The last `keep` copies stay. A `sealer` puts the keys under a passphrase."""
        self._source = source
        self._place = place
        self._withhold = withhold
        self._keep = keep
        self._sealer = sealer
        self._photos = Photos(source.photos_dir)

    def take(self, made_ms: int) -> Made:
        """A new copy, made now; else CopyFailed, and the earlier copies are as they were."""
        with told():
            if not self._place.is_dir():  # never made here: it may be where a disk is mounted
                raise CopyFailed(Trouble.GONE, str(self._place))
            folder = self._place / self._source.hub_id
            own_dir(folder)
            with alone_in(folder):
                sweep(folder)
                with _staged(self._source.database) as staged:
                    with told(Trouble.SOURCE):
                        about = self._withhold(staged)
                    made = self._write(folder, made_ms, about, staged)
                for old in copies_in(folder)[: -self._keep]:
                    take_away(old)
        return made

    def _write(self, folder: Path, made_ms: int, about: About, staged: sa.Connection) -> Made:
        with told(Trouble.SOURCE):
            keys = key_files(self._source.keys_dir)
            photos = self._photos.sizes()
            hashes = self._photos.hashes(photos)
        fresh = self._photos.missing(photos, folder)
        needed = [*map(len, keys.values()), *fresh.values(), _size(staged), _MANIFEST_BYTES]
        make_room(folder, sum(needed))
        earlier = copies_in(folder)
        sequence = 1 + (sequence_of(earlier[-1].name) if earlier else 0)
        if fresh:
            self._photos.add(fresh, folder)
        stamp = datetime.fromtimestamp(made_ms / 1000, UTC)
        final = folder / f"{sequence:06d}-{stamp:%Y%m%dT%H%M%SZ}"
        part = folder / (final.name + PART)
        own_dir(part)
        _write_database(staged, part / DATABASE)
        self._write_keys(keys, part)
        files = sorted(path for path in part.rglob("*") if path.is_file())
        manifest = Manifest(
            format=FORMAT,
            sequence=sequence,
            made_ms=made_ms,
            hub_id=self._source.hub_id,
            congress_id=about.congress_id,
            congress=about.congress,
            revision=str(staged.scalar(sa.text("SELECT version_num FROM alembic_version"))),
            files={str(path.relative_to(part)): sha256_of(path) for path in files},
            photos=hashes,
            rows=_rows(staged),
            open_polls=about.open_polls,
            key_lock=self._sealer.lock if self._sealer else None,
        )
        write_private(part / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        part.replace(final)
        sync_folder(folder)
        return Made(final, manifest)

    def _write_keys(self, keys: dict[str, bytes], part: Path) -> None:
        if self._sealer is not None:
            write_private(part / SEALED_KEYS, self._sealer.seal(keys, self._source.hub_id))
            return
        own_dir(part / KEYS)
        for name, content in keys.items():
            write_private(part / KEYS / name, content)


@contextmanager
def _staged(database: Path) -> Iterator[sa.Connection]:
    """The database as it is now, in a temporary one that nobody else can open.

    It lives in memory and spills to an unlinked temporary file where it is large.
    """
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as raw:
        raw.execute(f"PRAGMA cache_size=-{_STAGED_KIB}")
        with told(Trouble.SOURCE), closing(_look(database)) as source:
            source.backup(raw)
        engine = sa.create_engine("sqlite://", creator=lambda: raw, poolclass=sa.pool.StaticPool)
        with engine.connect() as connection:
            yield connection


def _look(database: Path) -> sqlite3.Connection:
    if not database.is_file():
        raise CopyFailed(Trouble.SOURCE, str(database))
    source = sqlite3.connect(database, timeout=5, isolation_level=None)
    source.execute("PRAGMA query_only=ON")
    return source


def _write_database(staged: sa.Connection, path: Path) -> None:
    path.touch(0o600)  # SQLite writes into an empty file, and leaves its mode
    staged.exec_driver_sql("VACUUM INTO ?", (str(path),))
    with path.open("rb") as file:
        os.fsync(file.fileno())
    # `immutable`: a look that leaves no file of its own beside it.
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as written:
        (answer,) = written.execute("PRAGMA quick_check").fetchone()
    if answer != "ok":
        raise CopyFailed(Trouble.FAULTY, answer)


def _size(staged: sa.Connection) -> int:
    pages = int(staged.scalar(sa.text("PRAGMA page_count")) or 0)
    return pages * int(staged.scalar(sa.text("PRAGMA page_size")) or 0)


def _rows(staged: sa.Connection) -> dict[str, int]:
    counted = sa.select(sa.func.count())
    names = sorted(sa.inspect(staged).get_table_names())
    return {name: int(staged.scalar(counted.select_from(sa.table(name))) or 0) for name in names}
