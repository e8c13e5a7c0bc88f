"""The bytes on the wire stay what they are: a kiosk of last year must understand this hub."""

from __future__ import annotations

import enum
import json

import pytest

import hub.contract.attendance
import hub.contract.fleet
import hub.contract.voting
from hub.contract import endpoints, wire
from hub.contract.wire import ErrorReply, decode, encode
from tests.contract.samples import GOLDEN, SAMPLES


@pytest.mark.parametrize("name", SAMPLES)
def test_a_message_is_written_as_it_always_was(name: str) -> None:
    assert encode(SAMPLES[name]) == (GOLDEN / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_message_is_read_as_it_always_was(name: str) -> None:
    assert decode((GOLDEN / f"{name}.json").read_bytes(), type(SAMPLES[name])) == SAMPLES[name]


def test_every_message_of_every_endpoint_has_its_golden_file() -> None:
    crossing = {kind for e in endpoints.ALL for kind in (e.request, e.reply) if kind}
    assert crossing | {ErrorReply} == {type(sample) for sample in SAMPLES.values()}
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(SAMPLES)


def test_the_values_of_every_enum_stay() -> None:
    modules = (wire, hub.contract.fleet, hub.contract.attendance, hub.contract.voting)
    now = {
        f"{module.__name__}.{name}": sorted(member.value for member in kind)
        for module in modules
        for name, kind in vars(module).items()
        if isinstance(kind, type)
        and issubclass(kind, enum.Enum)
        and kind.__module__ == module.__name__
    }
    kept = json.loads((GOLDEN / "enums" / "values.json").read_text("utf-8"))
    assert now == kept
