"""The booths' addresses: roles, codes, bad messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from hub.app import create_app
from hub.contract import endpoints
from hub.contract.fleet import Role
from hub.contract.voting import (
    CastRequest,
    PermitReply,
    PermitRequest,
    PermitVerdict,
    Receipt,
    ReleaseReply,
    ReleaseRequest,
    envelope_sha256,
    seal_open,
)
from hub.contract.wire import ErrorCode, ErrorReply, decode, encode
from hub.platform.callers import PEER_CERTIFICATE, Caller, set_authenticator
from hub.voting.service import Polls
from tests.fakes.congress import Congress
from tests.fakes.hall import draft, new_id
from tests.fakes.presence import FakePresence


class Booths:
    """An app with one open poll and kiosks of both roles."""

    def __init__(self, folder: Path) -> None:
        self.congress = Congress(folder)
        _, self.code = self.congress.person()
        database = self.congress.database
        self.app: Flask = create_app(
            self.congress.settings, database, self.congress.clock, self.congress.live
        )
        set_authenticator(self.app, lambda der: Caller(der.decode(), "Buồng 1", Role(der.decode())))
        polls = Polls(database, self.congress.clock, FakePresence(), self.congress.live)
        poll = polls.create(draft(), "ky-thuat")
        assert isinstance(poll, int)
        assert polls.open(poll, "ky-thuat") == []
        polls.end()
        self.poll = poll

    def send(
        self,
        endpoint: endpoints.Endpoint,
        message: object,
        role: str = "booth",
        ballot_id: str = "",
        poll: object = None,
    ) -> Any:
        """The reply of an endpoint, or the error it gave."""
        path = endpoint.path.format(poll_id=poll or self.poll, ballot_id=ballot_id)
        answer = self.app.test_client().open(
            path,
            method=endpoint.method,
            data=message if isinstance(message, bytes) else encode(message),
            environ_overrides={PEER_CERTIFICATE: role.encode()} if role else {},
        )
        kind = endpoint.reply if answer.status_code == 200 else ErrorReply
        return decode(answer.data, kind)

    def permit(self) -> PermitReply:
        reply = self.send(endpoints.PERMIT, PermitRequest(request_id=new_id(), code=self.code))
        assert isinstance(reply, PermitReply)
        return reply


@pytest.fixture
def booths(tmp_path: Path) -> Iterator[Booths]:
    made = Booths(tmp_path)
    yield made
    made.congress.close()


def test_permit_cast_receipt_over_http(booths: Booths) -> None:
    reply = booths.permit()
    assert reply.verdict is PermitVerdict.GRANTED
    assert reply.permit
    assert reply.form
    cast = CastRequest(permit=reply.permit, envelope=seal_open(reply.form, ["c001"]))
    ballot = new_id()
    receipt = booths.send(endpoints.CAST, cast, ballot_id=ballot)
    expected = Receipt(
        poll_id=booths.poll, ballot_id=ballot, envelope_sha256=envelope_sha256(cast.envelope)
    )
    assert receipt == expected
    assert booths.send(endpoints.CAST, cast, ballot_id=ballot) == expected
    assert booths.permit().verdict is PermitVerdict.ALREADY_VOTED


def test_release_over_http(booths: Booths) -> None:
    reply = booths.permit()
    assert reply.permit
    back = ReleaseRequest(permit=reply.permit)
    assert booths.send(endpoints.RELEASE, back) == ReleaseReply(released=True)
    assert booths.send(endpoints.RELEASE, back) == ReleaseReply(released=False)


@pytest.mark.parametrize("endpoint", [endpoints.PERMIT, endpoints.RELEASE, endpoints.CAST])
@pytest.mark.parametrize(
    ("role", "code"),
    [("checkin", ErrorCode.WRONG_ROLE), ("", ErrorCode.CERTIFICATE_REQUIRED)],
)
def test_only_booths_may_ask(
    booths: Booths, endpoint: endpoints.Endpoint, role: str, code: ErrorCode
) -> None:
    refused = booths.send(endpoint, b"{}", role=role, ballot_id=new_id())
    assert refused.code is code


@pytest.mark.parametrize("ballot", ["x", "A" * 32, "0" * 31, "0" * 33, "%0a" + "0" * 32])
def test_a_ballot_id_that_is_none_is_refused(booths: Booths, ballot: str) -> None:
    reply = booths.permit()
    assert reply.permit
    assert reply.form
    cast = CastRequest(permit=reply.permit, envelope=seal_open(reply.form, ["c001"]))
    refused = booths.send(endpoints.CAST, cast, ballot_id=ballot)
    assert refused.code is ErrorCode.BAD_MESSAGE


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"permit":1}', b"\xff", b'{"permit":"x","envelope":null}']
)
def test_a_cast_that_is_no_message_is_refused(booths: Booths, body: bytes) -> None:
    refused = booths.send(endpoints.CAST, body, ballot_id=new_id())
    assert refused.code is ErrorCode.BAD_MESSAGE


def test_a_poll_that_no_database_can_hold(booths: Booths) -> None:
    asked = PermitRequest(request_id=new_id(), code=booths.code)
    refused = booths.send(endpoints.PERMIT, asked, poll=2**70)
    assert refused.code is ErrorCode.NOT_FOUND
