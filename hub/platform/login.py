"""Technicians' login: every page asks for it unless it is marked `@public`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import (
    Blueprint,
    Flask,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import (
    LoginManager,
    UserMixin,
    current_user,
    login_required,
    login_user,
    logout_user,
)
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from hub.contract.wire import API
from hub.platform import tables
from hub.platform.clock import Clock
from hub.platform.db import Database
from hub.platform.event_log import log_event
from hub.platform.passwords import PasswordCheck, session_mark
from hub.platform.words import LANGUAGES

__all__ = ["actor", "blueprint", "install", "login_required", "public"]

F = TypeVar("F", bound=Callable[..., Any])


class Technician(UserMixin):  # type: ignore[misc]  # Flask-Login is untyped
    """A person who logged in."""

    def __init__(self, name: str, mark: str) -> None:
        self.id = name
        self._mark = mark

    def get_id(self) -> str:
        """What the session keeps: a new password makes it void."""
        return f"{self._mark}:{self.id}"


def public(view: F) -> F:
    """Mark a page that is served without a login."""
    view.daihoi_public = True  # type: ignore[attr-defined]
    return view


def actor() -> str:
    """Who is logged in, as the event log names them."""
    return str(current_user.id)


def technician(database: Database, name: str) -> Technician | None:
    """The person of that login."""
    with database.read() as connection:
        password_hash = connection.execute(
            sa.select(tables.login.c.password_hash).where(tables.login.c.name == name)
        ).scalar()
    return Technician(name, session_mark(password_hash)) if password_hash else None


def install(app: Flask, database: Database) -> None:
    """Guard every page but the public ones and the kiosks' API, and refuse forged forms."""
    manager = LoginManager(app, add_context_processor=False)
    # As a proxy: an error page must not ask a database that cannot be read who is logged in.
    app.context_processor(lambda: {"current_user": current_user})
    manager.login_view = "login.show"
    manager.login_message = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(kept: str) -> Technician | None:
        mark, _, name = kept.partition(":")
        found = technician(database, name)
        return found if found is not None and found.get_id() == f"{mark}:{name}" else None

    csrf = CSRFProtect()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # below, by path: kiosks hold certificates
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # a page stays open all day; it ends with the session
    csrf.init_app(app)

    @app.before_request
    def guard() -> Response | None:
        if request.path.startswith(f"{API}/"):
            return None
        csrf.protect()
        view = current_app.view_functions.get(request.endpoint or "")
        if request.endpoint == "static" or view is None or hasattr(view, "daihoi_public"):
            return None
        if not current_user.is_authenticated:
            answer: Response = manager.unauthorized()
            return answer
        return None


def blueprint(database: Database, clock: Clock) -> Blueprint:
    """The pages to log in, to log out and to switch the language."""
    pages = Blueprint("login", __name__)
    passwords = PasswordCheck(database)

    @pages.get("/login")
    @public
    def show() -> str:
        return render_template("login.html", name="", wrong=False, wait_s=0)

    @pages.post("/login")
    @public
    def enter() -> Response | tuple[str, int]:
        name = request.form.get("name", "").strip()[:100]
        address = request.remote_addr or ""
        now_ms = clock.now_ms()
        wait_ms = passwords.wait_ms(name, address, now_ms)
        if wait_ms:
            wait_s = -(-wait_ms // 1000)
            return render_template("login.html", name=name, wrong=False, wait_s=wait_s), 429
        if not passwords.check(name, request.form.get("password", "")[:1000], address, now_ms):
            _log(database, now_ms, "hub", "login.refused", address)
            return render_template("login.html", name=name, wrong=True, wait_s=0), 401
        language = session.get("language")
        session.clear()  # what was known before the login is not carried over it
        if language:
            session["language"] = language
        session.permanent = True
        login_user(technician(database, name))
        _log(database, now_ms, name, "login.entered", address)
        return redirect(_inside(request.args.get("next", "")))

    @pages.post("/logout")
    def leave() -> Response:
        logout_user()
        return redirect(url_for("login.show"))

    @pages.post("/language")
    @public
    def language() -> Response:
        chosen = request.form.get("language", "")
        if chosen in LANGUAGES:
            session["language"] = chosen
        return redirect(_inside(request.form.get("back", "")))

    return pages


def _log(database: Database, at_ms: int, by: str, kind: str, address: str) -> None:
    # Not what was typed as a name: people type their password there.
    database.write(lambda connection: log_event(connection, at_ms, by, kind, {"address": address}))


def _inside(target: str) -> str:
    """The target where it is a path of this hub, else the overview."""
    inside = target.startswith("/") and not target.startswith("//") and "\\" not in target
    # Tabs and line feeds fall out of an address on its way: "/<tab>/elsewhere" is "//elsewhere".
    inside = inside and target.isprintable()
    return target if inside else url_for("overview.show")
