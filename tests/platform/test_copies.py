"""The hub that copies itself: what its page says, and that a bad disk disturbs nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import render_template, session

from hub.app import create_app
from hub.copies import Age, Copies
from hub.copies_pages import context
from hub.platform import backup, copy_folder
from hub.platform.copy_faults import Trouble
from hub.platform.db import Database
from hub.platform.live import Live
from hub.platform.tables import event_log
from hub.restoring import look_at
from hub.settings import HubSettings
from tests.fakes.bench import wait_until
from tests.fakes.founded import copier_of, founded
from tests.fakes.hall import StillClock

NOW = 1_795_451_638_932


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> HubSettings:
    return founded(tmp_path_factory.mktemp("hub") / "data")


class Running:
    """Copies of a hub, every second, by a clock that stands still."""

    def __init__(self, hub: HubSettings, place: Path | None) -> None:
        self.settings = replace(hub, copies_dir=place, copies_every_s=1, copies_keep=2)
        self.database = Database(hub.database_url)
        self.live = Live()
        self.clock = StillClock(NOW)
        self.copies = Copies(self.settings, self.database, self.live, self.clock)

    def until(self, age: Age, trouble: Trouble | None = None) -> None:
        def stands() -> bool:
            status = self.copies.status()
            return (status.age, status.trouble) == (age, trouble)

        wait_until(stands, f"{age} {trouble}: {self.copies.status()}")

    def noted(self) -> list[str]:
        with self.database.read() as connection:
            kinds = connection.scalars(sa.select(event_log.c.kind).order_by(event_log.c.event_id))
            return [kind for kind in kinds if kind.startswith("copies.")]

    def close(self) -> None:
        self.copies.end()
        self.live.close()
        self.database.close()


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return tmp_path / "usb"


@pytest.fixture
def running(hub: HubSettings, usb: Path) -> Iterator[Running]:
    made = Running(hub, usb)
    yield made
    made.close()


def test_from_missing_to_fresh_to_old(running: Running, usb: Path) -> None:
    running.copies.start()
    running.until(Age.MISSING, Trouble.GONE)
    usb.mkdir()
    running.until(Age.FRESH)
    assert running.copies.status().made_ms == NOW
    assert running.copies.status().same_disk
    assert running.noted()[-2:] == ["copies.failed", "copies.resumed"]
    usb.rename(usb.with_name("pulled"))
    running.until(Age.FRESH, Trouble.GONE)
    running.clock.now += 5 * 60_000
    assert running.copies.status().age is Age.OLD
    assert running.copies.status().minutes == 5
    usb.with_name("pulled").rename(usb)
    running.until(Age.FRESH)
    assert running.noted()[-2:] == ["copies.failed", "copies.resumed"]


def test_open_pages_are_told(running: Running, usb: Path) -> None:
    usb.mkdir()
    running.copies.start()
    stream = running.live.stream(["copies"])
    told = b""
    while b'"fresh"' not in told:
        told = next(stream)
    running.clock.now += 7 * 60_000
    with copy_folder.alone_in(look_at(usb).folder.parent):
        running.until(Age.OLD, Trouble.BUSY)
        while b'"old"' not in told:
            told = next(stream)


def test_the_age_counts_from_a_copy_made_before_the_start(hub: HubSettings, usb: Path) -> None:
    usb.mkdir()
    copier_of(hub, usb).take(NOW - 600_000)
    running = Running(hub, usb)
    with copy_folder.alone_in(look_at(usb).folder.parent):
        running.copies.start()
        running.until(Age.OLD, Trouble.BUSY)
        assert running.copies.status().minutes == 10
    running.close()


def test_a_disk_that_hangs_holds_up_neither_work_nor_the_end(
    running: Running, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb.mkdir()
    hangs, goes_on = threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        hangs.set()
        goes_on.wait()

    monkeypatch.setattr(backup, "make_room", hang)
    running.copies.start()
    assert hangs.wait(30)
    assert running.database.write(lambda c: c.scalar(sa.text("SELECT 1")), truncate_wal=True) == 1
    assert running.copies.status().age is Age.MISSING
    running.copies.end()
    goes_on.set()


def test_a_bug_in_a_copy_is_told_and_the_next_one_is_made(
    running: Running, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_: object) -> None:
        raise LookupError("never thought of")

    usb.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(backup, "make_room", bug)
        running.copies.start()
        running.until(Age.MISSING, Trouble.FAULTY)
    running.until(Age.FRESH)


def test_no_place_is_set(hub: HubSettings) -> None:
    running = Running(hub, None)
    running.copies.start()
    assert running.copies.status().age is Age.OFF
    running.close()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_card_in_words(
    running: Running, usb: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(
        running.settings, running.database, running.clock, running.live, running.copies
    )
    said = {
        "vi": (
            "chưa có bản nào",
            "Hãy cắm ổ đĩa vào",
            "mới",
            "chưa đầy một phút",
            "cách đây 9 phút",
        ),
        "en": ("missing", "Plug the disk in", "fresh", "less than a minute", "9 min old"),
    }[language]

    def card() -> str:
        with app.test_request_context("/copies/card"):
            session["language"] = language
            return render_template("copies/card_body.html", card=context(running.copies))

    running.copies.start()
    running.until(Age.MISSING, Trouble.GONE)
    text = card()
    assert said[0] in text
    assert said[1] in text
    assert "tone-no" in text
    usb.mkdir()
    running.until(Age.FRESH)
    text = card()
    assert said[2] in text
    assert said[3] in text
    assert "tone-wait" in text  # on the hub's own disk, as this folder is
    elsewhere = replace(running.copies.status(), same_disk=False)
    with monkeypatch.context() as patched:
        patched.setattr(running.copies, "status", lambda: elsewhere)
        assert "tone-ok" in card()
    running.copies.end()
    running.clock.now += 9 * 60_000
    assert said[4] in card()


def test_the_card_is_for_those_who_are_logged_in(running: Running) -> None:
    app = create_app(
        running.settings, running.database, running.clock, running.live, running.copies
    )
    answer = app.test_client().get("/copies/card")
    assert answer.status_code == 302
    assert "/login" in answer.headers["Location"]
