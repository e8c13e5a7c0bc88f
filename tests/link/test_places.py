from __future__ import annotations

from pathlib import Path

from hub.contract.discovery import Advert
from hub.contract.fleet import Role
from kiosk.link.discovery import Hint
from kiosk.link.identity import Identity, store_identity
from kiosk.link.places import Places
from kiosk.settings import Address
from tests.fakes.fake_hub import CONGRESS

BY_HAND, GOOD, HEARD, FOREIGN, TICKET = (Address(f"10.0.0.{n}", 8443) for n in range(5))


def joined(folder: Path) -> Identity:
    return store_identity(
        folder,
        kiosk_id="k1",
        label="",
        role=Role.CHECKIN,
        hub_id="ours",
        congress=CONGRESS,
        ca_pem="",
        ticket_address=TICKET,
        certificate_pem="",
        key_pem=b"",
    )


def hint(hub_id: str, *addresses: Address) -> Hint:
    return Hint(Advert(hub_id, "c", "1.0"), addresses)


def test_the_likeliest_place_comes_first(tmp_path: Path) -> None:
    identity = joined(tmp_path)
    places = Places(tmp_path, BY_HAND)
    places.load(identity)
    places.good(identity, GOOD)
    hints = [hint("theirs", FOREIGN), hint("ours", HEARD, GOOD)]
    assert places.of_hub(identity, hints) == [BY_HAND, GOOD, HEARD, TICKET]
    assert places.of_anyone(hints) == [BY_HAND, FOREIGN, HEARD, GOOD]


def test_the_last_good_place_outlives_the_process_but_not_the_hub(tmp_path: Path) -> None:
    identity = joined(tmp_path)
    Places(tmp_path, None).good(identity, GOOD)
    again = Places(tmp_path, None)
    again.load(identity)
    assert again.of_hub(identity, []) == [GOOD, TICKET]
    (tmp_path / "last-hub").write_text("another-hub 10.0.0.9 1")
    again.load(identity)
    assert again.of_hub(identity, []) == [TICKET]
    (tmp_path / "last-hub").write_bytes(b"\xff half a")
    again.load(identity)
    assert again.of_hub(identity, []) == [TICKET]


def test_a_flood_in_our_hubs_name_leaves_room_for_the_tickets_place(tmp_path: Path) -> None:
    identity = joined(tmp_path)
    flood = [hint("ours", *(Address(f"10.9.{n}.{m}", 1) for m in range(4))) for n in range(16)]
    asked = Places(tmp_path, BY_HAND).of_hub(identity, flood)
    assert asked[0] == BY_HAND
    assert asked[-1] == TICKET
