"""Every refusal in one shape: ErrorReply for kiosks, a calm page for people."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import structlog
from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from hub.contract.wire import API, STATUS, ErrorCode, ErrorReply, encode
from hub.platform.db import StoreUnavailable

_log = structlog.get_logger("hub.http")

_OF_STATUS = {
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.METHOD_NOT_ALLOWED,
    413: ErrorCode.TOO_LARGE,
    503: ErrorCode.BUSY,
}


class Refusal(Exception):
    """A request that is not carried out, with the code and details that go to the asker."""

    def __init__(self, code: ErrorCode, details: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.details = dict(details or {})


def status_of(code: ErrorCode) -> int:
    """The HTTP status that goes with an error code."""
    return STATUS[code]


def install(app: Flask) -> None:
    """Answer every exception of `app` in the one error shape."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StoreUnavailable, _unavailable)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def _refused(refusal: Refusal) -> Response:
    return _answer(ErrorReply(code=refusal.code, details=refusal.details), status_of(refusal.code))


def _unavailable(wrong: StoreUnavailable) -> Response:
    _log.error("store unavailable", reason=str(wrong))
    return _answer(ErrorReply(code=ErrorCode.BUSY), 503)


def _forged(_wrong: CSRFError) -> Response:
    return _answer(ErrorReply(code=ErrorCode.BAD_MESSAGE), 400, kind="csrf")


def _http(wrong: HTTPException) -> Response:
    if wrong.code is None or wrong.code < 400:
        return Response(wrong.get_response().get_data(), wrong.code)
    code = _OF_STATUS.get(wrong.code, ErrorCode.BAD_MESSAGE)
    answer = _answer(ErrorReply(code=code), wrong.code)
    for name, value in wrong.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _bug(wrong: Exception) -> Response:
    incident = secrets.token_hex(4)
    # The route's pattern, not the path: a path can hold a ballot's id.
    rule = request.url_rule.rule if request.url_rule else "-"
    _log.error("bug", incident=incident, route=rule, exc_info=wrong)
    return _answer(ErrorReply(code=ErrorCode.INTERNAL, details={"incident": incident}), 500)


def _answer(error: ErrorReply, status: int, kind: str = "") -> Response:
    if request.path.startswith(API):
        return Response(encode(error), status, mimetype="application/json")
    # Who is logged in and the congress' name come from the database, which may be what failed.
    bare = error.code in (ErrorCode.BUSY, ErrorCode.INTERNAL)
    page = render_template("error.html", error=error, kind=kind or error.code.value, bare=bare)
    return Response(page, status)
