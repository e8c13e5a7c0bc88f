"""Boxes whose count is known from a worked example."""

from __future__ import annotations

E2_VOTES = {"c001": 95, "c002": 90, "c003": 77, "c004": 60, "c005": 50, "c006": 49}
E2_NAMES = [
    "Đặng Văn An",
    "Trần Thị Ân",
    "Bùi Thị Dung",
    "Hoàng Linh Đan",
    "Vũ Thị Hà",
    "Cao Thị Ơn",
]


def e2_ballots() -> list[list[str]]:
    """98 ballots that add up to example E2: 96 valid ones, one blank, one with all six.

    The votes are dealt like cards: nobody has more than 96, so no ballot gets one name twice.
    """
    ballots: list[list[str]] = [[] for _ in range(96)]
    dealt = (name for name, number in E2_VOTES.items() for _ in range(number))
    for at, one in enumerate(dealt):
        ballots[at % 96].append(one)
    return [*ballots, [], list(E2_VOTES)]
