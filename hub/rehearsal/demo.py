"""The sample congress on one machine: a hub, a check-in kiosk and a voting booth in windows.

Everything here is what a technician does by hand, by the same commands; only the congress is
made up. The second start finds it ready.
"""

from __future__ import annotations

import datetime
import secrets
import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from hub.attendance.tables import presence
from hub.contract.attendance import Standing
from hub.contract.fleet import Role
from hub.fleet.enrolment import Enrolment
from hub.platform.clock import HubClock
from hub.platform.db import Database
from hub.platform.tls import load_authority
from hub.rehearsal.processes import hub_command, kiosk_command
from hub.roll import store as roll
from hub.roll.tables import badge, delegate
from hub.settings import make_settings

LOGIN = "ky-thuat"
KIOSKS = {Role.CHECKIN: "Bàn đón 1", Role.BOOTH: "Buồng phiếu 1"}
CONGRESS = "Đại hội đại biểu Đảng bộ Khối Các cơ quan tỉnh (mẫu)"
PLACE = "Nghệ An"
SESSIONS = ("Phiên trù bị", "Phiên chính thức")
POLL = "Bầu Ban Chấp hành (mẫu)"
CANDIDATES = (
    ("Đặng Văn An", "1971-05-02"),
    ("Nguyễn Thị Ân", "1980-11-20"),
    ("Bùi Thị Dung", "1976-03-08"),
    ("Phan Thế Duy", "1983-09-15"),
    ("Hoàng Linh Đan", "1988-01-30"),
    ("Vũ Thị Hạ", "1979-07-22"),
    ("Cao Thị Oanh", "1974-12-12"),
    ("Nguyễn Văn Sơn", "1969-10-10"),
    ("Nguyễn Văn Sơn", "1977-04-04"),
)
SEATS = 7


class DemoFailed(Exception):
    """A step of the preparation did not work; says which command and what it printed."""


@dataclass(frozen=True)
class Place:
    """Where the sample congress lives."""

    folder: Path

    @property
    def hub(self) -> Path:
        """The hub's data."""
        return self.folder / "hub"

    @property
    def training(self) -> Path:
        """The badges for the tray."""
        return self.folder / "training.json"

    @property
    def password(self) -> Path:
        """The login's password, for the next start to print again."""
        return self.folder / "password"

    def kiosk(self, role: Role) -> Path:
        """A kiosk's data."""
        return self.folder / role.value

    def views(self, role: Role) -> Path:
        """What a kiosk showed since it was started."""
        return self.folder / f"{role.value}.views"


def prepare(whole: Place, delegates: int, say: Callable[[str], None]) -> None:
    """Make the congress, its roll, badges and poll; DemoFailed names the step that did not work.

    It is made beside its place and put there when it is whole.
    """
    place = Place(whole.folder.with_name(f"{whole.folder.name}.making"))
    if place.folder.exists():
        shutil.rmtree(place.folder)
    place.folder.mkdir(parents=True)
    place.password.touch(mode=0o600)
    place.password.write_text(secrets.token_hex(6), encoding="utf-8")
    today = datetime.date.today()
    roll_file = place.folder / "danh-sach.xlsx"
    candidates = place.folder / "nguoi-ung-cu.csv"
    candidates.write_text(
        "name,born\n" + "".join(f"{name},{born}\n" for name, born in CANDIDATES), encoding="utf-8"
    )
    say(CONGRESS)
    _run(
        hub_command(
            place.hub,
            *("init", "--name", CONGRESS, "--place", PLACE),
            *("--from", today.isoformat(), "--to", (today + datetime.timedelta(1)).isoformat()),
            *(part for name in SESSIONS for part in ("--session", name)),
            *("--login", LOGIN, "--password-file", str(place.password)),
        )
    )
    _run(hub_command(place.hub, "sample", "--out", str(roll_file), "--delegates", str(delegates)))
    say(roll_file.name)
    _run(hub_command(place.hub, "import", str(roll_file)))
    _run(hub_command(place.hub, "training-badges", "--out", str(place.training)))
    say("the-dai-bieu.pdf")
    _run(hub_command(place.hub, "badges", "--out", str(place.folder / "the-dai-bieu.pdf")))
    say(POLL)
    _run(
        hub_command(
            place.hub,
            *("poll", "new", "--title", POLL, "--seats", str(SEATS)),
            *("--candidates", str(candidates), "--summoned", str(delegates), "--open"),
        )
    )
    _open_first_session(place.hub)
    place.folder.rename(whole.folder)


def join(place: Place, role: Role, port: int) -> None:
    """Let a kiosk of that role join the running hub with a ticket, unless it has joined before."""
    data = place.kiosk(role)
    if (data / "identity.json").exists():
        return
    settings = make_settings(place.hub)
    database = Database(settings.database_url)
    try:
        enrolment = Enrolment(database, HubClock(), load_authority(settings.keys_dir))
        ticket = enrolment.make_ticket(KIOSKS[role], role, LOGIN, "127.0.0.1", port)
    finally:
        database.close()
    _run(kiosk_command(data, "enrol", ticket.text))


def free_port(wanted: int) -> int:
    """The port that was wanted if nobody listens there, else any free one."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DemoFailed("no free port on 127.0.0.1")


def codes_not_used(place: Place, number: int) -> list[str]:
    """Badges of official delegates who are in no session yet, in roll order."""
    query = (
        sa.select(badge.c.code)
        .join(delegate, delegate.c.delegate_id == badge.c.delegate_id)
        .where(delegate.c.standing == Standing.OFFICIAL.value, badge.c.revoked_ms.is_(None))
        .where(delegate.c.delegate_id.not_in(sa.select(presence.c.delegate_id)))
        .order_by(delegate.c.delegate_id)
        .limit(number)
    )
    database = Database(make_settings(place.hub).database_url)
    try:
        with database.read() as connection:
            codes = [str(code) for code in connection.scalars(query)]
    finally:
        database.close()
    if len(codes) < number:
        raise DemoFailed(f"everybody has checked in: remove {place.folder} and start again")
    return codes


def _open_first_session(data: Path) -> None:
    database = Database(make_settings(data).database_url)
    try:
        with database.read() as connection:
            first = roll.sessions(connection)[0]
        now = HubClock().now_ms()
        database.write(lambda connection: roll.open_session(connection, first.session_id, now))
    finally:
        database.close()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DemoFailed(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
