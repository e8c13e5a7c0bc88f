"""The command `daihoi-hub rehearse`."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console

from hub.platform.words import translator
from hub.rehearsal.dress.hub_run import HubFailed
from hub.rehearsal.dress.load import LoadFailed
from hub.rehearsal.dress.plan import Plan
from hub.rehearsal.dress.play import KioskStuck, rehearse
from hub.rehearsal.dress.progress import Bars
from hub.rehearsal.dress.stage_client import HubRefused, HubSilent, NotForRehearsal
from hub.rehearsal.dress.summary import show
from hub.settings import DEFAULT_PORT, HubSettings

_MOST = 20_000


@click.command("rehearse")
@click.option("--delegates", type=click.IntRange(1, _MOST), default=300, show_default=True)
@click.option("--checkin", type=click.IntRange(1, 100), default=4, show_default=True)
@click.option("--booths", type=click.IntRange(0, 100), default=6, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option(
    "--pace",
    type=click.FloatRange(0.1, 1000),
    default=10.0,
    show_default=True,
    help="Scans a second over all kiosks / Số lượt quét mỗi giây.",
)
@click.option(
    "--kill-hub-every",
    "kill_every_s",
    type=click.FloatRange(1, 3600),
    default=None,
    help="Kill the hub every so many seconds, break its line / Giết máy chủ sau mỗi S giây.",
)
@click.option(
    "--load",
    type=click.IntRange(0, _MOST),
    default=1000,
    show_default=True,
    help="Requests a round of the saturated phase, 0 for none / Số yêu cầu mỗi vòng tải.",
)
@click.option("--against", metavar="URL", default=None, help="A hub started with --rehearsal.")
@click.option("--folder", type=click.Path(path_type=Path), default=None, help="A new one.")
@click.option("--json", "as_json", is_flag=True, help="Figures on stdout / In số liệu JSON.")
@click.pass_obj
def command(
    settings: HubSettings,
    delegates: int,
    checkin: int,
    booths: int,
    seed: int,
    pace: float,
    kill_every_s: float | None,
    load: int,
    against: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Rehearse a congress with kiosks and made-up people / Tổng duyệt với đại biểu mẫu."""
    _ = translator(settings.language)
    if against is not None and kill_every_s is not None:
        raise click.UsageError(_("A hub that runs elsewhere cannot be killed from here."))
    where = None if against is None else _address(against, _)
    plan = Plan(delegates, checkin, booths, seed, pace, kill_every_s, load)
    place = folder or _beside(settings.data_dir)
    if place.exists():
        raise click.ClickException(_("There is something already: %(path)s") % {"path": place})
    try:
        with Bars(Console(stderr=True), _) as bars:
            results = rehearse(plan, place, bars, where)
    except NotForRehearsal as real:
        message = _("The hub %(hub)s serves a real congress: nothing was done there.")
        raise click.ClickException(message % {"hub": real}) from real
    except (HubSilent, HubRefused) as wrong:
        message = _("The hub does not answer as it must: %(reason)s")
        raise click.ClickException(message % {"reason": wrong}) from wrong
    except HubFailed as failed:
        message = _("The hub did not start: %(reason)s")
        raise click.ClickException(message % {"reason": failed}) from failed
    except KioskStuck as stuck:
        message = _("A kiosk did not join: %(reason)s")
        raise click.ClickException(message % {"reason": stuck}) from stuck
    except LoadFailed as failed:
        message = _("The hub failed under load: %(reason)s")
        raise click.ClickException(message % {"reason": failed}) from failed
    if results.ready and folder is None:
        shutil.rmtree(place)
    show(results, plan, Console(stderr=as_json), _)
    if as_json:
        click.echo(json.dumps(results.as_json(), indent=2))
    raise SystemExit(0 if results.ready else 1)


def _beside(data_dir: Path) -> Path:
    """On the same disk as the congress of tomorrow, and never in its folder."""
    return data_dir.with_name(f"{data_dir.name}-rehearsal") / time.strftime("%Y%m%d-%H%M%S")


def _address(url: str, _: Callable[[str], str]) -> tuple[str, int]:
    parts = urlsplit(url if "//" in url else f"https://{url}")
    try:
        port = parts.port or DEFAULT_PORT
    except ValueError:
        port = 0
    if parts.scheme != "https" or not parts.hostname or not port:
        raise click.UsageError(_("Write the hub's address like https://10.0.0.5:8443"))
    return parts.hostname, port
