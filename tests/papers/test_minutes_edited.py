"""An office edits the template; the page and the command use it, or say what is wrong with it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from hub.__main__ import cli
from hub.papers.docx import SHIPPED
from hub.voting.minutes import TEMPLATE
from hub.voting.rules import Draft, Nominee
from tests.fakes.counted_hub import CountedHub
from tests.fakes.paper_text import docx_lines, pdf_pages

BASIS = "Căn cứ Quy chế bầu cử trong Đảng; bầu {{ so_luong_bau }} đồng chí;"
FILLED = "Căn cứ Quy chế bầu cử trong Đảng; bầu 1 đồng chí;"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[CountedHub]:
    draft = Draft("Bầu Bí thư", 1, 3, (), (Nominee("Lê An"), Nominee("Lê Bình")))
    made = CountedHub(tmp_path / "hub", draft, [["c001"], ["c001"], ["c002"]], 3)
    yield made
    made.close()


def edit(hub: CountedHub, old: str, new: str) -> Path:
    """Change one paragraph of the template, as somebody does in Word."""
    own = hub.settings.templates_dir / TEMPLATE
    own.parent.mkdir(exist_ok=True)
    document = docx.Document(str(SHIPPED / TEMPLATE))
    found = next(p for p in document.paragraphs if p.text.startswith(old))
    found.insert_paragraph_before(new)
    document.save(str(own))
    return own


def from_page(hub: CountedHub, query: str = "") -> list[str]:
    answer = hub.technician.get(f"/polls/1/minutes.docx{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return docx_lines(answer.get_data())


def run(hub: CountedHub, *words: str) -> Result:
    data = ["--data", str(hub.settings.data_dir), "--language", "vi"]
    return CliRunner().invoke(cli, [*data, "minutes", *words])


def test_a_paragraph_more_and_saved_by_libreoffice(hub: CountedHub, tmp_path: Path) -> None:
    shipped = from_page(hub)
    own = edit(hub, "Ban Kiểm phiếu", BASIS)
    at = shipped.index(next(line for line in shipped if line.startswith("Ban Kiểm phiếu")))
    expected = [*shipped[:at], FILLED, *shipped[at:]]
    assert from_page(hub) == expected
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    out = tmp_path / "saved"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(out)]
    subprocess.run([*command, str(own)], check=True, capture_output=True, timeout=150)
    assert (out / TEMPLATE).read_bytes() != own.read_bytes()
    own.write_bytes((out / TEMPLATE).read_bytes())
    assert [line.strip() for line in from_page(hub) if line.strip()] == [
        line.strip() for line in expected if line.strip()
    ]


def test_a_mistake_is_told_and_the_shipped_template_is_offered(hub: CountedHub) -> None:
    own = edit(hub, "Ban Kiểm phiếu", "Bầu {{ so_luong }} đồng chí")
    for paper in ("docx", "pdf"):
        refused = hub.technician.get(f"/polls/1/minutes.{paper}")
        assert refused.status_code == 409
        page = refused.get_data(as_text=True)
        assert f"Tệp mẫu {own} dùng mục “so_luong”, nhưng không có mục này." in page
        assert "/polls/1/minutes.docx?shipped=1" in page
        assert "66,67" in page, "the result is still there"
    assert "BIÊN BẢN KIỂM PHIẾU" in from_page(hub, "?shipped=1")
    own.unlink()
    assert from_page(hub) == from_page(hub, "?shipped=1")


def test_the_command_writes_both_kinds(hub: CountedHub, tmp_path: Path) -> None:
    own = edit(hub, "Ban Kiểm phiếu", BASIS)
    word, pdf = tmp_path / "bien-ban.docx", tmp_path / "bien-ban.PDF"
    done = run(hub, "1", "--out", str(word))
    assert done.exit_code == 0, done.output
    assert f"Biên bản kiểm phiếu: {word}" in done.output
    assert docx_lines(word.read_bytes()) == from_page(hub)
    assert run(hub, "1", "--out", str(pdf)).exit_code == 0
    assert FILLED in "".join(pdf_pages(pdf.read_bytes()))
    own.write_bytes(b"not Word")
    wrong = run(hub, "1", "--out", str(word))
    assert wrong.exit_code == 1
    assert f"Tệp mẫu {own} không phải văn bản Word" in wrong.output
    assert FILLED in docx_lines(word.read_bytes()), "what was there is still there"
    assert run(hub, "1", "--out", str(word), "--shipped-template").exit_code == 0
    assert FILLED not in docx_lines(word.read_bytes())


def test_what_the_command_cannot_do(
    hub: CountedHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Draft("Bầu", 1, 9, (), (Nominee("A"), Nominee("B")))
    assert hub.polls.create(wanted, "ky-thuat") == 2
    pdf = tmp_path / "a.pdf"
    for words, said in (
        (("9", "--out", str(pdf)), "Không có cuộc bỏ phiếu mang số này."),
        (("2", "--out", str(pdf)), "chưa kiểm phiếu: chưa có biên bản"),
        (("1", "--out", str(tmp_path / "a.odt")), "Biên bản là tệp .docx hoặc .pdf"),
        (("1", "--out", str(tmp_path / "none" / "a.docx")), "Không ghi được tệp"),
    ):
        done = run(hub, *words)
        assert done.exit_code == 1
        assert said in done.output
        assert "Traceback" not in done.output
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(hub, "1", "--out", str(pdf))
    assert done.exit_code == 1
    assert "Máy chủ này không có LibreOffice nên không làm được PDF" in done.output
    assert not pdf.exists()
