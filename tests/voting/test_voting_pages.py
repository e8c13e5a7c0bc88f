"""The technicians' pages of voting: what a person types, is told and reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.ext import extract_from_ast
from werkzeug.test import TestResponse

from hub import voting
from hub.app import create_app
from hub.contract.voting import CastRequest, PermitRequest, seal_open
from hub.platform.words import translations
from hub.voting import wording
from hub.voting.booth import Booth
from tests.fakes.congress import Congress
from tests.fakes.hall import new_id
from tests.fakes.presence import FakePresence
from tests.fakes.technician import Technician
from tests.voting.elections import E2_NAMES, e2_ballots

FORM = {
    "title": "Bầu Ban Chấp hành",
    "seats": "5",
    "summoned": "102",
    "reason0": "Vắng mặt suốt thời gian đại hội",
    "number0": "3",
    "candidates": "\n".join(E2_NAMES),
}


class Desk:
    """A technician at the hub, and booths that vote."""

    def __init__(self, folder: Path) -> None:
        self.congress = Congress(folder)
        database, clock = self.congress.database, self.congress.clock
        self.app = create_app(self.congress.settings, database, clock, self.congress.live)
        self.booth = Booth(database, clock, FakePresence())
        self.technician = Technician(self.app, database)

    def get(self, path: str) -> str:
        return words_of(self.technician.get(path))

    def post(self, path: str, form: dict[str, str] | None = None) -> TestResponse:
        return self.technician.post(path, form or {}, form_at="/polls/new")

    def cast(self, choices: list[str], poll: int = 1) -> None:
        _, code = self.congress.person()
        reply = self.booth.permit("k1", poll, PermitRequest(request_id=new_id(), code=code))
        assert reply.permit
        assert reply.form
        request = CastRequest(permit=reply.permit, envelope=seal_open(reply.form, choices))
        self.booth.cast(poll, new_id(), request)


def words_of(page: TestResponse) -> str:
    """The text of a page, its rows on lines of their own."""
    html = page.get_data(as_text=True)
    html = re.sub(r"\s+", " ", html)
    html = html.replace("<tr", "\n<tr").replace("</td>", " | ").replace("</tr>", "\n")
    return unescape(re.sub(r" +", " ", re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.congress.close()


def rows(text: str) -> list[str]:
    return [re.sub(r" \|\s*", "|", line).strip(" |") for line in text.splitlines()]


def test_e2_from_the_form_to_the_result_page(desk: Desk) -> None:
    made = desk.post("/polls/new", FORM)
    assert made.status_code == 303, words_of(made)
    assert made.location.endswith("/polls/1")
    page = desk.get("/polls/1")
    assert "quá một nửa số làm căn cứ (99 đại biểu): từ 50 phiếu" in page
    asked = desk.get("/polls/1/open")
    assert "Không được công bố là bỏ phiếu kín" in asked
    assert desk.post("/polls/1/open").status_code == 303
    assert "Đang bỏ phiếu" in desk.get("/polls/1")
    for choices in e2_ballots():
        desk.cast(choices)
    assert "từ 90" in desk.get("/polls/1"), "98 ballots are shown as a step of ten"
    assert desk.post("/polls/1/close").status_code == 303
    assert desk.post("/polls/1/count").status_code == 303
    read = rows(desk.get("/polls/1"))
    assert any("Tỷ lệ % so với căn cứ" in row for row in read)
    for line in (
        "Được triệu tập|102",
        "Căn cứ tính kết quả|99",
        "Số phiếu cần đạt (quá một nửa của 99)|50",
        "Số phiếu phát ra|98",
        "Số phiếu thu về|98",
        "Số phiếu hợp lệ|96",
        "Số phiếu không hợp lệ|2",
        "KHL-2: bầu nhiều hơn số lượng quy định|1",
        "KHL-3: không bầu cho ai|1",
    ):
        assert line in read, read
    percents = ["95,96", "90,91", "77,78", "60,61", "50,51", "49,49"]
    votes = [95, 90, 77, 60, 50, 49]
    for number, name, vote, percent in zip(range(1, 7), E2_NAMES, votes, percents, strict=True):
        line = f"{number}|{name}|{vote}|{percent}"
        in_ballot_order = f"{line}|Trúng cử" if number <= 5 else line
        assert in_ballot_order in read
        assert line in read, "the elected once more; the last only in ballot order"
    assert any("Đã bỏ phiếu: 98 người. Phiếu trong thùng: 98. Hai số khớp nhau." in r for r in read)


def test_a_form_with_mistakes_comes_back_as_typed_with_all_of_them(desk: Desk) -> None:
    wrong = {**FORM, "title": " ", "seats": "chín", "summoned": "1.500", "number0": "-1"}
    page = desk.post("/polls/new", wrong)
    assert page.status_code == 422
    text = words_of(page)
    for sentence in (
        "Hãy ghi tên gọi của cuộc bỏ phiếu.",
        "Hãy ghi số lượng cần bầu bằng một số nguyên từ 1 trở lên.",
        "Hãy ghi tổng số đại biểu được triệu tập bằng một số nguyên từ 1 đến 100000.",
        "Hãy ghi số người trừ vì lý do “Vắng mặt suốt thời gian đại hội”",
    ):
        assert sentence in text
    html = page.get_data(as_text=True)
    assert 'value="chín"' in html
    assert 'value="1.500"' in html
    assert E2_NAMES[3] in html
    assert "Chưa có cuộc bỏ phiếu nào" in desk.get("/polls")


def test_names_are_sorted_when_asked_and_left_as_they_stand_otherwise(desk: Desk) -> None:
    typed = "Lò Văn Hải\nNguyễn Văn An | 1975\nĐặng Văn An\nNguyễn Văn An; 1968\nPhạm Minh Đức"
    page = desk.post("/polls/new", {**FORM, "candidates": typed, "sort": "yes"})
    assert page.status_code == 200
    lines = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.get_data(as_text=True), re.DOTALL)
    assert lines
    assert unescape(lines[1]).splitlines() == [
        "Đặng Văn An",
        "Nguyễn Văn An | 1968",
        "Nguyễn Văn An | 1975",
        "Phạm Minh Đức",
        "Lò Văn Hải",
    ]
    desk.post("/polls/new", {**FORM, "candidates": typed})
    shown = rows(desk.get("/polls/1"))
    assert "1|Lò Văn Hải" in shown
    assert "2|Nguyễn Văn An (1975)" in shown
    assert "4|Nguyễn Văn An (1968)" in shown


def test_a_draft_is_changed_on_its_form_and_an_open_poll_is_not(desk: Desk) -> None:
    desk.post("/polls/new", FORM)
    form = desk.technician.get("/polls/1/edit").get_data(as_text=True)
    assert 'value="102"' in form
    assert 'value="3"' in form
    assert desk.post("/polls/1/edit", {**FORM, "summoned": "250"}).status_code == 303
    assert "quá một nửa số làm căn cứ (247 " in desk.get("/polls/1")
    desk.post("/polls/1/open")
    late = desk.post("/polls/1/edit", {**FORM, "summoned": "9"})
    assert late.status_code == 422
    assert "Cuộc bỏ phiếu này đã mở: không có gì thay đổi." in words_of(late)
    twice = desk.post("/polls/1/open")
    assert twice.status_code == 409
    assert "Cuộc bỏ phiếu này đã mở" in words_of(twice)


def test_closing_while_somebody_votes_needs_a_tick(desk: Desk) -> None:
    desk.post("/polls/new", FORM)
    desk.post("/polls/1/open")
    _, code = desk.congress.person()
    desk.booth.permit("k1", 1, PermitRequest(request_id=new_id(), code=code))
    assert "Số đại biểu đang bỏ phiếu: 1." in desk.get("/polls/1/close")
    refused = desk.post("/polls/1/close")
    assert refused.status_code == 409
    again = words_of(refused)
    assert "Số đại biểu đang bỏ phiếu: 1." in again
    assert 'name="confirmed"' in refused.get_data(as_text=True)  # asked for on the spot
    assert desk.post("/polls/1/close", {"confirmed": "yes"}).status_code == 303
    assert "Đã đóng, chưa kiểm phiếu" in desk.get("/polls/1")


@pytest.mark.parametrize(
    ("ballots", "sentence"),
    [
        (
            [["c001", "c002"]] * 3 + [["c001", "c003"]] * 3,
            "Có 2 đồng chí bằng phiếu ở vị trí cuối. Xin ý kiến Đại hội về việc bầu lại. "
            "Số lượng còn phải bầu: 1.",
        ),
        (
            [["c001"]] * 6,
            "Còn thiếu 1 so với số lượng cần bầu. Xin ý kiến Đại hội về việc bầu tiếp.",
        ),
    ],
)
def test_what_the_congress_is_asked(desk: Desk, ballots: list[list[str]], sentence: str) -> None:
    small = {"title": "Bầu", "seats": "2", "summoned": "5", "candidates": "A\nB\nC"}
    desk.post("/polls/new", small)
    desk.post("/polls/1/open")
    for choices in ballots:
        desk.cast(choices)
    desk.post("/polls/1/close")
    desk.post("/polls/1/count")
    text = desk.get("/polls/1")
    assert sentence in text
    assert "Số phiếu phát ra nhiều hơn số làm căn cứ" in text, "6 issued for a base of 5"


def test_a_tie_of_all_is_not_told_as_nobody_over_half(desk: Desk) -> None:
    desk.post("/polls/new", {"title": "Bầu", "seats": "1", "summoned": "4", "candidates": "A\nB"})
    desk.post("/polls/1/open")
    assert desk.post("/polls/1/close").status_code == 303
    assert desk.post("/polls/1/count").status_code == 303
    assert "Không ai đạt quá một nửa." in desk.get("/polls/1")
    tie = {"title": "Bầu", "seats": "2", "summoned": "4", "candidates": "A\nB\nC"}
    desk.post("/polls/new", tie)
    desk.post("/polls/2/open")
    for choices in [["c001", "c002"], ["c002", "c003"], ["c001", "c003"]] * 2:
        desk.cast(choices, poll=2)
    desk.post("/polls/2/close")
    desk.post("/polls/2/count")
    assert "Chưa có ai trúng cử" in desk.get("/polls/2")


def test_every_text_of_the_pages_has_its_vietnamese() -> None:
    """What a template marks and the Vietnamese catalogue does not know would show in English."""
    vietnamese = translations("vi")
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = 0
    for path in (Path(voting.__file__).parent / "templates").rglob("*.html"):
        for _line, _function, said in extract_from_ast(reader.parse(path.read_text("utf-8"))):
            text = str(said[0] if isinstance(said, tuple) else said)
            assert vietnamese.ugettext(text) != text, f"{path.name}: {text}"
            found += 1
    assert found > 80


def test_pages_of_polls_that_are_not_there(desk: Desk) -> None:
    for path in ("/polls/1", "/polls/1/body", "/polls/1/edit", "/polls/1/open", f"/polls/{2**70}"):
        assert desk.technician.get(path).status_code == 404
    for path in ("/polls/1/open", "/polls/1/close", "/polls/1/count", "/polls/1/edit"):
        assert desk.post(path).status_code == 404


def test_nobody_sees_or_moves_a_poll_without_a_login(desk: Desk) -> None:
    desk.post("/polls/new", FORM)
    stranger = desk.app.test_client()
    assert stranger.get("/polls/1").status_code == 302
    assert stranger.post("/polls/1/open").status_code in (302, 400)
    assert "Đang chuẩn bị" in desk.get("/polls/1")


def test_a_title_with_markup_is_text(desk: Desk) -> None:
    desk.post("/polls/new", {**FORM, "title": "<b>Bầu</b>"})
    html = desk.technician.get("/polls/1").get_data(as_text=True)
    assert "<b>Bầu</b>" not in html
    assert "&lt;b&gt;Bầu&lt;/b&gt;" in html


def test_every_sentence_has_its_vietnamese() -> None:
    vietnamese = translations("vi")
    for text in wording.every_text():
        said = vietnamese.ugettext(text)
        assert said != text, text
        assert sorted(re.findall(r"%\(\w+\)s", said)) == sorted(re.findall(r"%\(\w+\)s", text))
