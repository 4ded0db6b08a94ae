"""What happens when: each of these has one decided outcome and one sentence (docs/way-of-a-fact.md).

From the tap on a real phone's book through a real server and back to the words the volunteer reads.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from phone.strings import say
from shiftbook import imports
from shiftbook.moments import format_instant, parse_instant
from sync_server import setup
from tests.server.stand import Stand
from tests.simulation.world import PROCEDURE, Sim, World

TUESDAY = date(2026, 11, 17)
USED = "Mã mời này đã được dùng. Mỗi mã chỉ dùng một lần; hãy xin Văn phòng một mã mới."
OFFICE_DECIDES = "Văn phòng sẽ quyết định. Bạn không phải làm gì thêm; có gì chưa rõ, hãy hỏi Tổ trưởng."


@pytest.fixture
def world(stand: Stand, tmp_path: Path) -> Iterator[World]:
    """Tuesday at seven; the members at places 0 and 1 are on the morning's roster."""
    made = World(stand, tmp_path)
    made.pass_time(23 * 60 + 10)
    yield made
    made.close()
    assert stand.differences() == []


def phone(world: World, place: int) -> Sim:
    """A phone that has joined and read everything."""
    sim = world.add_phone(place)
    world.exchange(sim)
    return sim


def at(world: World, hour: str) -> None:
    """Time goes on until this hour of Tuesday."""
    world.pass_time((parse_instant(f"{TUESDAY}T{hour}:00+07:00").timestamp() - world.now_s) / 60)


def check_in(world: World, sim: Sim) -> str:
    """Vào ca with the code on the counter screen."""
    code = world.stand.desk_code(format_instant(world.stand.clock.instant))
    fact = world.check_in(sim, "morning", code)
    assert fact is not None
    return fact


def said(sim: Sim) -> list[str]:
    """What stands under Cần xem lại."""
    return [f"{trouble.sentence} {trouble.what_to_do}" for trouble in sim.app.troubles()]


def day(sim: Sim) -> tuple[str | None, bool, str]:
    """Tuesday's grade, whether it counts, and the month's money, as this phone shows them."""
    month = sim.app.month("2026-11")
    found = month.on(TUESDAY)
    assert found is not None
    return found.grade, found.counted, month.total_text


def publish(world: World, places: list[int]) -> None:
    """The office puts these on the morning's shift, now."""
    duty, members = (world.stand.point, TUESDAY, "morning"), [world.stand.members[p] for p in places]
    now = world.stand.clock.instant
    world.stand.database.write(lambda tx: setup.publish(tx, world.stand.commune, duty, members, now=now))


def forbid(world: World, begins: date) -> None:
    """The office imports a list by which nothing may be written from a day on."""
    rows = imports.read_csv(setup.data_text("procedures.csv").replace("duoc_viet_ho", "khong_viet_ho"))
    new = imports.procedures(rows, "2026-12", begins).taken
    world.stand.database.write(lambda tx: setup.put_procedures(tx, world.stand.commune, new))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_phones_of_one_person_make_one_day(world: World, order: tuple[int, int]) -> None:
    phones = [phone(world, 1), phone(world, 1)]
    at(world, "07:55")
    facts = []
    for sim in phones:
        facts.append(check_in(world, sim))
        world.pass_time(1)
    for place in order:
        world.exchange(phones[place])
    for sim, fact in zip(phones, facts, strict=True):
        world.exchange(sim)
        assert day(sim) == ("A", True, "Tổng cộng: 30.000 đồng")
        assert said(sim) == []
        assert sim.book.count_unsent() == 0
        assert sim.book.fact(fact)["status"] in ("stored", "refused")
    codes = [phones[0].book.fact(fact)["code"] for fact in facts]
    assert codes == [None, "already_checked_in"]  # whichever arrived first


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_three_people_on_one_shift_the_third_is_for_the_office(world: World, order: tuple[int, ...]) -> None:
    people = [phone(world, 0), phone(world, 1), phone(world, 4)]
    at(world, "07:55")
    for place in order:
        check_in(world, people[place])
        world.exchange(people[place])
    for sim in people[:2]:
        world.exchange(sim)
        assert (day(sim)[:2], said(sim)) == (("A", True), [])
    assert day(people[2])[:2] == ("C", False)
    assert said(people[2]) == [f"Ca này đã đủ hai người theo lịch. {OFFICE_DECIDES}"]
    assert world.stand.decide(4, str(TUESDAY)).status_code == 200
    world.exchange(people[2])
    assert (day(people[2])[:2], said(people[2])) == (("C", True), [])


