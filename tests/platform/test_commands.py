"""`daihoi-hub init` and `password` as a person types them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from hub.__main__ import cli, language_of_terminal
from hub.founding import AlreadyFounded, found, open_founded, read_day
from hub.platform.passwords import PasswordCheck
from hub.platform.tls import load_authority
from hub.roll import store as roll
from hub.settings import make_settings
from tests.fakes.hub_process import free_port
from tests.fakes.plan import plan

INIT = ["--name", "Đại hội X", "--place", "Vinh", "--from", "20/8/2025", "--to", "2025-08-22"]


def daihoi(folder: Path, *words: str, **environment: str) -> Result:
    runner = CliRunner(env={"LANG": "vi_VN.UTF-8", "LC_ALL": "", **environment})
    return runner.invoke(cli, ["--data", str(folder), *words])


def made_password(result: Result) -> str:
    (line,) = [line for line in result.output.splitlines() if line.startswith("Mật khẩu")]
    return line.rpartition(" ")[2]


def test_init_makes_everything_once(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "hub"
    result = daihoi(folder, "init", *INIT, "--session", "Trù bị", "--session", "Chính thức")
    assert result.exit_code == 0, result.output
    settings = make_settings(folder)
    database, congress = open_founded(settings)
    assert (congress.name, congress.place, congress.timezone) == (
        "Đại hội X",
        "Vinh",
        "Asia/Ho_Chi_Minh",
    )
    assert (congress.last_day - congress.first_day).days == 2
    with database.read() as connection:
        assert [s.name for s in roll.sessions(connection)] == ["Trù bị", "Chính thức"]
    password = made_password(result)
    assert PasswordCheck(database).check("ky-thuat", password, "here", 0)
    database.close()
    authority = load_authority(settings.keys_dir)
    assert authority.hub_id in result.output

    again = daihoi(folder, "init", *INIT)
    assert again.exit_code == 1
    assert "Ở đây đã có một đại hội" in again.output
    assert load_authority(settings.keys_dir).certificate == authority.certificate


def test_nobody_else_reads_the_keys(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "hub")
    authority = found(settings, plan())
    authority.make_server_certificate(["10.1.2.3"], authority.certificate.not_valid_before_utc)
    for path in settings.keys_dir.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600, path
    assert settings.keys_dir.stat().st_mode & 0o777 == 0o700
    assert settings.data_dir.stat().st_mode & 0o777 == 0o700


def test_a_founding_cut_short_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(tmp_path / "hub")

    def power_cut(*_row: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(roll, "insert_congress", power_cut)
        with pytest.raises(KeyboardInterrupt):
            found(settings, plan())
    identity = load_authority(settings.keys_dir).hub_id
    assert found(settings, plan()).hub_id == identity
    with pytest.raises(AlreadyFounded):
        found(settings, plan())


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["--from", "31/2/2025"], "Không phải ngày; hãy viết như 20/8/2025: 31/2/2025"),
        (["--from", "hôm nay"], "Không phải ngày"),
        (["--to", "19/8/2025"], "Ngày bế mạc trước ngày khai mạc: 20/08/2025 – 19/08/2025"),
        (["--name", "  "], "Đại hội cần có tên"),
        (["--timezone", "Asia/Vinh"], "Không có múi giờ này: Asia/Vinh"),
        (["--session", "Một", "--session", " một"], "hai phiên trùng tên"),
        (["--session", ""], "Có phiên không tên"),
        (["--login", ""], "Tài khoản cần có tên"),
        (["--password-file", "/nowhere/at/all"], "Không đọc được tệp mật khẩu"),
    ],
)
def test_mistakes_are_told_in_words(tmp_path: Path, words: list[str], answer: str) -> None:
    result = daihoi(tmp_path / "hub", "init", *INIT, *words)
    assert result.exit_code == 1
    assert answer in result.output
    assert not (tmp_path / "hub" / "hub.db").exists()


def test_the_password_may_come_from_outside(tmp_path: Path) -> None:
    short = daihoi(tmp_path / "a", "init", *INIT, DAIHOI_PASSWORD="ngắn")
    assert "ít nhất 10 ký tự" in short.output
    given = daihoi(tmp_path / "a", "init", *INIT, DAIHOI_PASSWORD="đủ dài để dùng")
    assert given.exit_code == 0
    assert "đủ dài" not in given.output
    file = tmp_path / "password"
    file.write_text("từ một tệp\n")
    changed = daihoi(tmp_path / "a", "password", "ky-thuat", "--password-file", str(file))
    assert changed.output.startswith("Đã đặt mật khẩu mới cho: ky-thuat")
    added = daihoi(tmp_path / "a", "password", "an", "--password-file", str(file))
    assert added.output.startswith("Đã tạo tài khoản: an")
    database, _ = open_founded(make_settings(tmp_path / "a"))
    check = PasswordCheck(database)
    assert check.check("ky-thuat", "từ một tệp", "here", 0)
    assert not check.check("ky-thuat", "đủ dài để dùng", "here", 0)
    assert check.check("an", "từ một tệp", "here", 0)
    database.close()


def test_before_init_and_after_a_newer_program(tmp_path: Path) -> None:
    for words in (["run"], ["password", "an"]):
        result = daihoi(tmp_path / "hub", *words, DAIHOI_PASSWORD="đủ dài để dùng")
        assert result.exit_code == 1
        assert "Ở đây chưa có đại hội" in result.output
    found(make_settings(tmp_path / "hub"), plan())
    engine = sa.create_engine(make_settings(tmp_path / "hub").database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    result = daihoi(tmp_path / "hub", "run", "--host", "127.0.0.1", "--port", str(free_port()))
    assert result.exit_code == 1
    assert "phiên bản mới hơn của chương trình ghi: 9999" in result.output
    badges = daihoi(tmp_path / "hub", "badges")
    assert badges.exit_code == 1
    assert badges.output.startswith("Cơ sở dữ liệu này do phiên bản mới hơn")


def test_a_command_on_an_older_database_brings_it_up_to_date(tmp_path: Path) -> None:
    found(make_settings(tmp_path), plan())
    engine = sa.create_engine(make_settings(tmp_path).database_url)
    with engine.begin() as connection:  # as version 0.1.0 left it
        connection.exec_driver_sql("ALTER TABLE congress DROP COLUMN rehearsal")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0005_voting'")
    assert daihoi(tmp_path, "poll", "list").exit_code == 0
    badges = daihoi(tmp_path, "badges")
    assert badges.output.startswith("Chưa có thẻ: danh sách trống.")


def test_an_address_that_is_none(tmp_path: Path) -> None:
    found(make_settings(tmp_path / "hub"), plan())
    result = daihoi(tmp_path / "hub", "run", "--address", "hub.local")
    assert result.exit_code == 1
    assert "Không phải địa chỉ IPv4: hub.local" in result.output


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = daihoi(blocked / "hub", "init", *INIT)
    assert result.exit_code == 1
    assert "Không lưu được dữ liệu ở đây" in result.output


def test_the_language_of_the_terminal() -> None:
    assert language_of_terminal({}) == "vi"
    assert language_of_terminal({"LANG": "C.UTF-8"}) == "vi"
    assert language_of_terminal({"LANG": "en_US.UTF-8"}) == "en"
    assert language_of_terminal({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}) == "vi"
    assert read_day(" 1-2-2025 ").month == 2
    assert "DAIHOI_PASSWORD" not in os.environ
