"""The hub's own commands: init, run, password. What they say stands in the catalogues."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
import sqlalchemy as sa

from hub.copy_commands import COMMANDS as COPY_COMMANDS
from hub.copy_commands import copies_options, with_copies
from hub.founding import (
    DAY,
    DAYS,
    LOGIN,
    NAME,
    PASSWORD,
    SESSION,
    ZONE,
    AlreadyFounded,
    BadCongress,
    NotFounded,
    Plan,
    found,
    open_founded,
    read_day,
)
from hub.migrations.upgrade import NewerDatabase
from hub.platform import log, passwords
from hub.platform.advertise import is_ipv4, present_addresses
from hub.platform.clock import HubClock
from hub.platform.db import StoreUnavailable
from hub.platform.event_log import log_event
from hub.platform.tls import load_authority
from hub.platform.words import translator
from hub.serve import (
    AlreadyRunning,
    NotARehearsal,
    OnlyARehearsal,
    PortTaken,
    only_one,
    serve,
)
from hub.settings import DEFAULT_PORT, HubSettings

Words = Callable[[str], str]


@click.command()
@click.option("--name", default=None)
@click.option("--place", default=None)
@click.option("--from", "first_day", default=None, help="20/8/2025")
@click.option("--to", "last_day", default=None, help="22/8/2025")
@click.option("--timezone", default="Asia/Ho_Chi_Minh", show_default=True)
@click.option("--session", "sessions", multiple=True)
@click.option("--login", default=None)
@click.option("--password-file", type=click.Path(path_type=Path), default=None)
@click.pass_obj
def init(
    settings: HubSettings,
    name: str | None,
    place: str | None,
    first_day: str | None,
    last_day: str | None,
    timezone: str,
    sessions: tuple[str, ...],
    login: str | None,
    password_file: Path | None,
) -> None:
    """Make a congress and the first technician's login / Tạo đại hội và tài khoản đầu tiên."""
    _ = translator(settings.language)
    ask = _asker(_)
    name = ask(name, _("Name of the congress"), "")
    place = ask(place, _("Place"), "")
    first = _day(ask(first_day, _("First day"), f"{dt.date.today():%d/%m/%Y}"), _)
    last = _day(ask(last_day, _("Last day"), f"{first:%d/%m/%Y}"), _)
    if not sessions:
        sessions = tuple(ask(None, _("Sessions, with commas"), _("First session")).split(","))
    login = ask(login, _("Login of the first technician"), "ky-thuat")
    password, made = _password(password_file, _)
    plan = Plan(name, first, last, list(sessions), login, password, place, timezone)
    try:
        authority = found(settings, plan)
    except BadCongress as wrong:
        _fail(_problem(wrong, _))
    except AlreadyFounded as there:
        _fail(_("There is a congress here already, it stays as it is:") + f" {there}")
    except (NewerDatabase, StoreUnavailable, OSError) as wrong:
        _fail(_trouble(wrong, settings, _))
    click.echo(_("The congress was made:") + f" {plan.name}")
    click.echo(_("Data:") + f" {settings.data_dir}")
    click.echo(_("Hub:") + f" {authority.hub_id}")
    click.echo(_("Login:") + f" {login}")
    if made:
        click.echo(_("Password, shown only this once:") + f" {password}")


@click.command()
@click.option("--host", default="0.0.0.0", show_default=True)  # noqa: S104  the hall reaches it
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.option("--interface", "interfaces", multiple=True)
@click.option("--address", "addresses", multiple=True)
@click.option("--rehearsal", is_flag=True, help="A made-up congress only / Chỉ đại hội mẫu.")
@copies_options
@click.pass_obj
def run(
    settings: HubSettings,
    /,
    host: str,
    port: int,
    interfaces: tuple[str, ...],
    addresses: tuple[str, ...],
    rehearsal: bool,
    **copies: Any,
) -> None:
    """Serve the congress over TLS and advertise it / Chạy máy chủ."""
    _ = translator(settings.language)
    settings = replace(settings, host=host, port=port, interfaces=interfaces, addresses=addresses)
    settings = with_copies(replace(settings, rehearsal=rehearsal), _, **copies)
    if rehearsal and not _is_founded(settings):
        _found_rehearsal(settings, _)
    if not (settings.keys_dir / "ca.pem").is_file():
        _fail(_trouble(NotFounded(), settings, _))
    for address in (host, *addresses):
        if not is_ipv4(address):
            _fail(_("Not an IPv4 address:") + f" {address}")
    log.configure()
    for address in addresses or present_addresses(interfaces) or ("localhost",):
        click.echo(_("Page for technicians:") + f" https://{address}:{port}/")
    click.echo(_("Hub:") + f" {load_authority(settings.keys_dir).hub_id}")
    sys.stdout.flush()
    try:
        with only_one(settings):
            serve(settings)
    except AlreadyRunning:
        _fail(_("This congress is being served already by another process."))
    except NotARehearsal as real:
        _fail(_("This is a real congress; nothing is ever rehearsed with it:") + f" {real}")
    except OnlyARehearsal as made_up:
        _fail(_("This congress is made up; serve it with --rehearsal:") + f" {made_up}")
    except PortTaken as taken:
        _fail(_("Another program listens at this address:") + f" {taken}")
    except (NotFounded, NewerDatabase, StoreUnavailable, OSError) as wrong:
        _fail(_trouble(wrong, settings, _))


