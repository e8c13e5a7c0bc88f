"""A congress to found in tests."""

from __future__ import annotations

import datetime as dt

from hub.founding import Plan

LOGIN, PASSWORD = "ky-thuat", "mật-khẩu-dài-thử"


def plan() -> Plan:
    """Three days in August with two sessions."""
    return Plan(
        name="Đại hội thử",
        first_day=dt.date(2025, 8, 20),
        last_day=dt.date(2025, 8, 22),
        sessions=["Phiên trù bị", "Phiên chính thức"],
        login=LOGIN,
        password=PASSWORD,
        place="Vinh",
    )
