"""What every reader must do; a new reader joins by a rig of its own.

A reader that gets bytes over a line must do more; its rig is a `LineRig`.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.contract.badge import with_check_digit
from hub.contract.fleet import DeviceState
from kiosk.readers.base import Scan
from tests.fakes.camera_rig import CameraRig
from tests.fakes.fake_scanner import FakeRig, LineRig, Rig, Run, SerialRig

LINE_RIGS: dict[str, Callable[..., LineRig]] = {"serial": SerialRig, "fake": FakeRig}
RIGS: dict[str, Callable[..., Rig]] = {**LINE_RIGS, "camera": CameraRig}
CODE = with_check_digit("1234567890123456789012345")
OTHER = with_check_digit("9876543210987654321098765")


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    rig = RIGS[request.param](tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def run(rig: Rig) -> Iterator[Run]:
    yield from running(rig)


@pytest.fixture(params=sorted(LINE_RIGS))
def line_rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LineRig]:
    rig = LINE_RIGS[request.param](tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def line_run(line_rig: LineRig) -> Iterator[Run]:
    yield from running(line_rig)


def running(rig: Rig) -> Iterator[Run]:
    rig.plug()
    run = Run(rig.reader).wait_open()
    yield run
    rig.reader.close()
    assert run.ended()


def line(text: str) -> bytes:
    return text.encode() + b"\r"


def test_reads_a_text(rig: Rig, run: Run) -> None:
    rig.show(CODE)
    assert run.next() == CODE


def test_each_code_is_read_once_and_again_when_it_comes_again(rig: Rig, run: Run) -> None:
    for code in (CODE, OTHER, OTHER):
        rig.show(code)
    assert [run.next() for _ in range(3)] == [CODE, OTHER, OTHER]


def test_reads_text_in_any_language(line_rig: LineRig, line_run: Run) -> None:
    line_rig.send(line("Đại hội Đảng bộ"))
    assert line_run.next() == "Đại hội Đảng bộ"


def test_two_codes_in_one_breath(line_rig: LineRig, line_run: Run) -> None:
    line_rig.send(line(CODE) + line(OTHER) + line(OTHER))
    assert [line_run.next() for _ in range(3)] == [CODE, OTHER, OTHER]


def test_a_code_cut_over_several_reads(line_rig: LineRig, line_run: Run) -> None:
    for part in (CODE[:3], CODE[3:20], CODE[20:]):
        line_rig.send(part.encode())
    line_rig.send(b"\r\n")
    line_rig.send(line(OTHER))
    assert [line_run.next(), line_run.next()] == [CODE, OTHER]


@pytest.mark.parametrize("kind", sorted(LINE_RIGS))
def test_a_code_without_suffix_comes_after_a_silence(kind: str, tmp_path: Path) -> None:
    rig = LINE_RIGS[kind](tmp_path, 1000)
    rig.plug()
    run = Run(rig.reader).wait_open()
    rig.send(CODE.encode())
    assert run.next() == CODE
    rig.close()
    assert run.ended()


def test_garbage_is_told_and_does_no_harm(rig: Rig, run: Run) -> None:
    rig.garble()
    assert run.next() is None
    rig.show(CODE)
    assert run.next() == CODE


def test_control_characters_are_no_text(rig: Rig, run: Run) -> None:
    rig.show(CODE + "\x1b")
    assert run.next() is None
    rig.show(OTHER)
    assert run.next() == OTHER


def test_ten_kilobytes_of_noise_are_one_garbage(line_rig: LineRig, line_run: Run) -> None:
    line_rig.send(random.Random(17).randbytes(10_000))
    line_rig.send(line("") + line(CODE))
    readings = []
    while CODE not in readings:
        readings.append(line_run.next())
    assert readings == [None, CODE]


def test_readings_come_in_order_with_times_that_do_not_go_back(rig: Rig, run: Run) -> None:
    began_ns = time.monotonic_ns()
    codes = [with_check_digit(f"{i:025d}") for i in range(40)]
    for code in codes:
        rig.show(code)
    readings = [run.readings.get(timeout=20) for _ in codes]
    assert [r.text for r in readings if isinstance(r, Scan)] == codes
    times = [began_ns, *(r.at_ns for r in readings), time.monotonic_ns()]
    assert times == sorted(times)


def test_not_plugged_in_is_gone(rig: Rig) -> None:
    run = Run(rig.reader)
    assert run.ended()
    assert run.gone is not None
    assert run.gone.state is DeviceState.ABSENT
    assert not run.opened.is_set()


def test_unplugged_is_gone(rig: Rig, run: Run) -> None:
    rig.unplug()
    assert run.ended()
    assert run.gone is not None
    assert run.gone.state is DeviceState.ABSENT


def test_replugged_it_reads_again(rig: Rig, run: Run) -> None:
    rig.unplug()
    assert run.ended()
    rig.plug()
    again = Run(rig.reader).wait_open()
    rig.show(OTHER)
    assert again.next() == OTHER


def test_half_a_code_from_before_a_replug_never_leaks(line_rig: LineRig, line_run: Run) -> None:
    line_rig.send(CODE[:20].encode())
    line_rig.unplug()
    assert line_run.ended()
    line_rig.plug()
    again = Run(line_rig.reader).wait_open()
    line_rig.send(CODE[20:].encode() + b"\r" + line(OTHER))
    assert [again.next(), again.next()] == [CODE[20:], OTHER]
    assert line_run.readings.empty()


def test_a_code_sent_before_it_is_opened_is_not_lost(rig: Rig) -> None:
    rig.plug()
    rig.show(CODE)
    run = Run(rig.reader)
    assert run.next() == CODE


def test_pulled_and_put_back_at_once_is_still_noticed(rig: Rig, run: Run) -> None:
    rig.unplug()
    rig.plug()
    assert run.ended()
    assert run.gone is not None
    again = Run(rig.reader).wait_open()
    rig.show(OTHER)
    assert again.next() == OTHER


def test_half_a_code_never_leaks_when_it_is_put_back_at_once(
    line_rig: LineRig, line_run: Run
) -> None:
    line_rig.send(CODE[:20].encode())
    line_rig.unplug()
    line_rig.plug()
    assert line_run.ended()
    again = Run(line_rig.reader).wait_open()
    line_rig.send(line(OTHER))
    assert again.next() == OTHER


def test_close_twice_from_other_threads_ends_the_run(rig: Rig, run: Run) -> None:
    closers = [threading.Thread(target=rig.reader.close) for _ in range(2)]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join()
    assert run.ended()
    assert run.gone is None


def test_closed_before_it_runs_it_ends_at_once(rig: Rig) -> None:
    rig.plug()
    rig.reader.close()
    run = Run(rig.reader)
    assert run.ended()
    assert run.gone is None
    assert not run.opened.is_set()
