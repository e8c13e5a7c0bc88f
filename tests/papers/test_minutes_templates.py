"""Templates that an office edited: used as they are, or refused in a sentence."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest

from hub.papers import wording
from hub.papers.docx import SHIPPED, fill, template_in
from hub.papers.problems import PaperNotMade, PaperProblem
from hub.platform.words import translations, translator
from hub.voting.minutes import TEMPLATE
from tests.fakes.paper_text import docx_lines

FIELDS = {"ten": 'Lê "An" & <Bình>', "so": "7", "cac_dong": [{"a": "1"}, {"a": "2"}]}


def made(path: Path, *paragraphs: str, rows: tuple[str, ...] = ()) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=1)
        for text in rows:
            table.add_row().cells[0].text = text
    document.save(str(path))
    return path


def refused(template: Path) -> PaperNotMade:
    with pytest.raises(PaperNotMade) as caught:
        fill(template, FIELDS)
    assert caught.value.details["file"] == str(template)
    return caught.value


def test_what_is_filled_in_is_text(tmp_path: Path) -> None:
    template = made(tmp_path / "a.docx", "Tên: {{ ten }}, {{ la }}")
    odd = "{{ 7*7 }} {%p x %} \x00\x07\n\t\f\ud800"[:-1]
    lines = docx_lines(fill(template, {**FIELDS, "la": odd}))
    assert re.sub(r" +", " ", lines[0]) == 'Tên: Lê "An" & <Bình>, {{ 7*7 }} {%p x %} '


def test_rows_and_paragraphs_repeat(tmp_path: Path) -> None:
    rows = ("{%tr for d in cac_dong %}", "dòng {{ d.a }}", "{%tr endfor %}")
    template = made(tmp_path / "a.docx", "{%p if so == '8' %}", "tám", "{%p endif %}", rows=rows)
    assert docx_lines(fill(template, FIELDS)) == ["dòng 1", "dòng 2"]


@pytest.mark.parametrize(
    ("paragraphs", "problem", "said"),
    [
        (["{{ phieu_phat }}"], PaperProblem.TEMPLATE_FIELD, "dùng mục “phieu_phat”"),
        (["{{ cac_dong[0].b }}"], PaperProblem.TEMPLATE_FIELD, "dùng mục “b”"),
        (["Một", "Số {{ so }"], PaperProblem.TEMPLATE_TAG, "gần chỗ “Số {{ so }”"),
        (["{{ so phieu }}"], PaperProblem.TEMPLATE_TAG, "gần chỗ “{{ so phieu }}”"),
        (["{%p for d in cac_dong %}", "a"], PaperProblem.TEMPLATE_TAG, "endfor"),
        (["{%p chay %}"], PaperProblem.TEMPLATE_TAG, "chay"),
        (["{{ so / 2 }}"], PaperProblem.TEMPLATE_TAG, "unsupported operand"),
        (["{{ 1 / 0 }}"], PaperProblem.TEMPLATE_TAG, "division by zero"),
        (["{{ so.__class__.__mro__ }}"], PaperProblem.TEMPLATE_TAG, "unsafe"),
        (
            ["{% for d in cac_dong %}", "{{ d.a }}", "{%p endfor %}"],
            PaperProblem.TEMPLATE_SPOILED,
            "",
        ),
    ],
)
def test_a_wrong_tag_is_told_with_its_place(
    tmp_path: Path, paragraphs: list[str], problem: PaperProblem, said: str
) -> None:
    template = made(tmp_path / "mẫu.docx", *paragraphs)
    before = template.read_bytes()
    wrong = refused(template)
    assert wrong.problem is problem
    sentence = wording.sentence(wrong, translator("vi"))
    assert f"Tệp mẫu {template}" in sentence
    assert said in sentence
    assert template.read_bytes() == before


def test_a_cell_must_not_lose_its_only_paragraph(tmp_path: Path) -> None:
    """LibreOffice would open that, Word would call the file damaged."""
    wrong = refused(made(tmp_path / "a.docx", rows=("{%p if so == '7' %}", "x", "{%p endif %}")))
    assert wrong.problem is PaperProblem.TEMPLATE_SPOILED


def zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Bi\xc3\xaan b\xe1\xba\xa3n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),  # .doc, or a .docx with a password
        zipped("mimetype", b"application/vnd.oasis.opendocument.text"),
        zipped("[Content_Types].xml", b"<Types/>"),
        (SHIPPED / TEMPLATE).read_bytes()[:20_000],
        (SHIPPED / TEMPLATE).read_bytes() + bytes(20_000_000),
    ],
)
def test_what_is_no_word_document_is_told(tmp_path: Path, content: bytes) -> None:
    template = tmp_path / "a.docx"
    template.write_bytes(content)
    assert refused(template).problem is PaperProblem.TEMPLATE_NOT_WORD


def test_a_word_template_instead_of_a_document(tmp_path: Path) -> None:
    """What Word saves as .dotx, under the right name."""
    template = tmp_path / "a.docx"
    with (
        zipfile.ZipFile(SHIPPED / TEMPLATE) as source,
        zipfile.ZipFile(template, "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name).replace(b".document.main+xml", b".template.main+xml")
            target.writestr(name, part)
    assert refused(template).problem is PaperProblem.TEMPLATE_NOT_WORD


def test_a_damaged_part(tmp_path: Path) -> None:
    template = tmp_path / "a.docx"
    with (
        zipfile.ZipFile(SHIPPED / TEMPLATE) as source,
        zipfile.ZipFile(template, "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part[:-90] if name == "word/document.xml" else part)
    assert refused(template).problem is PaperProblem.TEMPLATE_NOT_WORD


def test_a_template_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / TEMPLATE).mkdir()
    wrong = refused(template_in(tmp_path, TEMPLATE))
    assert wrong.problem is PaperProblem.TEMPLATE_UNREADABLE
    assert "Không đọc được tệp mẫu" in wording.sentence(wrong, translator("vi"))


def test_the_shipped_template_where_the_office_has_none(tmp_path: Path) -> None:
    assert template_in(tmp_path / "none", TEMPLATE) == SHIPPED / TEMPLATE
    own = made(tmp_path / TEMPLATE, "x")
    assert template_in(tmp_path, TEMPLATE) == own


def test_every_sentence_has_its_vietnamese() -> None:
    vietnamese = translations("vi")
    for text in wording.every_text():
        said = vietnamese.ugettext(text)
        assert said != text, text
        assert sorted(re.findall(r"%\(\w+\)s", said)) == sorted(re.findall(r"%\(\w+\)s", text))


def test_a_running_hub_loads_no_word_library() -> None:
    program = (
        "import sys, hub.app, hub.serve, hub.voting.commands;"
        "print([m for m in ('docx', 'docxtpl', 'lxml') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.strip() == "[]"
