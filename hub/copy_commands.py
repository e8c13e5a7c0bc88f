"""`daihoi-hub backup` and `daihoi-hub restore`. What they say stands in the catalogues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from hub.copies import copied_box, make_copier
from hub.copies_pages import todo
from hub.platform.clock import HubClock
from hub.platform.copy_faults import CopyFailed
from hub.platform.manifest import BadCopy, Manifest, Problem
from hub.platform.words import translator
from hub.settings import HubSettings, make_settings

Words = Callable[[str], str]
_PASSPHRASE = click.option("--passphrase-file", type=click.Path(path_type=Path), default=None)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--keep", default=10, show_default=True, type=click.IntRange(1, 10_000))
@_PASSPHRASE
@click.pass_obj
def backup(settings: HubSettings, folder: Path, keep: int, passphrase_file: Path | None) -> None:
    """Make one copy of the congress now / Sao lưu đại hội một lần."""
    _ = translator(settings.language)
    refuse_postgresql(settings, _)
    if not (settings.keys_dir / "ca.pem").is_file():
        fail(_("There is no congress here yet; make one with daihoi-hub init:"), settings.data_dir)
    passphrase = read_passphrase(passphrase_file, _)
    settings = replace(settings, copies_keep=keep, copies_passphrase=passphrase)
    try:
        copier = make_copier(settings, folder.absolute(), copied_box(settings))
        made = copier.take(HubClock().now_ms())
    except CopyFailed as failed:
        fail(todo(failed.trouble, _), failed.detail)
    click.echo(_("A copy was made:") + f" {made.folder}")
    _tell_polls(made.manifest, _)
    if not passphrase:
        click.echo(_("It holds the hub's keys in the clear: keep it as you keep the hub."))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), default=None)
@click.option("--without-photos", is_flag=True)
@_PASSPHRASE
@click.pass_obj
def restore(
    settings: HubSettings,
    folder: Path,
    data: Path | None,
    without_photos: bool,
    passphrase_file: Path | None,
) -> None:
    """Put a congress out of a copy into a new folder / Khôi phục đại hội từ bản sao lưu."""
    from hub.restoring import look_at
    from hub.restoring import restore as put

    _ = translator(settings.language)
    refuse_postgresql(settings, _)
    target = make_settings(data).data_dir if data else settings.data_dir
    try:
        copy = look_at(folder, read_passphrase(passphrase_file, _), photos=not without_photos)
        manifest = put(copy, target, photos=not without_photos)
    except BadCopy as bad:
        fail(_problem(bad, _), bad.about)
    except OSError as wrong:
        fail(_("Nothing can be stored here:"), wrong)
    click.echo(_("The congress was restored:") + f" {manifest.congress}")
    click.echo(_("Data:") + f" {target}")
    click.echo(_("Hub:") + f" {manifest.hub_id}")
    _tell_polls(manifest, _)
    click.echo(_("Never start the old hub again beside this one: they would both count."))


COMMANDS: list[click.Command] = [backup, restore]


def copies_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of `run` that say where copies go, for `with_copies`."""
    folder = click.Path(path_type=Path)
    for option in (
        click.option("--copies-passphrase-file", "passphrase_file", type=folder, default=None),
        click.option("--copies-keep", "keep", default=10, type=click.IntRange(1, 10_000)),
        click.option("--copies-every", "every_s", default=60, type=click.IntRange(1, 86_400)),
        click.option("--copies", "place", type=folder, default=None, help="/media/…"),
    ):
        command = option(command)
    return command


def with_copies(
    settings: HubSettings,
    _: Words,
    place: Path | None,
    every_s: int,
    keep: int,
    passphrase_file: Path | None,
) -> HubSettings:
    """The settings with what was said of copies; ends where that cannot be."""
    if place is None:
        return settings
    refuse_postgresql(settings, _)
    return replace(
        settings,
        copies_dir=place.expanduser().absolute(),
        copies_every_s=every_s,
        copies_keep=keep,
        copies_passphrase=read_passphrase(passphrase_file, _),
    )


def refuse_postgresql(settings: HubSettings, _: Words) -> None:
    """End where the database is not a file of this hub."""
    if not settings.database_url.startswith("sqlite"):
        fail(
            _(
                "Copies are made of SQLite only. For PostgreSQL use pg_basebackup and a standby; "
                "the folder of keys and photos is copied beside it:"
            ),
            settings.data_dir,
        )


def read_passphrase(file: Path | None, _: Words) -> str:
    """The passphrase that stands in a file, without its line end; empty where there is no file."""
    if file is None:
        return ""
    try:
        words = file.read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as wrong:
        fail(_("The passphrase file cannot be read:"), wrong)
    if len(words) < 12:
        fail(_("The passphrase needs at least 12 characters."))
    return words


def fail(message: str, about: object = "") -> NoReturn:
    """Say it in red and end with 1."""
    click.secho(f"{message} {about}".rstrip(), fg="red", err=True)
    raise SystemExit(1)


def _tell_polls(manifest: Manifest, _: Words) -> None:
    for poll in manifest.open_polls:
        text = _("Poll {poll} was open: {issued} were given a ballot, {ballots} ballots are here.")
        click.echo(text.format(poll=poll.poll_id, issued=poll.issued, ballots=poll.ballots))
        click.echo(_("After a restore the others of them vote again; the booth knows who may."))


def _problem(bad: BadCopy, _: Words) -> str:
    return {
        Problem.NOT_A_COPY: _("This folder holds no copy of a congress:"),
        Problem.SEVERAL: _("There are copies of several hubs here; name the folder of one:"),
        Problem.NEWER: _("This copy was made by a newer version of the program:"),
        Problem.INCOMPLETE: _("This copy is not whole; a file is missing:"),
        Problem.CHANGED: _("This copy is damaged or was changed; a file is not as it was written:"),
        Problem.BROKEN: _("This copy cannot be read:"),
        Problem.FOREIGN: _("The parts of this copy do not belong together:"),
        Problem.PASSPHRASE_NEEDED: _("Its keys are under a passphrase: --passphrase-file"),
        Problem.PASSPHRASE_WRONG: _("Another passphrase than the one the copy was made with."),
        Problem.OCCUPIED: _("Here is something already, it stays as it is; name a new folder:"),
    }[bad.problem]
