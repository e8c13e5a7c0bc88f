"""Founds the made-up congress that a hub rehearses with."""

from __future__ import annotations

import datetime as dt

from hub.founding import Plan, found
from hub.platform import passwords
from hub.settings import HubSettings

LOGIN = "tong-duyet"
_NAME = "Tổng duyệt: đại hội mẫu, mọi người đều là hư cấu"
_SESSION = "Phiên trù bị (tổng duyệt)"


def found_rehearsal(settings: HubSettings) -> str:
    """A congress that is marked as made up from its first moment on; the login's password."""
    today = dt.date.today()
    password = passwords.new_password()
    plan = Plan(
        name=_NAME,
        first_day=today,
        last_day=today,
        sessions=[_SESSION],
        login=LOGIN,
        password=password,
        rehearsal=True,
    )
    found(settings, plan)
    return password
