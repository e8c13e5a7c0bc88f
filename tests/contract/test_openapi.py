"""The published contract is true: what it names is served, what it allows breaks no hub."""

from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hub.contract import endpoints
from hub.contract.fleet import Role
from hub.contract.openapi import document
from hub.contract.wire import CONGRESS_HEADER, PROTOCOL_HEADER, STATUS, ErrorCode
from hub.platform.http_errors import status_of
from tests.contract.samples import GOLDEN, SAMPLES
from tests.fakes.hub_process import HubClient, HubProcess

TRUE_OF_EVERY_ANSWER = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    made = document()
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": made["components"]}
    )


def test_every_endpoint_stands_in_the_contract() -> None:
    paths = document()["paths"]
    assert {(path, method.upper()) for path, methods in paths.items() for method in methods} == {
        (e.path, e.method) for e in endpoints.ALL
    }


def test_every_refusal_has_a_status_and_the_hub_keeps_to_it() -> None:
    assert set(STATUS) == set(ErrorCode)
    assert {code: status_of(code) for code in ErrorCode} == STATUS


@pytest.mark.parametrize("name", SAMPLES)
def test_golden_messages_are_what_the_contract_says(name: str) -> None:
    sent = json.loads((GOLDEN / f"{name}.json").read_bytes())
    validator(type(SAMPLES[name]).__name__).validate(sent)


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("CheckInRequest", "code", "123"),
        ("CheckInRequest", "scanned_at_ms", -1),
        ("CheckInRequest", "unknown", 1),
        ("EnrolRequest", "request_id", "XYZ"),
        ("Heartbeat", "state", "asleep"),
    ],
)
def test_the_contract_refuses_what_the_hub_refuses(name: str, field: str, value: object) -> None:
    golden = {
        "CheckInRequest": "checkin_request",
        "EnrolRequest": "enrol_request",
        "Heartbeat": "heartbeat",
    }[name]
    sent: dict[str, Any] = json.loads((GOLDEN / f"{golden}.json").read_bytes())
    assert validator(name).is_valid(sent)
    assert not validator(name).is_valid({**sent, field: value})


def test_bytes_travel_as_base64_and_values_of_enums_are_named() -> None:
    schemas = document()["components"]["schemas"]
    assert schemas["EnrolRequest"]["properties"]["secret"]["contentEncoding"] == "base64"
    assert schemas["Role"]["enum"] == ["booth", "checkin"]
    assert "conflict" not in schemas["CheckInVerdict"]["enum"]


@pytest.fixture(scope="module")
def kiosks(shared_hub: HubProcess) -> dict[Role, HubClient]:
    return {role: shared_hub.join(role.value, role) for role in Role}


def test_the_contract_is_served(shared_hub: HubProcess) -> None:
    answer = shared_hub.stranger().send("GET", endpoints.OPENAPI_PATH, headers={})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(answer.data) == json.loads(json.dumps(document()))


hall = schemathesis.openapi.from_dict(document())


@hall.parametrize()
@settings(
    max_examples=40,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_no_request_of_the_contract_breaks_the_hub(
    case: Any,
    shared_hub: HubProcess,
    kiosks: dict[Role, HubClient],
) -> None:
    role = Role.BOOTH if "/polls/" in case.path else Role.CHECKIN
    case.headers = {
        **(case.headers or {}),
        PROTOCOL_HEADER: kiosks[role].headers[PROTOCOL_HEADER],
        CONGRESS_HEADER: kiosks[role].headers[CONGRESS_HEADER],
    }
    case.call_and_validate(
        base_url=shared_hub.url,
        verify=str(shared_hub.settings.keys_dir / "ca.pem"),
        cert=str(kiosks[role].certificate_path),
        checks=TRUE_OF_EVERY_ANSWER,
    )
