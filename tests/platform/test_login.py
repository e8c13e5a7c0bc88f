"""Who gets in, who waits, and what is refused without a login or a token."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from hub.app import create_app
from hub.founding import found, open_founded
from hub.platform import tables
from hub.platform.db import Database
from hub.platform.overview import disk_is_low
from hub.platform.passwords import (
    FREE_TRIES,
    FREE_TRIES_OF_ALL,
    PAUSE_MS,
    PasswordCheck,
    new_password,
    set_login,
)
from hub.settings import HubSettings, make_settings
from tests.fakes.plan import LOGIN, PASSWORD, plan
from tests.fakes.technician import NAME, Technician, form_token


class HandClock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.at_ms = 1_755_650_000_000

    def now_ms(self) -> int:
        return self.at_ms


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def settings(tmp_path: Path) -> HubSettings:
    settings = make_settings(tmp_path)
    found(settings, plan())
    return settings


@pytest.fixture
def database(settings: HubSettings) -> Iterator[Database]:
    database, _ = open_founded(settings)
    yield database
    database.close()


@pytest.fixture
def app(settings: HubSettings, database: Database, clock: HandClock) -> Flask:
    return create_app(settings, database, clock)


def enter(app: Flask, name: str, password: str, then: str = "") -> tuple[int, str, str]:
    client = app.test_client()
    page = client.get("/login").text
    answer = client.post(
        f"/login{then}",
        data={"name": name, "password": password, "csrf_token": form_token(page)},
        headers={"Referer": "https://localhost/login"},
    )
    return answer.status_code, answer.text, answer.headers.get("Location", "")


def test_every_page_but_the_public_ones_asks_for_a_login(app: Flask) -> None:
    client = app.test_client()
    open_paths = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") or "GET" not in (rule.methods or ()):
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<int:{name}>", "1").replace(f"<path:{name}>", "style.css")
            path = path.replace(f"<{name}>", "x").replace(f"<string:{name}>", "x")
        assert "<" not in path
        answer = client.get(path)
        if answer.status_code == 302 and answer.headers["Location"].startswith("/login"):
            continue
        open_paths.add(rule.rule)
    assert open_paths == {"/login", "/ca.pem", "/static/<path:filename>"}


def test_every_form_asks_for_its_token(app: Flask, database: Database) -> None:
    technician = Technician(app, database)
    forms = 0
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") or "POST" not in (rule.methods or ()):
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<int:{name}>", "1").replace(f"<{name}>", "x")
        answer = technician.client.post(path, headers={"Referer": "https://localhost/"})
        assert answer.status_code == 400, rule.rule
        assert "Biểu mẫu này đã quá cũ" in answer.text
        forms += 1
    assert forms > 5


def test_a_form_from_another_site_is_refused(app: Flask, database: Database) -> None:
    technician = Technician(app, database)
    token = form_token(technician.get("/").text)
    for referrer in ("https://elsewhere.local/", ""):
        answer = technician.client.post(
            "/logout", data={"csrf_token": token}, headers={"Referer": referrer}
        )
        assert answer.status_code == 400
    assert technician.get("/").status_code == 200


def test_wrong_passwords_wait_and_right_ones_do_too(app: Flask, clock: HandClock) -> None:
    for _ in range(FREE_TRIES):
        status, page, _location = enter(app, LOGIN, "wrong")
        assert status == 401
        assert "không đúng" in page
    assert enter(app, LOGIN, PASSWORD)[0] == 429
    assert "30 giây" in enter(app, LOGIN, PASSWORD)[1]
    assert enter(app, "someone else", "wrong")[0] == 401  # the others of a shared address go on
    clock.at_ms += PAUSE_MS
    assert enter(app, LOGIN, PASSWORD)[0] == 302
    assert enter(app, LOGIN, "wrong")[0] == 401  # the count began anew


def test_one_address_does_not_try_name_after_name(app: Flask, clock: HandClock) -> None:
    for number in range(FREE_TRIES_OF_ALL):
        assert enter(app, f"name {number}", "wrong")[0] == 401
    assert enter(app, "one more name", "wrong")[0] == 429
    assert enter(app, LOGIN, PASSWORD)[0] == 429
    clock.at_ms += PAUSE_MS
    assert enter(app, LOGIN, PASSWORD)[0] == 302
    assert enter(app, "one more name", "wrong")[0] == 401  # the count began anew


def test_after_the_login_only_to_pages_of_this_hub(app: Flask) -> None:
    for target, where in [
        ("/kiosks", "/kiosks"),
        ("//elsewhere/x", "/"),
        ("https://elsewhere/", "/"),
        ("/\\elsewhere", "/"),
        ("/%09/elsewhere", "/"),
        ("/%0A/elsewhere", "/"),
        ("", "/"),
    ]:
        assert enter(app, LOGIN, PASSWORD, f"?next={target}")[2] == where


def test_a_new_password_ends_old_sessions(app: Flask, database: Database) -> None:
    technician = Technician(app, database)
    assert technician.get("/").status_code == 200
    database.write(lambda connection: set_login(connection, NAME, "ein neues Wort", 1))
    assert technician.get("/").status_code == 302


def test_the_log_has_who_and_whence_but_not_what_was_typed(app: Flask, database: Database) -> None:
    enter(app, "my-secret-typed-as-a-name", "x")
    enter(app, LOGIN, PASSWORD)
    with database.read() as connection:
        rows = connection.execute(
            sa.select(tables.event_log).where(tables.event_log.c.kind.startswith("login."))
        ).all()
    assert [(row.kind, row.actor, row.details) for row in rows] == [
        ("login.refused", "hub", {"address": "127.0.0.1"}),
        ("login.entered", LOGIN, {"address": "127.0.0.1"}),
    ]


def test_what_is_kept_of_a_password(database: Database) -> None:
    with database.read() as connection:
        kept = connection.execute(sa.select(tables.login.c.password_hash)).scalar_one()
    assert kept.startswith("$argon2id$")
    check = PasswordCheck(database)
    assert not check.check(LOGIN, "", "here", 0)
    assert not check.check("", PASSWORD, "here", 0)
    assert new_password() != new_password()
    assert len(new_password()) == 19


def test_pages_carry_the_policy(app: Flask) -> None:
    answer = app.test_client().get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_disk_that_fills_up_is_told_in_time(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    technician = Technician(app, database)
    assert "sắp đầy" not in technician.get("/").text
    nearly_full = shutil.disk_usage("/")._replace(total=100 * 2**30, free=700 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly_full)
    assert "sắp đầy: còn 700 MB" in technician.get("/").text
    assert not disk_is_low(2000 * 2**30, 100 * 2**30)
    assert not disk_is_low(10 * 2**30, 4 * 2**30)


def test_nothing_is_inline(app: Flask, database: Database) -> None:
    technician = Technician(app, database)
    for page in chrome_pages(app):
        text = technician.get(page).text
        assert " style=" not in text
        assert " onclick=" not in text
        assert text.count("<script") == text.count('<script type="module" src="/static/')


def chrome_pages(app: Flask) -> list[str]:
    with app.test_request_context():
        from flask import url_for

        from hub.platform.chrome import chrome_of

        return ["/", *(url_for(page.endpoint) for page in chrome_of(app).pages)]
