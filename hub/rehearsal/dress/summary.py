"""The end of a rehearsal in words: ready, or what is not and what to do."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from hub.rehearsal.dress.plan import Plan
from hub.rehearsal.dress.results import HEAVY_MB, Results, Tally, Trouble

Translate = Callable[[str], str]


def show(results: Results, plan: Plan, console: Console, _: Translate) -> None:
    """Figures, then the verdict, then what to do."""
    console.print()
    console.print(_people(results, _))
    console.print()
    console.print(_figures(results, plan, _))
    if results.ready:
        console.print(Panel(_ready(plan, _), style="bold white on #0B5A33", expand=False))
        return
    console.print(Panel(_("NOT READY"), style="bold white on #9B1C1C", expand=False))
    list_of = Table.grid(padding=(0, 1))  # a sentence of two lines stays beside its point
    for trouble in results.troubles:
        list_of.add_row(" •", _sentence(trouble, results, plan, _))
    console.print(list_of, highlight=False)
    for answer, times in sorted(results.answers.items()):
        said = _("%(times)s times a kiosk said: %(answer)s")
        console.print(f"    {said % {'times': times, 'answer': answer}}", highlight=False)
    kept = _("Everything is kept for a look, with the logs: %(folder)s")
    console.print(kept % {"folder": results.folder}, highlight=False, soft_wrap=True)


def _ready(plan: Plan, _: Translate) -> str:
    if plan.kill_every_s is None:
        return _("READY. What happens when the hub fails shows only with --kill-hub-every 5.")
    return _("READY. Nothing was lost and nothing doubled, even while the hub was killed.")


def _people(results: Results, _: Translate) -> Table:
    heads = (_("Should"), _("Were told"), _("Stored"), _("Lost"), _("Doubled"))
    table = Table("", *heads, box=None, pad_edge=False, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, tally in (
        (_("Check-ins"), results.checkins),
        (_("Ballots"), results.ballots),
    ):
        table.add_row(name, *_numbers(tally), style="" if tally.clean else "bold red")
    return table


def _numbers(tally: Tally) -> tuple[str, ...]:
    return tuple(
        str(n) for n in (tally.expected, tally.acknowledged, tally.found, tally.lost, tally.doubled)
    )


def _figures(results: Results, plan: Plan, _: Translate) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    count = _("as the people chose") if results.result_as_expected else _("WRONG")
    table.add_row(_("The count"), count)
    table.add_row(_("From the badge to the answer"), _latency(results, _))
    if results.requests_per_s is not None:
        table.add_row(_("Check-ins the hub can take"), _rate(results, _))
    memory = _("hub %(hub)s MB, a kiosk %(kiosk)s MB")
    numbers = {"hub": f"{results.hub_rss_mb:.0f}", "kiosk": f"{results.kiosk_rss_mb:.0f}"}
    table.add_row(_("Memory"), memory % numbers)
    if plan.kill_every_s is not None:
        faults = _("hub killed %(kills)s times, line broken %(cuts)s times, told to wait: %(kept)s")
        table.add_row(
            _("Faults"),
            faults % {"kills": results.kills, "cuts": results.cuts, "kept": results.kept},
        )
    table.add_row(_("Took"), _("%(seconds)s seconds") % {"seconds": f"{results.seconds:.0f}"})
    return table


def _latency(results: Results, _: Translate) -> str:
    p50, p95 = results.latency_ms["p50"], results.latency_ms["p95"]
    if p50 is None or p95 is None:
        return "-"
    words = _("half of them under %(half)s ms, 19 of 20 under %(most)s ms")
    return words % {"half": f"{p50:.0f}", "most": f"{p95:.0f}"}


def _rate(results: Results, _: Translate) -> str:
    assert results.requests_per_s is not None
    words = _("%(rate)s a second")
    return words % {"rate": f"{results.requests_per_s:.0f}"}


def _sentence(trouble: Trouble, results: Results, plan: Plan, _: Translate) -> str:
    checkins, ballots = results.checkins, results.ballots
    words: dict[Trouble, tuple[str, dict[str, object]]] = {
        Trouble.CHECKIN_LOST: (
            _(
                "%(number)s people were told that they are recorded, and are not stored. "
                "Do not use this hub."
            ),
            {"number": checkins.lost},
        ),
        Trouble.CHECKIN_DOUBLED: (
            _("%(number)s check-ins are stored twice. Do not use this hub."),
            {"number": checkins.doubled},
        ),
        Trouble.CHECKIN_SENT_AWAY: (
            _("%(number)s people with a good badge were not checked in."),
            {"number": checkins.expected - checkins.acknowledged},
        ),
        Trouble.BALLOT_LOST: (
            _("%(number)s ballots are lost. Do not vote with this hub."),
            {"number": ballots.lost},
        ),
        Trouble.BALLOT_DOUBLED: (
            _("%(number)s ballots are in the box that nobody cast. Do not vote with this hub."),
            {"number": ballots.doubled},
        ),
        Trouble.BALLOT_SENT_AWAY: (
            _("%(number)s people who may vote were not thanked for their ballot."),
            {"number": ballots.expected - ballots.acknowledged},
        ),
        Trouble.COUNT_DIFFERS: (
            _("The count differs from what the made-up people chose. Do not vote with this hub."),
            {},
        ),
        Trouble.SLOW: (
            _(
                "An answer takes up to %(ms)s ms. Close other programs on the hub, use a cable "
                "instead of Wi-Fi, and rehearse again."
            ),
            {"ms": results.latency_ms["p95"]},
        ),
        Trouble.KEPT_WITHOUT_FAULT: (
            _(
                "%(number)s people were told to wait for a confirmation although the hub was "
                "there: hub or network is too slow."
            ),
            {"number": results.kept},
        ),
        Trouble.TOO_FEW_A_SECOND: (
            _("The hub takes fewer check-ins a second than the %(pace)s that were asked for."),
            {"pace": f"{plan.pace:g}"},
        ),
        Trouble.HEAVY: (
            _("The hub needs more than %(limit)s MB of memory."),
            {"limit": HEAVY_MB},
        ),
        Trouble.LOAD_LOST: (
            _("Check-ins that were answered at full load are not stored. Do not use this hub."),
            {},
        ),
    }
    text, values = words[trouble]
    return text % values
