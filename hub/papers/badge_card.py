"""What is to stand on a badge; needs no PDF library."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class BadgeClass(enum.Enum):
    """Classes of badges, each with its colour and the ink on it."""

    DELEGATE = ("#8C1515", "#FFFFFF")
    ALTERNATE = ("#F2B824", "#1A1A1A")
    GUEST = ("#1F3A5F", "#FFFFFF")


@dataclass(frozen=True)
class BadgeWords:
    """What is the same on every badge."""

    congress: str
    place: str
    titles: Mapping[BadgeClass, str]
    number: str
    seat: str


@dataclass(frozen=True)
class BadgeCard:
    """What stands on one badge."""

    code: str
    kind: BadgeClass
    name: str
    delegation: str
    unit: str
    seat: str
    number: str
    photo: Path | None = None
