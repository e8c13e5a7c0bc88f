from __future__ import annotations

import subprocess
import sys


def test_the_link_brings_no_server_and_no_screen_into_the_kiosk() -> None:
    program = (
        "import sys, kiosk.link.worker;"
        "print([m for m in sys.modules if m.split('.')[0] in"
        " ('flask', 'sqlalchemy', 'gunicorn', 'kivy', 'alembic')"
        " or m.startswith('hub.') and not m.startswith('hub.contract')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
