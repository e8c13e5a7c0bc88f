"""From the roll to what is printed on badges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hub.contract.attendance import Standing
from hub.papers.badge_card import BadgeCard, BadgeClass, BadgeWords
from hub.roll.badge_store import BadgeRow
from hub.roll.store import CongressRow

_CLASSES = {
    Standing.OFFICIAL: BadgeClass.DELEGATE,
    Standing.ALTERNATE: BadgeClass.ALTERNATE,
    Standing.GUEST: BadgeClass.GUEST,
}


def to_cards(rows: list[BadgeRow], photos_dir: Path) -> list[BadgeCard]:
    """One card a badge; an alternate who replaces somebody is a delegate."""
    return [_card(row, photos_dir) for row in rows]


def badge_words(congress: CongressRow, translate: Callable[[str], str]) -> BadgeWords:
    """What is printed on every badge, in the language of the papers."""
    return BadgeWords(
        congress=congress.name,
        place=congress.place,
        titles={
            BadgeClass.DELEGATE: translate("DELEGATE BADGE"),
            BadgeClass.ALTERNATE: translate("ALTERNATE"),
            BadgeClass.GUEST: translate("GUEST"),
        },
        number=translate("Delegate no."),
        seat=translate("Seat no."),
    )


def _card(row: BadgeRow, photos_dir: Path) -> BadgeCard:
    decided = row.standing is Standing.ALTERNATE and row.replaces_id is not None
    photo = photos_dir / row.photo if row.photo else None
    return BadgeCard(
        code=row.code,
        kind=BadgeClass.DELEGATE if decided else _CLASSES[row.standing],
        name=row.name,
        delegation=row.delegation,
        unit=row.unit,
        seat=row.seat,
        number=row.number,
        photo=photo if photo is not None and photo.is_file() else None,
    )
