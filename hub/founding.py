"""Founding a hub: its keys, its database, its congress and its first technician, once."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import zoneinfo
from dataclasses import dataclass, field

import sqlalchemy as sa

from hub.migrations.upgrade import upgrade
from hub.platform import keys, passwords
from hub.platform.clock import HubClock
from hub.platform.db import Database
from hub.platform.event_log import log_event
from hub.platform.files import private_dir
from hub.platform.tls import Authority, load_authority
from hub.roll import store as roll
from hub.settings import HubSettings

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class AlreadyFounded(Exception):
    """There is a congress in this database already; it is named."""


class NotFounded(Exception):
    """`daihoi-hub init` was not run for this data directory."""


class BadCongress(ValueError):
    """What was given cannot be a congress; `problem` is a text id, `given` what it is about."""

    def __init__(self, problem: str, given: str) -> None:
        super().__init__(f"{problem}: {given}")
        self.problem = problem
        self.given = given


@dataclass(frozen=True)
class Plan:
    """What a person says of the congress and of themselves."""

    name: str
    first_day: dt.date
    last_day: dt.date
    sessions: list[str]
    login: str
    password: str = field(repr=False)
    place: str = ""
    timezone: str = "Asia/Ho_Chi_Minh"
    rehearsal: bool = False
    """Made up; stays so for good."""


def read_day(text: str) -> dt.date:
    """The day in `20/8/2025` or `2025-08-20`; else BadCongress."""
    match = _DAY_FIRST.fullmatch(text.strip())
    try:
        if match:
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        return dt.date.fromisoformat(text.strip())
    except ValueError as wrong:
        raise BadCongress(DAY, text) from wrong


DAY = "not a day: write it like 20/8/2025"
DAYS = "the last day is before the first"
NAME = "the congress needs a name"
ZONE = "no such time zone"
SESSION = "a session without a name, or two of one name"
LOGIN = "the login needs a name"
PASSWORD = "the password is too short"  # noqa: S105  a text id


def found(settings: HubSettings, plan: Plan) -> Authority:
    """Make the hub; AlreadyFounded where there is one, BadCongress where the plan is wrong.

    The congress is written last: a founding that was cut short can simply be done again.
    """
    _check(plan)
    private_dir(settings.data_dir)
    database = Database(settings.database_url)
    try:
        upgrade(database.engine)
        with database.read() as connection:
            _refuse_second(connection)
        try:
            authority = load_authority(settings.keys_dir)
            keys.session_key(settings.keys_dir)
        except FileNotFoundError:
            authority = keys.make_keys(settings.keys_dir)
        settings.photos_dir.mkdir(exist_ok=True)
        now_ms = HubClock().now_ms()
        row = roll.CongressRow(
            congress_id=secrets.token_hex(16),
            name=plan.name.strip(),
            place=plan.place.strip(),
            first_day=plan.first_day,
            last_day=plan.last_day,
            timezone=plan.timezone,
            rehearsal=plan.rehearsal,
        )

        def write(connection: sa.Connection) -> None:
            _refuse_second(connection)
            roll.insert_congress(connection, row)
            for name in plan.sessions:
                roll.insert_session(connection, name.strip())
            passwords.add_login(connection, plan.login, plan.password, now_ms)
            log_event(connection, now_ms, "hub", "congress.founded", {"name": row.name})

        database.write(write)
    finally:
        database.close()
    return authority


def open_founded(settings: HubSettings) -> tuple[Database, roll.CongressRow]:
    """The database of a founded hub, brought to this version; NotFounded where there is none."""
    if settings.database_url.startswith("sqlite") and not settings.sqlite_path.is_file():
        raise NotFounded(str(settings.data_dir))
    database = Database(settings.database_url)
    try:
        upgrade(database.engine)
        with database.read() as connection:
            return database, roll.congress(connection)
    except roll.NoCongress as none:
        database.close()
        raise NotFounded(str(settings.data_dir)) from none
    except BaseException:
        database.close()
        raise


def _refuse_second(connection: sa.Connection) -> None:
    try:
        there = roll.congress(connection)
    except roll.NoCongress:
        return
    raise AlreadyFounded(there.name)


def _check(plan: Plan) -> None:
    if not plan.name.strip():
        raise BadCongress(NAME, "")
    if plan.last_day < plan.first_day:
        raise BadCongress(DAYS, f"{plan.first_day:%d/%m/%Y} – {plan.last_day:%d/%m/%Y}")
    if plan.timezone not in zoneinfo.available_timezones():
        raise BadCongress(ZONE, plan.timezone)
    names = [name.strip() for name in plan.sessions]
    if not all(names) or len({name.casefold() for name in names}) != len(names):
        raise BadCongress(SESSION, ", ".join(names))
    if not plan.login.strip():
        raise BadCongress(LOGIN, "")
    if len(plan.password) < passwords.MIN_LENGTH:
        raise BadCongress(PASSWORD, str(passwords.MIN_LENGTH))
