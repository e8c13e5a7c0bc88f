"""A rehearsal with kills passes on the real hub and finds each of three broken ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from hub.rehearsal.dress.plan import Plan
from hub.rehearsal.dress.play import Watcher, rehearse
from hub.rehearsal.dress.results import Results, Trouble
from tests.fakes import broken_hub

PLAN = Plan(delegates=9, checkin=1, booths=2, seed=7, kill_every_s=1, load=0)


def rehearse_with(fault: str, folder: Path) -> Results:
    make_command = partial(broken_hub.command, fault)
    return rehearse(PLAN, folder / "rehearsal", Watcher(), make_command=make_command)


def test_a_sound_hub_loses_nothing_while_it_is_killed(tmp_path: Path) -> None:
    results = rehearse(PLAN, tmp_path / "rehearsal", Watcher())
    assert results.troubles == [], results
    assert results.kills >= 3
    assert results.cuts > 0
    assert vars(results.checkins) == vars(results.ballots)
    assert vars(results.checkins) == {
        "expected": 9,
        "acknowledged": 9,
        "found": 9,
        "lost": 0,
        "doubled": 0,
    }
    assert results.result_as_expected
    assert results.hub_rss_mb > 10
    assert results.kiosk_rss_mb > 10


def test_a_hub_that_takes_a_repeat_for_new_is_caught(tmp_path: Path) -> None:
    results = rehearse_with("not_idempotent", tmp_path)
    assert Trouble.CHECKIN_DOUBLED in results.troubles, results
    assert Trouble.BALLOT_SENT_AWAY in results.troubles, results


def test_a_hub_that_stores_a_ballot_in_two_steps_is_caught(tmp_path: Path) -> None:
    results = rehearse_with("two_transactions", tmp_path)
    assert Trouble.BALLOT_LOST in results.troubles, results
    assert Trouble.COUNT_DIFFERS in results.troubles, results


def test_a_hub_that_answers_before_it_has_stored_is_caught(tmp_path: Path) -> None:
    results = rehearse_with("answers_before_commit", tmp_path)
    assert {Trouble.CHECKIN_LOST, Trouble.BALLOT_LOST} & set(results.troubles), results
    assert results.checkins.lost + results.ballots.lost > 0
