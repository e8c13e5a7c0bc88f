"""The card of the copies on an open page: it changes by itself."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.fakes.hub_process import HubProcess
from tests.platform.test_pages_in_browser import log_in


def test_the_card_follows_the_disk(founded_hub: HubProcess, tmp_path: Path) -> None:
    usb, pulled = tmp_path / "usb", tmp_path / "pulled"
    usb.mkdir()
    founded_hub.start("--copies", str(usb), "--copies-every", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        context = browser.new_context(ignore_https_errors=True, base_url=founded_hub.url)
        context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        page = context.new_page()
        log_in(page)
        card = page.locator(".card", has=page.get_by_role("heading", name="Bản sao lưu"))
        expect(card).to_contain_text("Bản mới nhất")
        expect(card.locator(".state")).to_have_text("mới")
        usb.rename(pulled)
        expect(card).to_contain_text("Không thấy thư mục")
        pulled.rename(usb)
        expect(card).not_to_contain_text("Không thấy thư mục")
        browser.close()
