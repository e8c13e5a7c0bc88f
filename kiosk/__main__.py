"""The command daihoi-kiosk."""

from __future__ import annotations

import json
import logging
import resource
import sys
import threading
from importlib import metadata
from pathlib import Path
from typing import NoReturn

import click

from kiosk.flows.views import Text
from kiosk.link.enrolment import JoiningFailed
from kiosk.link.enrolment import enrol as join_hub
from kiosk.link.identity import load_identity
from kiosk.pump import new_id
from kiosk.settings import (
    LANGUAGES,
    KioskSettings,
    SettingsError,
    check_reader_spec,
    parse_hub,
    parse_interface,
    parse_panel,
    ready_data_dir,
)
from kiosk.station import Occupied
from kiosk.words import Words

DEFAULT_DATA = Path("~/.local/share/daihoi/kiosk")
_WRONG_USE = 2
_data = click.option("--data", type=click.Path(path_type=Path), help="This kiosk's own directory.")
_language = click.option("--language", type=click.Choice(LANGUAGES), help="First language.")
_hub = click.option("--hub", help="HOST:PORT of the hub, tried before any other address.")


@click.group(invoke_without_command=True)
@click.pass_context
@_data
@_language
@_hub
@click.option("--headless", is_flag=True, help="No screen: views on stdout, touches on stdin.")
@click.option(
    "--reader",
    "readers",
    multiple=True,
    help="serial:/dev/…[?profile=ID], camera:DEVICE|FILE|DIR[?profile=ID] or fake.",
)
@click.option("--interface", "interfaces", multiple=True, help="Look for hubs from this one only.")
@click.option("--panel", default="1080x1920@21.5", show_default=True, help="Pixels and inches.")
@click.option("--scale", default=1.0, show_default=True, help="Size of the window on a desk.")
@click.option("--windowed", is_flag=True, help="In a window instead of the whole screen.")
@click.option("--training", type=click.Path(path_type=Path), help="Badges to show by a click.")
@click.option("--hands", is_flag=True, help="Touches and scans from stdin, also with a screen.")
def main(
    context: click.Context,
    data: Path | None,
    language: str | None,
    hub: str | None,
    headless: bool,
    readers: tuple[str, ...],
    interfaces: tuple[str, ...],
    panel: str,
    scale: float,
    windowed: bool,
    training: Path | None,
    hands: bool,
) -> None:
    """Check-in and voting at a touchscreen."""
    if context.invoked_subcommand is not None:
        return
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("kiosk").setLevel(logging.INFO)
    # A dump of the memory could hold an open ballot.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        settings = KioskSettings(
            data_dir=ready_data_dir((data or DEFAULT_DATA).expanduser()),
            readers=_readers(readers, training),
            hub=parse_hub(hub) if hub else None,
            interfaces=tuple(parse_interface(one) for one in interfaces),
            panel=parse_panel(panel),
            scale=_scale(scale),
            windowed=windowed,
            training=_training(training),
            language=language or "vi",
            hands=hands,
        )
        code = _run(settings, headless)
    except SettingsError as wrong:
        _end(language, _WRONG_USE, Text(wrong.text_id, wrong.params))
    sys.exit(code)


@main.command()
@click.argument("ticket")
@_data
@_language
@_hub
def enrol(ticket: str, data: Path | None, language: str | None, hub: str | None) -> None:
    """Join a hub with a TICKET that was pasted or typed instead of scanned."""
    logging.getLogger("kiosk").addHandler(logging.NullHandler())  # told in words below
    try:
        folder = ready_data_dir((data or DEFAULT_DATA).expanduser())
        hints = [parse_hub(hub)] if hub else []
        hold = Occupied(folder)
        try:
            before = load_identity(folder)
            if before is not None:
                raise SettingsError("command.already_joined", label=before.label)
            version = metadata.version("daihoi")
            stop = threading.Event()
            reply, _ = join_hub(folder, ticket.strip(), new_id(), version, lambda: hints, stop)
        finally:
            hold.release()
    except SettingsError as wrong:
        _end(language, _WRONG_USE, Text(wrong.text_id, wrong.params))
    except JoiningFailed as failed:
        text_id = f"setup.{failed.reason.value}"
        _end(language, 1, Text(text_id), Text(f"{text_id}.do"))
    said = Text(f"setup.joined_{reply.role.value}", {"label": reply.label})
    click.echo(Words(language or "vi").say(said))


def _run(settings: KioskSettings, headless: bool) -> int:
    """Kivy is loaded only where there is a screen."""
    if headless:
        from kiosk import headless as front

        return front.run(settings)
    from kiosk import app

    return app.run(settings)


def _readers(specs: tuple[str, ...], training: Path | None) -> tuple[str, ...]:
    if not specs and training is not None:
        return ("fake",)
    if not specs:
        raise SettingsError("command.no_reader")
    return tuple(check_reader_spec(spec) for spec in specs)


def _scale(scale: float) -> float:
    if not 0.1 <= scale <= 3:
        raise SettingsError("command.bad_scale", value=str(scale))
    return scale


def _training(path: Path | None) -> Path | None:
    if path is None:
        return None
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(listed, list):
            raise ValueError("not a list")
    except (OSError, ValueError) as wrong:
        reason = wrong.strerror if isinstance(wrong, OSError) else str(wrong)
        raise SettingsError("command.bad_training", value=str(path), reason=reason or "") from wrong
    return path


def _end(language: str | None, code: int, *texts: Text) -> NoReturn:
    words = Words(language or "vi")
    for text in texts:
        click.echo(words.say(text), err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