@click.command()
@click.argument("login")
@click.option("--password-file", type=click.Path(path_type=Path), default=None)
@click.pass_obj
def password(settings: HubSettings, login: str, password_file: Path | None) -> None:
    """Give a login a new password, or make the login / Đặt lại mật khẩu."""
    _ = translator(settings.language)
    fresh, made = _password(password_file, _)
    if len(fresh) < passwords.MIN_LENGTH:
        _fail(_problem(BadCongress(PASSWORD, ""), _))
    try:
        database, _congress = open_founded(settings)
        now_ms = HubClock().now_ms()

        def write(connection: sa.Connection) -> bool:
            log_event(connection, now_ms, "hub", "login.password", {"name": login})
            return passwords.set_login(connection, login, fresh, now_ms)

        known = database.write(write)
        database.close()
    except (NotFounded, NewerDatabase, StoreUnavailable, OSError) as wrong:
        _fail(_trouble(wrong, settings, _))
    click.echo((_("New password for:") if known else _("New login:")) + f" {login}")
    if made:
        click.echo(_("Password, shown only this once:") + f" {fresh}")


COMMANDS = [init, run, password, *COPY_COMMANDS]


def _asker(_: Words) -> Callable[[str | None, str, str], str]:
    def ask(given: str | None, question: str, default: str) -> str:
        if given is not None:
            return given
        if not sys.stdin.isatty():
            return default
        return str(click.prompt(question, default=default, show_default=bool(default)))

    return ask


def _password(file: Path | None, _: Words) -> tuple[str, bool]:
    """The password from a file, the environment or a person; else a new one, and that it is."""
    if file is not None:
        try:
            return file.read_text("utf-8").strip("\r\n"), False
        except (OSError, UnicodeDecodeError) as wrong:
            _fail(_("The password file cannot be read:") + f" {wrong}")
    given = os.environ.get("DAIHOI_PASSWORD", "")
    if not given and sys.stdin.isatty():
        given = click.prompt(
            _("Password (leave empty for a new one)"),
            default="",
            show_default=False,
            hide_input=True,
            confirmation_prompt=_("Once more"),
        )
    return (given, False) if given else (passwords.new_password(), True)


def _is_founded(settings: HubSettings) -> bool:
    """Whether there is a congress; one that cannot be looked at is for `serve` to complain of."""
    try:
        database, _congress = open_founded(settings)
    except NotFounded:
        return False
    except (NewerDatabase, StoreUnavailable, OSError):
        return True
    database.close()
    return True


def _found_rehearsal(settings: HubSettings, _: Words) -> None:
    from hub.rehearsal.founding import LOGIN, found_rehearsal

    try:
        password = found_rehearsal(settings)
    except (NewerDatabase, StoreUnavailable, OSError) as wrong:
        _fail(_trouble(wrong, settings, _))
    click.echo(_("A made-up congress to rehearse with:") + f" {settings.data_dir}")
    click.echo(_("Login:") + f" {LOGIN}")
    click.echo(_("Password, shown only this once:") + f" {password}")


def _day(text: str, _: Words) -> dt.date:
    try:
        return read_day(text)
    except BadCongress as wrong:
        _fail(_problem(wrong, _))


def _problem(wrong: BadCongress, _: Words) -> str:
    words = {
        DAY: _("Not a day; write it like 20/8/2025:"),
        DAYS: _("The last day is before the first:"),
        NAME: _("The congress needs a name: --name"),
        ZONE: _("There is no such time zone:"),
        SESSION: _("A session without a name, or two of one name:"),
        LOGIN: _("The login needs a name: --login"),
        PASSWORD: _("The password needs at least 10 characters."),
    }[wrong.problem]
    return f"{words} {wrong.given}" if words.endswith(":") else words


def _trouble(wrong: Exception, settings: HubSettings, _: Words) -> str:
    if isinstance(wrong, NotFounded):
        return _("There is no congress here yet; make one with daihoi-hub init:") + (
            f" {settings.data_dir}"
        )
    if isinstance(wrong, NewerDatabase):
        return _("This database was written by a newer version of the program:") + f" {wrong}"
    return _("Nothing can be stored here:") + f" {wrong}"


def _fail(message: str) -> NoReturn:
    click.secho(message, fg="red", err=True)
    raise SystemExit(1)
