"""A lost badge, from the technician's click to the desk that knows the new one only."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import sqlalchemy as sa
import zxingcpp
from playwright.sync_api import Page, expect

from hub.contract import endpoints
from hub.contract.attendance import CheckInReply, CheckInRequest, CheckInVerdict
from hub.platform.tables import event_log
from hub.roll import store
from tests.fakes.browser_pages import technicians_page
from tests.fakes.congress import add_person
from tests.fakes.hall import new_id
from tests.fakes.hub_process import LOGIN, HubClient, HubProcess
from tests.fakes.technician import form_token


def scan(desk: HubClient, code: str) -> CheckInVerdict:
    asked = CheckInRequest(
        scan_id=new_id(), code=code, scanned_at_ms=0, session_id=None, late=False
    )
    reply: CheckInReply = desk.call(endpoints.CHECKIN, asked)
    return reply.verdict


def printed_code(page: Page, folder: Path) -> str:
    """The one code on the badge that the page gives to print."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải thẻ (PDF)").click()
    path = folder / "badge.pdf"
    waiting.value.save_as(path)
    sheet = pypdfium2.PdfDocument(path)[0].render(scale=4).to_pil()
    (code,) = {seen.text for seen in zxingcpp.read_barcodes(sheet)}
    return str(code)


def test_the_old_badge_is_refused_at_once_and_the_new_one_is_the_same_person(
    shared_hub: HubProcess, tmp_path: Path
) -> None:
    _, old = add_person(shared_hub.database, name="Đặng Hữu Ước")
    shared_hub.database.write(
        lambda c: store.open_session(c, store.sessions(c)[0].session_id, 1_000)
    )
    desk = shared_hub.join("Cửa 1")
    assert scan(desk, old) is CheckInVerdict.ACCEPTED
    with technicians_page(shared_hub) as page:
        page.goto("/roll")
        page.get_by_role("link", name="Thẻ của Đặng Hữu Ước").click()
        assert printed_code(page, tmp_path) == old
        page.get_by_role("button", name="Cấp thẻ mới").click()
        expect(page.get_by_role("status")).to_contain_text("Từ lúc này thẻ cũ bị từ chối.")
        new = printed_code(page, tmp_path)
    assert scan(desk, old) is CheckInVerdict.REVOKED
    assert scan(desk, new) is CheckInVerdict.ALREADY_IN
    logged = sa.select(event_log.c.actor).where(event_log.c.kind == "badge.reissued")
    assert shared_hub.column(logged) == [LOGIN]


def test_a_form_sent_twice_does_not_spoil_the_badge_just_printed(shared_hub: HubProcess) -> None:
    who, _ = add_person(shared_hub.database, name="Lê Thị Hạnh")
    with technicians_page(shared_hub) as page:
        page.goto(f"/roll/{who}/badge")
        stale = form_token(page.content())
        page.get_by_role("button", name="Cấp thẻ mới").click()
        expect(page.get_by_text("số thẻ đã cấp: 2")).to_be_visible()
        again = page.request.post(
            f"/roll/{who}/badge",
            form={"csrf_token": stale, "issues": "1"},
            headers={"Referer": page.url},
        )
        assert "Chưa có gì thay đổi" in again.text()
        assert re.search("số thẻ đã cấp: 2", again.text())


def test_there_is_no_badge_for_somebody_who_is_replaced(shared_hub: HubProcess) -> None:
    who, _ = add_person(shared_hub.database, name="Cao Thị Ơn")
    add_person(shared_hub.database, name="Vũ Thị Hạ", replaces=who)
    with technicians_page(shared_hub) as page:
        page.goto(f"/roll/{who}/badge")
        expect(page.get_by_text("Đã có đại biểu dự khuyết thay thế")).to_be_visible()
        expect(page.get_by_role("button", name="Cấp thẻ mới")).to_have_count(0)
        sent = page.request.post(
            f"/roll/{who}/badge",
            form={"csrf_token": form_token(page.content()), "issues": "1"},
            headers={"Referer": page.url},
        )
        assert "Chưa có gì thay đổi" in sent.text()
