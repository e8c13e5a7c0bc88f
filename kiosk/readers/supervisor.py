"""Keeps a reader running: opens it again when it comes back, and tells how it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from hub.contract.fleet import Device, DeviceState
from kiosk.readers.base import Garbage, Reader, ReaderGone, Scan

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 2.0
STOP_S = 2.0

_log = logging.getLogger(__name__)


class Supervisor:
    """One reader in one thread of its own, from `start` to `stop`.

    `on_read` and `on_state(name, state)` are called in that thread; a state is told once
    when it changes, the first time before anything is read.
    """

    def __init__(
        self,
        reader: Reader,
        on_read: Callable[[Scan | Garbage], None],
        on_state: Callable[[str, DeviceState], None],
    ) -> None:
        self.name = reader.name
        self._reader = reader
        self._on_read = on_read
        self._on_state = on_state
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._state: DeviceState | None = None
        self._opened = 0
        self._reads_ok = 0
        self._reads_bad = 0
        self._thread = threading.Thread(target=self._run, name=f"reader {self.name}", daemon=True)

    def start(self) -> None:
        """Begin; call once."""
        self._thread.start()

    def stop(self, timeout_s: float = STOP_S) -> bool:
        """End the thread; False if it did not end in time (a driver hangs in the kernel)."""
        self._stop.set()
        self._reader.close()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def device(self) -> Device:
        """How the reader is now, for the heartbeat; from any thread."""
        with self._lock:
            return Device(
                kind="reader",
                name=self.name,
                state=self._state or DeviceState.ABSENT,
                reads_ok=self._reads_ok,
                reads_bad=self._reads_bad,
                reconnects=max(0, self._opened - 1),
            )

    def _run(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self._stop.is_set():
            opened_before = self._opened
            try:
                self._reader.run(self._read, self._tell)
            except ReaderGone as gone:
                if gone.state is not self._state:
                    _log.warning("reader %s", gone)
                self._tell(gone.state)
                # To look whether a device is there costs nothing, and a scan that comes
                # before it is open may be lost: only a device that refuses is asked less often.
                if gone.state is DeviceState.ABSENT or self._opened > opened_before:
                    wait_s = FIRST_WAIT_S
                self._stop.wait(wait_s)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            except BaseException:
                self._tell(DeviceState.ERROR)
                raise
            else:
                return

    def _read(self, reading: Scan | Garbage) -> None:
        with self._lock:
            if isinstance(reading, Scan):
                self._reads_ok += 1
            else:
                self._reads_bad += 1
        self._on_read(reading)

    def _tell(self, state: DeviceState) -> None:
        with self._lock:
            if state is DeviceState.OK:
                self._opened += 1
            if state is self._state:
                return
            self._state = state
        self._on_state(self.name, state)
