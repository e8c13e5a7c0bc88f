"""The booth's answers that end a visit; none has a name in it."""

from __future__ import annotations

from hub.contract.voting import PermitVerdict
from hub.contract.wire import ErrorCode
from kiosk.flows import verdicts
from kiosk.flows.effects import Sound
from kiosk.flows.verdicts import Face, Verdict, refusal
from kiosk.flows.views import Icon, Tone

_PERMIT: dict[PermitVerdict, tuple[Face, str]] = {
    PermitVerdict.IN_USE: (verdicts.SEE_STAFF, "booth.in_use"),
    PermitVerdict.UNKNOWN: (verdicts.REFUSED, "booth.unknown"),
    PermitVerdict.REVOKED: (verdicts.BARRED, "booth.revoked"),
    PermitVerdict.ALTERNATE_UNDECIDED: (verdicts.SEE_STAFF, "booth.alternate_undecided"),
    PermitVerdict.NOT_ENTITLED: (verdicts.SEE_STAFF, "booth.not_entitled"),
}
_LEFT = Face(Tone.ATTENTION, Icon.BALLOT, Sound.ATTENTION)


def permit_refused(verdict: PermitVerdict) -> Verdict:
    """Why this person gets no ballot."""
    face, text_id = _PERMIT[verdict]
    return refusal(face, text_id)


def already_voted() -> Verdict:
    """Voted before, in every poll that is open; when, nobody knows."""
    return refusal(verdicts.DONE_BEFORE, "booth.already_voted")


def no_poll() -> Verdict:
    """Nothing to vote on."""
    return refusal(verdicts.CLOSED, "booth.no_poll")


def unanswered() -> Verdict:
    """The hub is silent; nothing was granted."""
    return refusal(verdicts.KEPT, "booth.unanswered")


def refused(error: ErrorCode | None = None) -> Verdict:
    """The hub refused the request itself."""
    return refusal(verdicts.FAULT, "booth.refused", error=error)


def cast_refused(error: ErrorCode) -> Verdict:
    """The ballot did not come into the box, and why."""
    if error is ErrorCode.POLL_NOT_OPEN:
        return refusal(verdicts.CLOSED, "cast.poll_closed", error=error)
    if error is ErrorCode.PERMIT_VOID:
        return refusal(verdicts.REFUSED, "cast.permit_void", error=error)
    return refusal(verdicts.FAULT, "cast.refused", error=error)


def left() -> Verdict:
    """Went without voting, on purpose."""
    return refusal(_LEFT, "left.left")


def abandoned() -> Verdict:
    """Nobody touched the ballot for a long time."""
    return refusal(_LEFT, "left.abandoned")
