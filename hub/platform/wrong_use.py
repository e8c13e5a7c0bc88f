"""What daihoi-hub says to somebody who typed it wrongly: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

import click

Words = Callable[[str], str]


class Told(click.ClickException):
    """A sentence for a person, without click's English around it."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the instance

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it on stderr."""
        click.secho(self.message, fg="red", err=file is None, file=file)


def told(wrong: click.ClickException, _: Words) -> Told:
    """The same error in the language of the terminal."""
    if not isinstance(wrong, click.UsageError):
        return Told(wrong.message, wrong.exit_code)
    context = wrong.ctx
    more = f"{context.command_path if context else 'daihoi-hub'} --help"
    hint = _("All that it understands: %(command)s") % {"command": more}
    return Told(f"{_sentence(wrong, _)}\n{hint}", wrong.exit_code)


def _sentence(wrong: click.UsageError, _: Words) -> str:
    if isinstance(wrong, click.NoSuchOption):
        return _no_option(wrong, _)
    if isinstance(wrong, click.MissingParameter):
        return _("This is missing: %(name)s") % {"name": _name(wrong.param)}
    if isinstance(wrong, click.BadParameter):
        name = wrong.param_hint if isinstance(wrong.param_hint, str) else _name(wrong.param)
        return f"{name}: {_what_fits(wrong, _)}"
    if wrong.ctx is not None and isinstance(wrong.ctx.command, click.Group):
        names = ", ".join(wrong.ctx.command.list_commands(wrong.ctx))
        return _("There is no such command. There are: %(names)s") % {"names": names}
    return _("This cannot be understood: %(message)s") % {"message": wrong.format_message()}


def _no_option(wrong: click.NoSuchOption, _: Words) -> str:
    top = wrong.ctx.find_root() if wrong.ctx else None
    if top is not None and top is not wrong.ctx:
        first = {option for param in top.command.params for option in param.opts}
        if wrong.option_name in first:
            example = f"daihoi-hub {wrong.option_name} … {wrong.ctx.info_name if wrong.ctx else ''}"
            return _("%(option)s stands before the command: %(example)s") % {
                "option": wrong.option_name,
                "example": example,
            }
    return _("There is no option %(option)s.") % {"option": wrong.option_name}


def _what_fits(wrong: click.BadParameter, _: Words) -> str:
    kind = wrong.param.type if wrong.param is not None else None
    if isinstance(kind, click.Choice):
        return _("choose one of %(choices)s") % {"choices": ", ".join(map(str, kind.choices))}
    if isinstance(kind, click.IntRange):
        values = {"least": kind.min, "most": kind.max}
        if kind.max is not None and kind.min is not None:
            return _("write a whole number from %(least)s to %(most)s") % values
    if kind is click.INT or isinstance(kind, click.IntRange):
        return _("write a whole number")
    return wrong.message


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return ""
    return param.human_readable_name if isinstance(param, click.Argument) else param.opts[0]
