"""The technicians' page of attendance: who is here, in all and by delegation; the sessions."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import format_decimal
from werkzeug.wrappers import Response

from hub.attendance import board
from hub.attendance.service import AttendanceService, NoSuchSession
from hub.platform.login import actor
from hub.platform.times import clock_time


def blueprint(attendance: AttendanceService) -> Blueprint:
    """The pages under /attendance."""
    pages = Blueprint("attendance", __name__, template_folder="templates", url_prefix="/attendance")
    pages.add_app_template_filter(percent)
    pages.add_app_template_filter(clock_time)

    @pages.get("")
    def show() -> str:
        return render_template(
            "attendance/page.html", board=attendance.board(), sessions=attendance.sessions()
        )

    @pages.get("/rows")
    def rows() -> str:
        return render_template("attendance/board.html", board=attendance.board())

    @pages.get("/sessions")
    def sessions() -> str:
        return render_template("attendance/sessions.html", sessions=attendance.sessions())

    @pages.post("/sessions/<int:session_id>/open")
    def open_session(session_id: int) -> Response:
        try:
            attendance.open_session(session_id, actor())
        except NoSuchSession:
            abort(404)
        return redirect(url_for("attendance.show"), 303)

    @pages.post("/sessions/<int:session_id>/end")
    def end_session(session_id: int) -> Response:
        try:
            attendance.end_session(session_id, actor())
        except NoSuchSession:
            abort(404)
        return redirect(url_for("attendance.show"), 303)

    return pages


def percent(hundredths: int) -> str:
    """Hundredths of a percent in the language of the page, such as 99,10%; a template filter."""
    return f"{format_decimal(Decimal(hundredths) / 100, format='0.00')}%"


def card(attendance: AttendanceService) -> dict[str, int]:
    """What the overview shows of attendance."""
    return board.summary(attendance.board())
