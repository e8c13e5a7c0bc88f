"""The hub is killed in time, and at the moment that was waited for."""

from __future__ import annotations

from hub.rehearsal.dress.faults import KillPlan


def test_nobody_is_killed_who_is_not_to_be() -> None:
    plan = KillPlan(None, 1)
    plan.moment("cast")
    assert not plan.due(0)


def test_each_kill_waits_for_a_moment_of_the_next_kind() -> None:
    plan = KillPlan(0.0, 1)
    for kind, others in (("cast", ("green", "scan")), ("green", ("cast",)), ("scan", ("green",))):
        plan.moment(kind)  # before it is waited for: too early
        assert not plan.due(0)
        for other in others:
            plan.moment(other)
            assert not plan.due(0)
        plan.moment(kind)
        assert plan.due(0)
        plan.done()


def test_not_before_its_time() -> None:
    plan = KillPlan(60.0, 1)
    assert not plan.due(0)
    plan.moment("cast")
    assert not plan.due(0)
