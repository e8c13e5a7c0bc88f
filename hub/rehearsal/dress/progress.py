"""Bars that show how far a rehearsal is."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from hub.rehearsal.dress.play import Watcher


class Bars(Watcher):
    """One bar a phase, as long as the block lasts."""

    def __init__(self, console: Console, _: Callable[[str], str]) -> None:
        self._names = {
            "kiosks": _("Kiosks joined"),
            "checkins": _("Checked in"),
            "ballots": _("Ballots cast"),
            "load": _("Rounds at full load"),
        }
        self._kills = _("Hub killed: %(times)s times")
        self._progress = Progress(
            TextColumn("{task.description:<28}"),
            BarColumn(None),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._tasks: dict[str, TaskID] = {}
        self._killed: TaskID | None = None

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        wrong: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def phase(self, name: str, total: int) -> None:
        """A new bar, none for a phase of nothing."""
        if total:
            self._tasks[name] = self._progress.add_task(self._names[name], total=total)

    def advance(self, name: str, done: int) -> None:
        """So far."""
        if name in self._tasks:
            self._progress.update(self._tasks[name], completed=done)

    def killed(self, kills: int) -> None:
        """One line above the bars."""
        self._progress.console.print(self._kills % {"times": kills}, highlight=False)
