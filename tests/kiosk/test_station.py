"""A station as a whole: no thread of it dies unseen."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from kiosk.flows.views import OutOfOrderView, View
from kiosk.pump import PumpFailed
from kiosk.settings import KioskSettings
from kiosk.station import Station
from tests.fakes.bench import NO_MDNS
from tests.fakes.flow_bench import badge


def run(station: Station) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        station.pump.run_once()


def test_a_bug_in_a_readers_thread_is_shown_and_asks_for_a_new_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def with_a_bug(*_hooks: object) -> None:
        raise ValueError(badge(1))

    monkeypatch.setattr("kiosk.pump.LAST_WORDS_MS", 300)
    monkeypatch.setattr("kiosk.readers.fake_reader.FakeReader.run", with_a_bug)
    before = threading.excepthook
    station = Station(KioskSettings(data_dir=tmp_path, readers=("fake",), interfaces=NO_MDNS))
    views: list[View] = []
    station.pump.on_view = views.append
    station.start()
    try:
        with pytest.raises(PumpFailed):
            run(station)
    finally:
        station.stop()
    assert isinstance(views[-1].body, OutOfOrderView)
    assert "reader fake died: ValueError at" in caplog.text
    assert badge(1) not in caplog.text, "a bug's message may hold a code or a choice"
    assert threading.excepthook is before
