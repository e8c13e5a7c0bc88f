"""The command daihoi-hub.

A slice's commands stand in its `commands.py` as `COMMANDS: list[click.Command]`; each gets the
HubSettings by `@click.pass_obj`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hub.settings import DEFAULT_DATA, make_settings

if TYPE_CHECKING:
    from hub.attendance.service import AttendanceService
    from hub.platform.clock import Clock
    from hub.platform.db import Database

_WITH_COMMANDS = ("hub", "hub.roll", "hub.fleet", "hub.attendance", "hub.voting", "hub.rehearsal")


def language_of_terminal(environment: dict[str, str]) -> str:
    """Vietnamese, unless the terminal was set to English by name."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.startswith("en") else "vi"
    return "vi"


class _Commands(click.Group):
    """Reads a slice's commands only when they are asked for: a server needs no PDF library."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Every command of every slice."""
        return sorted(str(command.name) for command in self._all())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        return next((command for command in self._all() if command.name == cmd_name), None)

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
    context.obj = make_settings(data, database, language or language_of_terminal(dict(os.environ)))


def _presence(database: Database, clock: Clock) -> AttendanceService:
    from hub.attendance.service import AttendanceService
    from hub.platform.live import Live

    return AttendanceService(database, clock, Live())


def main() -> None:
    """Run the command."""
    cli()


if __name__ == "__main__":
    main()
