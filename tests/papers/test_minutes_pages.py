"""The minutes on paper: nothing cut, table heads repeated, no page of signatures only."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from hub.contract.voting import BallotForm, Candidate
from hub.papers.docx import SHIPPED, fill
from hub.papers.office import Office
from hub.roll.store import CongressRow
from hub.voting import counting
from hub.voting.minutes import TEMPLATE, fields
from hub.voting.rules import Deduction, Draft, PollState
from hub.voting.service import Standing
from hub.voting.sheet import sheet_of
from hub.voting.store import PollRow, Result
from tests.fakes.counted_hub import NAME
from tests.fakes.paper_text import docx_lines, pdf_pages, squeezed

HEAD = "STTHọvàtênSốphiếubầuTỷlệ%sovới"
LONG = "Công Tằng Tôn Nữ Hoàng Phượng Quỳnh Thị Thuỷ"
DAY = dt.date(2026, 7, 14)
CONGRESS = CongressRow("c0", NAME, "Nghệ An", DAY, DAY, "Asia/Ho_Chi_Minh")
OPENED = 1_784_000_000_000


def counted(listed: int, seats: int, base: int = 120) -> Standing:
    """A poll with that many names, to which base - 1, base - 2, … votes went."""
    votes = {f"c{at:03d}": max(base - at, 0) for at in range(1, listed + 1)}
    people = [Candidate(one, f"{LONG} {at}") for at, one in enumerate(votes, 1)]
    tally = counting.Tally(base, base, dict.fromkeys(counting.InvalidReason, 0), votes)
    poll = PollRow(
        poll_id=1,
        state=PollState.COUNTED,
        draft=Draft("Bầu", seats, base + 3, (Deduction("Vắng mặt suốt", 3),)),
        form=BallotForm(1, "Bầu Ban Chấp hành", seats, people),
        definition_hash=None,
        base=base,
        present_at_opening=base,
        opened_ms=OPENED,
        closed_ms=OPENED + 1_500_000,
        result=Result(base, tally, counting.decide_v1(votes, seats, base)),
    )
    return Standing(poll, base, base)


def pdf(listed: int, seats: int, base: int = 120) -> bytes:
    sheet = sheet_of(counted(listed, seats, base))
    return Office().to_pdf(fill(SHIPPED / TEMPLATE, fields(sheet, CONGRESS)))


@pytest.mark.parametrize("listed", [9, 14, 17, 20])
def test_signatures_stand_below_the_last_of_the_elected(listed: int) -> None:
    pages = pdf_pages(pdf(listed, listed - 2))
    signed = [at for at, text in enumerate(pages) if "TM. ĐOÀN CHỦ TỊCH" in text]
    assert signed == [len(pages) - 1]
    last = pages[-1]
    assert "TM. BAN KIỂM PHIẾU" in last
    assert "Biên bản này được lập thành" in last
    assert last.count("(Ký, ghi rõ họ tên)") == 2
    for at in range(listed - 4, listed - 1):
        assert f"{LONG} {at} " in re.sub(r"\s+", " ", last)


def test_a_long_list_repeats_its_head_and_shows_every_name_whole() -> None:
    made = pdf(60, 45, base=1587)
    pages = [squeezed(text) for text in pdf_pages(made)]
    rows = [re.findall(rf"{squeezed(LONG)}\d+1\.5\d\d\d?\d,\d\d", page) for page in pages]
    assert sum(map(len, rows)) == 105, "sixty counted and forty-five elected"
    for number, (page, found) in enumerate(zip(pages, rows, strict=True), 1):
        assert not found or HEAD in page
        assert number == 1 or page.startswith(str(number))
    assert len([page for page in pages if HEAD in page]) > 3


def test_nothing_stands_outside_the_margins() -> None:
    document = pypdfium2.PdfDocument(pdf(20, 15))
    for page in document:
        width, height = page.get_size()
        text = page.get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        seen = [box for box in boxes if box[2] > box[0]]
        assert min(box[0] for box in seen) > 80, "30 mm on the left, for the binding"
        assert max(box[2] for box in seen) < width - 40
        assert min(box[1] for box in seen) > 50
        assert max(box[3] for box in seen) < height - 20
        text.close()
        page.close()
    document.close()


def test_the_guide_names_every_field_and_the_template_uses_them() -> None:
    given = set(fields(sheet_of(counted(6, 4)), CONGRESS))
    guide = (Path(__file__).parents[2] / "docs" / "templates.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.*?) \| ", guide.split("## Các thẻ")[1], re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(?:{{ )?([a-z_]+)", row)}
    assert named == given
    shipped = "\n".join(docx_lines((SHIPPED / TEMPLATE).read_bytes()))
    assert all(re.search(rf"\b{name}\b", shipped) for name in given - {"cham"})
