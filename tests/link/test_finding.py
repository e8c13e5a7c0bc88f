from __future__ import annotations

import pytest

from kiosk.link.finding import search
from kiosk.settings import Address

STRANGER, OURS = Address("127.0.0.1", 1), Address("127.0.0.1", 2)


def prove(address: Address) -> Address:
    if address == STRANGER:
        raise ZeroDivisionError
    return address


def test_an_answer_that_breaks_a_library_is_no_answer_and_ends_nothing() -> None:
    result = search([STRANGER, OURS], prove, 20)
    assert result.found == OURS
    assert list(result.failures) == [STRANGER]


@pytest.mark.parametrize("addresses", [[], [STRANGER]])
def test_nobody_proves_to_be_the_hub(addresses: list[Address]) -> None:
    assert search(addresses, prove, 20).found is None
