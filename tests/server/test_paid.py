"""What a phone is told of the money handed out: its own members' marks, nobody else's, and the phone's own reading."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from phone import paid
from tests.server import office_cast as cast
from tests.server.stand import Stand
from tests.simulation.world import World


@pytest.fixture
def world(stand: Stand, tmp_path: Path) -> Iterator[World]:
    made = World(stand, tmp_path)
    yield made
    made.close()


def ask(stand: Stand, phone: Any, member: str) -> Any:
    return stand.client.get(f"{paid.PATH}?member={member}", headers=phone.headers)


def test_a_phone_is_told_of_its_own_members_payments(stand: Stand) -> None:
    phone = stand.phone(1)
    stand.set("2026-11-30T17:00:00+07:00")
    for place in (1, 2):
        stand.decide(place, "2026-11-16")
    assert ask(stand, phone, stand.members[1]).json() == {"months": []}
    assert stand.act("/api/v1/months/2026-11/close").status_code == 200
    row = {"month": "2026-11", "amount_dong": 30_000, "day": None, "way": None, "receipt": None}
    assert ask(stand, phone, stand.members[1]).json() == {"months": [row]}
    with cast.opened(stand) as office:
        how = {"members": stand.members[1], "day": "2026-11-30", "way": "transfer", "receipt": "UNC 7"}
        assert office.browser("office").post("/office/months/2026-11/paid", how).status_code == 303
    told = ask(stand, phone, stand.members[1]).json()
    assert told == {"months": [{**row, "day": "2026-11-30", "way": "transfer", "receipt": "UNC 7"}]}


def test_nobody_elses_and_no_strangers_phone(stand: Stand) -> None:
    phone = stand.phone(1)
    assert ask(stand, phone, stand.members[2]).status_code == 403
    assert stand.client.get(f"{paid.PATH}?member={stand.members[1]}").status_code == 401
    stand.act(f"/api/v1/devices/{phone.device}/revoke")
    assert ask(stand, phone, stand.members[1]).json()["code"] == "device_revoked"


def test_the_phones_own_code_asks_and_says_it(stand: Stand, world: World) -> None:
    sim = world.add_phone(1)
    world.exchange(sim)
    assert sim.app.me
    stand.act("/api/v1/months/2026-11/decide", {"member": sim.app.me["id"], "day": "2026-11-16", "counted": True,
                                                "reason": "Có mặt"})  # fmt: skip
    assert stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu"}).status_code == 200
    assert world.run(paid.fetch(sim.app)) is True
    assert paid.told(sim.app, "2026-11") == "Văn phòng chưa đánh dấu đã chi."
    assert world.run(paid.fetch(sim.app)) is False
    assert paid.told(sim.app, "2026-10") == ""
