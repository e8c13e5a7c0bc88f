"""The kiosk as a real process without a screen, alone on its machine."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.flow_bench import badge
from tests.fakes.headless_kiosk import HeadlessKiosk

NOWHERE = ("--interface", "192.0.2.1")


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[HeadlessKiosk]:
    started = HeadlessKiosk(tmp_path / "kiosk", *NOWHERE)
    started.shows("setup.scan_ticket")
    yield started
    started.close()


def test_a_new_kiosk_asks_for_a_ticket_and_a_badge_is_none(kiosk: HeadlessKiosk) -> None:
    line = kiosk.then_shows({"scan": badge(1)}, "setup.not_a_ticket")
    assert (line["view"], line["tone"], line["language"]) == ("SetupView", "refused", "vi")


def test_garbage_through_the_reader_gets_a_calm_screen(kiosk: HeadlessKiosk) -> None:
    kiosk.then_shows({"garble": True}, "setup.misread")


def test_touches_come_from_standard_input(kiosk: HeadlessKiosk) -> None:
    kiosk.touch_until("help", "HelpView")
    line = kiosk.touch_until("close", "setup.scan_ticket")
    assert line["language"] == "vi"
    kiosk.touch_until("language", "setup.scan_ticket", arg="en")
    assert kiosk.lines[-1]["language"] == "en"


def test_a_reader_that_is_unplugged_is_noticed(kiosk: HeadlessKiosk) -> None:
    before = len(kiosk.lines)
    kiosk.tell(unplug=True)
    assert kiosk.shows("SetupView", since=before)["reader_ok"] is False
    before = len(kiosk.lines)
    kiosk.tell(plug=True)
    assert kiosk.shows("SetupView", since=before)["reader_ok"] is True


@pytest.mark.parametrize("line", ["", "not json", "5", "[]", '{"touch": "fly"}', '{"x": 1}'])
def test_a_line_that_means_nothing_is_skipped(kiosk: HeadlessKiosk, line: str) -> None:
    kiosk.say(line)
    kiosk.then_shows({"scan": badge(1)}, "setup.not_a_ticket")


def test_the_end_of_input_ends_nothing_but_a_signal_does(kiosk: HeadlessKiosk) -> None:
    assert kiosk.process.stdin is not None
    kiosk.process.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        kiosk.process.wait(1)
    assert kiosk.end(signal.SIGTERM) == 0
    assert "Traceback" not in kiosk.log()


def test_a_kiosk_leaves_no_core(kiosk: HeadlessKiosk) -> None:
    limits = Path(f"/proc/{kiosk.process.pid}/limits").read_text()
    (core,) = [line.split() for line in limits.splitlines() if "core file" in line]
    assert core[4:6] == ["0", "0"]


def test_two_kiosks_never_share_a_data_directory(kiosk: HeadlessKiosk, tmp_path: Path) -> None:
    words = ["--headless", "--data", str(tmp_path / "kiosk"), "--reader", "fake"]
    second = subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, timeout=60
    )
    assert second.returncode == 2
    assert second.stderr.strip() == f"Một máy khác đang chạy với thư mục dữ liệu {tmp_path}/kiosk"


def test_a_kiosk_that_fails_for_good_ends_with_the_code_that_asks_for_a_new_start(
    tmp_path: Path,
) -> None:
    broken = (
        "import kiosk.pump\n"
        "def fail(*_): raise ValueError('name of somebody')\n"
        "kiosk.pump.present = fail\n"
        "from kiosk.__main__ import main\n"
        f"main(['--headless', '--reader', 'fake', '--data', {str(tmp_path / 'k')!r}])\n"
    )
    ended = subprocess.run([sys.executable, "-c", broken], capture_output=True, timeout=60)
    assert ended.returncode == 70
    assert b"ValueError" in ended.stderr
    assert b"somebody" not in ended.stderr
