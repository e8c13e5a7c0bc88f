"""A ticket that is pasted into the command instead of scanned, with a real hub."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from kiosk.__main__ import main
from tests.fakes.hub_process import HubProcess


def test_a_ticket_may_be_pasted_into_the_command_instead(
    hub_process: HubProcess, tmp_path: Path
) -> None:
    ticket, place = hub_process.ticket("KB-07").text, ["--data", str(tmp_path / "pasted")]
    joined = CliRunner().invoke(main, ["enrol", f" {ticket}\n", *place])
    assert (joined.exit_code, joined.output) == (0, "Đã kết nối: KB-07, máy điểm danh\n")
    again = CliRunner().invoke(main, ["enrol", ticket, *place])
    assert (again.exit_code, "KB-07" in again.output) == (2, True)
    used = CliRunner().invoke(main, ["enrol", ticket, "--data", str(tmp_path / "other")])
    assert (used.exit_code, used.output.splitlines()[0]) == (1, "Mã kết nối này đã được dùng")
