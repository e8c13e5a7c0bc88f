"""Somebody listens on the hall's network: what can be read of a whole morning."""

from __future__ import annotations

import base64
import secrets

import sqlalchemy as sa

from hub.contract import endpoints
from hub.contract.attendance import CheckInRequest, CheckInVerdict
from hub.contract.endpoints import CA_PATH
from hub.roll import store as roll
from tests.fakes.congress import add_person
from tests.fakes.hub_process import HubClient, HubProcess
from tests.fakes.kiosk_keys import KioskKeys
from tests.fakes.wiretap import Wiretap

NAME = "Hoàng Ngọc Hân"


def test_nothing_on_the_wire_can_be_read(hub_process: HubProcess) -> None:
    tap = Wiretap(hub_process.port)
    keys = KioskKeys()
    request = keys.asks(hub_process.ticket("Cửa chính").text)
    stranger = HubClient(hub_process, port=tap.port)
    assert stranger.send("GET", CA_PATH).status == 200
    reply = stranger.enrol(request)
    kiosk = HubClient(hub_process, keys, reply.certificate_pem, reply, port=tap.port)

    def open_session(connection: sa.Connection) -> None:
        roll.open_session(connection, roll.sessions(connection)[0].session_id, 1)

    hub_process.database.write(open_session)
    _, code = add_person(hub_process.database, name=NAME)
    scan = CheckInRequest(
        scan_id=secrets.token_hex(16), code=code, scanned_at_ms=0, session_id=None, late=False
    )
    answer = kiosk.call(endpoints.CHECKIN, scan)
    assert (answer.verdict, answer.person.name) == (CheckInVerdict.ACCEPTED, NAME)
    tap.close()

    heard = [bytes(one) for one in tap.conversations]
    assert len(heard) >= 4, "two connections, both ways"
    for one in heard:
        assert one[:2] == b"\x16\x03", "it begins with a TLS handshake, not with HTTP"
    everything = b"".join(heard)
    for canary in (
        code.encode(),
        NAME.encode(),
        request.secret,
        base64.b64encode(request.secret),
        scan.scan_id.encode(),
        b"HTTP/1.1",
        endpoints.ENROL.path.encode(),
        reply.kiosk_id.encode(),  # the name in the kiosk's certificate: TLS 1.3 hides it too
        "Đại hội thử".encode(),
    ):
        assert canary not in everything
