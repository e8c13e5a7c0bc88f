"""What a technician sees of the kiosks, in a real browser at a real hub."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from hub.contract import endpoints
from hub.contract.fleet import AlertRequest, Device, DeviceState, Heartbeat, KioskState, Role
from hub.contract.ticket import decode_ticket
from hub.contract.wire import ErrorCode
from tests.fakes.browser_pages import technicians_page
from tests.fakes.hub_process import HubClient, HubProcess, Refused
from tests.fakes.kiosk_keys import KioskKeys


@pytest.fixture(scope="module")
def page(shared_hub: HubProcess) -> Iterator[Page]:
    with technicians_page(shared_hub) as page:
        yield page


def beat(kiosk: HubClient, boot: str = "a", reader: DeviceState = DeviceState.OK) -> None:
    assert kiosk.joined is not None
    kiosk.call(
        endpoints.HEARTBEAT,
        Heartbeat(
            boot_id=boot * 32,
            seq=1,
            sent_at_ms=0,
            uptime_ms=1,
            app_version="0.1.0",
            role=kiosk.joined.role,
            state=KioskState.IDLE,
            queue_depth=0,
            queue_oldest_age_ms=0,
            rss_mb=1,
            devices=[Device(kind="reader", name="Zebra", state=reader)],
        ),
    )


def test_a_ticket_is_shown_read_from_the_screen_and_answered_on_it(
    page: Page, shared_hub: HubProcess
) -> None:
    page.goto("/kiosks")
    page.get_by_role("link", name="Thêm máy").click()
    page.get_by_text("Buồng bỏ phiếu").click()
    page.get_by_label("Tên máy").fill("  Buồng  cạnh cửa ")
    page.get_by_role("button", name="Hiện mã kết nối").click()
    expect(page.locator(".ticket svg")).to_be_visible()
    (seen,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot(full_page=True))))
    assert decode_ticket(seen.text).port == shared_hub.port
    assert seen.text in (page.locator(".ticket-text").text_content() or "")
    page.reload()  # the ticket can be shown again while it is good
    expect(page.locator(".ticket svg")).to_be_visible()
    reply = shared_hub.stranger().enrol(KioskKeys().asks(seen.text))
    assert (reply.label, reply.role) == ("Buồng cạnh cửa", Role.BOOTH)
    expect(page.get_by_role("status")).to_have_text("Buồng cạnh cửa đã kết nối.")
    expect(page.locator(".ticket")).to_have_count(0)
    page.get_by_role("link", name="Về danh sách máy").click()
    row = page.get_by_role("row", name="Buồng cạnh cửa")
    expect(row).to_contain_text("Bỏ phiếu")
    expect(row).to_contain_text("Chưa thấy")


def test_names_are_numbered_on_and_never_given_twice(page: Page, shared_hub: HubProcess) -> None:
    shared_hub.join("Bàn điểm danh 1")
    page.goto("/kiosks/tickets/new")
    page.get_by_role("button", name="Hiện mã kết nối").click()
    expect(page.locator(".ticket-what")).to_contain_text("Bàn điểm danh 2")
    page.goto("/kiosks/tickets/new")
    page.get_by_label("Tên máy").fill("Bàn điểm danh 1")
    page.get_by_role("button", name="Hiện mã kết nối").click()
    expect(page.locator(".field.wrong")).to_contain_text("Đã có máy mang tên này")


def test_kiosks_are_shown_live_and_a_page_in_use_is_not_torn(
    page: Page, shared_hub: HubProcess
) -> None:
    kiosk = shared_hub.join("Cửa sau")
    page.goto("/kiosks")
    row = page.get_by_role("row", name="Cửa sau")
    link = row.get_by_role("link", name="Thu hồi")
    link.focus()
    beat(kiosk)
    expect(row).to_contain_text("Đang kết nối")
    expect(link).to_be_focused()  # the row changed under the finger, the finger is not lost
    beat(kiosk, reader=DeviceState.ABSENT)
    expect(row).to_contain_text("Chưa cắm")


def test_a_call_is_seen_and_taken(page: Page, shared_hub: HubProcess) -> None:
    kiosk = shared_hub.join("Ban công")
    beat(kiosk)
    page.goto("/kiosks")
    kiosk.call(endpoints.ALERT, AlertRequest(request_id=secrets.token_hex(16)))
    call = page.get_by_role("alert").filter(has_text="Ban công: có người gọi kỹ thuật.")
    expect(call).to_be_visible()
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Ban công")
    call.get_by_role("button", name="Tôi xử lý").click()
    expect(page.get_by_role("heading", name="Máy")).to_be_visible()
    expect(call).to_have_count(0)


def test_a_copied_card_is_shown(page: Page, shared_hub: HubProcess) -> None:
    kiosk = shared_hub.join("Phòng họp")
    page.goto("/kiosks")
    for boot in "abab":
        beat(kiosk, boot)
    expect(page.get_by_role("alert").filter(has_text="Phòng họp")).to_contain_text(
        "hai máy đang cùng mang danh"
    )


def test_revoking_asks_first_and_works_at_once(page: Page, shared_hub: HubProcess) -> None:
    kiosk = shared_hub.join("Hành lang")
    beat(kiosk)
    page.goto("/kiosks")
    page.get_by_role("row", name="Hành lang").get_by_role("link", name="Thu hồi").click()
    beat(kiosk)  # nothing happened yet
    page.get_by_role("button", name="Thu hồi Hành lang").click()
    expect(page.get_by_role("heading", name="Máy")).to_be_visible()
    expect(page.get_by_role("row", name="Hành lang")).to_have_count(0)
    with pytest.raises(Refused) as refused:
        beat(kiosk)
    assert refused.value.error.code is ErrorCode.KIOSK_REVOKED


def test_a_ticket_that_is_over_says_so(page: Page) -> None:
    page.goto("/kiosks/tickets/0123456789abcdef")
    expect(page.get_by_role("status")).to_contain_text("không còn dùng được")
    page.get_by_role("link", name="Tạo mã mới").click()
    expect(page.get_by_label("Tên máy")).to_be_visible()
