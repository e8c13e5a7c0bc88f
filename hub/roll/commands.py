"""The commands `daihoi-hub import` and `daihoi-hub badges`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from hub.platform.clock import HubClock
from hub.platform.db import Database
from hub.platform.words import translator
from hub.roll import store, wording
from hub.roll.badge_cards import badge_words, to_cards
from hub.roll.rules.plan import Change
from hub.roll.service import ImportResult, ImportSource, RollService
from hub.roll.spreadsheet import UnreadableFile
from hub.roll.store import CongressRow, NoCongress
from hub.settings import HubSettings

_PHASES = {
    "reading": "Reading the file",
    "photos": "Checking photos",
    "comparing": "Comparing with the roll",
    "writing": "Writing the roll",
    "printing": "Printing badges",
}
_SHOWN = 20
Translate = Callable[[str], str]


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", default=None, help="Name of the sheet / Tên trang tính.")
@click.option(
    "--photos",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder of the photos / Thư mục ảnh (photos).",
)
@click.option("--dry-run", is_flag=True, help="Only check / Chỉ kiểm tra, không ghi.")
@click.pass_obj
def import_command(
    settings: HubSettings, file: Path, sheet: str | None, photos: Path | None, dry_run: bool
) -> None:
    """Import the list of delegates / Nhập danh sách đại biểu (.xlsx, .csv)."""
    _ = translator(settings.language)
    console = Console(stderr=True)
    source = ImportSource(file, sheet, photos)
    with opened(settings) as (roll, _congress):
        try:
            with _progress(console, _) as progress:
                if dry_run:
                    result = roll.try_import(source, progress)
                else:
                    result = roll.import_roll(source, "hub", progress)
        except UnreadableFile as wrong:
            raise click.ClickException(wording.unreadable(wrong.reason, wrong.values, _)) from wrong
    for remark in result.plan.remarks:
        console.print(Text("• " + wording.note(remark, _)))
    if result.refused:
        _show_problems(result, console, _)
        sys.exit(1)
    _show_result(result, dry_run, _)


@click.command("badges")
@click.option("--delegation", default=None, help="Only this delegation / Chỉ đoàn này.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("badges.pdf"))
@click.pass_obj
def badges_command(settings: HubSettings, delegation: str | None, out: Path) -> None:
    """Print badges as PDF / In thẻ đại biểu ra PDF."""
    _ = translator(settings.language)
    with opened(settings) as (roll, congress):
        everybody = roll.badges()
        rows = roll.badges(delegation) if delegation else everybody
        if not everybody:
            raise click.ClickException(
                _("No badges: the roll is empty. Import it first with daihoi-hub import.")
            )
        if not rows:
            names = ", ".join(dict.fromkeys(row.delegation for row in everybody))
            message = _("There is no delegation “%(name)s”. Delegations: %(names)s")
            raise click.ClickException(message % {"name": delegation, "names": names})
        with _progress(Console(stderr=True), _) as progress:
            from hub.papers.badges import print_badges  # 20 MB that a running hub does not need

            document = print_badges(
                to_cards(rows, roll.photos_dir),
                badge_words(congress, translator("vi")),
                lambda done, total: progress("printing", done, total),
            )
    write_out(out, document.content, _)
    shown = {"badges": len(rows), "pages": document.pages, "path": out}
    click.echo(_("%(badges)s badges on %(pages)s pages: %(path)s") % shown)


COMMANDS: list[click.Command] = [import_command, badges_command]


@contextmanager
def opened(settings: HubSettings) -> Iterator[tuple[RollService, CongressRow]]:
    """The roll of the hub in that data directory; a plain sentence where there is none."""
    _ = translator(settings.language)
    missing = _("This hub has no congress yet. Run daihoi-hub init first.")
    if settings.database_url.startswith("sqlite") and not (settings.data_dir / "hub.db").exists():
        raise click.ClickException(missing)
    database = Database(settings.database_url)
    try:
        with database.read() as connection:
            congress = store.congress(connection)
        yield RollService(database, HubClock(), settings.photos_dir), congress
    except NoCongress as wrong:
        raise click.ClickException(missing) from wrong
    finally:
        database.close()


def write_out(path: Path, content: bytes, _: Translate) -> None:
    """Write a file whole or not at all; a plain sentence where it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as wrong:
        part.unlink(missing_ok=True)
        message = _("The file cannot be written: %(error)s")
        raise click.ClickException(message % {"error": wrong.strerror}) from wrong


@contextmanager
def _progress(console: Console, _: Translate) -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(_(_PHASES[phase]), total=total)
            bar.update(tasks[phase], completed=done, total=total)

        yield tell
        for task in bar.tasks:
            bar.update(task.id, completed=task.total)


def _show_problems(result: ImportResult, console: Console, _: Translate) -> None:
    problems = sorted(result.plan.problems, key=lambda p: (p.place.row, p.place.column))
    table = Table(show_lines=True)
    for title in ("Sheet", "Row", "Column", "What is wrong", "What to do"):
        table.add_column(_(title), overflow="fold")
    for problem in problems:
        place = problem.place
        cells = (
            place.sheet,
            str(place.row or ""),
            wording.column(place),
            wording.what(problem, _),
            wording.remedy(problem, _),
        )
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    message = _("Nothing was imported: %(errors)s errors.")
    console.print(Text(message % {"errors": len(problems)}, style="bold red"))


def _show_result(result: ImportResult, dry_run: bool, _: Translate) -> None:
    plan = result.plan
    counts = {
        "rows": result.rows,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
    }
    click.echo(
        _("%(rows)s rows: %(added)s added, %(changed)s changed, %(unchanged)s unchanged.") % counts
    )
    for change in plan.changed[:_SHOWN]:
        click.echo("  " + _changed_line(change, _))
    if len(plan.changed) > _SHOWN:
        click.echo("  " + _("… and %(more)s more.") % {"more": len(plan.changed) - _SHOWN})
    if plan.missing:
        message = _("Not in this file, kept in the roll: %(missing)s.")
        click.echo(message % {"missing": len(plan.missing)})
        for delegate_id in plan.missing[:_SHOWN]:
            person = result.known[delegate_id]
            click.echo(f"  {person.number} {person.name} ({person.delegation})".replace("  ", " "))
        if len(plan.missing) > _SHOWN:
            click.echo("  " + _("… and %(more)s more.") % {"more": len(plan.missing) - _SHOWN})
    if dry_run:
        click.echo(_("The file can be imported; nothing was written (--dry-run)."))
        return
    message = _("New badges: %(new)s. Revoked because an alternate takes the place: %(revoked)s.")
    click.echo(message % {"new": result.new_badges, "revoked": result.revoked_badges})
    click.echo(_("Imported."))


def _changed_line(change: Change, _: Translate) -> str:
    names = ", ".join(_(wording.FIELDS[name]) for name in change.fields)
    message = _("Changed: %(name)s: %(changes)s")
    return message % {"name": change.after.name, "changes": names}
