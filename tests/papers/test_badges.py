from __future__ import annotations

import unicodedata
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from PIL import Image
from pyzbar import pyzbar  # type: ignore[import-untyped]

from hub.contract.badge import with_check_digit
from hub.papers import badges
from hub.papers.badge_card import BadgeCard, BadgeClass, BadgeWords
from hub.papers.badges import print_badges
from hub.papers.codes import bars, qr
from hub.papers.fitting import LEADING, MM_PER_POINT, fit
from tests.fakes.congress import new_code

CONGRESS = "Đại hội đại biểu Đảng bộ Khối Các cơ quan tỉnh lần thứ XX, nhiệm kỳ 2020 - 2025"
TITLES = {
    BadgeClass.DELEGATE: "THẺ ĐẠI BIỂU",
    BadgeClass.ALTERNATE: "DỰ KHUYẾT",
    BadgeClass.GUEST: "KHÁCH MỜI",
}
WORDS = BadgeWords(CONGRESS, "Vinh", TITLES, "Số đại biểu", "Ghế")
LONG = "Công Tằng Tôn Nữ Hoàng Phượng Quỳnh Nguyễn Thị"
NAMES = [
    "Nguyễn Thị Thuỷ Tiên",
    "Đặng Hữu Ước",
    LONG,
    'Lê "An" & <Bình>',
    "Hoà",
    "Ẳẵặ Ểễệ Ổỗộ Ởỡợ Ửữự Ỷỹỵ Ỉĩị Ảãạ Ẻẽẹ Ỏõọ Ủũụ",
    "Phạmhuỳnhquangđôngphươngmặttrờilặnxuốngbiểnkhơi",
]
DELEGATION = "Đảng bộ Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh"


def card(name: str, photo: Path | None = None, kind: BadgeClass = BadgeClass.DELEGATE) -> BadgeCard:
    return BadgeCard(new_code(), kind, name, DELEGATION, "Sở Y tế", "A12", "DK01", photo)


def pages(cards: list[BadgeCard]) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(print_badges(cards, WORDS, lambda *_: None).content)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "a.jpg"
    Image.effect_noise((300, 400), 60).convert("RGB").save(path)
    return path


def test_both_codes_of_every_badge_read_back_by_two_decoders(photo: Path) -> None:
    cards = [card(name, photo if i % 2 else None) for i, name in enumerate(NAMES)]
    cards.append(card("Vũ Thị Hạ", kind=BadgeClass.ALTERNATE))
    by_zxing: dict[str, set[str]] = {"QRCode": set(), "Code128": set()}
    by_zbar: dict[str, set[str]] = {"QRCODE": set(), "CODE128": set()}
    for page in pages(cards):
        picture = page.render(scale=300 / 72).to_pil().convert("L")
        for found in zxingcpp.read_barcodes(picture):
            by_zxing[found.format.name].add(found.text)
        for other in pyzbar.decode(picture):
            by_zbar[other.type].add(other.data.decode())
    codes = {one.code for one in cards}
    assert by_zxing == {"QRCode": codes, "Code128": codes}
    assert by_zbar == {"QRCODE": codes, "CODE128": codes}


@pytest.mark.parametrize("pair", ["99", "98", "00", "97", "05", "50"])
def test_no_pair_of_digits_is_taken_for_a_sign_of_code_128(pair: str) -> None:
    code = with_check_digit((pair * 13)[:25])
    line = bars(code)
    picture = Image.new("L", ((line.columns + 20) * 3, 60), 255)
    for run in line.runs:
        start = (10 + run.column) * 3
        picture.paste(0, (start, 0, start + run.length * 3, 60))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [code]


def test_every_letter_of_every_name_is_printed_whole(photo: Path) -> None:
    for picture in (None, photo):
        document = pages([card(name, picture) for name in NAMES])
        text = "".join(page.get_textpage().get_text_range() for page in document)
        said = "".join(text.split())
        assert unicodedata.is_normalized("NFC", said)
        for name in [*NAMES, CONGRESS, DELEGATION]:
            assert "".join(name.split()) in said


def test_modules_and_quiet_zones_are_as_wide_as_readers_need() -> None:
    assert badges.QR_MODULE >= 0.5
    assert badges.BAR_MODULE >= 0.25
    line = bars("1" * 26)
    assert line.columns == 178  # start, 13 pairs, check, stop: character set C throughout
    assert (line.columns + 20) * badges.BAR_MODULE <= badges.WIDTH - 10
    assert qr("1" * 26).columns == 21  # version 1


def test_the_colour_tells_the_class() -> None:
    kinds = [BadgeClass.DELEGATE, BadgeClass.ALTERNATE, BadgeClass.GUEST]
    page = pages([card("An", kind=kind) for kind in kinds])[0]
    picture = page.render(scale=1).to_pil().convert("RGB")
    inches = [(20, 22), (110, 22), (20, 152)]  # mm: a corner of each head
    seen = [picture.getpixel((round(x * 72 / 25.4), round(y * 72 / 25.4))) for x, y in inches]
    assert seen == [(0x8C, 0x15, 0x15), (0xF2, 0xB8, 0x24), (0x1F, 0x3A, 0x5F)]


def test_four_badges_a_page_and_progress_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    cards = [card("An") for _ in range(5)]
    printed = print_badges(cards, WORDS, lambda done, total: told.append((done, total)))
    assert printed.pages == 2
    assert told == [(n, 5) for n in range(1, 6)]


def monospaced(text: str, size: float) -> float:
    return len(text) * size


def test_text_takes_the_largest_size_at_which_it_fits_in_even_lines() -> None:
    height = 2 * 10 * MM_PER_POINT * LEADING  # two lines at ten points
    fitted = fit("một hai ba bốn", 90.0, height, 30.0, monospaced)
    assert fitted.size == 10.0
    assert fitted.lines == ["một hai", "ba bốn"]


def test_nothing_is_cut_even_where_it_cannot_fit() -> None:
    word = "x" * 300
    assert "".join(fit(word, 30.0, 5.0, 20.0, monospaced).lines) == word
