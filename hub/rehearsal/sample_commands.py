"""The commands `daihoi-hub sample` and `daihoi-hub training-badges`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from hub.contract.attendance import Standing
from hub.platform.words import translator
from hub.rehearsal.sample import DELEGATES, SEED, make_people
from hub.rehearsal.sample_file import to_workbook
from hub.roll.badge_store import BadgeRow
from hub.roll.commands import opened, write_out
from hub.roll.service import RollService, new_code
from hub.settings import HubSettings

_TRAINING = 12


@click.command("sample")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--delegates", type=click.IntRange(1, 5000), default=DELEGATES, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.pass_obj
def sample_command(settings: HubSettings, out: Path, delegates: int, seed: int) -> None:
    """Write the list of a made-up congress / Tạo danh sách đại biểu mẫu (.xlsx)."""
    _ = translator(settings.language)
    people = make_people(delegates, seed)
    write_out(out, to_workbook(people), _)
    units = {person.unit for person in people if person.standing is Standing.OFFICIAL}
    message = _("%(people)s people of %(units)s organisations: %(path)s")
    click.echo(message % {"people": len(people), "units": len(units), "path": out})


@click.command("training-badges")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--count", type=click.IntRange(5, 2000), default=_TRAINING, show_default=True)
@click.pass_obj
def training_command(settings: HubSettings, out: Path, count: int) -> None:
    """Badges of every kind for the kiosk's training tray / Thẻ để tập dượt (.json)."""
    _ = translator(settings.language)
    with opened(settings) as (roll, _congress):
        tray = make_tray(roll, count, _)
    content = json.dumps(tray, ensure_ascii=False, indent=1).encode() + b"\n"
    write_out(out, content, _)
    message = _("%(badges)s training badges: %(path)s")
    click.echo(message % {"badges": len(tray), "path": out})


def make_tray(roll: RollService, count: int, _: Callable[[str], str]) -> list[dict[str, str]]:
    """Badges of every kind that the roll has, a revoked one and one that nobody issued."""
    badges = roll.badges()
    if not badges:
        raise click.ClickException(
            _("No badges: the roll is empty. Import it first with daihoi-hub import.")
        )
    kinds: list[tuple[str, Callable[[BadgeRow], bool], int]] = [
        ("official delegate", lambda b: b.standing is Standing.OFFICIAL, count),
        ("alternate without a decision", _undecided, max(1, count // 10)),
        ("alternate who replaces a delegate", _decided, 1),
        ("guest", lambda b: b.standing is Standing.GUEST, max(1, count // 10)),
    ]
    special = [
        _line(badge, _(note))
        for note, fits, most in kinds[1:]
        for badge in [b for b in badges if fits(b)][:most]
    ]
    note, fits, _most = kinds[0]
    official = [badge for badge in badges if fits(badge)]
    room = max(1, count - len(special) - 2)
    step = max(1, len(official) // room)
    chosen = [_line(badge, _(note)) for badge in official[::step][:room]]
    revoked, name = roll.training_revoked_badge("hub")
    return [
        *chosen,
        *special,
        {"name": name, "code": revoked, "note": _("revoked badge")},
        {"name": _("Invented badge"), "code": new_code(), "note": _("unknown badge")},
    ]


def _line(badge: BadgeRow, note: str) -> dict[str, str]:
    return {"name": badge.name, "code": badge.code, "note": note}


def _undecided(badge: BadgeRow) -> bool:
    return badge.standing is Standing.ALTERNATE and badge.replaces_id is None


def _decided(badge: BadgeRow) -> bool:
    return badge.standing is Standing.ALTERNATE and badge.replaces_id is not None
