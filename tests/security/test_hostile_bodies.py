"""Whatever a kiosk's connection sends, the answer is one shape and the hub goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
import urllib3

from hub.contract import endpoints
from hub.contract.fleet import Role
from hub.contract.wire import MAX_BODY_BYTES, ErrorCode, ErrorReply, decode
from tests.contract.samples import GOLDEN
from tests.fakes.hub_process import HubClient, HubProcess
from tests.fakes.kiosk_keys import KioskKeys

HOSTILE = {
    "empty": b"",
    "no json": b"GET / HTTP/1.1",
    "not utf-8": b"\xff\xfe\x00",
    "half a string": b'{"scan_id":"',
    "not a number": b'{"seq":NaN}',
    "deep": b'{"devices":' + b"[" * 30_000,
    "deep and unknown": b'{"x":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "twice": b'{"request_id":"' + b"0" * 32 + b'","request_id":"' + b"1" * 32 + b'"}',
    "unknown field": b'{"request_id":"' + b"0" * 32 + b'","admin":true}',
    "line feed in an id": b'{"request_id":"' + b"0" * 32 + b'\\n"}',
    "wrong kinds": b'{"request_id":5}',
    "a list": b"[]",
    "null": b"null",
    "megabyte of zeros": b"0" * (MAX_BODY_BYTES - 1),
}


@pytest.fixture(scope="module")
def kiosk(shared_hub: HubProcess) -> HubClient:
    return shared_hub.join("Quầy thử", Role.CHECKIN)


def refusal(client: HubClient, method: str, path: str, body: bytes | Iterable[bytes]) -> ErrorReply:
    answer = client.send(method, path, body)  # type: ignore[arg-type]  # also in pieces
    assert answer.headers["Content-Type"] == "application/json"
    error = decode(answer.data, ErrorReply)
    assert set(json.loads(answer.data)) == {"code", "details"}
    assert 400 <= answer.status < 500
    return error


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("path", [endpoints.ALERT.path, endpoints.CHECKIN.path])
def test_a_hostile_body_is_refused_with_place_and_reason(
    kiosk: HubClient, kind: str, path: str
) -> None:
    error = refusal(kiosk, "POST", path, HOSTILE[kind])
    assert error.code is ErrorCode.BAD_MESSAGE
    assert set(error.details) == {"path", "reason"}


def test_a_stranger_gets_no_further(shared_hub: HubProcess) -> None:
    for body in HOSTILE.values():
        error = refusal(shared_hub.stranger(), "POST", endpoints.ENROL.path, body)
        assert error.code is ErrorCode.BAD_MESSAGE


def test_a_body_that_is_too_large_is_not_read(kiosk: HubClient) -> None:
    error = refusal(kiosk, "POST", endpoints.CHECKIN.path, b"0" * (MAX_BODY_BYTES + 1))
    assert error.code is ErrorCode.TOO_LARGE
    assert error.details == {"limit_bytes": MAX_BODY_BYTES}


def test_a_flood_is_cut_off_and_others_are_served(shared_hub: HubProcess, kiosk: HubClient) -> None:
    flood = b" " * 20_000_000
    try:
        answer = kiosk.send("POST", endpoints.CHECKIN.path, flood)
    except urllib3.exceptions.HTTPError:
        pass  # the hub answered and closed while the flood was still coming
    else:
        assert answer.status == 413
    assert shared_hub.stranger().send("GET", endpoints.HEALTH.path).status == 200


def test_a_body_of_unknown_length_is_bounded_too(kiosk: HubClient) -> None:
    pieces = [b" " * 10_000 for _ in range(20)]
    error = refusal(kiosk, "POST", endpoints.CHECKIN.path, pieces)
    assert error.code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "/api/v1/nowhere", ErrorCode.NOT_FOUND),
        ("GET", "/api/v1/checkins/../../etc/passwd", ErrorCode.NOT_FOUND),
        ("GET", endpoints.CHECKIN.path, ErrorCode.METHOD_NOT_ALLOWED),
        ("DELETE", endpoints.ENROL.path, ErrorCode.METHOD_NOT_ALLOWED),
    ],
)
def test_another_address_or_method_gets_the_same_shape(
    kiosk: HubClient, method: str, path: str, code: ErrorCode
) -> None:
    assert refusal(kiosk, method, path, b"{}").code is code


def test_the_hub_goes_on_and_has_logged_no_secret(shared_hub: HubProcess, kiosk: HubClient) -> None:
    made = shared_hub.ticket("Quầy sau")
    request = KioskKeys().asks(made.text)
    shared_hub.stranger().enrol(request)
    refusal(shared_hub.stranger(), "POST", endpoints.ENROL.path, b'{"secret":"bm90IGEgc2VjcmV0"')
    golden = (GOLDEN / "checkin_request.json").read_bytes()
    assert kiosk.send("POST", endpoints.CHECKIN.path, golden).status == 200
    log = shared_hub.log()
    for secret in (request.secret.hex(), made.text, "49817063552109384667120536", "bm90IGEg"):
        assert secret not in log
    assert "Traceback" not in log
