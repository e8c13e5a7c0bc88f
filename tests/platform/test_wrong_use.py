"""`daihoi-hub` typed wrongly: every answer is a Vietnamese sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.platform.test_commands import daihoi

NEW = ("poll", "new", "--title", "A", "--candidates", "c.csv", "--summoned", "3")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--data", "x"), "--data phải đứng trước tên lệnh: daihoi-hub --data … run"),
        (("run", "--frob"), "Không có tùy chọn --frob."),
        (("import",), "Còn thiếu: FILE"),
        (NEW, "Còn thiếu: --seats"),
        ((*NEW, "--seats", "x"), "--seats: hãy ghi một số nguyên"),
        (("run", "--port", "99999"), "--port: hãy ghi một số nguyên từ 1 đến 65535"),
        (
            ("ticket", "--role", "abc", "--label", "A"),
            "--role: hãy chọn một trong các giá trị checkin, booth",
        ),
        (("frobnicate",), "Không có lệnh này. Các lệnh: "),
        (("poll", "frobnicate"), "Không có lệnh này. Các lệnh: list, new, open"),
        (("--frob", "run"), "Không có tùy chọn --frob."),
    ],
)
def test_wrong_use_is_answered_in_vietnamese(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    answer = daihoi(tmp_path, *words)
    assert answer.exit_code == 2
    assert answer.output.startswith(said)
    assert "Xem cách dùng: " in answer.output
    for english in ("Usage", "Error", "Try"):
        assert english not in answer.output


@pytest.mark.parametrize(
    "words",
    [
        ("ticket", "--role", "checkin", "--label", "A", "--address", "1.2.3"),
        ("run", "--host", "300.1.1.1"),
    ],
)
def test_an_address_that_is_none(tmp_path: Path, words: tuple[str, ...]) -> None:
    daihoi(tmp_path, "init", "--name", "Đại hội X")
    answer = daihoi(tmp_path, *words)
    assert answer.exit_code == 1
    assert answer.output.splitlines()[-1].startswith("Không phải địa chỉ IPv4: ")


def test_an_error_that_a_command_tells_has_no_english_before_it(tmp_path: Path) -> None:
    answer = daihoi(tmp_path / "nowhere", "badges")
    assert answer.exit_code == 1
    assert answer.output.startswith("Máy chủ này chưa có đại hội.")
