"""A leader takes back a colleague's check-in: the colleague hears of it, and figures and `verify` agree."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from phone import records, team
from shiftbook.moments import parse_instant
from sync_server import setup
from sync_server.ledger import leading
from tests.server.office_cast import opened, text
from tests.server.phone_script import Phone
from tests.server.stand import Stand
from tests.simulation.world import Sim, World

AT = "2026-11-17T07:55:00+07:00"
DAY = AT[:10]


@pytest.fixture
def world(stand: Stand, tmp_path: Path) -> Iterator[World]:
    made = World(stand, tmp_path)
    made.pass_time((parse_instant(AT).timestamp() - made.now_s) / 60)
    yield made
    made.close()
    assert stand.differences() == []


@pytest.fixture
def came(stand: Stand) -> tuple[Phone, Phone, dict[str, Any]]:
    """The leader's phone, a colleague's, and the colleague's check-in of the day after the leader's Monday."""
    stand.set(AT)
    leader, other = stand.phone(0), stand.phone(1)
    entry = stand.check_in(other, AT)
    other.push(entry)
    return leader, other, entry


def void(phone: Phone, target: str, reason: str = "không có mặt") -> dict[str, Any]:
    return phone.fact("voided", {"target": target, "reason": reason}, AT)


def told(phone: Phone) -> dict[str, dict[str, Any]]:
    """The rows of a leader's corrections and voids, by the fact they name."""
    return {c["data"]["fact"]: c["data"] for (kind, _), c in phone.whole().items() if kind == leading.KIND}


def test_whose_check_in_it_was_is_told_by_whom_and_why_and_nobody_else(stand: Stand, came: Any) -> None:
    leader, other, entry = came
    fact = void(leader, entry["id"])
    assert leader.codes(fact) == [("stored", None)]
    row = told(other)[fact["id"]]
    assert (row["kind"], row["of"], row["by"], row["day"]) == ("voided", other.member, leader.member, DAY)
    assert row["data"] == {"target": entry["id"], "reason": "không có mặt"}
    assert {"seq", "member"}.isdisjoint(row), "a phone would take it for a fact"
    assert told(leader) == told(stand.phone(2)) == {}
    assert stand.day(1, DAY) is None
    assert stand.differences() == []


def test_ones_own_taking_back_is_no_news(stand: Stand, came: Any) -> None:
    _, other, entry = came
    other.push(void(other, entry["id"]))
    assert told(other) == {}


def test_a_taking_back_that_came_before_the_check_in_is_told_once_it_came(stand: Stand) -> None:
    stand.set(AT)
    leader, other = stand.phone(0), stand.phone(1)
    entry = stand.check_in(other, AT)
    fact = void(leader, entry["id"])
    assert leader.codes(fact) == [("refused", "target_unknown")]
    assert told(other) == {}
    other.push(entry)
    assert list(told(other)) == [fact["id"]]
    assert stand.day(1, DAY) is None
    assert stand.differences() == []


def test_the_leader_lets_it_stand_again_and_nobody_else_can(stand: Stand, came: Any) -> None:
    leader, other, entry = came
    fact = void(leader, entry["id"])
    leader.push(fact)
    assert other.codes(void(other, fact["id"])) == [("refused", "not_allowed")]
    assert stand.day(1, DAY) is None
    again = void(leader, fact["id"], "nhầm người")
    assert leader.codes(again) == [("stored", None)]
    assert list(told(other)) == [fact["id"], again["id"]]
    day = stand.day(1, DAY)
    assert day is not None and day["counted"]
    assert stand.differences() == []


