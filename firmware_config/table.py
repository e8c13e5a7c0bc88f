"""One table of a profile while it is read: every wrong key is noted, none stops the reading."""

from __future__ import annotations

import re
from fractions import Fraction

from firmware_config import units
from firmware_config.problems import Problem, ProblemCode


class Table:
    """Hands out values of the right type; what is wrong goes into `problems`.

    A method gives its default for a wrong or missing value, so that reading can go on;
    a key without a default must be there. Ask `problems` before using what was read.
    """

    def __init__(
        self, file: str, content: dict[str, object], problems: list[Problem], path: str = ""
    ) -> None:
        self.file = file
        self.problems = problems
        self._content = content
        self._path = path
        self._known: list[str] = []

    def text(
        self, key: str, default: str | None = None, *, like: str = ".*", example: str = ""
    ) -> str:
        """A text; `like` is the whole of it as a regular expression, `example` one that fits."""
        value = self._take(key, default)
        if isinstance(value, str) and re.fullmatch(like, value, re.DOTALL):
            return value
        if isinstance(value, str):
            self._wrong(key, ProblemCode.NOT_LIKE, value=value, example=example)
        elif value is not None:
            self._wrong(key, ProblemCode.WRONG_TYPE, allowed='"…"')
        return default or ""

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._take(key, default)
        if isinstance(value, bool):
            return value
        if value is not None:
            self._wrong(key, ProblemCode.WRONG_TYPE, allowed="true, false")
        return bool(default)

    def one_of(
        self, key: str, allowed: tuple[str | int, ...], default: str | int | None = None
    ) -> str | int:
        """One of a few values."""
        value = self._take(key, default)
        for known in allowed:
            if type(value) is type(known) and value == known:
                return known
        if value is not None:
            self._wrong(
                key,
                ProblemCode.NOT_ONE_OF,
                value=str(value),
                allowed=", ".join(map(str, allowed)),
            )
        return allowed[0]

    def quantity(
        self, key: str, kind: units.Kind, low: str, high: str, default: str | None = None
    ) -> Fraction:
        """A number with its unit, from `low` to `high`, in the first unit of its kind."""
        value = self._take(key, default)
        try:
            number = units.parse(value if value is not None else low, kind)
        except units.BareNumber as error:
            self._wrong(
                key,
                ProblemCode.BARE_NUMBER,
                value=str(error),
                units=", ".join(kind.value),
                example=units.EXAMPLES[kind],
            )
        except units.WrongUnit as error:
            self._wrong(
                key,
                ProblemCode.WRONG_UNIT,
                value=str(error),
                units=", ".join(kind.value),
                example=units.EXAMPLES[kind],
            )
        else:
            if units.parse(low, kind) <= number <= units.parse(high, kind):
                return number
            self._wrong(key, ProblemCode.OUT_OF_RANGE, value=str(value), low=low, high=high)
        return units.parse(low, kind)

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        value = self._take(key, default)
        if value is None:
            return ()
        items = list(value) if isinstance(value, list | tuple) else [value]
        good = [item for item in items if isinstance(item, str) and item]
        if not isinstance(value, list | tuple) or len(good) != len(items):
            self._wrong(key, ProblemCode.WRONG_TYPE, allowed='["…", …]')
            return ()
        return tuple(good)

    def table(self, key: str, *, required: bool = True) -> Table:
        """A table inside this one; empty when it may be left out and is."""
        value = self._take(key, None if required else {})
        if isinstance(value, dict):
            return self._inner(value, key)
        if value is not None:
            self._wrong(key, ProblemCode.WRONG_TYPE, allowed=f"[{self._path}{key}]")
        return Table(self.file, {}, [], self._path + key + ".")

    def tables(self, key: str) -> list[Table]:
        """A list of tables; may be left out."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._wrong(key, ProblemCode.WRONG_TYPE, allowed=f"{key} = [{{ … }}, …]")
            return []
        return [self._inner(item, f"{key}[{i}]") for i, item in enumerate(value)]

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        allowed = ", ".join(sorted(self._known))
        for key in self._content:
            if key not in self._known:
                self._wrong(key, ProblemCode.UNKNOWN_KEY, allowed=allowed)

    def _take(self, key: str, default: object) -> object:
        self._known.append(key)
        if key in self._content:
            return self._content[key]
        if default is None:
            self._wrong(key, ProblemCode.MISSING_KEY)
        return default

    def _inner(self, content: dict[str, object], key: str) -> Table:
        return Table(self.file, content, self.problems, f"{self._path}{key}.")

    def _wrong(self, key: str, code: ProblemCode, **details: str) -> None:
        self.problems.append(Problem(self.file, self._path + key, code, details))
