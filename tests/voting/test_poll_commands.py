"""`daihoi-hub poll`: what it makes, and what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.__main__ import cli
from tests.fakes.congress import Congress

NAMES = "name,born\nNguyễn Văn An,1968\nNguyễn Văn An,1975\nLê Thị Bình,\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    made = Congress(tmp_path / "hub")
    made.close()
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8-sig")
    return tmp_path / "hub"


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(data), "--language", "vi", "poll", *words])


def new(data: Path, names: str = "names.csv", **changed: str) -> Result:
    options = {"title": "Bầu", "seats": "2", "summoned": "250", **changed}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return run(data, "new", *words, "--candidates", str(data.parent / names))


def test_new_open_list(data: Path) -> None:
    made = new(data, deduct="vắng mặt suốt=4")
    assert made.exit_code == 0, made.output
    assert "Cuộc bỏ phiếu số 1: Bầu" in made.output
    assert "Đang chuẩn bị" in run(data, "list").output
    assert run(data, "open", "1").exit_code == 0
    assert "Đang bỏ phiếu" in run(data, "list").output
    again = run(data, "open", "1")
    assert again.exit_code == 1
    assert "Cuộc bỏ phiếu này đã mở" in again.output


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"seats": "4"}, "Danh sách có 3 người mà cần bầu 4"),
        ({"summoned": "0"}, "Hãy ghi tổng số đại biểu được triệu tập"),
        ({"deduct": "ốm=250"}, "không còn ai để tính"),
        ({"deduct": "ốm"}, "Hãy ghi khoản trừ theo mẫu lý do=3: ốm"),
        ({"deduct": "=3"}, "Hãy ghi lý do trừ 3 người"),
        ({"names": "none.csv"}, "Không đọc được tệp danh sách bầu cử"),
        ({"names": "wrong.csv"}, "không phải tệp CSV mã UTF-8"),
        ({"names": "latin.csv"}, "không phải tệp CSV mã UTF-8"),
        ({"names": "empty.csv"}, "Hãy ghi danh sách bầu cử"),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence(
    data: Path, changed: dict[str, str], sentence: str
) -> None:
    (data.parent / "wrong.csv").write_text("họ tên\nNguyễn Văn An\n", encoding="utf-8")
    (data.parent / "latin.csv").write_bytes("name\nĐức".encode("utf-16"))
    (data.parent / "empty.csv").write_text("name,born\n", encoding="utf-8")
    done = new(data, **changed)
    assert done.exit_code == 1
    assert sentence in done.output
    assert "Traceback" not in done.output
    assert "Bầu" not in run(data, "list").output


def test_without_a_congress(tmp_path: Path) -> None:
    done = run(tmp_path / "nothing", "list")
    assert done.exit_code == 1
    assert "daihoi-hub init" in done.output
