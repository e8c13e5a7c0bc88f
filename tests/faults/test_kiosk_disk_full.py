"""The kiosk's disk is full (a real one, of 128 kB): told, never a crash, never a false promise."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.contract.fleet import DeviceState, Heartbeat
from hub.contract.wire import ErrorCode, decode
from kiosk.flows.events import Refused, ScanReplied, ScanUnanswered
from tests.fakes.bench import Bench, wait_until
from tests.fakes.fake_hub import FakeHub


class SmallDisk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder)]
        subprocess.run(words, check=True)

    def fill(self) -> None:
        with (self.folder / "filler").open("ab", buffering=0) as file:
            for size in (4096, 1):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def free(self) -> None:
        (self.folder / "filler").unlink()

    def gone(self) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    made = SmallDisk(tmp_path / "disk")
    yield made
    made.gone()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FakeHub]:
    made = FakeHub(tmp_path / "hub")
    made.next_ms = 200
    yield made
    made.stop()


@pytest.fixture
def bench(disk: SmallDisk, hub: FakeHub) -> Iterator[Bench]:
    made = Bench(disk.folder / "kiosk").on_duty(hub.ticket())
    yield made
    made.stop()


def fill_journal_block(bench: Bench, disk: SmallDisk) -> None:
    """Full, to the last byte of the block that the journal stands in."""
    disk.fill()
    (journal,) = bench.settings.data_dir.glob("congress-*/scans.journal")
    with journal.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\n")


def storage(hub: FakeHub) -> DeviceState:
    beats = [decode(body, Heartbeat) for path, body in hub.requests if path.endswith("beats")]
    return next(d.state for d in beats[-1].devices if d.kind == "storage")


def test_with_the_hub_there_people_are_still_let_in(
    bench: Bench, disk: SmallDisk, hub: FakeHub
) -> None:
    fill_journal_block(bench, disk)
    scan = bench.scan()
    assert bench.wait_for(ScanReplied).reply.scan_id == scan.scan_id
    wait_until(lambda: storage(hub) is DeviceState.ERROR, "the technicians are told")
    disk.free()
    bench.scan()
    wait_until(lambda: storage(hub) is DeviceState.OK, "all is well again")


def test_without_the_hub_nothing_is_promised_that_was_not_kept(
    bench: Bench, disk: SmallDisk, hub: FakeHub
) -> None:
    hub.stop()
    bench.wait_connected(False)
    kept = bench.scan()
    bench.wait_for(ScanUnanswered)
    fill_journal_block(bench, disk)
    lost = bench.scan()
    refused = bench.wait_for(Refused)
    assert (refused.request_id, refused.code) == (lost.scan_id, ErrorCode.BUSY)
    assert [e.scan_id for e in bench.of(ScanUnanswered)] == [kept.scan_id]
    bench.restart()
    hub.listen(hub.address)
    assert bench.wait_for(ScanReplied).reply.scan_id == kept.scan_id
    disk.free()
    again = bench.scan()
    bench.wait_for(ScanReplied, lambda e: e.reply.scan_id == again.scan_id)
    assert hub.scan_order == [kept.scan_id, again.scan_id]
