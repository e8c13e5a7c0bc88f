"""The command daihoi-firmware."""

from __future__ import annotations

import os
import sys

from firmware_config.commands import command_group
from firmware_config.words import Words


def asked_language(arguments: list[str], environment: dict[str, str]) -> str:
    """What --language says, else Vietnamese, unless the terminal was set to English by name.

    Asked before click reads the line, since its help must already be in that language.
    """
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if argument in ("--language=en", "--language=vi"):
            return argument[-2:]
        if argument == "--language" and following in ("en", "vi"):
            return following
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return "en" if value.startswith("en") else "vi"
    return "vi"


def main() -> None:
    """Run the command."""
    command_group(Words(asked_language(sys.argv[1:], dict(os.environ))))()


if __name__ == "__main__":
    main()
