"""gettext catalogues read as they are, without a compile step."""

from __future__ import annotations

from importlib import resources
from string import Formatter

from babel.messages.pofile import read_po

from firmware_config.problems import Problem

LANGUAGES = ("vi", "en")


class Words:
    """One language of the command."""

    def __init__(self, language: str) -> None:
        self.language = language
        source = resources.files("firmware_config.words") / f"{language}.po"
        with source.open("rb") as file:
            entries = read_po(file, locale=language)
        self._sentences = {str(entry.id): str(entry.string) for entry in entries if entry.id}

    def say(self, sentence: str, **details: str | int) -> str:
        """The sentence; KeyError for an id that is in no catalogue."""
        return self._sentences[sentence].format_map(details)

    def problem(self, problem: Problem) -> str:
        """A problem with its file, its key, and what would be allowed."""
        where = f"{problem.file}: {problem.key}" if problem.key else problem.file
        details = {name: _visible(value) for name, value in problem.details.items()}
        return f"{where}: {self.say(f'problem.{problem.code}', **details)}"

    def blanks(self, sentence: str) -> set[str]:
        """The names of the details that a sentence takes."""
        return {name for _, name, _, _ in Formatter().parse(self._sentences[sentence]) if name}

    def ids(self) -> set[str]:
        """Every sentence there is."""
        return set(self._sentences)


def _visible(value: str) -> str:
    """Control characters as escapes, so that a profile cannot write on the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in value)
