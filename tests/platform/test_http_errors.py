"""One error shape for kiosks, a calm page for people, nothing of the inside for either."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response

from hub.app import create_app
from hub.contract.attendance import CheckInRequest
from hub.contract.fleet import Role
from hub.contract.wire import API, MAX_BODY_BYTES, ErrorCode
from hub.founding import found, open_founded
from hub.platform import callers, http_errors
from hub.platform.callers import PEER_CERTIFICATE, Caller, current_kiosk, require_role
from hub.platform.db import Database, StoreUnavailable
from hub.platform.http_errors import Refusal
from hub.platform.login import public
from hub.platform.messages import answer, read_message
from hub.settings import make_settings
from tests.fakes.plan import plan


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    settings = make_settings(tmp_path)
    found(settings, plan())
    database: Database = open_founded(settings)[0]
    app = create_app(settings, database)

    def authenticate(der: bytes) -> Caller:
        if der == b"gone":
            raise Refusal(ErrorCode.KIOSK_REVOKED, {"since_ms": 5})
        return Caller("k1", "Quầy 1", Role.CHECKIN)

    callers.set_authenticator(app, authenticate)
    for prefix in (f"{API}/try", "/try"):
        app.add_url_rule(f"{prefix}/bug", f"{prefix}bug", public(_bug))
        app.add_url_rule(f"{prefix}/full", f"{prefix}full", public(_full))
    app.add_url_rule(f"{API}/try/echo", "echo", lambda: _echo(), methods=["POST"])
    app.add_url_rule(f"{API}/try/role", "role", lambda: _role())
    yield app
    database.close()


def _bug() -> str:
    raise ZeroDivisionError("secret of the inside")


def _full() -> str:
    raise StoreUnavailable("database or disk is full")


def _echo() -> Response:
    return answer(read_message(CheckInRequest))


def _role() -> str:
    assert require_role(Role.CHECKIN) is current_kiosk()
    return require_role(Role.BOOTH).label


def message(**more: object) -> bytes:
    fields = {
        "scan_id": "a" * 32,
        "code": "1" * 26,
        "scanned_at_ms": 1,
        "session_id": None,
        "late": False,
    }
    return json.dumps({**fields, **more}).encode()


def test_messages_are_read_strictly(app: Flask) -> None:
    client = app.test_client()
    url = f"{API}/try/echo"
    assert client.post(url, data=message()).json == json.loads(message())
    for body, path in [
        (b"", "$"),
        (b"{", "$"),
        (b"\xff\xfe", "$"),
        (b"[]", "$"),
        (message(code="12"), "$.code"),
        (message(more=1), "$"),
    ]:
        refused = client.post(url, data=body)
        assert refused.status_code == 400
        assert refused.json is not None
        assert refused.json["code"] == ErrorCode.BAD_MESSAGE
        assert refused.json["details"]["path"] == path


def test_a_long_body_is_not_read(app: Flask) -> None:
    client = app.test_client()
    url = f"{API}/try/echo"
    refused = client.post(url, data=b" " * (MAX_BODY_BYTES + 1))
    assert refused.status_code == 413
    assert refused.json == {"code": "too_large", "details": {"limit_bytes": MAX_BODY_BYTES}}
    # Of a body that does not say its length, no more than the limit is read either.
    stream = io.BytesIO(b" " * (MAX_BODY_BYTES * 3))
    refused = client.post(
        url, input_stream=stream, environ_overrides={"wsgi.input_terminated": True}
    )
    assert refused.status_code == 413
    assert stream.tell() <= MAX_BODY_BYTES * 2


def test_who_is_asking(app: Flask) -> None:
    client = app.test_client()
    url = f"{API}/try/role"

    def code(**environ: object) -> tuple[int, dict[str, object]]:
        answer = client.get(url, environ_overrides=environ)
        assert answer.json is not None
        return answer.status_code, answer.json

    assert code() == (401, {"code": "certificate_required", "details": {}})
    assert code(**{PEER_CERTIFICATE: b"gone"}) == (
        403,
        {"code": "kiosk_revoked", "details": {"since_ms": 5}},
    )
    assert code(**{PEER_CERTIFICATE: b"ours"}) == (
        403,
        {"code": "wrong_role", "details": {"role": "checkin", "needed": "booth"}},
    )


def test_bugs_and_full_disks(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    client = app.test_client()
    bug = client.get(f"{API}/try/bug")
    assert (bug.status_code, bug.mimetype) == (500, "application/json")
    assert bug.json is not None
    assert bug.json["code"] == "internal"
    assert len(bug.json["details"]["incident"]) == 8
    full = client.get(f"{API}/try/full")
    assert (full.status_code, full.json) == (503, {"code": "busy", "details": {}})

    page = client.get("/try/bug")
    assert page.status_code == 500
    assert "Máy chủ gặp lỗi" in page.text
    assert "secret of the inside" not in page.text
    page = client.get("/try/full")
    assert page.status_code == 503
    assert "Có thể ổ đĩa đã đầy" in page.text


def test_a_page_while_the_database_cannot_be_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_self: Database) -> object:
        raise StoreUnavailable("unable to open database file")

    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "mark:ky-thuat"
    monkeypatch.setattr(Database, "read", unreadable)
    page = client.get("/")
    assert page.status_code == 503
    assert "Máy chủ hiện không lưu được dữ liệu" in page.text


def test_wrong_addresses(app: Flask) -> None:
    client = app.test_client()
    assert client.get(f"{API}/nowhere").json == {"code": "not_found", "details": {}}
    wrong = client.post(f"{API}/health")
    assert wrong.status_code == 405
    assert wrong.json == {"code": "method_not_allowed", "details": {}}
    assert "GET" in wrong.headers["Allow"]


def test_every_code_has_a_status() -> None:
    for code in ErrorCode:
        assert 400 <= http_errors.status_of(code) < 600
