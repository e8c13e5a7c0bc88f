"""Where the hub is put together: platform first, then each slice in a function of its own.

Taking a slice out with its function leaves a working hub. A slice's engineer adds its lines to
its own `_wire_…` function here; `parts` holds everything that a service may ask for.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from flask import Flask, Response, request

from hub.platform import chrome, http_errors, keys, login, overview, words
from hub.platform.clock import Clock, HubClock
from hub.platform.db import Database
from hub.platform.live import Live
from hub.platform.tls import Authority, load_authority
from hub.settings import HubSettings

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
    app.register_blueprint(overview.blueprint(parts.live, parts.authority.certificate_pem))
    app.after_request(_harden)
    return app


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
