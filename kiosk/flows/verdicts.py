"""One answer on the whole screen: what it says in four channels, and how long it stays."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.contract.wire import ErrorCode
from kiosk.flows.effects import Sound
from kiosk.flows.staff_codes import staff_code
from kiosk.flows.views import Icon, Text, Tone

CALM_MS = 3_500
"""A good answer stays 3 to 4 s."""
REFUSAL_MS = 7_000
"""A refusal stays 6 to 8 s, or until a touch."""
HOLD_MS = 1_500
"""Nobody's answer is taken away by the next badge before that, except a good one."""
SAME_CODE_MS = 3_000
"""A code that is held before the reader is one scan."""
MISREADS_FADE_MS = 20_000
"""Failed readings further apart belong to different people."""


@dataclass(frozen=True)
class Verdict:
    """Colour, icon, words and sound of one answer."""

    tone: Tone
    icon: Icon
    sound: Sound
    title: Text
    lines: tuple[Text, ...] = ()
    name: str = ""
    code: str = ""
    calm: bool = False
    """A good answer: shorter, and the next badge takes its place at once."""

    @property
    def stays_ms(self) -> int:
        """How long it stays when nobody touches."""
        return CALM_MS if self.calm else REFUSAL_MS


@dataclass(frozen=True)
class Face:
    """How a kind of answer looks and sounds."""

    tone: Tone
    icon: Icon
    sound: Sound


REFUSED = Face(Tone.REFUSED, Icon.CROSS, Sound.REFUSED)
BARRED = Face(Tone.REFUSED, Icon.BARRED, Sound.REFUSED)
FAULT = Face(Tone.REFUSED, Icon.WRENCH, Sound.REFUSED)
SEE_STAFF = Face(Tone.ATTENTION, Icon.HAND, Sound.ATTENTION)
CLOSED = Face(Tone.ATTENTION, Icon.DOOR, Sound.ATTENTION)
DONE_BEFORE = Face(Tone.ATTENTION, Icon.CHECK_TWICE, Sound.ATTENTION)
KEPT = Face(Tone.ATTENTION, Icon.CLOCK, Sound.ATTENTION)
UNREADABLE = Face(Tone.PLAIN, Icon.QUESTION, Sound.UNREADABLE)


def refusal(face: Face, text_id: str, *before: Text, error: ErrorCode | None = None) -> Verdict:
    """What happened, what is known of it, what to do, and the code for staff."""
    lines = (*before, Text(f"{text_id}.do"))
    code = staff_code(text_id, error)
    return Verdict(face.tone, face.icon, face.sound, Text(text_id), lines, code=code)


def unreadable(misreads: int) -> Verdict:
    """Nothing that could be read, for the first, second or later time in a row."""
    todo = {1: "scan.unreadable.do", 2: "scan.unreadable.hold"}.get(
        misreads, "scan.unreadable.staff"
    )
    return Verdict(
        UNREADABLE.tone,
        UNREADABLE.icon,
        UNREADABLE.sound,
        Text("scan.unreadable"),
        (Text(todo),),
        code=staff_code("scan.unreadable") if misreads > 2 else "",
    )


def ticket_here() -> Verdict:
    """A joining ticket before a kiosk that has joined."""
    return refusal(UNREADABLE, "scan.ticket_here")


@dataclass(frozen=True)
class Showing:
    """An answer that is on the screen. `visit` is the scan it answers, "" for nobody's."""

    verdict: Verdict
    visit: str
    since_ms: int

    def over(self, now_ms: int) -> bool:
        """Whether it has stayed long enough by itself."""
        return now_ms - self.since_ms >= self.verdict.stays_ms

    def yields(self, now_ms: int) -> bool:
        """Whether another badge may take its place."""
        at_once = self.verdict.calm or not self.visit
        return at_once or now_ms - self.since_ms >= HOLD_MS


@dataclass(frozen=True)
class Eye:
    """What the reader has seen lately: the last code, and how often nothing could be read."""

    text: str = ""
    seen_ms: int = 0
    misreads: int = 0
    misread_ms: int = field(default=0)

    def same(self, text: str, now_ms: int) -> bool:
        """Whether this is still the code that is being held there."""
        return text == self.text and now_ms - self.seen_ms < SAME_CODE_MS

    def saw(self, text: str, now_ms: int) -> Eye:
        """A badge code was read, for the first time or again."""
        return Eye(text, now_ms)

    def missed(self, now_ms: int) -> Eye:
        """Something was read that is no badge."""
        fresh = now_ms - self.misread_ms >= MISREADS_FADE_MS
        return Eye(self.text, self.seen_ms, 1 if fresh else self.misreads + 1, now_ms)

    def rested(self, now_ms: int) -> Eye:
        """The code is forgotten as soon as it is of no use."""
        if self.text and now_ms - self.seen_ms >= SAME_CODE_MS:
            return Eye("", 0, self.misreads, self.misread_ms)
        return self
