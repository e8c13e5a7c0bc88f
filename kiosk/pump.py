"""One queue and one thread: events go into the flows one by one, effects and views come out.

Whoever owns the thread (Kivy's, or the headless loop) calls `drain` or `run_once`; everything
else may be called from any thread.
"""

from __future__ import annotations

import logging
import queue
import secrets
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hub.contract.fleet import DeviceState, KioskState, Role
from kiosk.flows import machine as machines
from kiosk.flows.effects import Effect, Forget, Play, Sound
from kiosk.flows.events import Action, Event, ReaderChanged, Scanned, Tick, Touched, Unreadable
from kiosk.flows.machine import Machine
from kiosk.flows.present import present
from kiosk.flows.views import View
from kiosk.readers.base import Garbage, Scan

TICK_MS = 100
FAILURES = 3
FAILURES_WITHIN_MS = 10 * 60 * 1000
LAST_WORDS_MS = 5_000
"""How long a kiosk that must start anew says so first, and lets its link give a permit back."""
_log = logging.getLogger(__name__)


class PumpFailed(Exception):
    """The kiosk failed again and again; only a new process can help (exit code 70)."""


class Link(Protocol):
    """What the pump needs of the link."""

    def handle(self, effect: Effect) -> None:
        """Take an effect in; never blocks."""
        ...


class Clock(Protocol):
    """The two times of a kiosk."""

    def now_ms(self) -> int:
        """Monotonic: how long things take."""
        ...

    def wall_ms(self) -> int:
        """Unix time, for people and for the hub."""
        ...


class MachineClock:
    """The clocks of this machine."""

    def now_ms(self) -> int:
        """Monotonic milliseconds."""
        return time.monotonic_ns() // 1_000_000

    def wall_ms(self) -> int:
        """Unix milliseconds."""
        return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class _ThreadDied:
    """A thread of this kiosk ended by a bug."""


def new_id() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


class Pump:
    """Runs the machine. Set the `on_…` hooks before the first `drain`; all run in its thread."""

    def __init__(
        self,
        machine: Machine,
        clock: Clock | None = None,
        fresh_id: Callable[[], str] = new_id,
    ) -> None:
        self.link: Link | None = None
        self.on_view: Callable[[View], None] = lambda _view: None
        self.on_sound: Callable[[Sound], None] = lambda _sound: None
        self.on_forget: Callable[[], None] = lambda: None
        self.on_posted: Callable[[], None] = lambda: None
        """Called in the posting thread: wakes a loop that is not waiting in `run_once`."""
        self._clock = clock or MachineClock()
        self._machine = machines.awake(machine, self._clock.now_ms(), self._clock.wall_ms())
        self._fresh_id = fresh_id
        self._events: queue.SimpleQueue[Event | _ThreadDied] = queue.SimpleQueue()
        self._view: View | None = None
        self._next_tick_ms = 0
        self._failures: deque[int] = deque(maxlen=FAILURES)
        self._ends_ms: int | None = None
        self._standing = _standing(machine)

    def standing(self) -> tuple[Role | None, KioskState]:
        """The kiosk's role and what it is doing, for the heartbeat; from any thread."""
        return self._standing

    def post(self, event: Event) -> None:
        """Put an event into the queue; from any thread, never blocks."""
        self._events.put(event)
        self.on_posted()

    def read(self, reading: Scan | Garbage) -> None:
        """A reader's reading, from its thread."""
        at_ms = reading.at_ns // 1_000_000
        if isinstance(reading, Garbage):
            self.post(Unreadable(at_ms))
        else:
            self.post(Scanned(reading.text, at_ms, self._clock.wall_ms(), self._fresh_id()))

    def reader_changed(self, name: str, state: DeviceState) -> None:
        """A reader's state, from its thread."""
        self.post(ReaderChanged(name, state, self._clock.now_ms()))

    def touch(self, action: Action, arg: str = "") -> None:
        """A finger's wish, from the screens."""
        self.post(Touched(action, self._clock.now_ms(), self._fresh_id(), arg))

    def thread_died(self) -> None:
        """A thread ended by a bug: say that the kiosk is ill, then have it started anew.

        From any thread. Without a reader's or the link's thread a kiosk looks well and serves
        nobody; only a new process has them all again. `drain` raises PumpFailed in the end.
        """
        self._events.put(_ThreadDied())
        self.on_posted()

    def run_once(self, timeout_s: float = TICK_MS / 1000) -> None:
        """Wait for an event, at most so long, then drain. Raises PumpFailed like `drain`."""
        try:
            first = self._events.get(timeout=timeout_s)
        except queue.Empty:
            first = None
        if first is not None:
            self._take(first)
        self.drain()

    def drain(self) -> None:
        """Take every event that waits, and the time; never blocks. Raises PumpFailed."""
        for _ in range(self._events.qsize()):
            self._take(self._events.get())
        now_ms = self._clock.now_ms()
        if now_ms >= self._next_tick_ms:
            self._next_tick_ms = now_ms + TICK_MS
            self._take(Tick(now_ms, self._clock.wall_ms()))
        if self._ends_ms is not None and now_ms >= self._ends_ms:
            raise PumpFailed("a thread died")

    def _take(self, event: Event | _ThreadDied) -> None:
        if isinstance(event, _ThreadDied):
            self._ends_ms = self._ends_ms or self._clock.now_ms() + LAST_WORDS_MS
            self._mend()
            return
        try:
            self._step(event)
        except Exception as bug:
            _log.error("the kiosk failed at %s: %s", type(event).__name__, place(bug))
            self._mend()

    def _step(self, event: Event) -> None:
        self._machine, effects = machines.step(self._machine, event)
        self._carry_out(effects)

    def _carry_out(self, effects: tuple[Effect, ...]) -> None:
        self._standing = _standing(self._machine)
        for effect in effects:
            self._dispatch(effect)
        view = present(self._machine)
        if view != self._view:
            self._view = view
            self.on_view(view)

    def _dispatch(self, effect: Effect) -> None:
        if isinstance(effect, Play):
            self.on_sound(effect.sound)
        elif isinstance(effect, Forget):
            self.on_forget()
        elif self.link is not None:
            self.link.handle(effect)

    def _mend(self) -> None:
        """Close what was open and say so; a kiosk that cannot even do that ends."""
        now_ms = self._clock.now_ms()
        self._failures.append(now_ms)
        often = len(self._failures) == FAILURES
        if often and now_ms - self._failures[0] < FAILURES_WITHIN_MS:
            raise PumpFailed(f"{FAILURES} failures in a row")
        try:
            self._machine, effects = machines.broken(self._machine, now_ms)
            self._carry_out(effects)
        except Exception as worse:
            _log.critical("and could not be mended: %s", place(worse))
            raise PumpFailed("cannot be mended") from None


def _standing(machine: Machine) -> tuple[Role | None, KioskState]:
    return machine.around.role, machines.kiosk_state(machine)


def place(bug: BaseException) -> str:
    """Where it happened and of what kind; its message may hold a name, a code or a choice."""
    frames = traceback.extract_tb(bug.__traceback__)[-4:]
    places = " > ".join(f"{frame.filename}:{frame.lineno}" for frame in frames)
    return f"{type(bug).__name__} at {places}"
