"""The kiosks as technicians see them: one row each, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.contract.fleet import DeviceState, KioskState
from hub.fleet.rules import (
    AlertKind,
    Presence,
    Severity,
    heard,
    severity,
    worst_device,
)
from hub.fleet.store import AlertRow, KioskRow
from hub.fleet.watch import Pulse

TOPIC = "kiosks"


@dataclass(frozen=True)
class Row:
    """One kiosk on the page."""

    kiosk: KioskRow
    presence: Presence
    severity: Severity
    pulse: Pulse | None
    alerts: list[AlertRow]

    @property
    def reader(self) -> DeviceState | None:
        """The state of the device that is worst off."""
        return worst_device(self.pulse.beat) if self.pulse else None

    @property
    def state(self) -> KioskState | None:
        """What it was doing when it was last heard."""
        return self.pulse.beat.state if self.pulse else None


def rows(
    kiosks: Iterable[KioskRow],
    pulses: Mapping[str, Pulse],
    alerts: Iterable[AlertRow],
    now_ms: int,
) -> list[Row]:
    """A row for every kiosk that is not revoked, sorted by urgency, then by label."""
    by_kiosk: dict[str, list[AlertRow]] = {}
    for alert in alerts:
        by_kiosk.setdefault(alert.kiosk_id, []).append(alert)
    made = []
    for kiosk in kiosks:
        if kiosk.revoked_ms is not None:
            continue
        pulse = pulses.get(kiosk.kiosk_id)
        presence = heard(now_ms - pulse.received_ms if pulse else None)
        its = by_kiosk.get(kiosk.kiosk_id, [])
        beat = pulse.beat if pulse else None
        made.append(Row(kiosk, presence, severity(presence, beat, alerted=bool(its)), pulse, its))
    return sorted(made, key=lambda row: (row.severity, row.kiosk.label))


def summary(made: Iterable[Row]) -> dict[str, Any]:
    """The rows in figures, for the overview; open lists of kiosks ask for their rows anew."""
    listed = list(made)
    return {
        "kiosks": len(listed),
        "online": sum(row.presence is Presence.ONLINE for row in listed),
        "unwell": sum(row.severity <= Severity.WARNING for row in listed),
        "calls": sum(alert.kind is AlertKind.CALL for row in listed for alert in row.alerts),
    }
