"""A copy is whole or it is not there: on a full, locked, missing disk, and when it is killed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.platform import backup, copy_folder
from hub.platform.copy_faults import CopyFailed, Trouble
from hub.platform.copy_folder import newest_copy
from hub.platform.db import Database
from hub.platform.manifest import copies_in
from hub.platform.tables import login
from hub.restoring import look_at
from hub.settings import HubSettings, make_settings
from tests.fakes.founded import copier_of, founded
from tests.fakes.small_disk import SmallDisk

NOW = 1_795_451_638_932


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    return founded(tmp_path_factory.mktemp("hub") / "data")


@pytest.fixture
def hub(original: HubSettings, tmp_path: Path) -> HubSettings:
    """A founded hub of the test's own."""
    shutil.copytree(original.data_dir, tmp_path / "data")
    return make_settings(tmp_path / "data")


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    made = SmallDisk(tmp_path / "disk", "2m")
    yield made
    made.pull()


def trouble_of(copier: backup.Copier) -> Trouble:
    with pytest.raises(CopyFailed) as failed:
        copier.take(NOW)
    return failed.value.trouble


def hub_folder(place: Path) -> Path:
    (folder,) = (path for path in place.iterdir() if path.name.startswith("daihoi-"))
    return folder


def test_a_copy_holds_what_a_restore_needs(hub: HubSettings, usb: Path) -> None:
    (hub.photos_dir / "abc.jpg").write_bytes(b"picture")
    made = copier_of(hub, usb).take(NOW)
    manifest = look_at(usb).manifest
    assert manifest == made.manifest
    assert manifest.made_ms == NOW
    assert manifest.congress == "Đại hội thử"
    assert sorted(look_at(usb).keys) == sorted(path.name for path in hub.keys_dir.iterdir())
    assert manifest.rows["login"] == manifest.rows["session"] == 1
    assert (made.folder.parent / "photos" / "abc.jpg").read_bytes() == b"picture"


