"""Badge codes and tickets: what a worn print, a thumb or a hurried person makes of them."""

from __future__ import annotations

import secrets
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.contract import badge
from hub.contract.ticket import (
    PREFIX,
    Ticket,
    TicketError,
    decode_ticket,
    encode_ticket,
    looks_like_ticket,
)

DIGITS = st.text("0123456789", min_size=25, max_size=25)
ADDRESSES = st.ip_addresses(v=4).map(str)
TICKETS = st.builds(
    Ticket,
    ca_pin=st.binary(min_size=16, max_size=16),
    secret=st.binary(min_size=16, max_size=16),
    address=ADDRESSES,
    port=st.integers(0, 65535),
)


@given(DIGITS)
def test_every_single_wrong_digit_is_refused(digits: str) -> None:
    code = badge.with_check_digit(digits)
    assert badge.is_badge_code(code)
    for place, right in enumerate(code):
        for wrong in "0123456789":
            if wrong != right:
                assert not badge.is_badge_code(code[:place] + wrong + code[place + 1 :])


@given(DIGITS)
def test_every_swap_of_neighbours_is_refused(digits: str) -> None:
    code = badge.with_check_digit(digits)
    for i in range(len(code) - 1):
        if code[i] != code[i + 1]:
            swapped = code[:i] + code[i + 1] + code[i] + code[i + 2 :]
            assert not badge.is_badge_code(swapped)


@given(st.text(max_size=60))
def test_what_is_not_twenty_six_digits_is_no_badge(text: str) -> None:
    plain = len(text) == 26 and all(c in string.digits for c in text)
    assert plain or not badge.is_badge_code(text)


@given(DIGITS)
def test_digits_of_other_scripts_are_no_badge(digits: str) -> None:
    arabic = badge.with_check_digit(digits).translate({48 + n: 0x0660 + n for n in range(10)})
    assert not badge.is_badge_code(arabic)
    assert not badge.is_badge_code(badge.with_check_digit(digits) + "\n")


def test_invented_codes_are_not_issued_ones() -> None:
    """Of 20,000 badges none can be guessed: 25 random digits are 83 bits."""
    issued = {badge.with_check_digit(f"{secrets.randbelow(10**25):025d}") for _ in range(20_000)}
    assert len(issued) == 20_000
    invented = (f"{secrets.randbelow(10**26):026d}" for _ in range(20_000))
    assert not any(code in issued for code in invented)


def test_a_code_is_printed_in_groups_of_five() -> None:
    assert badge.grouped("49817063552109384667120536") == "49817 06355 21093 84667 12053 6"


@given(TICKETS)
def test_a_ticket_comes_back_as_it_was(ticket: Ticket) -> None:
    text = encode_ticket(ticket)
    assert len(text) == 67
    assert looks_like_ticket(text)
    assert not badge.is_badge_code(text)
    assert decode_ticket(text) == ticket


@given(TICKETS, st.data())
def test_a_misread_ticket_is_refused(ticket: Ticket, data: st.DataObject) -> None:
    text = encode_ticket(ticket)
    place = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.sampled_from(string.ascii_uppercase + string.digits))
    assume(char != text[place])
    wrong = text[:place] + char + text[place + 1 :]
    try:
        # The check is 16 bits: one misreading in 65,536 gets through it, and then the pin or
        # the secret is wrong. It is never read as the ticket that was meant.
        assert decode_ticket(wrong) != ticket
    except TicketError:
        return


@given(st.text(max_size=100))
def test_any_other_text_is_no_ticket(text: str) -> None:
    with pytest.raises(TicketError):
        decode_ticket(text)
    with pytest.raises(TicketError):
        decode_ticket(PREFIX + text)


@given(TICKETS)
def test_a_ticket_cut_short_or_run_together_is_refused(ticket: Ticket) -> None:
    text = encode_ticket(ticket)
    for wrong in (text[:-1], text + text, text + "\r", text.lower(), "DH2" + text[3:], text[1:]):
        with pytest.raises(TicketError):
            decode_ticket(wrong)
