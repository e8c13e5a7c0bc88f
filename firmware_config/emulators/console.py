"""Typed lines become scans of an emulated scanner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from firmware_config.emulators.plain import PlainEmulator

ACTIONS = (":unplug", ":plug", ":garbage", ":twice", ":half")


@dataclass(frozen=True)
class Answer:
    """A sentence of the catalogue, for the person who typed."""

    sentence: str
    details: dict[str, str] = field(default_factory=dict)


def converse(scanner: PlainEmulator, lines: Iterable[str]) -> Iterator[Answer]:
    """Do what each line says until the lines end; gives only what has to be told."""
    for typed in lines:
        line = typed.rstrip("\r\n")
        action, _, text = line.partition(" ")
        sent = True
        if not line.startswith(":"):
            sent = scanner.scan(line) if line else True
        elif action == ":unplug":
            scanner.unplug()
        elif action == ":plug":
            scanner.plug()
        elif action == ":garbage":
            sent = scanner.garbage()
        elif action == ":twice":
            sent = scanner.scan(text, times=2)
        elif action == ":half":
            sent = scanner.send(text[: len(text) // 2].encode())
        else:
            yield Answer("emulate.unknown", {"action": action, "allowed": ", ".join(ACTIONS)})
        if not sent:
            yield Answer("emulate.unplugged")
