"""Commands that play the sample congress."""

from __future__ import annotations

import click

from hub.rehearsal.front import command as demo

COMMANDS: list[click.Command] = [demo]
