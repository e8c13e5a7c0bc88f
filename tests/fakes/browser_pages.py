"""A technician's browser: a real Chromium that is logged in at a hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from tests.fakes.hub_process import LOGIN, PASSWORD, PATIENCE_S, HubProcess


@contextmanager
def technicians_page(hub: HubProcess) -> Iterator[Page]:
    """A page that is logged in; anything the page complains of fails the test at the end."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(
            ignore_https_errors=True,
            base_url=hub.url,
            viewport={"width": 1366, "height": 800},
            locale="vi-VN",
        )
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("pageerror", lambda wrong: complaints.append(str(wrong)))
        page.on("console", lambda said: complaints.append(said.text) if is_wrong(said) else None)
        page.goto("/login")
        page.fill("[name=name]", LOGIN)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("main").get_by_role("button").click()
        page.wait_for_url("/")
        yield page
        browser.close()
    assert complaints == []


def is_wrong(said: ConsoleMessage) -> bool:
    """Whether Chromium complains of the page; a form that came back with 409 is none of that."""
    return said.type == "error" and "status of 409" not in said.text
