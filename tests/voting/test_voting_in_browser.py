"""A whole election in a real browser, with a real booth voting over TLS beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from hub.contract import endpoints
from hub.contract.fleet import Role
from hub.contract.voting import CastRequest, PermitReply, PermitRequest, seal_open
from tests.fakes.congress import add_person
from tests.fakes.hall import new_id
from tests.fakes.hub_process import LOGIN, PASSWORD, HubClient, HubProcess
from tests.voting.elections import E2_NAMES, e2_ballots


@pytest.fixture
def page(shared_hub: HubProcess) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        context = browser.new_context(
            ignore_https_errors=True,
            base_url=shared_hub.url,
            viewport={"width": 1280, "height": 900},
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Tên đăng nhập").fill(LOGIN)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")
        yield page
        browser.close()


def picture(page: Page, name: str) -> None:
    """Keep a picture for a person to look at, where DAIHOI_PICTURES names a folder."""
    folder = os.environ.get("DAIHOI_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"voting-{name}.png", full_page=True)


def vote(booth: HubClient, code: str, poll: int, choices: list[str]) -> None:
    asked = PermitRequest(request_id=new_id(), code=code)
    reply: PermitReply = booth.call(endpoints.PERMIT, asked, [("poll_id", poll)])
    assert reply.permit
    assert reply.form
    cast = CastRequest(permit=reply.permit, envelope=seal_open(reply.form, choices))
    booth.call(endpoints.CAST, cast, [("poll_id", poll), ("ballot_id", new_id())])


def test_an_election_from_the_form_to_the_result(page: Page, shared_hub: HubProcess) -> None:
    booth = shared_hub.join("Buồng 1", Role.BOOTH)
    codes = [add_person(shared_hub.database)[1] for _ in range(98)]
    main = page.get_by_role("main")

    page.get_by_role("link", name="Bỏ phiếu", exact=True).first.click()
    expect(main).to_contain_text("Chưa có cuộc bỏ phiếu nào")
    picture(page, "empty")
    page.get_by_role("link", name="Cuộc bỏ phiếu mới").click()
    page.get_by_label("Tên gọi, như ghi trên phiếu").fill("Bầu Ban Chấp hành Đảng bộ Khối")
    page.get_by_label("Số lượng cần bầu").fill("7")
    page.get_by_label("Tổng số đại biểu được triệu tập").fill("102")
    page.get_by_label("Lý do").first.fill("Vắng mặt suốt thời gian đại hội")
    page.get_by_label("Số người").first.fill("3")
    page.get_by_label("Mỗi dòng một người").fill("\n".join(reversed(E2_NAMES)))
    page.get_by_role("button", name="Lưu cuộc bỏ phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("Danh sách có 6 người mà cần bầu 7")
    picture(page, "form-with-a-mistake")
    page.get_by_label("Số lượng cần bầu").fill("5")
    page.get_by_role("button", name="Xếp theo tên (A, B, C)").click()
    expect(page.get_by_label("Mỗi dòng một người")).to_have_value("\n".join(E2_NAMES))
    page.get_by_role("button", name="Lưu cuộc bỏ phiếu").click()
    expect(main).to_contain_text("quá một nửa số làm căn cứ (99 đại biểu): từ 50 phiếu")
    picture(page, "draft")

    page.get_by_role("link", name="Mở bỏ phiếu").click()
    picture(page, "open-question")
    page.get_by_role("button", name="Mở bỏ phiếu").click()
    expect(main).to_contain_text("Đang bỏ phiếu")
    poll = int(page.url.rsplit("/", 1)[1])
    ballots = e2_ballots()
    for code, choices in zip(codes[:12], ballots[:12], strict=True):
        vote(booth, code, poll, choices)
    figures = page.locator(".figure")
    expect(figures.filter(has_text="phiếu phát ra")).to_contain_text("12")  # by live events
    expect(figures.filter(has_text="đã bỏ phiếu")).to_contain_text("từ 10")
    picture(page, "open")
    page.goto("/")
    expect(main).to_contain_text("từ 10")
    picture(page, "overview")
    page.goto("/polls")
    picture(page, "list")
    page.goto(f"/polls/{poll}")
    for code, choices in zip(codes[12:], ballots[12:], strict=True):
        vote(booth, code, poll, choices)

    late = add_person(shared_hub.database)[1]
    asked = PermitRequest(request_id=new_id(), code=late)
    booth.call(endpoints.PERMIT, asked, [("poll_id", poll)])
    page.get_by_role("link", name="Đóng bỏ phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("Số đại biểu đang bỏ phiếu: 1.")
    picture(page, "close-question")
    page.get_by_label("Vẫn đóng").check()
    page.get_by_role("button", name="Đóng bỏ phiếu").click()
    expect(main).to_contain_text("Đã đóng, chưa kiểm phiếu")
    picture(page, "closed")
    page.get_by_role("button", name="Kiểm phiếu").click()
    ordered = page.locator("table.votes tbody tr")
    expect(ordered).to_have_count(6)
    expect(ordered.first).to_contain_text("95,96")
    expect(ordered.last).to_contain_text("49,49")
    elected = page.locator("table.elected tbody tr")
    expect(elected).to_have_count(5)
    expect(elected.last).to_contain_text("Vũ Thị Hà")
    expect(main).to_contain_text("Phiếu trong thùng: 98. Hai số khớp nhau.")
    picture(page, "result")
    page.get_by_role("button", name="English").click()
    expect(main).to_contain_text("Voted: 98. Ballots in the box: 98. They agree.")
    expect(ordered.first).to_contain_text("95.96")
    picture(page, "result-english")


def test_a_cast_survives_a_hub_that_is_killed(founded_hub: HubProcess) -> None:
    """Killed after the receipt and started again: the same ballot gets the same receipt."""
    hub = founded_hub.start()
    booth = hub.join("Buồng 1", Role.BOOTH)
    candidates = hub.settings.data_dir / "candidates.csv"
    candidates.write_text("name,born\nNguyễn Văn An,1968\nLê Thị Bình,\n", encoding="utf-8")
    new = ("poll", "new", "--title", "Bầu", "--seats", "1", "--summoned", "9")
    hub.command(*new, "--deduct", "vắng=2", "--candidates", str(candidates), "--open")
    _, code = add_person(hub.database)
    asked = PermitRequest(request_id=new_id(), code=code)
    reply: PermitReply = booth.call(endpoints.PERMIT, asked, [("poll_id", 1)])
    hub.kill()
    hub.start()
    assert booth.call(endpoints.PERMIT, asked, [("poll_id", 1)]).permit == reply.permit
    assert reply.permit
    assert reply.form
    cast = CastRequest(permit=reply.permit, envelope=seal_open(reply.form, ["c002"]))
    path = [("poll_id", 1), ("ballot_id", new_id())]
    receipt = booth.call(endpoints.CAST, cast, path)
    hub.kill()
    hub.start()
    assert booth.call(endpoints.CAST, cast, path) == receipt
    assert hub.stop() == 0
    said = hub.log()
    for secret in (path[1][1], reply.permit, code):
        assert str(secret) not in said, "the log holds no line a ballot"
