"""What no profile can know alone, and what its types cannot say."""

from __future__ import annotations

from collections.abc import Iterable

from firmware_config.model import ReaderProfile, TerminalProfile
from firmware_config.problems import Problem, ProblemCode


def check_reader(file: str, profile: ReaderProfile) -> list[Problem]:
    """A prefix or suffix holds control characters only, so no code can contain it.

    Codes that we print hold digits and capitals, but a delegate may show anything: text
    that ended in the middle could be taken for another code.
    """
    framing = profile.framing
    return [
        Problem(file, f"framing.{key}", ProblemCode.SUFFIX_IN_CODE, {"value": mark.decode()})
        for key, marks in (("suffix", framing.suffixes), ("prefix", framing.prefixes))
        for mark in marks
        if any(byte >= 0x20 and byte != 0x7F for byte in mark)
    ]


def check_terminal(file: str, profile: TerminalProfile, reader_ids: Iterable[str]) -> list[Problem]:
    """The scanner of a terminal is one that there is a profile of.

    An empty name was told when the profile was read.
    """
    known = sorted(reader_ids)
    if not profile.reader or profile.reader in known:
        return []
    details = {"value": profile.reader, "allowed": ", ".join(known)}
    return [Problem(file, "reader", ProblemCode.NO_SUCH_READER, details)]
