"""What booths may call: permit, release, cast."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, Response

from hub.contract import endpoints
from hub.contract.fleet import Role
from hub.contract.voting import CastRequest, PermitRequest, ReleaseRequest
from hub.contract.wire import ErrorCode
from hub.platform.callers import require_role
from hub.platform.http_errors import Refusal
from hub.platform.messages import answer, read_message
from hub.voting.booth import Booth

_ID = re.compile("[0-9a-f]{32}")
_LARGEST_POLL = 2**31 - 1


def blueprint(booth: Booth) -> Blueprint:
    """The routes of the contract, for kiosks whose role is booth."""
    routes = Blueprint("voting_api", __name__)

    @_route(routes, endpoints.PERMIT)
    def permit(poll_id: int) -> Response:
        caller = require_role(Role.BOOTH)
        request = read_message(PermitRequest)
        return answer(booth.permit(caller.kiosk_id, _known(poll_id), request))

    @_route(routes, endpoints.RELEASE)
    def release(poll_id: int) -> Response:
        require_role(Role.BOOTH)
        return answer(booth.release(_known(poll_id), read_message(ReleaseRequest)))

    @_route(routes, endpoints.CAST)
    def cast(poll_id: int, ballot_id: str) -> Response:
        require_role(Role.BOOTH)
        request = read_message(CastRequest)
        if _ID.fullmatch(ballot_id) is None:
            details = {"path": "ballot_id", "reason": "128 random bits, hex"}
            raise Refusal(ErrorCode.BAD_MESSAGE, details)
        return answer(booth.cast(_known(poll_id), ballot_id, request))

    return routes


def _route(
    routes: Blueprint, endpoint: endpoints.Endpoint
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    path = endpoint.path.replace("{poll_id}", "<int:poll_id>")
    path = path.replace("{ballot_id}", "<ballot_id>")
    return routes.route(path, methods=[endpoint.method], endpoint=endpoint.name)


def _known(poll_id: int) -> int:
    """The number of a poll that a database can hold; NOT_FOUND for any other."""
    if poll_id > _LARGEST_POLL:
        raise Refusal(ErrorCode.NOT_FOUND)
    return poll_id
