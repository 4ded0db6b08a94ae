"""A swap from the tap that asks for it to the leader's word, on real phones, in whatever order things arrive."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from phone import swaps
from phone.shifts import Duty
from phone.strings import say
from shiftbook.moments import parse_instant
from sync_server import commune as communes
from sync_server import setup
from sync_server import swaps as office
from sync_server.acts import Actor
from sync_server.errors import Refused
from tests.server.stand import Stand
from tests.simulation.world import Sim, World

FRIDAY = date(2026, 11, 20)
LEADER = Actor("leader", "leader")


@pytest.fixture
def world(stand: Stand, tmp_path: Path) -> Iterator[World]:
    """Monday before eight; the members at places 0 and 1 are on Friday morning's roster."""
    made = World(stand, tmp_path)
    yield made
    made.close()
    assert stand.differences() == []


def phone(world: World, place: int) -> Sim:
    sim = world.add_phone(place)
    world.exchange(sim)
    return sim


def pair(world: World) -> tuple[Sim, Sim]:
    """Who is on Friday's shift, and a colleague who is not."""
    return phone(world, 1), phone(world, 5)


def all_hear(world: World, *sims: Sim) -> None:
    for sim in [*sims, *sims]:
        world.exchange(sim)


def friday(sim: Sim) -> Duty:
    return next(d for d in swaps.askable(sim.app) if d.day == FRIDAY)


def may_be_asked(world: World, sim: Sim) -> list[int]:
    return [world.stand.members.index(m["id"]) for m in swaps.whom(sim.app, friday(sim))]


def ask(world: World, sim: Sim, place: int) -> None:
    world.run(swaps.ask(sim.app, friday(sim), world.stand.members[place]))


def answer(world: World, sim: Sim, accept: bool) -> None:
    world.run(swaps.answer(sim.app, swaps.swaps(sim.app)[0], accept))


def accepted(world: World) -> tuple[Sim, Sim]:
    one, other = pair(world)
    ask(world, one, 5)
    all_hear(world, one, other)
    answer(world, other, True)
    all_hear(world, other, one)
    return one, other


def states(*sims: Sim) -> list[list[str]]:
    return [[swap.state for swap in swaps.swaps(sim.app)] for sim in sims]


def rule(world: World, approved: bool = True, reason: str = "", number: int = 0) -> Any:
    """The leader's word on one of the requests that wait."""
    stand, now = world.stand, world.stand.clock.instant
    with stand.database.reader() as connection:
        waiting = office.waiting(connection, communes.read(connection, stand.commune), now)
    identity = waiting[number][0].ask.id
    return stand.database.write(
        lambda tx: office.rule(tx, stand.commune, identity, approved, reason=reason, actor=LEADER, now=now)
    )


def rostered(world: World) -> list[int]:
    with world.stand.database.reader() as connection:
        roster = communes.read(connection, world.stand.commune).ground.roster
    return [world.stand.members.index(m) for m in roster.members(world.stand.point, FRIDAY, "morning")]


def publish(world: World, *places: int) -> None:
    stand = world.stand
    duty, members = (stand.point, FRIDAY, "morning"), [stand.members[p] for p in places]
    stand.database.write(lambda tx: setup.publish(tx, stand.commune, duty, members, now=stand.clock.instant))


def on_friday(sim: Sim) -> list[str] | None:
    """Who the phone says is on Friday's shift, None when it is not one of its own."""
    return next(([m["id"] for m in d.members] for d in sim.app.duties() if d.day == FRIDAY), None)


