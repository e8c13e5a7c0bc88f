"""Two decoders on drawn and photographed codes: right, or nothing; never a crash."""

from __future__ import annotations

import random

import numpy as np
import pytest
import segno

from hub.contract.badge import is_badge_code, with_check_digit
from kiosk.readers.decode import Decoder, Picture, Step, Way, by_zbar, by_zxing
from kiosk.readers.sights import Sighting, Symbology, plain_text
from tests.fakes import scenes

CODE = with_check_digit("1234567890123456789012345")
WAYS = pytest.mark.parametrize("way", [by_zxing, by_zbar])


def texts(found: list[Sighting]) -> list[str | None]:
    return [plain_text(sighting.data) for sighting in found]


@WAYS
def test_a_badge_s_qr_code_and_bars(way: Way) -> None:
    for card, symbology in (
        (scenes.qr(CODE), Symbology.QR),
        (scenes.code128(CODE), Symbology.CODE128),
    ):
        (seen,) = way(scenes.held(card))
        assert (plain_text(seen.data), seen.symbology) == (CODE, symbology)


@WAYS
def test_a_link_is_a_text(way: Way) -> None:
    link = "https://example.org/a?b=c&d=%20e"
    assert texts(way(scenes.held(scenes.qr(link)))) == [link]


@WAYS
@pytest.mark.parametrize("data", ["Đại hội", "café", b"\xff\xfe\x00\x01", "12345678901\x1b"])
def test_other_alphabets_and_bytes_are_no_text(way: Way, data: str | bytes) -> None:
    assert texts(way(scenes.held(scenes.qr(data)))) == [None]


@WAYS
def test_a_micro_qr_code_is_nothing(way: Way) -> None:
    card = scenes.drawn(segno.make_micro("12345"), 8)
    assert way(scenes.held(card)) == []


@WAYS
def test_a_part_of_a_structured_append_is_no_badge(way: Way) -> None:
    for part in segno.make_sequence("A LONG TEXT " * 9, symbol_count=3):
        for text in texts(way(scenes.held(scenes.drawn(part)))):
            assert text is not None
            assert not is_badge_code(text)


def test_pyzbar_itself_fails_at_a_structured_append_and_is_caught() -> None:
    from pyzbar import pyzbar  # type: ignore[import-untyped]

    part = scenes.held(scenes.drawn(segno.make_sequence("ABC" * 30, symbol_count=2)[0]))
    with pytest.raises(ValueError, match="Orientation"):
        pyzbar.decode(part, symbols=[pyzbar.ZBarSymbol.QRCODE])
    assert by_zbar(part) == []


@WAYS
def test_codes_of_control_characters_do_no_harm(way: Way) -> None:
    draw = random.Random(3)
    for length in (2, 5, 9, 17, 40):
        data = bytes(draw.choice((0, 1, 14, 15, 27, 29, 30, 127, 65)) for _ in range(length))
        assert texts(way(scenes.held(scenes.qr(data)))) in ([None], [])


@WAYS
@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (720, 1), (24, 24)])
def test_pictures_too_small_for_a_code(way: Way, shape: tuple[int, int]) -> None:
    assert way(np.full(shape, 255, np.uint8)) == []


def test_noise_is_nothing_and_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    decoder = Decoder()
    assert [found for noise in scenes.pure_noise(90) if (found := decoder.read(noise))] == []
    assert capfd.readouterr() == ("", "")


def test_an_empty_code_that_zbar_sees_in_noise_is_nothing() -> None:
    noise = list(scenes.pure_noise(57))[-1]
    assert [sighting.data for sighting in by_zbar(noise)] == [b""]
    assert Decoder([Step(by_zbar)]).read(noise) == []


def test_what_is_nearer_the_middle_is_known() -> None:
    scene = scenes.held(scenes.qr(CODE))
    scene[:, :400] = scenes.held(scenes.qr("AT THE EDGE", 4), x=0.1)[:, :400]
    for way in (by_zxing, by_zbar):
        nearest = min(way(scene), key=lambda sighting: sighting.off_centre)
        assert plain_text(nearest.data) == CODE
        assert len(way(scene)) == 2


def test_the_second_way_looks_now_and_then_and_only_where_the_first_saw_nothing() -> None:
    asked: list[str] = []

    def way(name: str, found: list[Sighting]) -> Way:
        def look(_: Picture) -> list[Sighting]:
            asked.append(name)
            return found

        return look

    empty = Sighting(b"", Symbology.QR)
    seen = Sighting(b"A", Symbology.QR)
    decoder = Decoder([Step(way("first", [empty])), Step(way("second", [seen]), every=3)])
    wall = scenes.wall()
    assert [decoder.read(wall) for _ in range(6)] == [[], [], [seen]] * 2
    assert asked == ["first", "first", "first", "second"] * 2
    asked.clear()
    assert Decoder([Step(way("first", [seen])), Step(way("second", []))]).read(wall) == [seen]
    assert asked == ["first"]


def test_in_low_contrast_the_second_decoder_reads_what_the_first_cannot() -> None:
    low = np.asarray(scenes.held(scenes.qr(CODE)) // 20 + 100, np.uint8)  # 12 levels of grey
    assert by_zxing(low) == []
    decoder = Decoder()
    found = [decoder.read(low) for _ in range(3)]
    assert texts(found[-1]) == [CODE]
