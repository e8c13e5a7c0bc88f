"""What the link asks the kiosk about itself before each heartbeat."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.contract.fleet import Device, KioskState, Role


@dataclass(frozen=True)
class Condition:
    """How the kiosk is just now, without a name, a code or a choice in it."""

    role: Role
    state: KioskState
    devices: list[Device] = field(default_factory=list)
    profile: str = ""