def test_asked_accepted_approved_and_both_phones_show_it(world: World) -> None:
    one, other = pair(world)
    assert may_be_asked(world, one) == list(range(2, 12))
    ask(world, one, 5)
    mine = swaps.swaps(one.app)[0]
    assert (mine.state, mine.unsent, mine.sentence) == ("asked", True, say("swap.not_sent"))
    all_hear(world, one, other)
    name = next(x["name"] for x in world.stand.month()["lines"] if x["member"] == world.stand.members[5])
    assert swaps.swaps(one.app)[0].sentence == f"Đã hỏi {name}, đang chờ trả lời."
    assert [s.ask for s in swaps.to_answer(other.app)] == [mine.ask]
    answer(world, other, True)
    assert (swaps.swaps(other.app)[0].state, swaps.swaps(other.app)[0].unsent) == ("accepted", True)
    assert swaps.to_answer(other.app) == []
    all_hear(world, other, one)
    assert states(one, other) == [["accepted"], ["accepted"]]
    rule(world)
    all_hear(world, one, other)
    assert (states(one, other), sorted(rostered(world))) == ([["approved"], ["approved"]], [0, 5])
    assert on_friday(one) is None
    assert sorted(on_friday(other) or []) == sorted([world.stand.members[0], world.stand.members[5]])


def test_what_the_leader_declines_leaves_the_roster_and_says_why(world: World) -> None:
    one, other = accepted(world)
    rule(world, approved=False, reason="Hôm ấy đông hồ sơ đất")
    all_hear(world, one, other)
    assert (states(one, other), rostered(world)) == ([["declined"], ["declined"]], [0, 1])
    assert swaps.swaps(one.app)[0].sentence.endswith("Lý do: Hôm ấy đông hồ sơ đất.")


def test_the_asked_phone_is_told_nothing_but_the_request(world: World) -> None:
    one, other = pair(world)
    ask(world, one, 5)
    all_hear(world, one, other)
    assert not [f for f in other.book.facts() if f["kind"] == "swap_asked"]
    third = phone(world, 7)
    assert third.book.rows("swap") == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_answers_of_two_phones_in_either_order(world: World, order: tuple[int, int]) -> None:
    """No on one phone, then yes on the other: the newest holds, whichever arrives first."""
    one, other = pair(world)
    ask(world, one, 5)
    second = phone(world, 5)
    all_hear(world, one, other, second)
    answer(world, other, False)
    world.pass_time(1)
    answer(world, second, True)
    all_hear(world, *[(other, second)[i] for i in order], one)
    assert states(one, other, second) == [["accepted"]] * 3


def test_an_answer_that_comes_before_its_request(world: World) -> None:
    """The asker's phone is offline, a colleague's phone of the same person brought the news by word of mouth."""
    one, other = pair(world)
    ask(world, one, 5)
    identity = swaps.swaps(one.app)[0].ask
    world.record(other, "swap_answered", {"ask": identity, "accept": True})
    world.exchange(other)
    assert states(one, other) == [["asked"], []]
    all_hear(world, one, other)
    assert states(one, other) == [["accepted"], ["accepted"]]


def test_a_request_is_withdrawn_by_its_asker_or_by_taking_it_back(world: World) -> None:
    one, other = accepted(world)
    world.run(swaps.withdraw(one.app, swaps.swaps(one.app)[0]))
    assert states(one, other) == [["withdrawn"], ["accepted"]]
    all_hear(world, one, other)
    assert states(one, other) == [["withdrawn"], ["withdrawn"]]
    ask(world, one, 5)
    identity = next(s.ask for s in swaps.swaps(one.app) if s.state == "asked")
    all_hear(world, one, other)
    world.run(one.app.record("voided", {"target": identity, "reason": "Tự trực được"}))
    assert states(one) == [["withdrawn", "withdrawn"]]
    all_hear(world, one, other)
    assert states(one, other) == [["withdrawn"] * 2] * 2


def test_of_two_colleagues_the_first_approved_takes_it(world: World) -> None:
    one, other, third = phone(world, 1), phone(world, 5), phone(world, 7)
    for place in (5, 7):
        ask(world, one, place)
    all_hear(world, one, other, third)
    assert may_be_asked(world, one) == [2, 3, 4, 6, 8, 9, 10, 11]
    for sim in (other, third):
        answer(world, sim, True)
    all_hear(world, other, third, one)
    rule(world)
    all_hear(world, one, other, third)
    assert states(one, other, third) == [["approved", "overtaken"], ["approved"], ["overtaken"]]


