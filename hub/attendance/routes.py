"""What check-in kiosks ask of attendance."""

from __future__ import annotations

from flask import Blueprint, Response

from hub.attendance.service import AttendanceService
from hub.contract import endpoints
from hub.contract.attendance import CheckInRequest
from hub.contract.fleet import Role
from hub.platform.callers import require_role
from hub.platform.messages import answer, read_message


def blueprint(attendance: AttendanceService) -> Blueprint:
    """The check-in."""
    routes = Blueprint("attendance_api", __name__)

    @routes.post(endpoints.CHECKIN.path)
    def check_in() -> Response:
        caller = require_role(Role.CHECKIN)
        return answer(attendance.check_in(caller.kiosk_id, read_message(CheckInRequest)))

    return routes
