"""The commands of voting: `daihoi-hub poll new`, `poll open`, `poll list`, and `minutes`."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from hub.papers.office import Office
from hub.papers.problems import PaperNotMade
from hub.papers.wording import sentence as paper_sentence
from hub.platform.clock import Clock, HubClock
from hub.platform.db import Database
from hub.platform.live import Live
from hub.platform.words import translator
from hub.roll.commands import write_out
from hub.roll.store import NoCongress, congress
from hub.settings import HubSettings
from hub.voting.minutes import Minutes, NotCounted, Paper
from hub.voting.ports import Presence
from hub.voting.rules import Deduction, Draft, Finding, Nominee
from hub.voting.service import Polls
from hub.voting.wording import sentence, state_word

PRESENCE = "daihoi.presence"
"""Key in a click context's meta under which the composition root puts its MakePresence."""
MakePresence = Callable[[Database, Clock], Presence]

_ACTOR = "hub"
_MAX_FILE = 1_000_000


@click.group("poll")
def poll() -> None:
    """Set polls up / Lập các cuộc bỏ phiếu."""


@poll.command("new")
@click.option("--title", required=True, help="As on the ballot / Tên gọi trên phiếu.")
@click.option("--seats", type=int, required=True, help="To be elected / Số lượng cần bầu.")
@click.option(
    "--candidates",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="CSV with the columns name, born, in ballot order / theo thứ tự trên phiếu.",
)
@click.option("--summoned", type=int, required=True, help="Summoned / Số được triệu tập.")
@click.option("--deduct", multiple=True, help='"reason=3", more than once / "lý do=3".')
@click.option("--open", "opened", is_flag=True, help="Open it at once / Mở ngay.")
@click.pass_context
def new(
    context: click.Context,
    title: str,
    seats: int,
    candidates: Path,
    summoned: int,
    deduct: tuple[str, ...],
    opened: bool,
) -> None:
    """Set up a poll / Lập một cuộc bỏ phiếu."""
    _ = _words(context)
    deductions = tuple(_deduction(text, _) for text in deduct)
    draft = Draft(title, seats, summoned, deductions, _candidates(candidates, _))
    with _polls(context) as polls:
        made = polls.create(draft, _ACTOR)
        if isinstance(made, list):
            raise _refusal(made, _)
        if opened and (findings := polls.open(made, _ACTOR)):
            raise _refusal(findings, _)
        click.echo(_("Poll %(number)s: %(title)s") % {"number": made, "title": draft.title})


@poll.command("open")
@click.argument("number", type=int)
@click.pass_context
def open_command(context: click.Context, number: int) -> None:
    """Open a poll that was set up / Mở một cuộc bỏ phiếu đã lập."""
    _ = _words(context)
    with _polls(context) as polls:
        if polls.standing(number) is None:
            raise click.ClickException(_("There is no poll with this number."))
        if findings := polls.open(number, _ACTOR):
            raise _refusal(findings, _)
        click.echo(_("Voting is open"))


@poll.command("list")
@click.pass_context
def list_command(context: click.Context) -> None:
    """Show the polls / Các cuộc bỏ phiếu."""
    _ = _words(context)
    table = Table(_("No."), _("Poll"), _("State"))
    with _polls(context) as polls:
        for one in polls.standings():
            state = state_word(one.poll.state, _)
            table.add_row(str(one.poll.poll_id), one.poll.form.title, state)
    Console().print(table)


@click.command("minutes")
@click.argument("number", type=int)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A .docx or .pdf / Tệp .docx hoặc .pdf.",
)
@click.option("--shipped-template", is_flag=True, help="Not the edited one / Mẫu gốc.")
@click.pass_context
def minutes_command(context: click.Context, number: int, out: Path, shipped_template: bool) -> None:
    """Write the counting minutes of a poll / Lập biên bản kiểm phiếu."""
    _ = _words(context)
    suffix = out.suffix.lower().removeprefix(".")
    if suffix not in set(Paper):
        raise click.ClickException(_("The minutes are a .docx or a .pdf: %(path)s") % {"path": out})
    with _opened(context) as (polls, database):
        minutes = Minutes(database, polls, _settings(context).templates_dir, Office())
        try:
            content = minutes.write(number, Paper(suffix), shipped=shipped_template)
        except NotCounted as wrong:
            known = polls.standing(number) is not None
            missing = _("There is no poll with this number.")
            early = _("This poll is not counted yet: there are no minutes.")
            raise click.ClickException(early if known else missing) from wrong
        except PaperNotMade as wrong:
            raise click.ClickException(paper_sentence(wrong, _)) from wrong
    write_out(out, content, _)
    click.echo(_("Counting minutes: %(path)s") % {"path": out})


COMMANDS: list[click.Command] = [poll, minutes_command]


def _settings(context: click.Context) -> HubSettings:
    settings = context.find_object(HubSettings)
    assert settings is not None
    return settings


def _words(context: click.Context) -> Callable[[str], str]:
    return translator(_settings(context).language)


@contextmanager
def _polls(context: click.Context) -> Iterator[Polls]:
    with _opened(context) as (polls, _database):
        yield polls


@contextmanager
def _opened(context: click.Context) -> Iterator[tuple[Polls, Database]]:
    settings, _ = _settings(context), _words(context)
    missing = _("This hub has no congress yet. Run daihoi-hub init first.")
    if settings.database_url.startswith("sqlite") and not (settings.data_dir / "hub.db").exists():
        raise click.ClickException(missing)
    database, clock = Database(settings.database_url), HubClock()
    presence: MakePresence = context.meta[PRESENCE]
    polls = Polls(database, clock, presence(database, clock), Live())
    try:
        with database.read() as connection:
            congress(connection)
        yield polls, database
    except NoCongress as wrong:
        raise click.ClickException(missing) from wrong
    finally:
        polls.end()
        database.close()


def _refusal(findings: list[Finding], _: Callable[[str], str]) -> click.ClickException:
    return click.ClickException("\n".join(sentence(one, _) for one in findings))


def _deduction(text: str, _: Callable[[str], str]) -> Deduction:
    reason, equals, number = text.rpartition("=")
    if not equals or not number.strip().isdecimal():
        raise click.ClickException(_("Write a deduction as reason=3: %(text)s") % {"text": text})
    return Deduction(reason, int(number))


def _candidates(path: Path, _: Callable[[str], str]) -> tuple[Nominee, ...]:
    try:
        raw = path.read_bytes()[: _MAX_FILE + 1]
        if len(raw) > _MAX_FILE:
            raise ValueError("too long")
        reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), strict=True)
        if "name" not in (reader.fieldnames or []):
            raise ValueError("no column name")
        return tuple(Nominee(row["name"] or "", row.get("born") or "") for row in reader)
    except OSError as wrong:
        message = _("The file of candidates cannot be read: %(error)s")
        raise click.ClickException(message % {"error": wrong.strerror}) from wrong
    except (ValueError, csv.Error) as wrong:
        message = _("%(path)s is not a CSV file in UTF-8 with the columns name and born.")
        raise click.ClickException(message % {"path": path}) from wrong
