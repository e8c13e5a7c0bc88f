"""A supervised reader comes back by itself, loses no scan after a replug, and leaks nothing."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware_config import load
from firmware_config.drivers.line import SerialLine
from firmware_config.emulators.plain import PlainEmulator
from hub.contract.fleet import DeviceState
from kiosk.readers.base import Garbage, Scan
from kiosk.readers.fake_reader import FakeReader
from kiosk.readers.serial_reader import SerialReader
from kiosk.readers.supervisor import Supervisor

PATIENCE_S = 20.0
OK, ABSENT, ERROR = DeviceState.OK, DeviceState.ABSENT, DeviceState.ERROR


class Told:
    """What a supervisor told."""

    def __init__(self) -> None:
        self.readings: queue.Queue[Scan | Garbage] = queue.Queue()
        self.states: queue.Queue[tuple[str, DeviceState]] = queue.Queue()

    def state(self, name: str, state: DeviceState) -> None:
        self.states.put((name, state))

    def next_state(self) -> DeviceState:
        return self.states.get(timeout=PATIENCE_S)[1]

    def next_text(self) -> str:
        reading = self.readings.get(timeout=PATIENCE_S)
        assert isinstance(reading, Scan)
        return reading.text


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[PlainEmulator]:
    with PlainEmulator(tmp_path / "scanner0", load.reader("generic-usb-com")) as emulator:
        yield emulator


@pytest.fixture
def supervisor(scanner: PlainEmulator, told: Told) -> Iterator[Supervisor]:
    reader = SerialReader(str(scanner.link), load.reader("generic-usb-com"))
    supervisor = Supervisor(reader, told.readings.put, told.state)
    yield supervisor
    assert supervisor.stop(PATIENCE_S)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_states_are_told_as_they_change(
    scanner: PlainEmulator, supervisor: Supervisor, told: Told
) -> None:
    scanner.unplug()
    supervisor.start()
    assert told.next_state() is ABSENT
    scanner.plug()
    assert told.next_state() is OK
    scanner.unplug()
    assert told.next_state() is ABSENT
    assert told.states.empty()


def test_the_scan_after_a_replug_is_not_lost_and_reconnects_are_counted(
    scanner: PlainEmulator, supervisor: Supervisor, told: Told
) -> None:
    supervisor.start()
    for i in range(5):
        scanner.scan(f"before {i}")
        assert told.next_text() == f"before {i}"
        scanner.send(b"half a co")
        scanner.unplug()
        scanner.plug()
        scanner.scan(f"after {i}")
        assert told.next_text() == f"after {i}"
    scanner.garbage()
    wait_until(lambda: supervisor.device().reads_bad == 1)
    device = supervisor.device()
    assert (device.kind, device.name, device.state) == ("reader", "scanner0", OK)
    assert (device.reads_ok, device.reconnects) == (10, 5)


def test_fifty_replugs_leave_no_thread_and_no_file_open(
    scanner: PlainEmulator, supervisor: Supervisor, told: Told
) -> None:
    supervisor.start()
    assert told.next_state() is OK
    threads, files = threading.active_count(), open_files()
    for i in range(50):
        scanner.unplug()
        assert told.next_state() is ABSENT
        scanner.plug()
        assert told.next_state() is OK
        scanner.scan(str(i))
        assert told.next_text() == str(i)
    # Fewer is possible: what earlier tests left open may be collected meanwhile.
    assert threading.active_count() <= threads
    assert open_files() <= files
    assert supervisor.device().reconnects == 50


def test_a_port_that_another_program_holds_is_an_error_until_it_is_free(
    scanner: PlainEmulator, supervisor: Supervisor, told: Told
) -> None:
    other = SerialLine(str(scanner.link), load.reader("generic-usb-com").serial)
    supervisor.start()
    assert told.next_state() is ERROR
    assert supervisor.device().state is ERROR
    other.close()
    assert told.next_state() is OK
    scanner.scan("mine")
    assert told.next_text() == "mine"


def test_what_is_no_port_is_an_error(tmp_path: Path, told: Told) -> None:
    (tmp_path / "file").write_text("not a port")
    reader = SerialReader(str(tmp_path / "file"), load.reader("generic-usb-com"))
    supervisor = Supervisor(reader, told.readings.put, told.state)
    supervisor.start()
    assert told.next_state() is ERROR
    assert supervisor.stop(PATIENCE_S)


def test_stop_ends_the_thread_while_the_reader_is_away(told: Told) -> None:
    supervisor = Supervisor(FakeReader(plugged=False), told.readings.put, told.state)
    supervisor.start()
    assert told.next_state() is ABSENT
    assert supervisor.stop(PATIENCE_S)
    assert supervisor.stop(PATIENCE_S)


class Counted(FakeReader):
    """Counts how often it was tried."""

    tries = 0

    def run(
        self,
        on_read: Callable[[Scan | Garbage], None],
        on_state: Callable[[DeviceState], None],
    ) -> None:
        self.tries += 1
        super().run(on_read, on_state)


def test_a_state_is_told_once_however_often_it_is_found(told: Told) -> None:
    reader = Counted(plugged=False)
    supervisor = Supervisor(reader, told.readings.put, told.state)
    supervisor.start()
    wait_until(lambda: reader.tries == 3)
    reader.plug()
    assert [told.next_state(), told.next_state()] == [ABSENT, OK]
    assert supervisor.stop(PATIENCE_S)
    assert told.states.empty()


def test_stop_before_start_is_harmless(told: Told) -> None:
    assert Supervisor(FakeReader(), told.readings.put, told.state).stop()


class Broken(FakeReader):
    """A reader with a bug."""

    def run(
        self,
        on_read: Callable[[Scan | Garbage], None],
        on_state: Callable[[DeviceState], None],
    ) -> None:
        on_state(OK)
        raise ZeroDivisionError


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_is_told_as_an_error_and_not_hidden(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.append(args.exc_type))
    supervisor = Supervisor(Broken(), told.readings.put, told.state)
    supervisor.start()
    assert [told.next_state(), told.next_state()] == [OK, ERROR]
    assert supervisor.stop(PATIENCE_S)
    assert seen == [ZeroDivisionError]
