"""Commands that play the sample congress."""

from __future__ import annotations

import click

from hub.rehearsal.front import command as demo
from hub.rehearsal.sample_commands import sample_command, training_command

COMMANDS: list[click.Command] = [demo, sample_command, training_command]
