"""A kiosk with nothing but a camera: it joins, checks in, and says when its camera is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.attendance.tables import presence
from hub.contract.fleet import Role
from tests.fakes import scenes
from tests.fakes.camera_rig import CameraRig
from tests.fakes.congress import add_person, new_code
from tests.fakes.hub_process import HubProcess
from tests.fakes.kiosk_process import KioskProcess
from tests.journeys.conftest import open_first_session


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[CameraRig]:
    made = CameraRig(tmp_path)
    made.plug()
    yield made
    made.close()


@pytest.fixture
def kiosk(tmp_path: Path, rig: CameraRig) -> Iterator[KioskProcess]:
    started = KioskProcess(tmp_path / "kiosk", f"camera:{rig.camera.folder}").start()
    yield started
    started.close()


def test_it_joins_by_a_ticket_before_its_camera_and_checks_in(
    hub_process: HubProcess, kiosk: KioskProcess, rig: CameraRig
) -> None:
    open_first_session(hub_process)
    who, code = add_person(hub_process.database)
    kiosk.sees("SetupView", where=lambda view: view["reader_ok"])
    ticket = scenes.qr(hub_process.ticket("Cửa Đông", Role.CHECKIN).text, 4)
    rig.camera.put(scenes.photographed(ticket, tilt=15, blur=0.8, shade=0.4))
    kiosk.sees("IdleView", where=lambda view: view["label"] == "Cửa Đông" and not view["offline"])

    for number in range(5):  # held on: it is read once
        held = scenes.photographed(
            scenes.qr(code), tilt=-20 + number, turn=8, blur=1.0, shade=0.5, seed=number
        )
        rig.camera.put(held)
    view = kiosk.sees("VerdictView")
    assert (view["title"], view["tone"]) == ("checkin.accepted", "accepted")
    assert hub_process.column(sa.select(presence.c.delegate_id)) == [who]
    kiosk.sees("IdleView")

    rig.show(new_code())
    view = kiosk.sees("VerdictView")
    assert (view["title"], view["tone"]) == ("checkin.unknown", "refused")
    assert hub_process.column(sa.select(presence.c.delegate_id)) == [who]

    kiosk.touch("close")
    kiosk.sees("IdleView")
    rig.unplug()
    kiosk.sees("OutOfOrderView", "out.reader")
    rig.plug()
    kiosk.sees("IdleView")
    assert kiosk.stop() == 0
