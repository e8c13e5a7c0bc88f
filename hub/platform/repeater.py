"""Work in the background, done again when something changed, but no more often than it says."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

_log = structlog.get_logger("hub.repeater")


class Repeater:
    """Does `work` soon after every `wake`, at most once per `pause_s`; many wakes are one work.

    With `every_s` it is also done unasked, for what changes by time alone. The thread starts
    with the first wake, so that a server that forks has it in the child.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], None],
        *,
        pause_s: float = 0.2,
        every_s: float | None = None,
    ) -> None:
        self._name = name
        self._work = work
        self._pause_s = pause_s
        self._every_s = every_s
        self._woken = threading.Event()
        self._closed = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Let the work be done soon; never blocks on it."""
        self._woken.set()
        with self._starting:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Do nothing more; a work that is being done is waited for."""
        self._closed.set()
        self._woken.set()
        with self._starting:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            self._woken.wait(self._every_s)
            self._woken.clear()
            if self._closed.is_set():
                return
            try:
                self._work()
            except Exception:
                # Logged and tried again: a board that is late is better than one that stopped.
                _log.exception("repeated work failed", work=self._name)
            self._closed.wait(self._pause_s)
