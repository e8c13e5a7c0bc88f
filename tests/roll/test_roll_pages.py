from __future__ import annotations

import io
import re

import pytest

from hub.app import create_app
from tests.fakes.roll_file import AN, HOA, csv_text
from tests.fakes.technician import Technician
from tests.roll.conftest import Desk


@pytest.fixture
def technician(desk: Desk) -> Technician:
    return Technician(create_app(desk.settings, desk.database), desk.database)


def upload(technician: Technician, content: bytes, name: str = "danh-sach.csv") -> tuple[int, str]:
    form = {"file": (io.BytesIO(content), name), "sheet": ""}
    answer = technician.post("/roll/import", form, form_at="/roll/import")
    return answer.status_code, answer.get_data(as_text=True)


def test_a_list_is_checked_confirmed_and_found_without_diacritics(
    desk: Desk, technician: Technician
) -> None:
    status, page = upload(technician, csv_text([HOA, AN]).encode())
    assert status == 200
    assert desk.names() == []  # only checked
    confirm = re.search(r'action="(/roll/import/[^"]+)"', page)
    assert confirm is not None
    done = technician.post(confirm[1], form_at="/roll/import")
    assert (done.status_code, done.headers["Location"]) == (303, "/roll")
    assert desk.names() == ["Nguyễn Văn An", "Trần Thị Hòa"]
    found = technician.get("/roll?q=tran+thi+hoa").get_data(as_text=True)
    assert "Trần Thị Hòa" in found
    assert "Nguyễn Văn An" not in found
    again = technician.post(confirm[1], form_at="/roll/import")
    assert again.headers["Location"] == "/roll/import"  # used up


def test_errors_are_a_table_without_a_button_to_import(desk: Desk, technician: Technician) -> None:
    bad = (*HOA[:2], "31/02/1970", *HOA[3:6], "<script>")
    status, page = upload(technician, csv_text([bad]).encode())
    assert status == 400
    assert "Không có ngày “31/02/1970”." in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "/roll/import/" not in page
    assert list((desk.settings.data_dir / "uploads").iterdir()) == []


def test_a_file_that_is_no_table_and_no_file_at_all(technician: Technician) -> None:
    assert upload(technician, b"\xff\x00\x12\x81" * 50)[0] == 400
    assert upload(technician, b"", "")[0] == 400


def test_a_file_may_bear_a_name_longer_than_a_file_system_takes(technician: Technician) -> None:
    assert upload(technician, csv_text([HOA]).encode(), "ễ" * 100 + ".csv")[0] == 200


def test_an_upload_cannot_leave_its_folder(desk: Desk, technician: Technician) -> None:
    status, _ = upload(technician, csv_text([HOA]).encode(), "../../../evil.csv")
    assert status == 200
    assert not (desk.settings.data_dir.parent / "evil.csv").exists()
    outside = technician.post("/roll/import/..%2F..%2Fhub.db", form_at="/roll/import")
    assert outside.status_code in {303, 404}


def test_badges_come_as_pdf_and_nobody_gets_them_without_a_login(
    desk: Desk, technician: Technician
) -> None:
    page = upload(technician, csv_text([HOA]).encode())[1]
    confirm = re.search(r'action="(/roll/import/[^"]+)"', page)
    assert confirm is not None
    technician.post(confirm[1], form_at="/roll/import")
    printed = technician.get("/roll/badges.pdf")
    assert (printed.mimetype, printed.data[:4]) == ("application/pdf", b"%PDF")
    stranger = create_app(desk.settings, desk.database).test_client()
    for path in ("/roll", "/roll/badges.pdf", "/roll/import"):
        assert stranger.get(path, base_url="https://localhost").status_code == 302
