"""What can be done with the roll: import it, find people, give badges."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from hub.contract.badge import RANDOM_DIGITS, with_check_digit
from hub.platform.clock import Clock
from hub.platform.db import Database
from hub.platform.event_log import log_event
from hub.roll import badge_store, people_store
from hub.roll.badge_store import BadgeRow
from hub.roll.photos import PhotoBroken, PhotoMissing, find_photo, keep_photo
from hub.roll.rules.entries import Roll
from hub.roll.rules.headers import Field
from hub.roll.rules.names import search_fold, sort_key, text_key
from hub.roll.rules.plan import Person, Plan, make_plan
from hub.roll.rules.problems import Fault, Problem
from hub.roll.rules.workbook import read_roll
from hub.roll.spreadsheet import read_sheets

Progress = Callable[[str, int, int], None]
"""Told the phase (reading, photos, comparing, writing), how much is done and of how much."""


@dataclass(frozen=True)
class ImportSource:
    """What to import: the file, which sheet of it, where the photos lie."""

    path: Path
    sheet: str | None = None
    photos: Path | None = None
    """None: the folder "photos" or "anh" beside the file."""

    @property
    def photo_folder(self) -> Path:
        """Where the photos are looked for."""
        if self.photos is not None:
            return self.photos
        beside = [self.path.parent / name for name in ("photos", "ảnh", "anh")]
        return next((folder for folder in beside if folder.is_dir()), beside[0])


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do."""

    plan: Plan
    rows: int
    known: dict[int, Person]
    """The roll before it, by delegate id."""
    new_badges: int = 0
    revoked_badges: int = 0

    @property
    def refused(self) -> bool:
        """Whether nothing was imported because of errors."""
        return bool(self.plan.problems)


@dataclass(frozen=True)
class Holding:
    """What somebody who asks for a new badge has."""

    delegate_id: int
    person: Person
    issues: int
    """How many badges were issued so far; says whether a form is about the newest."""
    issued_ms: int | None
    replaced: bool
    """An alternate has the place, so there is no badge to give."""


