"""A technician at a browser: keeps cookies, sends the form's token and referrer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from hub.platform.db import Database
from hub.platform.passwords import set_login

NAME, PASSWORD = "ky-thuat", "mật-khẩu-dài-thử"


def form_token(page: str) -> str:
    """The token that a form of the page must carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


class Technician:
    """Pages of an app as a logged-in person sees them."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.client = app.test_client()
        self._origin = "https://localhost"
        database.write(lambda connection: set_login(connection, NAME, PASSWORD, 0))
        entered = self.post("/login", {"name": NAME, "password": PASSWORD}, form_at="/login")
        assert entered.status_code == 302, entered.get_data(as_text=True)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(
        self, path: str, form: Mapping[str, Any] | None = None, form_at: str = "/"
    ) -> TestResponse:
        """Send a form with the token of the page `form_at`; redirects are not followed."""
        page = self.client.get(form_at).get_data(as_text=True)
        return self.client.post(
            path,
            data={**(form or {}), "csrf_token": form_token(page)},
            headers={"Referer": f"{self._origin}{form_at}"},
        )
