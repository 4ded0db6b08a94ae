"""The leader on the phone: the office's own figures and acts, for the leader's phone only, and what is kept offline."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from phone import swaps, team
from phone.strings import say
from shiftbook.moments import parse_instant
from sync_server import setup
from sync_server import tables as t
from tests.server.office_cast import NOW, TODAY, opened, text, week
from tests.server.stand import Stand
from tests.simulation.world import Sim, World

DAY = TODAY.isoformat()


@pytest.fixture
def world(stand: Stand, tmp_path: Path) -> Iterator[World]:
    """Friday at ten past nine, after a week with something of everything."""
    made = World(stand, tmp_path)
    week(stand)
    made.pass_time((parse_instant(NOW).timestamp() - made.now_s) / 60)
    yield made
    made.close()
    assert stand.differences() == []


def phone(world: World, place: int = 0) -> Sim:
    sim = world.add_phone(place)
    world.exchange(sim)
    return sim


def told(world: World, sim: Sim) -> dict[str, Any]:
    assert world.run(team.fetch(sim.app)) == ""
    found = team.kept(sim.app)
    assert found is not None
    return found


def ask(sim: Sim, path: str = team.PATH, member: str | None = None, body: Any = None) -> tuple[int, str | None]:
    """Status and code, asked as a program would."""
    enrolment = sim.book.enrolment()
    assert enrolment is not None
    address = f"{path}?member={sim.app.me['id'] if member is None and sim.app.me else member}"
    answer = sim.world.post(address, body, enrolment["token"])
    return answer.status, answer.body.get("code")


def test_today_is_as_the_offices_page_shows_it(world: World) -> None:
    found = told(world, phone(world))
    morning = next(s for s in found["shifts"] if s["session"] == "morning")
    states = {person["name"]: (person["state"], person["rostered"], person["grade"]) for person in morning["people"]}
    with opened(world.stand) as office:
        page = text(office.browser("leader").get("/office/today"))
    for name, (_, rostered, grade) in states.items():
        assert name in page
        assert rostered or grade == "C"
    assert any(grade for _, _, grade in states.values())
    assert (found["day"], found["at"][:16], morning["state"]) == (DAY, NOW[:16], "on")
    assert next(s for s in found["shifts"] if s["session"] == "afternoon")["state"] == "ahead"
    assert [(d["urgent"], d["text"]) for d in found["difficulties"]] == [(True, "Máy in hết mực, người dân phải chờ.")]
    assert any(row["missing"] == 4 for row in found["silent"])
    assert f"<b>{len([d for d in found['waiting'] if d['day'] == DAY])}</b> ngày công hôm nay chờ Tổ trưởng" in page


def test_why_a_day_waits_is_told_in_the_phones_language(world: World) -> None:
    leader = phone(world)

    def reasons() -> set[str]:
        return {reason for one in told(world, leader)["check_ins"] for reason in one["reasons"]}

    vietnamese = reasons()
    world.run(leader.app.speak("en"))
    try:
        english = reasons()
    finally:
        world.run(leader.app.speak("vi"))
    assert vietnamese and len(english) == len(vietnamese) and not english & vietnamese


def test_the_weeks_figures_and_its_empty_shifts(world: World) -> None:
    stand = world.stand
    stand.database.write(
        lambda tx: setup.publish(tx, stand.commune, (stand.point, TODAY, "afternoon"), [], now=stand.clock.instant)
    )
    found = told(world, phone(world))
    empty = [(s["day"], s["session"]) for s in found["roster"] if not s["members"]]
    assert empty == [(DAY, "afternoon")]
    line = found["figures"]
    places = sum(len(s["members"]) for s in found["roster"] if not s["open"])
    assert (line["week"], line["due"], line["served"]) == ("2026-W47", places, 3)
    assert 0 < line["came"] < line["due"]
    assert line["ballots"] == {"slip": 0, "poster": 0, "tablet": 0, "paper": 0}


def test_confirming_is_the_offices_own_act(world: World) -> None:
    sim = phone(world)
    waiting = told(world, sim)["waiting"]
    assert waiting
    assert all(row["reasons"] and row["name"] for row in waiting)
    first = waiting[0]["day"]
    assert world.run(team.confirm(sim.app, first)) == ""
    left = told(world, sim)["waiting"]
    assert left == [row for row in waiting if row["day"] != first]
    with opened(world.stand) as office:
        row = office.rows(t.confirmation)[-1]
        assert (row.day, row.by_member) == (first, world.stand.members[0])


def asked(world: World, one: Sim, other: Sim, place: int) -> None:
    world.run(swaps.ask(one.app, swaps.askable(one.app)[0], world.stand.members[place]))
    for sim in (one, other):
        world.exchange(sim)
    world.run(swaps.answer(other.app, swaps.swaps(other.app)[0], True))
    world.exchange(other)


def test_ruling_on_a_swap_from_the_phone(world: World) -> None:
    leader, one = phone(world), phone(world, 1)
    duty = swaps.askable(one.app)[0]
    place = next(p for p in range(2, 12) if world.stand.members[p] not in [m["id"] for m in duty.members])
    other = phone(world, place)
    asked(world, one, other, place)
    row = told(world, leader)["swaps"][0]
    assert row["state"] == "accepted"
    assert world.run(team.rule(leader.app, row["ask"], True)) == ""
    assert (team.kept(leader.app) or {})["swaps"] == []
    again = world.run(team.rule(leader.app, row["ask"], False, "Nhầm"))
    assert again.startswith("Lời xin đổi ca này không còn chờ duyệt")
    world.exchange(one)
    assert [s.state for s in swaps.swaps(one.app)] == ["approved"]


def test_only_the_leaders_phone_is_answered(world: World) -> None:
    stand, one = world.stand, phone(world, 1)
    assert not team.leads(one.app)
    assert ask(one) == ask(one, member=stand.members[0]) == ask(one, member="") == (403, "forbidden")
    for path, body in ((f"{team.PATH}/confirm", {"day": DAY}), (f"{team.PATH}/swaps/x", {"approve": True})):
        assert ask(one, path, body=body) == (403, "forbidden")
    assert stand.client.get(team.PATH).status_code == 401
    assert stand.client.get(team.PATH, headers=stand.headers("leader")).status_code == 401


def test_who_is_no_longer_the_leader_sees_nothing_more(world: World) -> None:
    stand, sim = world.stand, phone(world)
    told(world, sim)
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, stand.members[0], {"role": "member"}))
    assert world.run(team.fetch(sim.app)) == "Vai trò của bạn không được làm việc này."
    assert team.kept(sim.app) is None
    assert sim.book.recall(f"team:{stand.members[0]}") is None


def test_a_revoked_phone_is_not_answered(world: World) -> None:
    sim = phone(world)
    world.stand.act(f"/api/v1/devices/{sim.device}/revoke")
    assert ask(sim) == (401, "device_revoked")


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/confirm", {}, (422, "day_unreadable")),
        ("/confirm", [], (422, "malformed")),
        ("/swaps/x", {}, (422, "approve_missing")),
        ("/swaps/x", {"approve": 1}, (422, "approve_missing")),
        ("/swaps/x", {"approve": True, "reason": 7}, (422, "approve_missing")),
        ("/swaps/x", {"approve": True}, (404, "not_found")),
    ],
)
def test_odd_requests(world: World, path: str, body: Any, expected: tuple[int, str]) -> None:
    assert ask(phone(world), team.PATH + path, body=body) == expected


def test_without_network_the_last_answer_stays_and_nothing_is_done(world: World) -> None:
    sim = phone(world)
    before = told(world, sim)
    sim.fault = "request lost"
    assert world.run(team.fetch(sim.app)) == say("team.not_seen")
    sim.fault = "request lost"
    assert world.run(team.confirm(sim.app, DAY)) == say("team.not_done")
    sim.open()
    assert team.kept(sim.app) == before
    sim.fault = "nonsense"
    assert world.run(team.fetch(sim.app)) == say("team.no_answer")


def test_a_shared_phone_shows_it_to_the_leader_only(world: World) -> None:
    sim = phone(world)
    told(world, sim)
    world.enrol(sim, 3)
    assert team.kept(sim.app) is None
    assert ask(sim) == (403, "forbidden")
    assert ask(sim, member=world.stand.members[0])[0] == 200


def test_it_tells_of_ballots_only_how_many(world: World, stand: Stand) -> None:
    stand.client.post(f"/q/{stand.poster}", data={"rating": "1", "comment": "phải chờ lâu"})
    found = told(world, phone(world))
    assert found["figures"]["ballots"]["poster"] == 1
    assert "phải chờ lâu" not in json.dumps(found, ensure_ascii=False)
