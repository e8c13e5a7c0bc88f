"""The application: the stage on a pump, the training tray, and the real command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.flows.effects import Sound
from kiosk.flows.events import Action, Event, Resized
from kiosk.flows.views import View
from kiosk.screens.display import fitting_scale
from kiosk.screens.engine import QUIET, options
from kiosk.screens.theme import Measure
from tests.screens import samples
from tests.screens.harness import Hall

START_S = 60


class FakePump:
    """Shows what it is told to show when it is drained."""

    def __init__(self) -> None:
        self.on_view: Callable[[View], None] = lambda _view: None
        self.on_sound: Callable[[Sound], None] = lambda _sound: None
        self.on_forget: Callable[[], None] = lambda: None
        self.on_posted: Callable[[], None] = lambda: None
        self.posted: list[Event] = []
        self.touched: list[tuple[Action, str]] = []
        self.next: View | Exception | None = None

    def post(self, event: Event) -> None:
        """Remember."""
        self.posted.append(event)

    def touch(self, action: Action, arg: str = "") -> None:
        """Remember."""
        self.touched.append((action, arg))

    def drain(self) -> None:
        """Give out what is next."""
        thing, self.next = self.next, None
        if isinstance(thing, Exception):
            raise thing
        if thing is not None:
            self.on_view(thing)


class Desk:
    """A running application with its pump and what was scanned."""

    def __init__(self, hall: Hall) -> None:
        from kiosk.screens.tray import TrayBadge
        from kiosk.screens.window import KioskApp, Training

        self.hall, self.pump = hall, FakePump()
        self.scanned: list[str] = []
        badges = tuple(TrayBadge(f"Đại biểu {at}", f"code {at}", "chính thức") for at in range(40))
        training = Training(
            badges, "vi", self.scanned.append, lambda: self.scanned.append("garbage"), 300
        )
        self.started: list[bool] = []
        self.app = KioskApp(
            *(self.pump, Measure(1080, 1920, 21.5, 0.5), False, training),
            lambda: self.started.append(True),
        )
        self.app._run_prepare()
        self.stage, self.tray = reversed(self.app.root.children)

    def press(self, tap: Any) -> None:
        """A click in the middle."""
        self.hall.settle()
        self.hall.touch(tap.center)


@pytest.fixture
def desk(hall: Hall) -> Iterator[Desk]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    running = Desk(hall)
    yield running
    running.app.stop()
    hall.frames(2)
    from kivy.base import EventLoop

    EventLoop.status = "started"
    EventLoop.quit = False
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_window_tells_its_rows_and_then_starts_the_kiosk(desk: Desk) -> None:
    assert desk.pump.posted == [Resized(desk.stage.rows_per_page())]
    assert desk.started == [True]


def test_an_event_of_another_thread_is_on_the_screen_with_the_next_frame(desk: Desk) -> None:
    desk.pump.next = View(samples.frame(), samples.verdicts()["accepted"])
    desk.pump.on_posted()
    desk.hall.frames(2)
    assert desk.stage.shown.ids.name.text == "Nguyễn Thị Hồng Hạnh"


def test_a_finger_on_the_stage_reaches_the_pump(desk: Desk) -> None:
    desk.pump.on_view(View(samples.frame(), samples.bodies(7)["idle_checkin"]))
    desk.press(desk.stage.foot.ids.help)
    assert desk.pump.touched == [(Action.HELP, "")]


def test_the_tray_stands_outside_the_delegates_screen_and_says_what_it_is(desk: Desk) -> None:
    assert desk.tray.x >= desk.stage.right
    assert desk.tray.ids.title.text == "Chế độ tập huấn"


def test_a_click_on_a_badge_scans_it_and_more_badges_follow(desk: Desk) -> None:
    cards = [part for part in desk.tray.children if getattr(part, "action", "") == "scan"]
    first = max(cards, key=lambda card: card.y)
    desk.press(first)
    desk.press(desk.tray.ids.garbage)
    desk.press(desk.tray.ids.more)
    desk.press(first)
    assert desk.scanned == ["code 0", "garbage", f"code {len(cards)}"]
    assert desk.pump.touched == []


def test_no_settings_panel_and_no_way_out_by_escape(desk: Desk) -> None:
    f1, escape = 282, 27
    for key in (f1, escape):
        desk.hall.window.dispatch("on_keyboard", key, 0, None, [])
    desk.hall.frames(2)
    assert desk.app.root.parent is desk.hall.window
    assert len(desk.hall.window.children) == 1


def test_a_pump_that_gave_up_ends_the_application(desk: Desk) -> None:
    failure = RuntimeError("worn out")
    desk.pump.next = failure
    desk.pump.on_posted()
    desk.hall.frames(2)
    assert desk.app.failure is failure


def test_the_window_fits_the_screen_at_hand() -> None:
    assert fitting_scale(1.0, 1080, 1920, 0, (3840, 2160)) == 1.0
    small = fitting_scale(1.0, 1080, 1920, 300, (1280, 800))
    assert 1080 * small + 300 <= 1280
    assert 0.35 < small < 800 / 1920
    assert fitting_scale(0.3, 1080, 1920, 0, (3840, 2160)) == 0.3
    assert fitting_scale(1.0, 1080, 1920, 0, None) == 1.0


def test_kivy_is_told_to_behave_as_a_kiosk() -> None:
    told = options(fullscreen=True, width=1080, height=1920)
    assert told["kivy"]["exit_on_escape"] == "0"
    assert told["graphics"]["show_cursor"] == "0"
    assert told["graphics"]["fullscreen"] == "auto"
    assert QUIET["KIVY_NO_ARGS"] == "1"


def test_one_mouse_and_nothing_else_gives_touches(hall: Hall) -> None:
    from kivy.config import Config

    assert Config.items("input") == [("mouse", "mouse,disable_multitouch")]
    assert Config.items("modules") == []


def test_the_real_command_shows_a_window_and_ends_by_sigterm(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("daihoi-kiosk")
    arguments = ["--data", str(tmp_path / "k"), "--reader", "fake", "--interface", "127.0.0.1"]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KIVY")},
        **{"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy", "HOME": str(tmp_path)},
    }
    with subprocess.Popen(
        [command, *arguments, "--windowed"],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stderr is not None
        seen = []
        for line in process.stderr:
            seen.append(line)
            if "Start application main loop" in line:
                break
        else:
            pytest.fail("".join(seen))
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        assert process.wait(START_S) == 0
    assert not (tmp_path / ".kivy").exists()
