"""The counting minutes: every figure as on the page, the unknown as dots, read line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest

from hub.voting.rules import Deduction, Draft, Nominee
from tests.fakes.counted_hub import NAME, CountedHub, dealt
from tests.fakes.paper_text import docx_lines, pdf_pages, squeezed
from tests.voting.elections import E2_NAMES, e2_ballots

Make = Callable[[Draft, list[list[str]], int], CountedHub]
TITLE = "Bầu Ban Chấp hành Đảng bộ khóa XX, nhiệm kỳ 2025 - 2030"
ABSENT = Deduction("Vắng mặt suốt thời gian đại hội", 3)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[CountedHub] = []

    def counted(draft: Draft, ballots: list[list[str]], present: int) -> CountedHub:
        made.append(CountedHub(tmp_path, draft, ballots, present))
        return made[-1]

    yield counted
    for one in made:
        one.close()


def draft(names: list[str], seats: int, summoned: int, *deductions: Deduction) -> Draft:
    return Draft(TITLE, seats, summoned, deductions, tuple(Nominee(name) for name in names))


def minutes(hub: CountedHub) -> list[str]:
    answer = hub.technician.get("/polls/1/minutes.docx")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert 'filename="bien-ban-kiem-phieu-1.docx"' in answer.headers["Content-Disposition"]
    return docx_lines(answer.get_data())


def page_rows(hub: CountedHub) -> list[str]:
    html = re.sub(r"\s+", " ", hub.technician.get("/polls/1").get_data(as_text=True))
    rows = re.findall(r"<tr.*?</tr>", html)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]
    return [
        "|".join(unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row) for row in cells
    ]


def section(lines: list[str], start: str, end: str) -> list[str]:
    first = next(at for at, line in enumerate(lines) if line.startswith(start))
    last = next(at for at, line in enumerate(lines) if line.startswith(end))
    return lines[first + 1 : last]


def test_e2_line_by_line(make: Make) -> None:
    hub = make(draft(E2_NAMES, 5, 102, ABSENT), e2_ballots(), 99)
    votes = [(95, "95,96"), (90, "90,91"), (77, "77,78"), (60, "60,61"), (50, "50,51")]
    rows = [
        f"{at}|{name}|{number}|{percent}"
        for at, (name, (number, percent)) in enumerate(zip(E2_NAMES, votes, strict=False), 1)
    ]
    dots = "…………………………………………"
    assert minutes(hub) == [
        f"{NAME.upper()}\n*|ĐẢNG CỘNG SẢN VIỆT NAM\nNghệ An, ngày 13 tháng 9 năm 2020",
        "BIÊN BẢN KIỂM PHIẾU",
        TITLE,
        "-----",
        "Căn cứ …………………………………………………………………………………",
        "…………………………………………………………………………………………",
        "Ban Kiểm phiếu được Đại hội biểu quyết thông qua, gồm ……… đồng chí:",
        f"1. Đồng chí {dots} – Trưởng ban",
        *(f"{at}. Đồng chí {dots} – Ủy viên" for at in range(2, 6)),
        "I. SỐ LƯỢNG VÀ DANH SÁCH BẦU CỬ",
        "- Số lượng cần bầu: 5 đồng chí.",
        "- Số người trong danh sách bầu cử: 6 đồng chí (ứng cử: ……; đề cử: ……).",
        "- Hình thức bỏ phiếu: ghi công khai tại máy bỏ phiếu; không phải bỏ phiếu kín.",
        "- Danh sách bầu cử, theo thứ tự trên phiếu:",
        *(f"{at}. {name}" for at, name in enumerate(E2_NAMES, 1)),
        "II. SỐ ĐẠI BIỂU VÀ SỐ PHIẾU",
        "Thời gian bỏ phiếu: từ 19h26 đến 19h51, ngày 13 tháng 9 năm 2020.",
        "Tổng số đại biểu được triệu tập|102|đại biểu",
        "    Trừ: Vắng mặt suốt thời gian đại hội|3|đại biểu",
        "Số đại biểu làm căn cứ tính kết quả bầu cử|99|đại biểu",
        "Số phiếu cần đạt để trúng cử (quá một nửa của 99)|từ 50|phiếu",
        "Số đại biểu có mặt lúc bầu|99|đại biểu",
        "Số đại biểu vắng mặt lúc bầu|3|đại biểu",
        "Số phiếu phát ra|98|phiếu",
        "Số phiếu thu về|98|phiếu",
        "Số phiếu hợp lệ|96|phiếu",
        "Số phiếu không hợp lệ|2|phiếu",
        "    Lý do: bầu nhiều hơn số lượng quy định (KHL-2)|1|phiếu",
        "    Lý do: không bầu cho ai (KHL-3)|1|phiếu",
        "III. KẾT QUẢ KIỂM PHIẾU, THEO THỨ TỰ TRÊN PHIẾU",
        "STT|Họ và tên|Số phiếu bầu|Tỷ lệ % so với 99 đại biểu",
        *rows,
        "6|Cao Thị Ơn|49|49,49",
        "IV. DANH SÁCH TRÚNG CỬ, THEO SỐ PHIẾU TỪ CAO XUỐNG THẤP",
        "Căn cứ kết quả kiểm phiếu, 5 đồng chí sau đây trúng cử:",
        "STT|Họ và tên|Số phiếu bầu|Tỷ lệ % so với 99 đại biểu",
        *rows,
        "Biên bản này được lập thành ……… bản, thông qua hồi …… giờ …… phút, "
        "ngày …… tháng …… năm ……….",
        "TM. ĐOÀN CHỦ TỊCH|TM. BAN KIỂM PHIẾU",
        "(Ký, ghi rõ họ tên)|TRƯỞNG BAN",
        "|(Ký, ghi rõ họ tên)",
        "……………………………………|……………………………………",
        "",
    ]
    _same_on_the_page(hub)
    _same_in_the_pdf(hub)


def _same_on_the_page(hub: CountedHub) -> None:
    """Every row of figures that the page shows stands in the minutes, and the other way round."""
    paper, page = minutes(hub), page_rows(hub)
    for said, written in {
        "Được triệu tập": "Tổng số đại biểu được triệu tập",
        "Vắng mặt suốt thời gian đại hội": "    Trừ: Vắng mặt suốt thời gian đại hội",
        "Căn cứ tính kết quả": "Số đại biểu làm căn cứ tính kết quả bầu cử",
        "Có mặt khi mở bỏ phiếu": "Số đại biểu có mặt lúc bầu",
        "Số phiếu phát ra": "Số phiếu phát ra",
        "Số phiếu thu về": "Số phiếu thu về",
        "Số phiếu hợp lệ": "Số phiếu hợp lệ",
        "Số phiếu không hợp lệ": "Số phiếu không hợp lệ",
    }.items():
        figure = next(row for row in page if row.startswith(f"{said}|")).split("|")[1]
        assert f"{written}|{figure.removeprefix('−')}|" in [
            line.removesuffix("đại biểu").removesuffix("phiếu") for line in paper
        ]
    people = [re.match(r"\d+\|[^|]+\|[\d.]+\|[\d,]+", row) for row in page]
    shown = [found[0] for found in people if found]
    written_rows = [line for line in paper if re.fullmatch(r"\d+\|[^|]+\|[\d.]+\|[\d,]+", line)]
    assert shown == written_rows
    assert len(shown) == 11


def _same_in_the_pdf(hub: CountedHub) -> None:
    answer = hub.technician.get("/polls/1/minutes.pdf")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.content_type == "application/pdf"
    pages = pdf_pages(answer.get_data())
    assert len(pages) == 2
    numbered = pages[1].split(maxsplit=1)
    assert numbered[0] == "2", "the page's number"
    assert squeezed(pages[0] + numbered[1]) == squeezed("".join(minutes(hub)))
    assert "Biên bản này được lập thành" in pages[1]


def test_e5_a_tie_names_the_tied_and_leaves_room_for_the_decision(make: Make) -> None:
    votes = {"c001": 110, "c002": 104, "c003": 90, "c004": 78, "c005": 78, "c006": 5}
    hub = make(draft(E2_NAMES, 4, 120), dealt(votes, 118), 90)
    lines = minutes(hub)
    assert section(lines, "IV.", "V.") == [
        "Căn cứ kết quả kiểm phiếu, 3 đồng chí sau đây trúng cử:",
        "STT|Họ và tên|Số phiếu bầu|Tỷ lệ % so với 120 đại biểu",
        "1|Đặng Văn An|110|91,67",
        "2|Trần Thị Ân|104|86,67",
        "3|Bùi Thị Dung|90|75,00",
    ]
    asked = section(lines, "V.", "Biên bản này")
    said = "Có 2 đồng chí bằng phiếu ở vị trí cuối. Xin ý kiến Đại hội về việc bầu lại."
    assert asked[0] == f"{said} Số lượng còn phải bầu: 1."
    assert asked[1:3] == [
        "- Hoàng Linh Đan: 78 phiếu (65,00%)",
        "- Vũ Thị Hà: 78 phiếu (65,00%)",
    ]
    assert re.fullmatch("Đại hội quyết định: …+", asked[3])
    assert "Số đại biểu có mặt lúc bầu|…………|đại biểu" in lines, "90 cannot have taken 118 ballots"
    assert "Số đại biểu vắng mặt lúc bầu|…………|đại biểu" in lines
    page = hub.technician.get("/polls/1").get_data(as_text=True)
    assert "khi mở bỏ phiếu đã điểm danh 90 người" in page
    assert asked[0] in page


def test_e3_a_shortage_is_put_to_the_congress(make: Make) -> None:
    votes = {"c001": 88, "c002": 71, "c003": 50, "c004": 49}
    lines = minutes(make(draft(E2_NAMES[:4], 3, 100), dealt(votes, 98), 100))
    assert "Số phiếu không hợp lệ|0|phiếu" in lines
    assert not [line for line in lines if "KHL" in line or "Trừ:" in line]
    assert "3|Bùi Thị Dung|50|50,00" in section(lines, "III.", "IV.")
    assert section(lines, "IV.", "V.")[-1] == "2|Trần Thị Ân|71|71,00"
    asked = section(lines, "V.", "Biên bản này")
    assert asked[0] == "Còn thiếu 1 so với số lượng cần bầu. Xin ý kiến Đại hội về việc bầu tiếp."
    assert len(asked) == 3, "nobody is tied"


def test_the_elected_stand_from_the_highest_down(make: Make) -> None:
    """Equal votes keep ballot order; on the page and in the minutes alike."""
    votes = {"c001": 3, "c002": 4, "c003": 5, "c004": 4}
    hub = make(draft(["Lê An", "Lê Bình", "Lê Chi", "Lê Dũng"], 4, 5), dealt(votes, 5), 5)
    highest = ["1|Lê Chi|5|100,00", "2|Lê Bình|4|80,00", "3|Lê Dũng|4|80,00", "4|Lê An|3|60,00"]
    assert section(minutes(hub), "IV.", "Biên bản này")[2:] == highest
    assert page_rows(hub)[-4:] == highest


def test_nobody_elected(make: Make) -> None:
    lines = minutes(make(draft(["Lê An", "Lê Bình"], 1, 9), [["c001"], ["c002"], []], 3))
    assert section(lines, "IV.", "V.") == ["Chưa có đồng chí nào trúng cử."]


def test_names_stand_as_they_are(make: Make) -> None:
    names = [
        'Lê "An" & <Bình>',
        "Công Tằng Tôn Nữ Hoàng Phượng Quỳnh Thị Thuỷ",
        "{{ 7 * 7 }} {% raw %}",
        "Ẳẵặ Ểễệ Ổỗộ Ởỡợ Ửữự Ỷỹỵ",
    ]
    hub = make(draft(names, 2, 1587, Deduction("A & <B>", 3)), [["c001", "c002"]], 1)
    lines = minutes(hub)
    assert [f"{at}. {name}" for at, name in enumerate(names, 1)] == [
        line for line in lines if re.match(r"\d\. (?!Đồng chí)", line)
    ]
    assert "2|Công Tằng Tôn Nữ Hoàng Phượng Quỳnh Thị Thuỷ|1|0,06" in lines
    assert "    Trừ: A & <B>|3|đại biểu" in lines
    assert "Tổng số đại biểu được triệu tập|1.587|đại biểu" in lines


def test_a_poll_that_is_not_counted_has_no_minutes(tmp_path: Path) -> None:
    hub = CountedHub(tmp_path, draft(["A", "B"], 1, 9), [["c001"]], 1, count=False)
    refused = hub.technician.get("/polls/1/minutes.docx")
    assert refused.status_code == 409
    assert "chưa kiểm phiếu: chưa có biên bản" in refused.get_data(as_text=True)
    assert "minutes.docx" not in hub.technician.get("/polls/1").get_data(as_text=True)
    assert hub.technician.get("/polls/2/minutes.docx").status_code == 404
    assert hub.technician.get(f"/polls/{2**70}/minutes.pdf").status_code == 404
    hub.close()


def test_nobody_takes_the_minutes_without_a_login(make: Make) -> None:
    hub = make(draft(["A", "B"], 1, 9), [["c001"]], 1)
    stranger = hub.technician.client.application.test_client()
    for path in ("1/minutes.docx", "1/minutes.pdf", "minutes-template.docx"):
        assert stranger.get(f"/polls/{path}").status_code == 302


def test_without_libreoffice_the_page_says_so_and_offers_the_docx(
    make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hub = make(draft(["A", "B"], 1, 9), [["c001"]], 1)
    assert "/polls/1/minutes.pdf" in hub.technician.get("/polls/1").get_data(as_text=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    page = hub.technician.get("/polls/1").get_data(as_text=True)
    assert "Máy chủ này không có LibreOffice nên không làm được PDF" in page
    assert "/polls/1/minutes.docx" in page
    assert "/polls/1/minutes.pdf" not in page
    refused = hub.technician.get("/polls/1/minutes.pdf")
    assert refused.status_code == 409
    assert "cài gói Debian libreoffice-writer-nogui" in refused.get_data(as_text=True)
    assert minutes(hub)


def test_the_page_names_the_template_in_use_and_gives_it_away(make: Make) -> None:
    hub = make(draft(["A", "B"], 1, 9), [["c001"]], 1)
    assert "mẫu của chương trình" in hub.technician.get("/polls/1").get_data(as_text=True)
    given = hub.technician.get("/polls/minutes-template.docx").get_data()
    assert "{{ ten_cuoc_bau }}" in docx_lines(given)
    own = hub.settings.templates_dir
    own.mkdir()
    (own / "bien-ban-kiem-phieu.docx").write_bytes(given)
    assert str(own) in hub.technician.get("/polls/1").get_data(as_text=True)
    assert "BIÊN BẢN KIỂM PHIẾU" in minutes(hub)
