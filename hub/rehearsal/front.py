"""The command `daihoi-hub demo`."""

from __future__ import annotations

import contextlib
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click
from PIL import ImageGrab

from hub.contract.endpoints import HEALTH
from hub.contract.fleet import Role
from hub.platform.words import translator
from hub.rehearsal import demo, display, tour
from hub.rehearsal.processes import hub_command, kiosk_command, running
from hub.settings import DEFAULT_PORT, HubSettings

_SCREEN = (1920, 1080)
_PANEL = (1080, 1920)
_TRAY = 360
_EDGE = 60
_HUB_WITHIN_S = 30.0

Translate = Callable[[str], str]


@click.command("demo")
@click.option("--folder", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True)
@click.option("--delegates", default=300, show_default=True)
@click.option("--scale", type=float, default=None, help="Size of the windows; fits the screen.")
@click.option("--port", default=DEFAULT_PORT, show_default=True)
@click.option("--pictures-only", is_flag=True, help="Use a virtual display, take pictures, end.")
@click.pass_obj
def command(
    settings: HubSettings,
    folder: Path,
    delegates: int,
    scale: float | None,
    port: int,
    pictures_only: bool,
) -> None:
    """A sample congress: the hub, a check-in kiosk and a voting booth in windows."""
    _ = translator(settings.language)
    place = demo.Place(folder.absolute())
    try:
        with ExitStack() as stack:
            _show(place, delegates, scale, port, pictures_only, _, stack)
    except demo.DemoFailed as failed:
        raise click.ClickException(str(failed)) from failed
    except tour.TourStuck as stuck:
        raise click.ClickException(
            _("The tour stopped at %(step)s; the logs lie in %(folder)s.")
            % {"step": stuck, "folder": place.folder}
        ) from stuck
    except display.NoDisplay:
        raise click.ClickException(
            _("This machine has no display and no Xvfb: apt-get install xvfb.")
        ) from None
    except KeyboardInterrupt:
        click.echo(_("The sample congress has ended; it stays in %(folder)s.") % {"folder": folder})


def _show(
    place: demo.Place,
    delegates: int,
    scale: float | None,
    port: int,
    pictures_only: bool,
    _: Translate,
    stack: ExitStack,
) -> None:
    if not place.folder.exists():
        click.echo(_("Making the sample congress in %(folder)s:") % {"folder": place.folder})
        demo.prepare(place, delegates, lambda done: click.echo(f"  {done}"))
    shown = None
    if pictures_only or not display.has_display():
        shown = stack.enter_context(display.virtual_display(*_SCREEN))
    port = demo.free_port(port)
    hub = stack.enter_context(
        running(
            hub_command(
                place.hub,
                "run",
                "--host",
                "127.0.0.1",
                "--interface",
                "127.0.0.1",
                "--port",
                f"{port}",
            ),
            place.folder / "hub.log",
        )
    )
    _await_hub(hub, port, place.folder / "hub.log")
    kiosks = _start_kiosks(place, port, shown, scale or _scale(shown), stack)
    _tell(place, port, _)
    if shown is None:
        _until_closed(list(kiosks.values()))
        return
    click.echo(_("There is no display here: this is a tour on a virtual one. Pictures:"))
    visitors = {role: tour.Visitor(kiosks[role], place.views(role)) for role in kiosks}
    tour_steps = tour.steps(*demo.codes_not_used(place, 2))
    for picture in tour.play(visitors, shown, place.folder / "pictures", tour_steps):
        click.echo(picture)
    if pictures_only:
        return
    click.echo(_("The hub goes on running. Ctrl+C ends it."))
    hub.wait()


def _start_kiosks(
    place: demo.Place, port: int, shown: str | None, scale: float, stack: ExitStack
) -> dict[Role, subprocess.Popen[bytes]]:
    kiosks = {}
    left = 0
    for role in demo.KIOSKS:
        demo.join(place, role, port)
        command = kiosk_command(
            place.kiosk(role),
            *("--windowed", "--scale", f"{scale:.3f}", "--interface", "127.0.0.1", "--hands"),
            *("--training", str(place.training)),
        )
        where = {
            "KCFG_GRAPHICS_POSITION": "custom",
            "KCFG_GRAPHICS_LEFT": str(left),
            "KCFG_GRAPHICS_TOP": "0",
        }
        if shown is not None:
            where["DISPLAY"] = shown
        log = place.folder / f"{role.value}.log"
        views = place.views(role)
        kiosks[role] = stack.enter_context(running(command, log, where, views))
        left += _screen(shown)[0] // len(demo.KIOSKS)
    return kiosks


def _await_hub(hub: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the hub answers; DemoFailed with its log if it ended or never does."""
    context = ssl._create_unverified_context()  # noqa: S323  only asks whether it is up
    deadline = time.monotonic() + _HUB_WITHIN_S
    while time.monotonic() < deadline and hub.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(
                f"https://127.0.0.1:{port}{HEALTH.path}", timeout=2, context=context
            ).close()
            return
        time.sleep(0.1)
    raise demo.DemoFailed(log.read_text(encoding="utf-8", errors="replace")[-2000:])


def _tell(place: demo.Place, port: int, _: Translate) -> None:
    password = place.password.read_text(encoding="utf-8").strip()
    click.echo("")
    click.echo(_("Technician's page: %(url)s") % {"url": f"https://localhost:{port}/"})
    click.echo(_("Login: %(name)s   Password: %(word)s") % {"name": demo.LOGIN, "word": password})
    click.echo(_("Click a badge in a kiosk's tray to scan it. Close a window or Ctrl+C to end."))
    click.echo("")


def _until_closed(kiosks: list[subprocess.Popen[bytes]]) -> None:
    while all(kiosk.poll() is None for kiosk in kiosks):
        time.sleep(0.3)


def _screen(shown: str | None) -> tuple[int, int]:
    if shown is not None:
        return _SCREEN
    try:
        return ImageGrab.grab().size
    except OSError:  # Wayland shows nothing of itself
        return _SCREEN


def _scale(shown: str | None) -> float:
    """How large a panel may be drawn so that two of them and their trays stand side by side."""
    width, height = _screen(shown)
    return min((height - _EDGE) / _PANEL[1], (width / len(demo.KIOSKS) - _TRAY) / _PANEL[0], 1.0)
