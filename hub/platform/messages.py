"""Messages of the contract in and out of Flask."""

from __future__ import annotations

from typing import TypeVar

from flask import Response, request

from hub.contract.wire import MAX_BODY_BYTES, ContractError, ErrorCode, decode, encode
from hub.platform.http_errors import Refusal

M = TypeVar("M")


def read_message(kind: type[M]) -> M:
    """The message in the body of this request; Refusal where it is too long or not of that kind."""
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise Refusal(ErrorCode.TOO_LARGE, {"limit_bytes": MAX_BODY_BYTES})
    body = request.stream.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise Refusal(ErrorCode.TOO_LARGE, {"limit_bytes": MAX_BODY_BYTES})
    try:
        return decode(body, kind)
    except ContractError as wrong:
        details = {"path": wrong.path, "reason": wrong.reason}
        raise Refusal(ErrorCode.BAD_MESSAGE, details) from wrong


def answer(reply: object) -> Response:
    """The reply as JSON."""
    return Response(encode(reply), mimetype="application/json")
