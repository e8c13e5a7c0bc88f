"""What daihoi-firmware can do: list, check, show, emulate."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from firmware_config import load
from firmware_config.emulators.console import converse
from firmware_config.emulators.plain import PlainEmulator
from firmware_config.model import CameraProfile, ReaderProfile, TerminalProfile
from firmware_config.problems import Problem, ProblemCode, ProfileError
from firmware_config.sheet import camera_sheet, reader_sheet, terminal_sheet
from firmware_config.words import LANGUAGES, Words


def command_group(words: Words) -> click.Group:
    """The whole command in one language."""
    language = click.Option(
        ["--language"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help=words.say("help.language"),
    )
    group = click.Group("daihoi-firmware", params=[language], help=words.say("help"))
    for command in (_list(words), _check(words), _show(words), _emulate(words)):
        group.add_command(command)
    return group


def _list(words: Words) -> click.Command:
    @click.command("list", help=words.say("help.list"))
    def command() -> None:
        profiles = _load(words, load.SHIPPED)
        click.echo(words.say("list.readers"))
        for reader in profiles.readers.values():
            click.echo(f"  {_in_list(words, reader)}")
        click.echo(words.say("list.cameras"))
        for camera in profiles.cameras.values():
            click.echo(f"  {_in_list(words, camera)}")
        click.echo(words.say("list.terminals"))
        for terminal in profiles.terminals.values():
            line = words.say(
                "list.terminal",
                id=terminal.id,
                width=terminal.width_px,
                height=terminal.height_px,
                diagonal=f"{terminal.diagonal_in:g}",
                tried=_tried(words, terminal),
            )
            click.echo(f"  {line}")

    return command


def _check(words: Words) -> click.Command:
    @click.command("check", help=words.say("help.check"))
    @click.argument("folder", type=click.Path(path_type=Path), default=load.SHIPPED)
    def command(folder: Path) -> None:
        profiles = _load(words, folder)
        counts = {
            "readers": len(profiles.readers),
            "cameras": len(profiles.cameras),
            "terminals": len(profiles.terminals),
        }
        click.echo(words.say("check.good", **counts))

    return command


def _show(words: Words) -> click.Command:
    @click.command("show", help=words.say("help.show"))
    @click.argument("profile")
    def command(profile: str) -> None:
        profiles = _load(words, load.SHIPPED)
        if profile in profiles.readers:
            sheet = reader_sheet(profiles.readers[profile], words)
        elif profile in profiles.cameras:
            sheet = camera_sheet(profiles.cameras[profile], words)
        elif profile in profiles.terminals:
            sheet = terminal_sheet(profiles.terminals[profile], words)
        else:
            known = (profiles.readers, profiles.cameras, profiles.terminals)
            allowed = ", ".join(name for kind in known for name in kind)
            details = {"value": profile, "allowed": allowed}
            _fail(words, [Problem("profiles", "", ProblemCode.NO_SUCH_PROFILE, details)])
        width = max(len(name) for name, _ in sheet)
        for name, value in sheet:
            click.echo(f"{name.ljust(width)}  {value}")

    return command


def _emulate(words: Words) -> click.Command:
    @click.command("emulate", help=words.say("help.emulate"))
    @click.argument("profile")
    @click.option(
        "--link",
        type=click.Path(path_type=Path),
        required=True,
        help=words.say("help.link"),
    )
    def command(profile: str, link: Path) -> None:
        try:
            scanner = PlainEmulator(link, load.reader(profile))
        except ProfileError as error:
            _fail(words, error.problems)
        signal.signal(signal.SIGTERM, _end)
        try:
            scanner.plug()
        except FileExistsError:
            _stop(words.say("emulate.link_taken", link=str(link)))
        except OSError as error:
            reason = error.strerror or str(error)
            _stop(words.say("emulate.link_impossible", link=str(link), reason=reason))
        try:
            click.echo(link)
            sys.stdout.flush()
            click.echo(words.say("emulate.ready"), err=True)
            for answer in converse(scanner, sys.stdin):
                click.echo(words.say(answer.sentence, **answer.details), err=True)
        finally:
            scanner.unplug()

    return command


def _load(words: Words, folder: Path) -> load.Profiles:
    try:
        return load.profiles(folder)
    except ProfileError as error:
        _fail(words, error.problems)


def _fail(words: Words, problems: Sequence[Problem]) -> NoReturn:
    for problem in problems:
        click.echo(words.problem(problem), err=True)
    _stop(words.say("check.bad", count=len(problems)))


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)


def _in_list(words: Words, profile: ReaderProfile | CameraProfile) -> str:
    models = ", ".join(profile.models)
    tried = _tried(words, profile)
    return words.say(
        "list.reader", id=profile.id, vendor=profile.vendor, models=models, tried=tried
    )


def _tried(words: Words, profile: ReaderProfile | CameraProfile | TerminalProfile) -> str:
    return words.say("tried" if profile.confirmed else "not_tried")


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)
