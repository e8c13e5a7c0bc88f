"""Commands that play the sample congress."""

from __future__ import annotations

import click

from hub.rehearsal.dress.command import command as rehearse
from hub.rehearsal.front import command as demo
from hub.rehearsal.sample_commands import sample_command, training_command

COMMANDS: list[click.Command] = [demo, rehearse, sample_command, training_command]
