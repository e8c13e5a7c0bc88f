"""What the hub refuses and what a kiosk forgives."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contract import endpoints
from hub.contract.fleet import Health
from hub.contract.wire import ContractError, Request, decode, encode
from tests.contract.samples import CODE, GOLDEN, ID, SAMPLES

REQUESTS = {name: s for name, s in SAMPLES.items() if isinstance(s, Request)}
REPLIES = {name: s for name, s in SAMPLES.items() if not isinstance(s, Request)}


def fields(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_bytes())
    return loaded


def refused(body: bytes, kind: type) -> ContractError:
    with pytest.raises(ContractError) as raised:
        decode(body, kind)
    return raised.value


@pytest.mark.parametrize("name", REQUESTS)
def test_the_hub_refuses_a_field_it_does_not_know(name: str) -> None:
    body = json.dumps({**fields(name), "extra": 1}).encode()
    wrong = refused(body, type(SAMPLES[name]))
    assert "extra" in wrong.reason


@pytest.mark.parametrize("name", REPLIES)
def test_a_kiosk_ignores_a_field_it_does_not_know(name: str) -> None:
    body = json.dumps({**fields(name), "since_next_version": [1, {"a": None}]}).encode()
    assert decode(body, type(SAMPLES[name])) == SAMPLES[name]


@pytest.mark.parametrize("name", REQUESTS)
def test_a_missing_field_is_refused_by_name(name: str) -> None:
    for field in msgspec.structs.fields(type(SAMPLES[name])):
        if field.required:
            rest = {k: v for k, v in fields(name).items() if k != field.name}
            wrong = refused(json.dumps(rest).encode(), type(SAMPLES[name]))
            assert field.name in wrong.reason


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("value", [None, [], {}, 1.5, True, -1, 2**53, "x" * 5000, "Đ"])
def test_a_value_of_another_kind_is_refused_with_its_place(name: str, value: object) -> None:
    for field in fields(name):
        if value in (None, True, [], {}) and field in ("session_id", "late", "devices"):
            continue  # these may be so
        if value == "Đ" and field in ("app_version", "profile", "csr_pem"):
            continue
        wrong = refused(json.dumps({**fields(name), field: value}).encode(), type(SAMPLES[name]))
        assert wrong.path.startswith(f"$.{field}")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"permit"',
        b"{",
        b"\xff\xfe{}",
        b'\xef\xbb\xbf{"permit":"' + ID.encode() + b'"}',
        '{"permit":"Đ'.encode("utf-16"),
        b'{"permit":"\xc3\x28"}',
        b'{"permit":"\\ud800"}',
        b'{"permit":NaN}',
        b'{"permit":Infinity}',
        b"{'permit':1}",
        b'{"permit":' + b"[" * 100_000,
        b"[" * 100_000,
        b'{"permit":"' + ID.encode() + b'"} trailing',
        b'{"permit":"' + ID.encode() + b'","permit":"' + ID.encode() + b'"}',
        b'{"permit":"' + ID.encode() + b'\\n"}',
        b'{"permit":"' + ID.upper().encode() + b'"}',
        b'{"permit":"' + ID[:-1].encode() + b'"}',
    ],
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    refused(body, type(SAMPLES["release_request"]))


def test_a_key_that_stands_twice_deep_inside_is_refused() -> None:
    body = encode(SAMPLES["cast_request"]).replace(b'"version":1', b'"version":1,"version":2')
    assert "twice" in refused(body, type(SAMPLES["cast_request"])).reason


def test_a_kiosk_survives_an_answer_nested_too_deeply() -> None:
    deep = b'{"x":' + b"[" * 60_000 + b"]" * 60_000 + b"}"
    assert refused(deep, Health).reason


@pytest.mark.parametrize(
    "code",
    [
        CODE + "\n",
        CODE[:-1],
        CODE + "0",
        "٤" * 26,
        "１" * 26,
        " " + CODE[1:],
        "-" + CODE[1:],
    ],
)
def test_a_badge_code_is_twenty_six_plain_digits(code: str) -> None:
    body = json.dumps({**fields("checkin_request"), "code": code}).encode()
    assert refused(body, type(SAMPLES["checkin_request"])).path == "$.code"


@given(st.binary(max_size=300))
def test_noise_is_refused_and_nothing_else_happens(noise: bytes) -> None:
    for endpoint in endpoints.ALL:
        if endpoint.request is not None:
            refused(noise, endpoint.request)
