"""What a technician sees of the attendance, in a real browser at a real hub."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from hub.contract import endpoints
from hub.contract.attendance import CheckInRequest, CheckInVerdict, Standing
from tests.fakes.browser_pages import technicians_page
from tests.fakes.congress import add_person
from tests.fakes.hub_process import HubClient, HubProcess


@pytest.fixture
def page(shared_hub: HubProcess) -> Iterator[Page]:
    with technicians_page(shared_hub) as page:
        yield page


def check_in(kiosk: HubClient, code: str, *, late: bool = False) -> CheckInVerdict:
    request = CheckInRequest(
        scan_id=secrets.token_hex(16), code=code, scanned_at_ms=0, session_id=None, late=late
    )
    verdict = kiosk.call(endpoints.CHECKIN, request).verdict
    assert isinstance(verdict, CheckInVerdict)
    return verdict


def test_a_session_is_opened_and_people_are_counted_as_they_come(
    page: Page, shared_hub: HubProcess
) -> None:
    page.goto("/attendance")
    expect(page.get_by_text("Chưa có danh sách đại biểu")).to_be_visible()
    codes = [add_person(shared_hub.database, delegation=1 + n % 2)[1] for n in range(7)]
    _, guest = add_person(shared_hub.database, Standing.GUEST)
    kiosk = shared_hub.join("Cửa chính")
    assert check_in(kiosk, codes[0]) is CheckInVerdict.NO_SESSION
    assert check_in(kiosk, codes[5], late=True) is CheckInVerdict.NO_SESSION

    page.reload()
    expect(page.get_by_text("Chưa mở phiên nào: máy vẫn đọc thẻ")).to_be_visible()
    promised = page.get_by_role("row", name="Lúc đó chưa mở phiên nào")
    expect(promised).to_have_count(1)
    page.get_by_role("row", name="Phiên 1").get_by_role("button", name="Mở phiên").click()
    expect(page.get_by_role("row", name="Phiên 1")).to_contain_text("Mở từ")

    for code in [*codes[:5], guest]:
        assert check_in(kiosk, code) is CheckInVerdict.ACCEPTED
    figures = page.locator(".figure")
    expect(figures.nth(0)).to_have_text("7 Triệu tập")
    expect(figures.nth(1)).to_have_text("5 Có mặt")
    expect(figures.nth(2)).to_have_text("71,43% Tỷ lệ có mặt")
    expect(figures.nth(3)).to_contain_text("1/ 1")
    health = page.get_by_role("row", name="Sở Y tế").get_by_role("cell")
    expect(health).to_have_text(["Sở Y tế", "4", "3", "1", "75,00%", ""])
    expect(page.locator("tr:has-text('Sở Y tế') .bar-present")).to_have_attribute("width", "7500")

    page.get_by_role("row", name="Phiên 2").get_by_role("button").click()
    expect(page.get_by_role("row", name="Phiên 1")).to_contain_text("Kết thúc lúc")
    expect(figures.nth(1)).to_have_text("0 Có mặt")
    expect(promised).to_have_count(0)
    assert check_in(kiosk, codes[0]) is CheckInVerdict.ACCEPTED
    expect(figures.nth(1)).to_have_text("1 Có mặt")

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Attendance")).to_be_visible()
    expect(figures.nth(2)).to_have_text("14.29% Present of those summoned")