def test_a_roster_published_meanwhile_overtakes_it(world: World) -> None:
    one, other = accepted(world)
    publish(world, 0, 2)
    all_hear(world, one, other)
    assert states(one, other) == [["overtaken"], ["overtaken"]]
    publish(world, 0, 1)
    all_hear(world, one, other)
    assert states(one, other) == [["accepted"], ["accepted"]]


def test_once_the_shift_has_begun_nothing_can_be_said_or_ruled(world: World) -> None:
    one, other = accepted(world)
    now = parse_instant("2026-11-20T08:00:00+07:00")
    world.pass_time((now.timestamp() - world.now_s) / 60)
    assert states(one, other) == [["overtaken"], ["overtaken"]]
    assert not swaps.swaps(other.app)[0].may_refuse
    with world.stand.database.reader() as connection:
        assert office.waiting(connection, communes.read(connection, world.stand.commune), now) == []


def test_who_left_the_team_can_no_longer_take_it(world: World) -> None:
    one, other = accepted(world)
    stand = world.stand
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, stand.members[5], {"until": "2026-11-17"}))
    all_hear(world, one, other)
    assert states(one, other) == [["overtaken"], ["overtaken"]]
    assert 5 not in may_be_asked(world, one)


def test_a_fellow_who_left_stands_in_nobodys_way(world: World) -> None:
    accepted(world)
    stand = world.stand
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, stand.members[0], {"until": "2026-11-17"}))
    rule(world)
    assert sorted(rostered(world)) == [0, 5]


def test_a_revoked_phone_asks_nobody(world: World) -> None:
    one, other = pair(world)
    world.stand.act(f"/api/v1/devices/{one.device}/revoke")
    ask(world, one, 5)
    all_hear(world, one, other)
    assert states(other) == [[]]
    assert [t.sentence for t in one.app.troubles()]


def test_a_closed_month_changes_nothing_of_it(world: World) -> None:
    """A request made in a month that is closed meanwhile: its day is no working day of anybody."""
    one, other = pair(world)
    ask(world, one, 5)
    world.stand.act("/api/v1/months/2026-11/close", {"override": "diễn tập"})
    all_hear(world, one, other)
    assert states(one, other) == [["asked"], ["asked"]]


@pytest.mark.parametrize("approved", [True, False])
def test_a_ruling_is_given_once(world: World, approved: bool) -> None:
    one, other = accepted(world)
    identity = swaps.swaps(one.app)[0].ask
    rule(world, approved)
    with pytest.raises(Refused, match="swap_over"):
        now = world.stand.clock.instant
        world.stand.database.write(
            lambda tx: office.rule(tx, world.stand.commune, identity, True, reason="", actor=LEADER, now=now)
        )
    world.run(swaps.withdraw(one.app, swaps.swaps(one.app)[0]))
    all_hear(world, one, other)
    assert states(one, other) == [["approved" if approved else "declined"]] * 2


def test_what_nobody_accepted_cannot_be_approved_but_declined(world: World) -> None:
    one, other = pair(world)
    ask(world, one, 5)
    all_hear(world, one, other)
    with pytest.raises(Refused, match="swap_unanswered"):
        rule(world)
    rule(world, approved=False)
    all_hear(world, one, other)
    assert states(one, other) == [["declined"], ["declined"]]


def test_what_phones_were_told_is_derived_again(world: World) -> None:
    """A row that says something else than the ledger is found; then it is put right again."""
    one, _ = accepted(world)
    stand = world.stand
    f = setup.t.feed
    with stand.database.engine.begin() as connection:
        where = (f.c.kind == "swap", f.c.audience == f"m:{stand.members[1]}")
        body = connection.execute(setup.sa.select(f.c.body).where(*where)).scalar_one()
        connection.execute(f.update().where(*where).values(body=body.replace("accepted", "approved")))
    assert [line for line in stand.differences() if swaps.swaps(one.app)[0].ask in line]
    with stand.database.engine.begin() as connection:
        connection.execute(f.update().where(*where).values(body=body))
