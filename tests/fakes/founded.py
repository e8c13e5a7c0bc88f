"""A founded congress in a data directory, without a process that serves it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hub.copies import copied_box, make_copier
from hub.founding import Plan, found
from hub.platform.backup import Copier
from hub.settings import HubSettings, make_settings

DAY = dt.date(2026, 11, 23)
PLAN = Plan("Đại hội thử", DAY, DAY, ["Phiên 1"], "ky-thuat", "mật khẩu để thử")


def founded(folder: Path) -> HubSettings:
    settings = make_settings(folder)
    found(settings, PLAN)
    return settings


def copier_of(settings: HubSettings, place: Path) -> Copier:
    """Makes copies of it as the hub does."""
    return make_copier(settings, place, copied_box(settings))
