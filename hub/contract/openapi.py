"""The contract as OpenAPI 3.1, made from the endpoints and their messages; served by the hub."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from hub.contract import endpoints
from hub.contract.endpoints import Endpoint
from hub.contract.wire import CONGRESS_HEADER, PROTOCOL, PROTOCOL_HEADER, STATUS, ErrorReply

Json = dict[str, Any]
_REF = "#/components/schemas/{name}"

_PATH_VALUES: dict[str, Json] = {
    "poll_id": {"type": "integer", "minimum": 0, "maximum": 2**53 - 1},
    "ballot_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}


def document() -> Json:
    """The whole contract as one OpenAPI 3.1 document."""
    kinds = {e.reply for e in endpoints.ALL} | {e.request for e in endpoints.ALL if e.request}
    kinds.add(ErrorReply)
    ordered = sorted(kinds, key=lambda kind: kind.__name__)
    _, schemas = msgspec.json.schema_components(ordered, ref_template=_REF)
    paths: dict[str, Json] = {}
    for endpoint in endpoints.ALL:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Daihoi: between hub and kiosk",
            "version": PROTOCOL,
            "description": "Times are Unix milliseconds. Every request carries an id made by "
            "the kiosk and may be repeated. A refusal is a code with its details.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "kiosk": {"type": "mutualTLS", "description": "A certificate issued by this hub."}
            },
        },
    }


def _operation(endpoint: Endpoint) -> Json:
    operation: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": _parameters(endpoint),
        "responses": {
            "200": _content(endpoint.reply, "Done"),
            **{str(status): _refusals(status) for status in sorted(set(STATUS.values()))},
        },
        "security": [{"kiosk": []}] if endpoint.certificate else [],
    }
    if endpoint.request is not None:
        operation["requestBody"] = {"required": True, **_content(endpoint.request, None)}
    return operation


def _parameters(endpoint: Endpoint) -> list[Json]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": _PATH_VALUES[name]}
        for name in re.findall(r"{(\w+)}", endpoint.path)
    ]
    if endpoint.certificate:
        found.append(_header(PROTOCOL_HEADER, "^1\\.[0-9]{1,4}$", PROTOCOL))
        found.append(_header(CONGRESS_HEADER, "^[0-9a-f]{32}$", "0" * 32))
    return found


def _header(name: str, pattern: str, example: str) -> Json:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "schema": {"type": "string", "pattern": pattern},
        "example": example,
    }


def _refusals(status: int) -> Json:
    codes = ", ".join(code.value for code, its in STATUS.items() if its == status)
    return _content(ErrorReply, f"Refused: {codes}")


def _content(kind: type, description: str | None) -> Json:
    content: Json = {
        "content": {"application/json": {"schema": {"$ref": _REF.format(name=kind.__name__)}}}
    }
    return content if description is None else {"description": description, **content}
