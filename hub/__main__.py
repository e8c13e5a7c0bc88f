"""The command daihoi-hub.

A slice's commands stand in its `commands.py` as `COMMANDS: list[click.Command]`; each gets the
HubSettings by `@click.pass_obj`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.settings import DEFAULT_DATA, HubSettings, make_settings

if TYPE_CHECKING:
    from hub.attendance.service import AttendanceService
    from hub.platform.clock import Clock
    from hub.platform.db import Database

_NOT_HERE = (
    "Máy này chưa cài phần máy chủ / the hub is not installed on this machine: "
    "pip install '.[hub]'  ({module})"
)
"""Said without a catalogue, which needs the hub's libraries itself."""

_WITH_COMMANDS = ("hub", "hub.roll", "hub.fleet", "hub.attendance", "hub.voting", "hub.rehearsal")


def language_of_terminal(environment: dict[str, str]) -> str:
    """Vietnamese, unless the terminal was set to English by name."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.startswith("en") else "vi"
    return "vi"


_ON_A_CONGRESS = ("badges", "import", "minutes", "poll", "ticket", "training-badges")
"""Commands that meet a database as the last version of the program left it."""


class _Commands(click.Group):
    """Reads a slice's commands only when they are asked for: a server needs no PDF library."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Every command of every slice."""
        return sorted(str(command.name) for command in self._all())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        return next((command for command in self._all() if command.name == cmd_name), None)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """As click does; what is wrong is told in the language of the terminal."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.ClickException as wrong:
            raise _told(wrong, _language()) from wrong

    def invoke(self, ctx: click.Context) -> Any:
        """As click does; what is wrong is told in the language of the terminal."""
        try:
            return super().invoke(ctx)
        except click.ClickException as wrong:
            language = ctx.obj.language if ctx.obj is not None else _language()
            raise _told(wrong, language) from wrong

    def _all(self) -> Iterator[click.Command]:
        for package in _WITH_COMMANDS:
            if find_spec(package) and find_spec(f"{package}.commands"):
                yield from import_module(f"{package}.commands").COMMANDS


@click.command(cls=_Commands)
@click.option("--data", type=click.Path(path_type=Path), envvar="DAIHOI_DATA", default=DEFAULT_DATA)
@click.option("--database", envvar="DAIHOI_DATABASE", default=None)
@click.option("--language", type=click.Choice(["vi", "en"]), default=None)
@click.pass_context
def cli(context: click.Context, data: Path, database: str | None, language: str | None) -> None:
    """Daihoi hub / Máy chủ đại hội."""
    context.meta["daihoi.presence"] = _presence  # what `poll open` asks of attendance
    settings = context.obj = make_settings(data, database, language or _language())
    if context.invoked_subcommand in _ON_A_CONGRESS:
        _bring_up_to_date(settings)


def _bring_up_to_date(settings: HubSettings) -> None:
    """Change the tables to this version's; where there is no congress, the command says so."""
    from hub.founding import NotFounded, open_founded
    from hub.migrations.upgrade import NewerDatabase
    from hub.platform.db import StoreUnavailable
    from hub.platform.words import translator

    _ = translator(settings.language)
    try:
        opened, _congress = open_founded(settings)
    except NotFounded:
        return
    except NewerDatabase as newer:
        told = _("This database was written by a newer version of the program:")
        raise click.ClickException(f"{told} {newer}") from newer
    except StoreUnavailable as wrong:
        raise click.ClickException(_("Nothing can be stored here:") + f" {wrong}") from wrong
    opened.close()


def _language() -> str:
    return language_of_terminal(dict(os.environ))


def _told(wrong: click.ClickException, language: str) -> click.ClickException:
    from hub.platform.words import translator
    from hub.platform.wrong_use import told

    return told(wrong, translator(language))


def _presence(database: Database, clock: Clock) -> AttendanceService:
    from hub.attendance.service import AttendanceService
    from hub.platform.live import Live

    return AttendanceService(database, clock, Live())


def main() -> None:
    """Run the command."""
    try:
        cli()
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in ("hub", "kiosk", "firmware_config"):
            raise
        click.echo(_NOT_HERE.format(module=missing.name), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