def test_a_lost_reply_to_the_first_enrolment_costs_a_code_and_nothing_else(world: World) -> None:
    sim = Sim(world, world.folder / "phone")
    code = world.stand.invite(1)
    sim.fault = "reply lost"
    assert world.run(sim.app.enrol(code)) == say("enrol.offline")
    assert sim.app.me is None  # nothing can be said to be saved before somebody is enrolled
    assert world.run(sim.app.enrol(code)) == USED
    assert world.run(sim.app.enrol(world.stand.invite(1))) is None
    world.exchange(sim)
    at(world, "07:55")
    check_in(world, sim)
    world.exchange(sim)
    assert day(sim)[:2] == ("A", True)
    waited_for = {row["device"] for row in world.stand.month()["unsynced"]}
    assert waited_for == {sim.device}  # never for the device that nobody holds


def test_a_lost_reply_to_the_second_members_enrolment_keeps_the_device(world: World) -> None:
    sim = phone(world, 0)
    device, code = sim.device, world.stand.invite(1)
    sim.fault = "reply lost"
    assert world.run(sim.app.enrol(code)) == say("enrol.offline")
    at(world, "07:55")
    check_in(world, sim)  # the first member goes on working
    world.exchange(sim)
    assert [m["id"] for m in sim.app.members] == [world.stand.members[0]]
    assert world.run(sim.app.enrol(code)) == USED
    assert world.run(sim.app.enrol(world.stand.invite(1))) is None
    check_in(world, sim)
    world.exchange(sim)
    assert (sim.device, sim.book.receipt()["contiguous_seq"]) == (device, 2)
    for member in world.stand.members[:2]:
        world.run(sim.book.remember("active", member))
        assert (day(sim)[:2], said(sim)) == (("A", True), [])


def test_facts_made_before_enrolling_again_wait_and_are_taken(world: World) -> None:
    """The office is restored from before this phone joined: it is a stranger until it has a new code."""
    world.backup()
    sim = phone(world, 1)
    old = sim.device
    world.restore(0)
    at(world, "07:55")
    check_in(world, sim)
    world.exchange(sim)
    assert sim.app.sync_line().waiting == "Còn 1 mục chưa gửi"
    assert sim.app.sync_line().why == say("sync.why.unauthorized")
    assert world.run(sim.app.enrol(world.stand.invite(1))) is None
    world.exchange(sim)
    assert sim.device != old
    assert sim.app.sync_line().received == "Văn phòng đã nhận 1/1"
    assert (day(sim)[:2], said(sim)) == (("A", True), [])


def test_a_shift_moved_away_before_it_began_is_for_the_office(world: World) -> None:
    """The phone could not know; who came all the same is not sent away without a word."""
    sim = phone(world, 1)
    at(world, "07:30")
    publish(world, [0, 4])
    at(world, "07:55")
    check_in(world, sim)
    world.exchange(sim)
    assert day(sim)[:2] == ("C", False)
    assert said(sim) == [f"Ca này đã đủ hai người theo lịch. {OFFICE_DECIDES}"]
    assert TUESDAY not in [duty.day for duty in sim.app.duties() if duty.session == "morning"]


def test_a_shift_moved_away_after_it_began_still_counts(world: World) -> None:
    sim = phone(world, 1)
    at(world, "08:05")
    publish(world, [0, 4])
    at(world, "08:10")
    check_in(world, sim)
    world.exchange(sim)
    assert (day(sim)[:2], said(sim)) == (("A", True), [])


def test_a_rule_changed_from_this_day_on_refuses_what_was_written_under_the_old_one(world: World) -> None:
    sim = phone(world, 1)
    at(world, "08:10")
    forbid(world, TUESDAY)
    world.assist(sim, requested=True)  # offline, and allowed by what this phone knows
    world.exchange(sim)
    told = "Thủ tục này không được viết hộ. Hãy chuyển người dân đến công chức. Lần sau hãy bấm Chuyển công chức."
    assert said(sim) == [told]
    assert next(p.rule for p in sim.app.procedures() if p.id == PROCEDURE) == "barred"


def test_a_rule_that_changes_from_the_next_day_on_does_not_touch_today(world: World) -> None:
    sim = phone(world, 1)
    at(world, "08:10")
    forbid(world, date(2026, 11, 18))
    world.assist(sim, requested=True)
    at(world, "10:00")
    world.pass_time(2 * 24 * 60)  # sent only when the new rule has been in force for a day
    world.exchange(sim)
    assert said(sim) == []
    assert sim.app.sync_line().received == "Văn phòng đã nhận 1/1"


def test_a_fact_of_a_later_version_is_kept_by_an_older_office_and_shown(world: World) -> None:
    sim = phone(world, 1)
    at(world, "08:10")
    told = {"at": format_instant(world.stand.clock.instant), "clock": sim.app.clock.stamp(), "data": {"wind": "đông"}}
    world.run(sim.book.write("weather_noted", world.stand.members[1], **told))
    check_in(world, sim)
    world.exchange(sim)
    assert sim.app.sync_line().received == "Văn phòng đã nhận 2/2"
    kept = "Văn phòng chưa hiểu loại bản ghi này. Bản gốc được giữ nguyên. Hãy báo Văn phòng."
    assert (day(sim)[:2], said(sim)) == (("A", True), [kept])
