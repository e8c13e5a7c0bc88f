"""What can be wrong with a profile; a code with its details, the words stand in `words`."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field


class ProblemCode(enum.StrEnum):
    """Each has its own words in every language."""

    UNREADABLE = "unreadable"
    NOT_TOML = "not_toml"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    WRONG_TYPE = "wrong_type"
    BARE_NUMBER = "bare_number"
    WRONG_UNIT = "wrong_unit"
    OUT_OF_RANGE = "out_of_range"
    NOT_ONE_OF = "not_one_of"
    NOT_LIKE = "not_like"
    ID_IS_NOT_FILE_NAME = "id_is_not_file_name"
    WRONG_FOLDER = "wrong_folder"
    SUFFIX_IN_CODE = "suffix_in_code"
    NO_SUCH_READER = "no_such_reader"
    NO_SUCH_PROFILE = "no_such_profile"


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where, what, and what would be allowed."""

    file: str
    key: str
    code: ProblemCode
    details: dict[str, str] = field(default_factory=dict)


class ProfileError(Exception):
    """Profiles that cannot be used, with everything that is wrong with them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.file} {p.key}: {p.code.value}" for p in problems))
        self.problems = tuple(problems)
