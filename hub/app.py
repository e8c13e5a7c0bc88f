"""Where the hub is put together: platform first, then each slice in a function of its own.

Taking a slice out with its function leaves a working hub. A slice's engineer adds its lines to
its own `_wire_…` function here; `parts` holds everything that a service may ask for.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, request
from flask_babel import lazy_gettext

from hub import copies_pages
from hub.attendance import pages as attendance_pages
from hub.attendance import routes as attendance_routes
from hub.attendance.service import AttendanceService
from hub.copies import Copies
from hub.fleet import pages as fleet_pages
from hub.fleet import routes as fleet_routes
from hub.fleet.ports import OpenPolls
from hub.fleet.service import FleetService
from hub.papers.office import Office
from hub.platform import (
    callers,
    chrome,
    http_errors,
    keys,
    login,
    overview,
    served_contract,
    words,
)
from hub.platform.advertise import present_addresses
from hub.platform.clock import Clock, HubClock
from hub.platform.db import Database
from hub.platform.live import Live
from hub.platform.tls import Authority, load_authority
from hub.roll import pages as roll_pages
from hub.roll import store as roll_store
from hub.roll.service import RollService
from hub.roll.uploads import Uploads
from hub.settings import HubSettings
from hub.voting import minutes_pages
from hub.voting import pages as voting_pages
from hub.voting import routes as voting_routes
from hub.voting.booth import Booth
from hub.voting.minutes import Minutes
from hub.voting.ports import Presence
from hub.voting.service import Polls

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)


@dataclass(frozen=True)
class Parts:
    """What slices are built from."""

    settings: HubSettings
    database: Database
    clock: Clock
    live: Live
    authority: Authority


def create_app(
    settings: HubSettings,
    database: Database,
    clock: Clock | None = None,
    live: Live | None = None,
    copies: Copies | None = None,
) -> Flask:
    """The hub as a WSGI application, on a data directory that `daihoi-hub init` made."""
    parts = Parts(
        settings, database, clock or HubClock(), live or Live(), load_authority(settings.keys_dir)
    )
    app = Flask("hub", template_folder="platform/templates", static_folder="platform/static")
    _configure(app, keys.session_key(settings.keys_dir))
    http_errors.install(app)
    words.install(app, settings)
    chrome.install(app)
    login.install(app, database)
    app.register_blueprint(login.blueprint(database, parts.clock))
    ca_pem = parts.authority.certificate_pem
    app.register_blueprint(overview.blueprint(parts.live, ca_pem, settings.data_dir))
    app.register_blueprint(served_contract.blueprint())
    attendance = _wire_attendance(app, parts)
    _wire_roll(app, parts, changed=attendance.changed)
    polls = _wire_voting(app, parts, presence=attendance)
    fleet = _wire_fleet(app, parts, open_polls=polls.open_polls)
    if settings.rehearsal:
        _wire_rehearsal(app, parts, fleet, polls)
    if copies is not None:
        _wire_copies(app, copies)
    app.after_request(_harden)
    return app


def _wire_attendance(app: Flask, parts: Parts) -> AttendanceService:
    attendance = AttendanceService(parts.database, parts.clock, parts.live)
    app.register_blueprint(attendance_routes.blueprint(attendance))
    app.register_blueprint(attendance_pages.blueprint(attendance))
    framed = chrome.chrome_of(app)
    framed.add_page("attendance.show", lazy_gettext("Attendance"), 20)
    framed.add_card("attendance/card.html", lambda: attendance_pages.card(attendance), 20)
    return attendance


def _wire_roll(app: Flask, parts: Parts, changed: Callable[[], None]) -> RollService:
    roll = RollService(parts.database, parts.clock, parts.settings.photos_dir)
    uploads = Uploads(parts.settings.data_dir / "uploads", parts.clock)

    def congress() -> roll_store.CongressRow:
        with parts.database.read() as connection:
            return roll_store.congress(connection)

    def heading() -> chrome.Heading:
        with parts.database.read() as connection:
            session = roll_store.current_session(connection)
            name = roll_store.congress(connection).name
        return chrome.Heading(name, session.name if session else "")

    app.register_blueprint(roll_pages.blueprint(roll, uploads, congress, changed))
    framed = chrome.chrome_of(app)
    framed.heading = heading
    framed.add_page("roll.show", lazy_gettext("Delegates"), 10)
    return roll


def _wire_voting(app: Flask, parts: Parts, presence: Presence) -> Polls:
    polls = Polls(parts.database, parts.clock, presence, parts.live)
    booth = Booth(parts.database, parts.clock, presence, polls.changed)
    app.register_blueprint(voting_routes.blueprint(booth))
    app.register_blueprint(voting_pages.blueprint(polls))
    minutes = Minutes(parts.database, polls, parts.settings.templates_dir, Office())
    app.register_blueprint(minutes_pages.blueprint(minutes, polls))
    framed = chrome.chrome_of(app)
    framed.add_page("voting.show", lazy_gettext("Voting"), 30)
    framed.add_card("voting/card.html", lambda: voting_pages.card(polls), 30)
    return polls


def _wire_fleet(app: Flask, parts: Parts, open_polls: OpenPolls) -> FleetService:
    settings = parts.settings
    fleet = FleetService(parts.database, parts.clock, parts.live, parts.authority, open_polls)
    callers.set_authenticator(app, fleet_routes.authenticator(fleet))

    def addresses() -> list[str]:
        return list(settings.addresses or present_addresses(settings.interfaces))

    app.register_blueprint(fleet_routes.blueprint(fleet))
    app.register_blueprint(fleet_pages.blueprint(fleet, addresses, settings.port))
    framed = chrome.chrome_of(app)
    framed.add_page("fleet.show", lazy_gettext("Kiosks"), 40)
    framed.add_card("fleet/card.html", lambda: fleet_pages.card(fleet), 40)
    return fleet


def _wire_rehearsal(app: Flask, parts: Parts, fleet: FleetService, polls: Polls) -> None:
    # Imported here only: a hub that serves a real congress holds nothing of it.
    from hub.rehearsal.stage import routes as stage_routes
    from hub.rehearsal.stage.service import Stage

    stage = Stage(parts.database, parts.clock, parts.authority, fleet.enrolment, polls)
    app.register_blueprint(stage_routes.blueprint(stage))


def _wire_copies(app: Flask, copies: Copies) -> None:
    app.register_blueprint(copies_pages.blueprint(copies))
    framed = chrome.chrome_of(app)
    framed.add_card("copies/card.html", lambda: copies_pages.context(copies), 50)


def _configure(app: Flask, session_key: bytes) -> None:
    app.config.update(
        SECRET_KEY=session_key,
        SESSION_COOKIE_NAME="__Host-daihoi",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=datetime.timedelta(hours=14),
        PREFERRED_URL_SCHEME="https",  # also makes a test client speak as over TLS
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,  # a roll with photos; kiosks' messages have their own
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
