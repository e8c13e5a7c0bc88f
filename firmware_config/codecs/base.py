"""What every codec takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Code:
    """The bytes of one code, without prefix and suffix; never empty."""

    data: bytes
    at_ns: int


@dataclass(frozen=True)
class Noise:
    """Bytes that can be no code in this protocol."""

    at_ns: int


class Codec(Protocol):
    """One protocol. The same bytes give the same messages, however they are cut into reads."""

    def feed(self, data: bytes, at_ns: int) -> list[Code | Noise]:
        """Take the bytes that were there at `at_ns`."""
        ...

    def silent(self, at_ns: int) -> list[Code | Noise]:
        """Take note that no further byte had come by `at_ns`."""
        ...

    def reset(self) -> None:
        """Forget what has begun: the line was cut."""
        ...
