"""The fleet's commands: a ticket for a kiosk, on the terminal."""

from __future__ import annotations

import io

import click
import segno

from hub.contract.fleet import Role
from hub.fleet.enrolment import Enrolment, LabelTaken
from hub.platform.advertise import is_ipv4, present_addresses
from hub.platform.clock import HubClock
from hub.platform.db import Database
from hub.platform.tls import load_authority
from hub.platform.words import translator
from hub.settings import DEFAULT_PORT, HubSettings


@click.command()
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--label", required=True)
@click.option("--address", default=None, help="IPv4")
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.pass_obj
def ticket(settings: HubSettings, role: str, label: str, address: str | None, port: int) -> None:
    """Make a ticket for a new kiosk / Tạo mã kết nối cho một máy."""
    _ = translator(settings.language)
    where = address or next(iter(present_addresses()), None)
    if where is None:
        raise click.ClickException(_("This machine has no address in a network: --address"))
    if not is_ipv4(where):
        raise click.ClickException(_("Not an IPv4 address:") + f" {where}")
    if not (settings.keys_dir / "ca.pem").is_file():
        missing = _("There is no congress here yet; make one with daihoi-hub init:")
        raise click.ClickException(f"{missing} {settings.data_dir}")
    database = Database(settings.database_url)
    try:
        enrolment = Enrolment(database, HubClock(), load_authority(settings.keys_dir))
        made = enrolment.make_ticket(label, Role(role), "hub", where, port)
    except LabelTaken as taken:
        raise click.ClickException(_("Another kiosk has this name:") + f" {taken}") from taken
    finally:
        database.close()
    drawn = io.StringIO()
    segno.make_qr(made.text, error="m", boost_error=False).terminal(drawn, compact=True)
    click.echo(drawn.getvalue())
    click.echo(made.text)
    click.echo(_("Good for one kiosk, for ten minutes."))


COMMANDS = [ticket]
