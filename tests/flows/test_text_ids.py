"""The list of sentences and the list of staff codes agree with what the code can say."""

from __future__ import annotations

from pathlib import Path

import kiosk
from hub.contract.fleet import Role
from hub.contract.wire import ErrorCode
from kiosk.flows.events import EnrolFailure
from kiosk.flows.staff_codes import BY_ERROR, BY_TEXT, staff_code
from kiosk.flows.text_ids import TEXT_IDS

SOURCE = Path(kiosk.__file__).parent


def test_every_sentence_of_the_list_can_be_said() -> None:
    files = [p for p in SOURCE.rglob("*.py") if p.name not in ("text_ids.py", "staff_codes.py")]
    source = "\n".join(p.read_text(encoding="utf-8") for p in files)
    made = {f"setup.{reason}" for reason in EnrolFailure} | {f"setup.joined_{r}" for r in Role}
    made |= {f"{text_id}.do" for text_id in TEXT_IDS}
    unsaid = [i for i in TEXT_IDS if f'"{i}"' not in source and i not in made]
    assert unsaid == []


def test_each_staff_code_belongs_to_one_sentence() -> None:
    assert BY_TEXT.keys() <= TEXT_IDS.keys()
    assert len(set(BY_TEXT.values())) == len(BY_TEXT)


def test_each_error_has_a_number_of_its_own() -> None:
    assert BY_ERROR.keys() == set(ErrorCode)
    assert len(set(BY_ERROR.values())) == len(ErrorCode)


def test_a_code_is_short() -> None:
    assert staff_code("booth.refused", ErrorCode.WRONG_ROLE) == "P19-08"
    assert staff_code("checkin.accepted") == ""
