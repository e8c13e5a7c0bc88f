"""The camera reader with real processes: films, folders, and processes that misbehave."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from firmware_config import load
from hub.contract.badge import with_check_digit
from hub.contract.fleet import DeviceState
from kiosk.readers.base import Garbage, Scan
from kiosk.readers.camera_messages import (
    Alive,
    BadMessage,
    Gone,
    Message,
    Opened,
    Order,
    Preview,
    Read,
    Unpacker,
    pack,
)
from kiosk.readers.camera_reader import WORKER, CameraReader
from kiosk.readers.supervisor import Supervisor
from tests.fakes import camera_process, scenes
from tests.fakes.camera_rig import HEIGHT, WIDTH, CameraRig
from tests.fakes.fake_scanner import Run

CODE = with_check_digit("1234567890123456789012345")
OTHER = with_check_digit("9876543210987654321098765")
PATIENCE_S = 30.0
PROFILE = load.camera("generic-uvc")
OK, ABSENT, ERROR = DeviceState.OK, DeviceState.ABSENT, DeviceState.ERROR


def eventually(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def misbehaving(tmp_path: Path, how: str) -> CameraReader:
    (tmp_path / "camera0").mkdir()
    worker = (sys.executable, str(camera_process.__file__), how)
    return CameraReader(str(tmp_path / "camera0"), PROFILE, worker=worker, silence_s=0.6)


def pid_of(tmp_path: Path) -> int:
    assert eventually((tmp_path / "pid").exists)
    return int((tmp_path / "pid").read_text())


def test_a_film_is_read_to_its_end_which_is_the_camera_pulled_out(tmp_path: Path) -> None:
    held = scenes.held(scenes.qr(CODE))
    pictures = [scenes.noisy(held, seed=at) for at in range(15)]
    film = scenes.film(tmp_path / "badge.avi", [scenes.wall(), *pictures], fps=30)
    run = Run(CameraReader(str(film), PROFILE))
    assert run.next() == CODE
    assert run.ended()
    assert run.gone is not None
    assert run.gone.state is ABSENT
    assert run.opened.is_set()
    assert run.readings.empty()


def test_a_frozen_film_never_opens_and_its_badge_is_not_read(tmp_path: Path) -> None:
    film = scenes.film(tmp_path / "frozen.avi", [scenes.held(scenes.qr(CODE))] * 70, fps=15)
    run = Run(CameraReader(str(film), PROFILE))
    assert run.ended()
    assert run.gone is not None
    assert run.gone.state is ERROR
    assert not run.opened.is_set()
    assert run.readings.empty()


def test_a_silent_process_is_killed_and_the_camera_in_error(tmp_path: Path) -> None:
    run = Run(misbehaving(tmp_path, "hang")).wait_open()
    pid = pid_of(tmp_path)
    assert run.ended()
    assert run.gone is not None
    assert run.gone.state is ERROR
    assert not alive(pid)


@pytest.mark.parametrize("how", ["crash", "babble", "strange"])
def test_a_process_that_crashes_or_babbles_is_a_camera_in_error(tmp_path: Path, how: str) -> None:
    run = Run(misbehaving(tmp_path, how))
    assert run.ended()
    assert run.gone is not None
    assert run.gone.state is ERROR
    assert not alive(pid_of(tmp_path))


def test_signs_of_life_keep_it_running_and_close_ends_its_process(tmp_path: Path) -> None:
    reader = misbehaving(tmp_path, "alive")
    run = Run(reader).wait_open()
    pid = pid_of(tmp_path)
    run.thread.join(2.0)  # three times the silence that would end it
    assert run.gone is None
    assert run.thread.is_alive()
    reader.close()
    assert run.ended()
    assert run.gone is None
    assert not alive(pid)


def test_a_kiosk_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    order = msgspec.json.encode(Order(str(tmp_path), 640, 360, 15, "MJPG")).decode()
    program = (
        "import subprocess, sys, time;"
        "p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL);"
        "print(p.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, *WORKER, order], stdout=subprocess.PIPE, text=True
    ) as kiosk:
        assert kiosk.stdout is not None
        pid = int(kiosk.stdout.readline())
        assert alive(pid)
        kiosk.send_signal(signal.SIGKILL)
    assert eventually(lambda: not alive(pid))


def test_no_process_is_started_for_a_camera_that_is_not_there(tmp_path: Path) -> None:
    worker = ("/nonexistent",)
    run = Run(CameraReader(str(tmp_path / "no"), PROFILE, worker=worker))
    assert run.ended()
    assert run.gone is not None
    assert run.gone.state is ABSENT


@pytest.fixture
def rig(tmp_path: Path) -> CameraRig:
    return CameraRig(tmp_path)


def test_bars_seen_once_before_a_replug_are_not_confirmed_after_it(rig: CameraRig) -> None:
    bars = scenes.held(scenes.code128(CODE, 2), WIDTH, HEIGHT)
    rig.plug()
    run = Run(rig.reader).wait_open()
    rig.camera.put(bars)
    rig.show(OTHER)
    assert run.next() == OTHER
    rig.unplug()
    assert run.ended()
    rig.plug()
    again = Run(rig.reader).wait_open()
    rig.camera.put(bars)
    rig.show("BETWEEN")
    assert again.next() == "BETWEEN"
    rig.camera.put(bars)
    assert again.next() == CODE
    rig.close()
    assert again.ended()


def test_the_preview_is_there_while_it_runs_and_never_after(rig: CameraRig) -> None:
    reader = rig.reader
    assert isinstance(reader, CameraReader)
    rig.plug()
    run = Run(reader).wait_open()
    assert reader.preview() is None
    rig.show(CODE)
    assert run.next() == CODE
    assert eventually(lambda: reader.preview() is not None)
    preview = reader.preview()
    assert preview is not None
    assert len(preview.pixels) == preview.width * preview.height * 3
    rig.unplug()
    assert run.ended()
    assert reader.preview() is None


def test_under_supervision_it_comes_back_and_the_hub_is_told(rig: CameraRig) -> None:
    states: queue.Queue[DeviceState] = queue.Queue()
    readings: queue.Queue[Scan | Garbage] = queue.Queue()
    supervisor = Supervisor(rig.reader, readings.put, lambda _, state: states.put(state))
    supervisor.start()
    assert states.get(timeout=PATIENCE_S) is ABSENT
    rig.plug()
    assert states.get(timeout=PATIENCE_S) is OK
    rig.show(CODE)
    rig.garble()
    assert isinstance(readings.get(timeout=PATIENCE_S), Scan)
    assert isinstance(readings.get(timeout=PATIENCE_S), Garbage)
    rig.unplug()
    assert states.get(timeout=PATIENCE_S) is ABSENT
    rig.plug()
    assert states.get(timeout=PATIENCE_S) is OK
    device = supervisor.device()
    assert (device.name, device.state, device.reconnects) == ("camera camera0", OK, 1)
    assert (device.reads_ok, device.reads_bad) == (1, 1)
    assert supervisor.stop()
    rig.close()


def test_no_descriptor_and_no_process_is_left_after_many_replugs(rig: CameraRig) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = 0
    for turn in range(4):
        rig.plug()
        run = Run(rig.reader).wait_open()
        rig.unplug()
        assert run.ended()
        before = before or descriptors()
        assert descriptors() <= before, turn
    assert not [p for p in subprocess._active if p.poll() is None]  # type: ignore[attr-defined]


MESSAGES: list[Message] = [
    Opened(),
    Alive(),
    Read(CODE, 7),
    Read(None, 8),
    Preview(2, 1, b"\x00\x01\x02\xfd\xfe\xff"),
    Gone(ERROR, "tại sao"),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_messages_come_through_a_pipe_in_any_pieces(size: int) -> None:
    data = b"".join(map(pack, MESSAGES))
    unpacker = Unpacker()
    found = [m for at in range(0, len(data), size) for m in unpacker.feed(data[at : at + size])]
    assert found == MESSAGES


@pytest.mark.parametrize("data", [b"\xff" * 8, b"\x00\x00\x00\x01\x00", pack(Alive())[:-2] + b"??"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(BadMessage):
        Unpacker().feed(data)
