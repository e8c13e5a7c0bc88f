"""The badge code: 25 random digits and one Damm check digit, in QR and in Code 128-C."""

from __future__ import annotations

RANDOM_DIGITS = 25
CODE_DIGITS = 26

# The totally anti-symmetric quasigroup of order 10 given by H. M. Damm,
# "Total anti-symmetrische Quasigruppen" (Marburg 2004): finds every single wrong
# digit and every swap of two neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def check_digit(digits: str) -> str:
    """The Damm check digit of a string of ASCII digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][ord(digit) - 48]
    return str(interim)


def with_check_digit(random_digits: str) -> str:
    """The badge code made of 25 random digits; ValueError for anything else."""
    if len(random_digits) != RANDOM_DIGITS or not _ascii_digits(random_digits):
        raise ValueError(f"a badge code is made of {RANDOM_DIGITS} digits")
    return random_digits + check_digit(random_digits)


def is_badge_code(text: str) -> bool:
    """Whether the text is exactly 26 ASCII digits whose check digit is right."""
    return len(text) == CODE_DIGITS and _ascii_digits(text) and check_digit(text) == "0"


def grouped(code: str) -> str:
    """The code in groups of five, as it is printed for a person to type."""
    return " ".join(code[i : i + 5] for i in range(0, len(code), 5))


def _ascii_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
