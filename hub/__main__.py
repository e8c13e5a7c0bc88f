"""The command daihoi-hub.

A slice's commands stand in its `commands.py` as `COMMANDS: list[click.Command]`; each gets the
HubSettings by `@click.pass_obj`.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from hub.settings import DEFAULT_DATA, make_settings

_WITH_COMMANDS = ("hub.roll", "hub.fleet", "hub.attendance", "hub.voting", "hub.rehearsal")


def language_of_terminal(environment: dict[str, str]) -> str:
    """Vietnamese, unless the terminal was set to English by name."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.startswith("en") else "vi"
    return "vi"


@click.group()
@click.option("--data", type=click.Path(path_type=Path), envvar="DAIHOI_DATA", default=DEFAULT_DATA)
@click.option("--database", envvar="DAIHOI_DATABASE", default=None)
@click.option("--language", type=click.Choice(["vi", "en"]), default=None)
@click.pass_context
def cli(context: click.Context, data: Path, database: str | None, language: str | None) -> None:
    """Daihoi hub / Máy chủ đại hội."""
    context.obj = make_settings(data, database, language or language_of_terminal(dict(os.environ)))


def main() -> None:
    """Run the command."""
    for package in _WITH_COMMANDS:
        if find_spec(package) and find_spec(f"{package}.commands"):
            for command in import_module(f"{package}.commands").COMMANDS:
                cli.add_command(command)
    cli()


if __name__ == "__main__":
    main()
