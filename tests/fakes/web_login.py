"""Logs in to a running hub as a browser does, without a browser."""

from __future__ import annotations

import urllib3

from tests.fakes.technician import form_token


def web_login(pool: urllib3.HTTPSConnectionPool, url: str, name: str, password: str) -> str:
    """The session's cookie, as a Set-Cookie line with its flags."""
    page = pool.request("GET", "/login")
    entered = pool.request(
        "POST",
        "/login",
        fields={"name": name, "password": password, "csrf_token": form_token(page.data.decode())},
        encode_multipart=False,
        headers={
            "Cookie": page.headers["Set-Cookie"].partition(";")[0],
            "Referer": f"{url}/login",
        },
        redirect=False,
    )
    assert entered.status == 302, entered.data
    return entered.headers["Set-Cookie"]
