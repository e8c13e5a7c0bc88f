"""What is to be shown, as values: flows decide, screens draw.

A `Text` is a message id of the catalogues in kiosk/words with its parameters; names of
people, polls and congresses are plain strings and shown as they are (NFC).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """A sentence of the catalogue."""

    id: str
    params: dict[str, str | int] = field(default_factory=dict)


class Tone(enum.StrEnum):
    """The colour of an answer (the theme gives the values)."""

    ACCEPTED = "accepted"  # green
    ATTENTION = "attention"  # amber
    REFUSED = "refused"  # red
    PLAIN = "plain"  # paper


class Icon(enum.StrEnum):
    """Icons differ by shape alone, so that colour is never needed (R-UI-10)."""

    CHECK = "check"
    CHECK_TWICE = "check_twice"  # already in
    CLOCK = "clock"  # kept, waiting
    CROSS = "cross"
    BARRED = "barred"  # revoked
    QUESTION = "question"  # unknown, unreadable
    HAND = "hand"  # alternate without decision, see staff
    DOOR = "door"  # a closed door: no session, no poll is open
    BADGE = "badge"  # idle
    BALLOT = "ballot"
    WRENCH = "wrench"  # out of order, set-up


@dataclass(frozen=True)
class Frame:
    """What is around every screen: head strip and foot."""

    congress: str
    session: str
    kiosk_label: str
    wall_ms: int
    """Cut to the minute, so that a view changes only when its clock does."""
    timezone: str
    language: str  # "vi" | "en"
    size: str  # "M" | "L" | "XL"
    offline: bool
    waiting: int
    """Scans in the journal."""
    reader_ok: bool
    private: bool
    """True in a booth with a ballot open: the foot offers help, but nothing that leaves."""


@dataclass(frozen=True)
class SetupView:
    """The kiosk belongs to no congress yet: scan the ticket."""

    text: Text
    detail: Text | None
    tone: Tone
    busy: bool


@dataclass(frozen=True)
class IdleView:
    """Waiting for a badge."""

    text: Text
    hint: Text
    icon: Icon
    booth: bool


@dataclass(frozen=True)
class WorkingView:
    """Asking the hub; `spinner` after 300 ms, `call_staff` offered after 5 s (R-UI-9)."""

    text: Text
    spinner: bool
    call_staff: bool


@dataclass(frozen=True)
class VerdictView:
    """One answer on the whole screen."""

    tone: Tone
    icon: Icon
    title: Text
    name: str
    """The person's name in the largest type, or ""."""
    lines: tuple[Text, ...]
    """Delegation, seat, what to do next."""
    code: str
    """Short code for staff, or ""."""


@dataclass(frozen=True)
class BallotRow:
    """One candidate."""

    candidate_id: str
    number: int
    name: str
    born: str
    chosen: bool


@dataclass(frozen=True)
class BallotView:
    """The list to choose from; no delegate's name anywhere."""

    title: str
    seats: int
    chosen: int
    rows: tuple[BallotRow, ...]
    """Of this page."""
    page: int
    """From 1."""
    pages: int
    more: int
    """How many further names the next page has, 0 on the last."""
    notice: Text | None
    """An over-vote that was refused."""


@dataclass(frozen=True)
class ReviewView:
    """Every choice in full, before casting."""

    title: str
    seats: int
    rows: tuple[BallotRow, ...]
    """The chosen ones of this page, in ballot order."""
    page: int
    pages: int
    more: int
    shortage: Text | None
    """Under-vote or blank, in words."""
    notice: Text | None = None
    """Another badge was read and ignored."""


@dataclass(frozen=True)
class ConfirmView:
    """Second step of casting."""

    chosen: int
    seats: int
    notice: Text | None = None
    """Another badge was read and ignored."""


@dataclass(frozen=True)
class SavingView:
    """The ballot is on its way; after 20 s `call_staff`; never "vote again"."""

    text: Text
    call_staff: bool


@dataclass(frozen=True)
class ThanksView:
    """The ballot is in the box."""

    text: Text
    hint: Text


@dataclass(frozen=True)
class StillThereView:
    """Inactivity: full screen, counting down (R-UI-12)."""

    text: Text
    seconds_left: int


@dataclass(frozen=True)
class LeaveView:
    """Really leave without casting?"""

    text: Text


@dataclass(frozen=True)
class HelpView:
    """One to three sentences and "call a technician" (R-UI-21)."""

    lines: tuple[Text, ...]
    called: bool


@dataclass(frozen=True)
class OutOfOrderView:
    """This kiosk cannot serve; where to go."""

    title: Text
    lines: tuple[Text, ...]
    code: str


Body = (
    SetupView
    | IdleView
    | WorkingView
    | VerdictView
    | BallotView
    | ReviewView
    | ConfirmView
    | SavingView
    | ThanksView
    | StillThereView
    | LeaveView
    | HelpView
    | OutOfOrderView
)


@dataclass(frozen=True)
class View:
    """The whole screen."""

    frame: Frame
    body: Body