def test_what_it_holds_is_closed_to_others(hub: HubSettings, usb: Path) -> None:
    (hub.photos_dir / "abc.jpg").write_bytes(b"picture")
    copier_of(hub, usb).take(NOW)
    for path in hub_folder(usb).rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_file_system_without_modes_will_do(
    hub: HubSettings, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")  # what FAT says

    monkeypatch.setattr(Path, "chmod", refused)
    copier_of(hub, usb).take(NOW)
    look_at(usb)


def test_photos_are_written_once(hub: HubSettings, usb: Path) -> None:
    (hub.photos_dir / "abc.jpg").write_bytes(b"picture")
    copier = copier_of(hub, usb)
    copier.take(NOW)
    kept = hub_folder(usb) / "photos" / "abc.jpg"
    first = kept.stat().st_mtime_ns
    copier.take(NOW)
    assert kept.stat().st_mtime_ns == first
    kept.write_bytes(b"half")  # written when the plug was pulled
    copier.take(NOW)
    assert kept.read_bytes() == b"picture"


def test_the_last_few_stay(hub: HubSettings, usb: Path) -> None:
    copier = copier_of(replace(hub, copies_keep=3), usb)
    made = [copier.take(NOW).folder for _ in range(5)]
    assert copies_in(hub_folder(usb)) == made[2:]
    assert look_at(usb).folder == made[-1]


def test_a_clock_that_was_set_back_does_not_make_an_old_copy_the_newest(
    hub: HubSettings, usb: Path
) -> None:
    copier = copier_of(hub, usb)
    copier.take(NOW)
    second = copier.take(0)
    assert look_at(usb).folder == second.folder


def test_a_place_that_is_not_there_is_not_made(hub: HubSettings, tmp_path: Path) -> None:
    place = tmp_path / "media" / "usb"
    copier = copier_of(hub, place)
    assert trouble_of(copier) is Trouble.GONE
    assert not place.exists()
    place.mkdir(parents=True)
    copier.take(NOW)


def test_pulled_out_and_plugged_in_again(hub: HubSettings, disk: SmallDisk) -> None:
    copier = copier_of(hub, disk.folder)
    copier.take(NOW)
    disk.pull()
    disk.folder.rmdir()
    assert trouble_of(copier) is Trouble.GONE
    disk.folder.mkdir()
    disk.plug()
    copier.take(NOW)
    look_at(disk.folder)


def test_a_locked_disk(hub: HubSettings, disk: SmallDisk) -> None:
    copier = copier_of(hub, disk.folder)
    first = copier.take(NOW)
    disk.lock(locked=True)
    assert trouble_of(copier) is Trouble.READ_ONLY
    assert look_at(disk.folder).folder == first.folder
    disk.lock(locked=False)
    copier.take(NOW)


def test_a_full_disk_keeps_the_last_copy(hub: HubSettings, disk: SmallDisk) -> None:
    copier = copier_of(hub, disk.folder)
    copier.take(NOW)
    second = copier.take(NOW)
    disk.fill()
    assert trouble_of(copier) is Trouble.FULL
    assert look_at(disk.folder).folder == second.folder
    disk.free()
    copier.take(NOW)


def test_old_copies_make_room_and_the_disk_is_never_filled(
    hub: HubSettings, disk: SmallDisk
) -> None:
    copier = copier_of(replace(hub, copies_keep=1000), disk.folder)
    for _ in range(30):
        made = copier.take(NOW)
        space = os.statvfs(disk.folder)
        assert space.f_bavail >= space.f_blocks * 0.05
    assert look_at(disk.folder).folder == made.folder
    assert 2 < len(copies_in(hub_folder(disk.folder))) < 30


def test_a_disk_that_fills_in_the_middle(
    hub: HubSettings, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else writes on it after the space was looked at."""
    copier = copier_of(hub, disk.folder)
    first = copier.take(NOW)
    monkeypatch.setattr(backup, "make_room", lambda *_: disk.fill())
    assert trouble_of(copier) is Trouble.FULL
    monkeypatch.undo()
    disk.free()
    assert look_at(disk.folder).folder == first.folder
    copier.take(NOW)
    assert not list(hub_folder(disk.folder).glob("*.part"))


def test_a_file_that_does_not_keep_what_was_written(
    hub: HubSettings, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copier = copier_of(hub, usb)
    first = copier.take(NOW)
    fsync = os.fsync

    def rots(descriptor: int) -> None:
        fsync(descriptor)
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if path.name == "hub.db":
            size = path.stat().st_size
            with path.open("r+b") as file:
                file.seek(4096)
                file.write(os.urandom(size - 4096))

    monkeypatch.setattr(os, "fsync", rots)
    assert trouble_of(copier) is Trouble.FAULTY
    assert look_at(usb).folder == first.folder


def test_two_at_once(hub: HubSettings, usb: Path) -> None:
    copier = copier_of(hub, usb)
    copier.take(NOW)
    with copy_folder.alone_in(hub_folder(usb)):
        assert trouble_of(copier) is Trouble.BUSY
    copier.take(NOW)


def test_a_hub_without_its_database(hub: HubSettings, usb: Path) -> None:
    copier = copier_of(hub, usb)
    hub.sqlite_path.unlink()
    assert trouble_of(copier) is Trouble.SOURCE
    assert not hub.sqlite_path.exists()
    assert newest_copy(usb, hub_folder(usb).name) is None


def test_writers_go_on_while_a_copy_is_made(
    hub: HubSettings, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that begins and ends while the copy is being written to a slow disk."""
    database = Database(hub.database_url)
    written = backup._write_database

    def slowly(staged: sa.Connection, path: Path) -> None:
        row = {"name": "giữa chừng", "password_hash": "", "created_ms": 0}
        database.write(lambda c: c.execute(login.insert().values(row)), truncate_wal=True)
        assert hub.sqlite_path.with_name("hub.db-wal").stat().st_size == 0  # nobody holds it
        written(staged, path)

    monkeypatch.setattr(backup, "_write_database", slowly)
    made = copier_of(hub, usb).take(NOW)
    database.close()
    with closing(sqlite3.connect(made.folder / "hub.db")) as copy:
        assert copy.execute("SELECT count(*) FROM login").fetchone() == (1,)


_CHILD = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, {root!r})
from hub.restoring import look_at
from hub.settings import make_settings
from tests.fakes.founded import copier_of

hub, usb = replace(make_settings(Path({data!r})), copies_keep=1), Path({usb!r})
copier_of(hub, usb).take(1)
STEPS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "sqlite3.connect")
kills = 0
while True:
    child = os.fork()
    if child == 0:
        left = kills
        def die(event, arguments):
            global left
            if event in STEPS:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        copier = copier_of(hub, usb)
        sys.addaudithook(die)
        copier.take(2)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    look_at(usb)
    if status == 0:
        break
    assert os.WTERMSIG(status) == signal.SIGKILL, status
    kills += 1
print(kills, look_at(usb).manifest.made_ms)
"""


def test_killed_at_every_step(hub: HubSettings, usb: Path) -> None:
    """Killed before each thing it does to a file: there always is a whole copy, and then a new."""
    root = str(Path(__file__).resolve().parents[2])
    child = subprocess.run(
        [
            *(sys.executable, "-c"),
            _CHILD.format(root=root, data=str(hub.data_dir), usb=str(usb)),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    kills, made_ms = map(int, child.stdout.split())
    assert kills > 20
    assert made_ms == 2
