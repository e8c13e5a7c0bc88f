from __future__ import annotations

from pathlib import Path

import pytest

from hub.contract.wire import ErrorCode
from kiosk.link import outbox as outbox_module
from kiosk.link.journal import read_journal
from kiosk.link.outbox import ASIDE, JOURNAL, Outbox
from tests.fakes.bench import new_scan


def test_what_was_added_and_not_done_is_there_after_a_restart_in_order(tmp_path: Path) -> None:
    first = Outbox(tmp_path)
    scans = [new_scan() for _ in range(5)]
    for scan in scans:
        first.add(scan)
    first.done(scans[1].scan_id)
    # No close: the process was killed.
    second = Outbox(tmp_path)
    assert second.scan_ids() == [s.scan_id for s in scans if s is not scans[1]]
    assert second.head() == scans[0]


def test_the_journal_grows_shorter_while_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "_COMPACT_AFTER", 10)
    outbox = Outbox(tmp_path)
    stays = new_scan()
    outbox.add(stays)
    for _ in range(50):
        scan = new_scan()
        outbox.add(scan)
        outbox.done(scan.scan_id)
    lines, _ = read_journal(tmp_path / JOURNAL)
    assert len(lines) <= 21
    assert Outbox(tmp_path).scan_ids() == [stays.scan_id]


def test_a_scan_refused_for_good_is_put_aside_for_a_person(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    bad, good = new_scan(), new_scan()
    outbox.add(bad)
    outbox.add(good)
    outbox.set_aside(bad, ErrorCode.BAD_MESSAGE)
    assert outbox.head() == good
    lines, _ = read_journal(tmp_path / ASIDE)
    assert len(lines) == 1
    assert bad.scan_id.encode() in lines[0]
    assert b"bad_message" in lines[0]
    assert Outbox(tmp_path).scan_ids() == [good.scan_id]


def test_a_line_of_another_program_does_not_hide_the_others(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    scan = new_scan()
    outbox.add(scan)
    outbox.close()
    with (tmp_path / JOURNAL).open("ab") as file:
        file.write(b"no journal line at all\n")
    assert Outbox(tmp_path).scan_ids() == [scan.scan_id]