class RollService:
    """The use cases of the roll."""

    def __init__(self, database: Database, clock: Clock, photos_dir: Path) -> None:
        self._database = database
        self._clock = clock
        self.photos_dir = photos_dir

    def try_import(self, source: ImportSource, progress: Progress) -> ImportResult:
        """What an import would do, with every error; the roll stays as it is."""
        roll, photos = self._read(source, progress)
        progress("comparing", 0, len(roll.entries))
        with self._database.read() as connection:
            known = people_store.people(connection)
        return ImportResult(make_plan(roll, known, photos), len(roll.entries), known)

    def import_roll(self, source: ImportSource, actor: str, progress: Progress) -> ImportResult:
        """Import the file in one transaction; nothing is written if anything is wrong in it."""
        roll, photos = self._read(source, progress)

        def work(connection: sa.Connection) -> ImportResult:
            known = people_store.people(connection)
            progress("comparing", 0, len(roll.entries))
            plan = make_plan(roll, known, photos)
            if plan.problems:
                return ImportResult(plan, len(roll.entries), known)
            progress("writing", 0, len(roll.entries))
            _write(connection, plan)
            now = self._clock.now_ms()
            revoked = badge_store.revoke_replaced(connection, now)
            new = self._issue_missing(connection, now)
            log_event(
                connection,
                now,
                actor,
                "roll.imported",
                {
                    "file": source.path.name,
                    "added": len(plan.added),
                    "changed": len(plan.changed),
                    "new_badges": new,
                    "revoked_badges": revoked,
                },
            )
            progress("writing", len(roll.entries), len(roll.entries))
            return ImportResult(plan, len(roll.entries), known, new, revoked)

        return self._database.write(work)

    def _read(self, source: ImportSource, progress: Progress) -> tuple[Roll, dict[str, str]]:
        progress("reading", 0, 1)
        sheets = read_sheets(source.path)
        today = dt.datetime.fromtimestamp(self._clock.now_ms() / 1000, dt.UTC).date()
        roll = read_roll(sheets, source.sheet, today)
        progress("reading", 1, 1)
        return roll, self._keep_photos(roll, source.photo_folder, progress)

    def _keep_photos(self, roll: Roll, folder: Path, progress: Progress) -> dict[str, str]:
        wanted = [e for e in roll.entries if e.values.get(Field.PHOTO)]
        kept: dict[str, str] = {}
        for done, entry in enumerate(wanted):
            progress("photos", done, len(wanted))
            name = str(entry.values[Field.PHOTO])
            if name in kept:
                continue
            try:
                kept[name] = keep_photo(find_photo(folder, name), self.photos_dir)
            except (PhotoMissing, PhotoBroken) as wrong:
                missing = isinstance(wrong, PhotoMissing)
                fault = Fault.PHOTO_MISSING if missing else Fault.PHOTO_BROKEN
                values: dict[str, str | int] = {"value": name, "folder": folder.name}
                roll.problems.append(Problem(fault, roll.place(entry.row, Field.PHOTO), values))
        return kept

    def _issue_missing(self, connection: sa.Connection, now_ms: int) -> int:
        codes = {new_code(): one for one in badge_store.without_badge(connection)}
        badge_store.insert_badges(connection, codes, now_ms)
        return len(codes)

    def badges(self, delegation: str | None = None) -> list[BadgeRow]:
        """The badges that work, of one delegation or of all, by delegation and then by name."""
        with self._database.read() as connection:
            rows = badge_store.live_badges(connection)
        if delegation is not None:
            wanted = search_fold(delegation)
            rows = [row for row in rows if search_fold(row.delegation) == wanted]
        return sorted(rows, key=lambda row: (text_key(row.delegation), sort_key(row.name)))

    def badge_of(self, delegate_id: int) -> list[BadgeRow]:
        """The badge of one delegate that works; none of somebody who is replaced."""
        with self._database.read() as connection:
            rows = badge_store.live_badges(connection)
        return [row for row in rows if row.delegate_id == delegate_id]

    def holding(self, delegate_id: int) -> Holding | None:
        """Who that is and what was issued; None for nobody."""
        with self._database.read() as connection:
            person = people_store.people(connection).get(delegate_id)
            issues = badge_store.issues_of(connection, delegate_id)
            replaced = badge_store.is_replaced(connection, delegate_id)
        if person is None:
            return None
        return Holding(delegate_id, person, len(issues), issues[-1] if issues else None, replaced)

    def reissue(self, delegate_id: int, actor: str, seen: int | None = None) -> str | None:
        """A new badge for somebody who lost theirs: the code; the old one is revoked.

        None, and nothing is changed, where an alternate has the place, or where not `seen` badges
        were issued so far: a form that was sent twice must not spoil the badge just printed.
        """

        def work(connection: sa.Connection) -> str | None:
            issues = len(badge_store.issues_of(connection, delegate_id))
            if badge_store.is_replaced(connection, delegate_id) or seen not in (None, issues):
                return None
            now = self._clock.now_ms()
            code = new_code()
            revoked = badge_store.revoke_of(connection, delegate_id, now)
            badge_store.insert_badges(connection, {code: delegate_id}, now)
            details = {"delegate_id": delegate_id, "revoked": revoked}
            log_event(connection, now, actor, "badge.reissued", details)
            return code

        return self._database.write(work)

    def training_revoked_badge(self, actor: str) -> tuple[str, str]:
        """A revoked badge to train with: its code and name.

        Where nobody's badge was revoked, one is made that was never printed, so no badge that
        somebody wears stops working.
        """

        def work(connection: sa.Connection) -> tuple[str, str]:
            found = badge_store.revoked_badge(connection)
            if found is not None:
                return found
            now = self._clock.now_ms()
            holder = badge_store.live_badges(connection)[-1]
            badge_store.insert_revoked(connection, new_code(), holder.delegate_id, now)
            log_event(connection, now, actor, "badge.training", {})
            made = badge_store.revoked_badge(connection)
            assert made is not None
            return made

        return self._database.write(work)

    def people(self, query: str = "") -> list[tuple[int, Person]]:
        """Everybody whose name, number, delegation or unit holds the words, by name."""
        with self._database.read() as connection:
            everybody = people_store.people(connection)
        words = search_fold(query).split()
        found = [
            (delegate_id, person)
            for delegate_id, person in everybody.items()
            if all(word in _haystack(person) for word in words)
        ]
        return sorted(found, key=lambda pair: sort_key(pair[1].name, pair[1].born))


def new_code() -> str:
    """A badge code that nobody can guess."""
    return with_check_digit(f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}}")


def _write(connection: sa.Connection, plan: Plan) -> None:
    people = [*plan.added, *(change.after for change in plan.changed)]
    delegations = people_store.delegation_ids(connection, [p.delegation for p in people])
    moved = [c for c in plan.changed if {"number", "name", "born", "unit"} & set(c.fields)]
    people_store.free_numbers(connection, [change.delegate_id for change in moved])
    for change in plan.changed:
        people_store.update_person(connection, change.delegate_id, change.after, delegations)
    people_store.insert_people(connection, plan.added, delegations)
    for person in plan.added:
        if person.replaces:
            people_store.set_replaced(connection, person.key, person.replaces)
    for change in plan.changed:
        if "replaces" in change.fields:
            people_store.set_replaced(connection, change.after.key, change.after.replaces)


def _haystack(person: Person) -> str:
    return search_fold(f"{person.name} {person.number} {person.delegation} {person.unit}")
