"""A congress out of a copy: looked at first, then put into a new folder, whole or not at all."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from hub.copies import copied_box
from hub.migrations.upgrade import NewerDatabase, upgrade
from hub.platform.clock import HubClock
from hub.platform.copy_folder import sync_folder
from hub.platform.db import Database
from hub.platform.event_log import log_event
from hub.platform.files import private_dir, write_private
from hub.platform.key_lock import unseal
from hub.platform.manifest import (
    DATABASE,
    KEYS,
    PHOTOS,
    SEALED_KEYS,
    BadCopy,
    Manifest,
    Problem,
    find_copy,
    read_manifest,
    sha256_of,
)
from hub.platform.tls import load_authority
from hub.settings import make_settings


@dataclass(frozen=True)
class Looked:
    """A copy that was found whole."""

    folder: Path
    manifest: Manifest
    keys: dict[str, bytes]


def look_at(folder: Path, passphrase: str = "", *, photos: bool = True) -> Looked:
    """The copy that is meant by a folder, every file compared with its hash; else BadCopy."""
    folder = find_copy(folder)
    manifest = read_manifest(folder)
    for name, digest in {DATABASE: "", **manifest.files}.items():
        _compare(folder, name, digest)
    if photos:
        for name, digest in manifest.photos.items():
            _compare(folder.parent / PHOTOS, name, digest)
    _check_database(folder / DATABASE, manifest)
    return Looked(folder, manifest, _keys(folder, manifest, passphrase))


def restore(copy: Looked, data_dir: Path, *, photos: bool = True) -> Manifest:
    """Put the congress into a folder that is new or empty; else BadCopy, and nothing changed.

    The hub that runs there has the name and the keys of the lost one, so its kiosks go on.
    """
    data_dir = data_dir.expanduser().absolute()
    if data_dir.exists() and (not data_dir.is_dir() or any(data_dir.iterdir())):
        raise BadCopy(Problem.OCCUPIED, data_dir)
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    part = data_dir.with_name(data_dir.name + ".restoring")
    if part.exists():
        shutil.rmtree(part)
    private_dir(part)
    try:
        _fill(copy, part, photos=photos)
        part.rename(data_dir)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    sync_folder(data_dir.parent)
    return copy.manifest


def _fill(copy: Looked, part: Path, *, photos: bool) -> None:
    settings, manifest = make_settings(part), copy.manifest
    private_dir(settings.keys_dir)
    for name, content in copy.keys.items():
        write_private(settings.keys_dir / name, content)
    if load_authority(settings.keys_dir).hub_id != manifest.hub_id or not _fits(settings.keys_dir):
        raise BadCopy(Problem.FOREIGN, manifest.hub_id)
    settings.photos_dir.mkdir()
    for name in manifest.photos if photos else ():
        write_private(settings.photos_dir / name, (copy.folder.parent / PHOTOS / name).read_bytes())
    write_private(settings.sqlite_path, (copy.folder / DATABASE).read_bytes())
    database = Database(settings.database_url)
    try:
        try:
            upgrade(database.engine)
        except NewerDatabase as newer:
            raise BadCopy(Problem.NEWER, newer) from newer
        details = {
            "sequence": manifest.sequence,
            "made_ms": manifest.made_ms,
            "open_polls": len(manifest.open_polls),
            "photos": photos,
        }
        now_ms = HubClock().now_ms()
        database.write(lambda c: log_event(c, now_ms, "hub", "copies.restored", details))
        with database.read() as connection:
            copied_box(settings).accept(connection)
    finally:
        database.close()


def _compare(folder: Path, name: str, digest: str) -> None:
    path = folder / name
    if ".." in Path(name).parts or Path(name).is_absolute():
        raise BadCopy(Problem.CHANGED, name)
    if not path.is_file():
        raise BadCopy(Problem.INCOMPLETE, name)
    try:
        found = sha256_of(path)
    except OSError as wrong:
        raise BadCopy(Problem.BROKEN, f"{name}: {wrong}") from wrong
    if found != digest:
        raise BadCopy(Problem.CHANGED, name)


def _check_database(path: Path, manifest: Manifest) -> None:
    """Whether it can be read through and is of the congress that the manifest says."""
    # `immutable`: the copy may lie on a disk that takes no files.
    uri = f"{path.absolute().as_uri()}?immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as raw:
            answers = raw.execute("PRAGMA integrity_check").fetchall()
            found = raw.execute("SELECT congress_id FROM congress").fetchall()
    except sqlite3.Error as wrong:
        raise BadCopy(Problem.BROKEN, wrong) from wrong
    if answers != [("ok",)]:
        raise BadCopy(Problem.BROKEN, answers[0][0])
    if found != [(manifest.congress_id,)]:
        raise BadCopy(Problem.FOREIGN, manifest.congress)


def _keys(folder: Path, manifest: Manifest, passphrase: str) -> dict[str, bytes]:
    if manifest.key_lock is not None:
        if SEALED_KEYS not in manifest.files:
            raise BadCopy(Problem.INCOMPLETE, SEALED_KEYS)
        if not passphrase:
            raise BadCopy(Problem.PASSPHRASE_NEEDED)
        sealed = (folder / SEALED_KEYS).read_bytes()
        keys = unseal(sealed, manifest.key_lock, passphrase, manifest.hub_id)
    else:
        named = (path for path in map(Path, manifest.files) if path.parent == Path(KEYS))
        keys = {path.name: (folder / path).read_bytes() for path in named}
    for name in ("ca.pem", "ca.key", "session.key"):
        if name not in keys:
            raise BadCopy(Problem.INCOMPLETE, name)
    return keys


def _fits(keys_dir: Path) -> bool:
    """Whether the authority's key is the one of its certificate."""
    authority = load_authority(keys_dir)
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    certified = authority.certificate.public_key().public_bytes(*form)
    return authority.key.public_key().public_bytes(*form) == certified
