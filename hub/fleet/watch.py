"""Watches the kiosks: their heartbeats, in memory, by the hub's own clock."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass

from hub.contract.fleet import Heartbeat
from hub.fleet.rules import Boots, after_beat


@dataclass(frozen=True)
class Pulse:
    """The last that was heard of a kiosk."""

    beat: Heartbeat
    received_ms: int
    boots: Boots


class Watch:
    """The last heartbeat of every kiosk since this hub started."""

    def __init__(self) -> None:
        self._pulses: dict[str, Pulse] = {}
        self._changing = threading.Lock()

    def heard(self, kiosk_id: str, beat: Heartbeat, received_ms: int) -> Pulse:
        """Keep a heartbeat; what is known of the kiosk now."""
        with self._changing:
            before = self._pulses.get(kiosk_id)
            boots = after_beat(before.boots if before else Boots(), beat.boot_id)
            pulse = Pulse(beat, received_ms, boots)
            self._pulses[kiosk_id] = pulse
        return pulse

    def pulses(self) -> dict[str, Pulse]:
        """A copy of what was heard, by kiosk id."""
        with self._changing:
            return dict(self._pulses)

    def forget(self, kiosk_id: str) -> None:
        """A kiosk was revoked: nothing more is expected of it."""
        with self._changing:
            self._pulses.pop(kiosk_id, None)

    def count_boots_anew(self, kiosk_ids: Collection[str]) -> None:
        """A technician saw to a cloned kiosk: raise it again only if it goes on."""
        with self._changing:
            for kiosk_id in kiosk_ids:
                pulse = self._pulses.get(kiosk_id)
                if pulse is not None:
                    self._pulses[kiosk_id] = Pulse(pulse.beat, pulse.received_ms, Boots())
