"""Messages of voting: the ballot form, the permit, the envelope, the receipt."""

from __future__ import annotations

import enum
import hashlib
from typing import Annotated

import msgspec

from hub.contract.attendance import BadgeCode
from hub.contract.fleet import Id
from hub.contract.wire import ContractError, Reply, Request, decode, encode

LEASE_MS = 15 * 60 * 1000
OPEN_SCHEME = "open"
_OPEN_BLOCK = 1024
"""Every `open` payload is padded to a multiple of this, so that its length tells little."""


class PermitVerdict(enum.StrEnum):
    """What the hub says to a badge shown at a booth."""

    GRANTED = "granted"
    ALREADY_VOTED = "already_voted"
    IN_USE = "in_use"
    """The delegate holds a live permit at another booth."""
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    ALTERNATE_UNDECIDED = "alternate_undecided"
    NOT_ENTITLED = "not_entitled"
    """A guest."""
    NO_POLL = "no_poll"
    """The poll is not open (any more)."""


class Candidate(Reply, frozen=True):
    """One line of the ballot."""

    candidate_id: str
    name: str
    born: str = ""
    """Shown only where two candidates have one name."""


class BallotForm(Reply, frozen=True):
    """What a delegate may choose from; its hash is bound into every envelope."""

    poll_id: int
    title: str
    seats: int
    """Up to how many candidates may be chosen."""
    candidates: list[Candidate]
    """In ballot order."""


def definition_hash(form: BallotForm) -> str:
    """The SHA-256, in hex, of the form's canonical JSON (sorted keys, NFC as stored)."""
    return hashlib.sha256(msgspec.json.encode(form, order="sorted")).hexdigest()


class PermitRequest(Request, frozen=True):
    """A badge was shown at a booth. Idempotent by request_id."""

    request_id: Id
    code: BadgeCode


class PermitReply(Reply, frozen=True):
    """The right to cast one ballot, without a name in it; nor is it told when somebody voted."""

    verdict: PermitVerdict
    permit: str | None
    """128 random bits, hex; good for one ballot and for lease_ms."""
    lease_ms: int
    form: BallotForm | None


class ReleaseRequest(Request, frozen=True):
    """An abandoned ballot: the permit goes back, nothing was cast. Harmless when repeated."""

    permit: Id


class ReleaseReply(Reply, frozen=True):
    """Whether the permit was still live."""

    released: bool


class Envelope(Request, frozen=True):
    """A filled ballot, opaque to all but the counting of its scheme."""

    scheme: Annotated[str, msgspec.Meta(max_length=40)]
    version: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    definition_hash: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
    payload: Annotated[bytes, msgspec.Meta(max_length=32768)]


class CastRequest(Request, frozen=True):
    """One ballot into the box. Idempotent by the ballot id in the address."""

    permit: Id
    envelope: Envelope


class Receipt(Reply, frozen=True):
    """The ballot is in the box, committed."""

    poll_id: int
    ballot_id: str
    envelope_sha256: str


class OpenChoices(Request, frozen=True):
    """What an `open` envelope holds: the ids of the chosen candidates, none for a blank."""

    choices: list[str]
    pad: str = ""


def seal_open(form: BallotForm, choices: list[str]) -> Envelope:
    """An envelope of scheme `open`: readable by the hub, for votes that are not secret."""
    ordered = [c.candidate_id for c in form.candidates if c.candidate_id in set(choices)]
    if len(ordered) != len(choices):
        raise ValueError("a choice that is not on the ballot, or twice")
    bare = len(encode(OpenChoices(choices=ordered)))
    pad = "0" * (-bare % _OPEN_BLOCK)
    return Envelope(
        scheme=OPEN_SCHEME,
        version=1,
        definition_hash=definition_hash(form),
        payload=encode(OpenChoices(choices=ordered, pad=pad)),
    )


def read_open(envelope: Envelope) -> list[str]:
    """The choices in an `open` envelope; ContractError where it holds something else."""
    if envelope.scheme != OPEN_SCHEME or envelope.version != 1:
        raise ContractError("$.scheme", "not an open envelope of version 1")
    return decode(envelope.payload, OpenChoices).choices


def envelope_sha256(envelope: Envelope) -> str:
    """The hash that a receipt names."""
    return hashlib.sha256(encode(envelope)).hexdigest()
