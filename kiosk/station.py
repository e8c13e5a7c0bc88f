"""One running kiosk without its face: pump, link and readers put together."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

from hub.contract.fleet import Role
from kiosk.flows import machine as machines
from kiosk.flows.machine import Machine
from kiosk.link.condition import Condition
from kiosk.link.identity import load_identity
from kiosk.link.worker import LinkWorker
from kiosk.pump import Pump, place
from kiosk.readers.base import Reader
from kiosk.readers.camera_reader import CameraReader
from kiosk.readers.factory import ReaderSpecError, reader_from_spec
from kiosk.readers.fake_reader import FakeReader
from kiosk.readers.supervisor import Supervisor
from kiosk.settings import KioskSettings, SettingsError

_LOCK = "kiosk.lock"
_log = logging.getLogger(__name__)


class Occupied:
    """This process's hold on a data directory; two kiosks on one journal would lose scans."""

    def __init__(self, data_dir: Path) -> None:
        """Take hold, or SettingsError where another process has it."""
        self._fd = os.open(data_dir / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as wrong:
            os.close(self._fd)
            raise SettingsError("command.data_in_use", value=str(data_dir)) from wrong

    def release(self) -> None:
        """Let go; the file stays."""
        os.close(self._fd)


class Station:
    """Build, set the pump's hooks, `start`, run the pump in your thread, `stop`."""

    def __init__(self, settings: KioskSettings) -> None:
        """Nothing runs yet; SettingsError where the settings cannot be used."""
        readers = tuple(_reader(spec) for spec in settings.readers)
        self._occupied = Occupied(settings.data_dir)
        self.settings = settings
        self.fake = next((r for r in readers if isinstance(r, FakeReader)), None)
        """What the training front and the headless input show badges to."""
        self.camera = next((r for r in readers if isinstance(r, CameraReader)), None)
        """Whose picture helps to hold a badge in the right place."""
        self.pump = Pump(_first_state(settings))
        self._supervisors = tuple(
            Supervisor(reader, self.pump.read, self.pump.reader_changed) for reader in readers
        )
        self.link = LinkWorker(settings, self.pump.post, self.condition)
        self.pump.link = self.link
        self._hook_before = threading.excepthook

    def start(self) -> None:
        """Start the threads of link and readers; returns at once.

        From here to `stop` no thread of the process dies unseen.
        """
        self._hook_before, threading.excepthook = threading.excepthook, self._thread_died
        self.link.start()
        for supervisor in self._supervisors:
            supervisor.start()

    def stop(self) -> None:
        """End them; what is not delivered stays on the disk."""
        for supervisor in self._supervisors:
            if not supervisor.stop():
                _log.warning("the reader %s does not end", supervisor.name)
        self.link.stop()
        threading.excepthook = self._hook_before
        self._occupied.release()

    def _thread_died(self, death: threading.ExceptHookArgs) -> None:
        name = death.thread.name if death.thread is not None else "?"
        where = place(death.exc_value) if death.exc_value is not None else death.exc_type.__name__
        _log.critical("the thread %s died: %s", name, where)
        self.pump.thread_died()

    def condition(self) -> Condition:
        """How the kiosk is, for the heartbeat; from any thread."""
        role, state = self.pump.standing()
        return Condition(
            role=role or Role.CHECKIN,
            state=state,
            devices=[supervisor.device() for supervisor in self._supervisors],
            profile=_profiles(self.settings.readers),
        )


def _first_state(settings: KioskSettings) -> Machine:
    identity = load_identity(settings.data_dir)
    if identity is None:
        return machines.unjoined(settings.language)
    return machines.joined(settings.language, identity.label, identity.role, identity.congress)


def _reader(spec: str) -> Reader:
    try:
        return reader_from_spec(spec)
    except ReaderSpecError as wrong:
        reason = ", ".join((wrong.problem.value, *wrong.details.values()))
        raise SettingsError("command.bad_reader_why", value=spec, reason=reason) from wrong


def _profiles(specs: Sequence[str]) -> str:
    named = (spec.partition("?profile=")[2] for spec in specs)
    return ", ".join(name for name in named if name)
