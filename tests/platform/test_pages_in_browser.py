"""The hub's pages in a real browser: login, forged forms, no outside host, live values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.fakes.hub_process import LOGIN, PASSWORD, HubProcess


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    hub = HubProcess(tmp_path_factory.mktemp("hub")).start()
    yield hub
    hub.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, hub: HubProcess) -> Iterator[BrowserContext]:
    context = browser.new_context(
        ignore_https_errors=True, base_url=hub.url, viewport={"width": 1280, "height": 800}
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill(LOGIN)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()


def test_wrong_then_right_then_out(page: Page, hub: HubProcess) -> None:
    log_in(page, "không phải mật khẩu")
    expect(page.get_by_role("alert")).to_have_text("Tên đăng nhập hoặc mật khẩu không đúng.")
    expect(page).to_have_url(re.compile("/login"))
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")
    expect(page.get_by_role("banner")).to_contain_text("Đại hội thử")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page).to_have_url(f"{hub.url}/login")
    page.goto("/")
    expect(page).to_have_url(re.compile("/login"))


def test_the_language_is_switched_on_the_page(page: Page) -> None:
    page.goto("/login")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_a_form_without_its_token_changes_nothing(page: Page) -> None:
    log_in(page)
    page.locator("form.strip-leave input[name=csrf_token]").evaluate("field => field.remove()")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Biểu mẫu này đã quá cũ")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")


def test_no_page_asks_an_outside_host_or_breaks_its_own_policy(page: Page, hub: HubProcess) -> None:
    asked: list[str] = []
    said: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    log_in(page)
    for link in page.get_by_role("navigation").get_by_role("link").all():
        target = link.get_attribute("href")
        assert target
        with page.context.expect_page() as opened:
            page.evaluate("target => window.open(target)", target)
        other = opened.value
        other.on("request", note)
        other.on("console", lambda message: said.append(message.text))
        other.reload()
        expect(other.get_by_role("heading", level=1)).to_be_visible()
        other.close()
    page.goto("/nope")
    assert len(asked) > 8
    assert [url for url in asked if not url.startswith((hub.url, "data:"))] == []
    assert [line for line in said if "404" not in line] == []


def test_the_cookie_is_out_of_reach_of_scripts(page: Page, context: BrowserContext) -> None:
    log_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan")
    (cookie,) = context.cookies()
    assert cookie["name"] == "__Host-daihoi"
    assert cookie["secure"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert page.evaluate("document.cookie") == ""


def test_the_pages_say_when_the_hub_is_gone(page: Page, hub: HubProcess) -> None:
    log_in(page)
    sign = page.locator("[data-link]")
    expect(sign).to_be_hidden()
    with page.expect_request("**/events?**"):
        page.reload()
    hub.kill()
    expect(sign).to_be_visible()
    expect(sign).to_contain_text("Mất kết nối với máy chủ")
    hub.start()
    expect(sign).to_be_hidden(timeout=20_000)


def test_pictures(page: Page, tmp_path: Path) -> None:
    """Kept for eyes; here only that they fit their window without scrolling sideways."""
    pages = ["/login"]
    page.goto("/login")
    assert fits(page)
    log_in(page)
    for path in [*pages, "/", "/nope"]:
        page.goto(path)
        for width in (1280, 800, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert fits(page), (path, width)


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    script = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(script))