def test_in_a_closed_month_it_is_told_and_becomes_an_adjustment(stand: Stand, came: Any) -> None:
    leader, other, entry = came
    assert stand.act(f"/api/v1/months/{DAY[:7]}/close", {"override": "hết tháng"}).status_code == 200
    stand.set("2026-12-01T08:00:00+07:00")
    fact = void(leader, entry["id"])
    assert leader.codes(fact) == [("refused", "month_closed")]
    assert list(told(other)) == [fact["id"]]
    moved = stand.month("2026-12")["adjustments"]
    assert [(a["member"], a["day"], a["days"], a["amount_dong"]) for a in moved] == [(other.member, DAY, -1, -30_000)]
    assert stand.differences() == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM feed WHERE kind = 'amendment'",
        "UPDATE feed SET body = replace(body, 'không có mặt', 'nhầm') WHERE kind = 'amendment'",
        "UPDATE feed SET audience = 'm:nobody' WHERE kind = 'amendment'",
    ],
)
def test_verify_names_what_was_told_wrongly(stand: Stand, came: Any, statement: str) -> None:
    leader, _, entry = came
    leader.push(void(leader, entry["id"]))
    with stand.database.engine.begin() as connection:
        assert connection.exec_driver_sql(statement).rowcount == 1
    assert "Dòng amendment." in stand.differences()[0]


def both(world: World) -> tuple[Sim, Sim, str]:
    """The leader and a colleague who came without the counter's code."""
    leader, other = world.add_phone(0), world.add_phone(1)
    for sim in (leader, other):
        world.exchange(sim)
    entry = world.check_in(other, "morning", None)
    assert entry is not None
    world.exchange(other)
    assert world.run(team.fetch(leader.app)) == ""
    return leader, other, entry


def of(sim: Sim, entry: str) -> team.CheckIn:
    return next(one for one in team.check_ins(sim.app) if one.told["id"] == entry)


def take_back(world: World, leader: Sim, entry: str) -> None:
    world.run(leader.app.record("voided", {"target": entry, "reason": "Không có mặt ở quầy"}))


def test_from_phone_to_phone(world: World) -> None:
    leader, other, entry = both(world)
    found = of(leader, entry)
    assert (found.stands, found.told["grade"], found.told["reasons"]) == (True, "B", ["Không ghi mã quầy."])
    take_back(world, leader, entry)
    unsent = of(leader, entry)
    assert not unsent.stands and unsent.changes[0].endswith("(chưa gửi)")
    assert [one.told["id"] for one in team.check_ins(leader.app)] == [entry]
    world.exchange(leader)
    world.exchange(other)
    name = (leader.app.me or {})["name"]
    record = next(r for r in records.records(other.app.my_facts(), {}, other.app.today) if r.id == entry)
    assert (record.taken_back, record.taken_by) == (True, f"Tổ trưởng {name}")
    assert "Không có mặt ở quầy" in record.changes[0]
    assert [t.sentence for t in other.app.troubles()] == record.changes
    assert other.app.month(DAY[:7]).days == []
    with opened(world.stand) as office:
        page = text(office.browser("office").get(f"/office/months/{DAY[:7]}/days/{other.app.me['id']}/{DAY}"))
    assert f"{name} rút lại: Không có mặt ở quầy" in page
    assert world.run(team.fetch(leader.app)) == ""
    assert of(leader, entry).stands is False
    world.run(team.let_stand(leader.app, of(leader, entry)))
    assert of(leader, entry).stands
    world.exchange(leader)
    world.exchange(other)
    assert records.taken_by_leader(other.app.my_facts()) == []
    assert [day.grade for day in other.app.month(DAY[:7]).days] == ["B"]
    assert world.run(team.fetch(leader.app)) == ""
    assert of(leader, entry).stands


def test_a_check_in_of_a_day_that_waits_is_told_until_it_is_taken_back(world: World) -> None:
    leader, _, entry = both(world)
    world.pass_time(24 * 60)
    assert world.run(team.fetch(leader.app)) == ""
    assert of(leader, entry).told["day"] == DAY
    take_back(world, leader, entry)
    world.exchange(leader)
    assert world.run(team.fetch(leader.app)) == ""
    assert team.check_ins(leader.app) == []
    assert (team.kept(leader.app) or {})["waiting"] == []


def test_a_taking_back_the_office_did_not_take_takes_nothing_back(world: World) -> None:
    leader, _, entry = both(world)
    take_back(world, leader, entry)
    stand = world.stand
    for role in ("member", "leader"):
        stand.database.write(
            lambda tx, role=role: setup.change_member(tx, stand.commune, stand.members[0], {"role": role})
        )
        world.exchange(leader)
    found = of(leader, entry)
    assert found.stands and "(Văn phòng chưa nhận)" in found.changes[0]
