"""Serves the contract as OpenAPI, for whoever builds another kiosk."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response

from hub.contract.endpoints import OPENAPI_PATH
from hub.contract.openapi import document


def blueprint() -> Blueprint:
    """The contract at its address."""
    routes = Blueprint("contract", __name__)
    body = msgspec.json.format(msgspec.json.encode(document()), indent=2)

    @routes.get(OPENAPI_PATH)
    def openapi() -> Response:
        return Response(body, mimetype="application/json")

    return routes
