"""What must hold at every moment of a run, and what must hold once everything works again."""

import json
from typing import Any

from shiftbook.moments import local_day, month_of
from tests.simulation import leading, swaps
from tests.simulation.world import Sim, World

SETTLED = ("stored", "refused", "quarantined")


def always(world: World) -> None:
    """No saved fact is gone or silent, and no phone claims more than is true."""
    held = _ledger(world)
    for sim in world.phones:
        for identity in sim.saved:
            _heard_of(sim, identity, held)
        counts = sim.book.count_acknowledged(), sim.book.count_unsent(), sim.book.count_all()
        assert counts[0] + counts[1] == counts[2], f"the sync line does not add up: {counts}"


def _heard_of(sim: Sim, identity: str, held: set[str]) -> None:
    fact = sim.book.fact(identity)
    assert fact is not None, f"a saved fact is gone from the phone: {sim.saved[identity]['kind']}"
    if fact["stage"] == "unsent":
        return
    assert fact["status"] in SETTLED, f"settled without a verdict: {fact['status']}"
    assert fact["status"] == "stored" or fact.get("message") or fact.get("code"), "refused without a word"
    if sim.book.epoch == sim.world.epoch():
        assert identity in held, "the phone says that the office has it, and the office has not"


def _ledger(world: World) -> set[str]:
    with world.stand.database.reader() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM fact UNION ALL SELECT fact_id FROM quarantine")
        return {row[0] for row in rows}


def heal(world: World) -> None:
    """Network, disks and clocks are well again, and whoever was put out is invited once more."""
    world.deliver()
    world.stand.site.limiter.storage.reset()  # the minute after too many used codes is over
    for sim in world.phones:
        sim.skew_s, sim.fault, sim.unwelcome = 0.0, None, set()
        sim.open()
    for _ in range(2):  # the second round brings the first one's consequences to everybody
        for sim in world.phones:
            world.exchange(sim)
            for member in _put_out(world, sim):
                world.enrol(sim, world.stand.members.index(member))
            world.exchange(sim)


def _put_out(world: World, sim: Sim) -> list[str]:
    """Who is on the phone but, since it was revoked or the office restored, not on the device the office knows."""
    everybody = [str(member["id"]) for member in sim.app.members]
    if sim.app.courier.last.reason in ("unauthorized", "device_revoked"):
        return everybody
    with world.stand.database.reader() as connection:
        held = connection.exec_driver_sql("SELECT member FROM device_member WHERE device = ?", (sim.device,)).scalars()
        known = set(held)
    return [member for member in everybody if member not in known]


def healed(world: World) -> None:
    """Everything has arrived once, everybody shows the same figures, and the ledger agrees with itself."""
    heal(world)
    always(world)
    with world.stand.database.reader() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM fact UNION ALL SELECT fact_id FROM quarantine").all()
    ids = [row[0] for row in rows]
    assert len(ids) == len(set(ids)), "a fact is in the ledger twice"
    for sim in world.phones:
        assert sim.book.count_unsent() == 0, f"the queue did not drain: {sim.app.courier.last}"
        missing = sim.saved.keys() - set(ids)
        assert not missing, f"{len(missing)} saved facts never reached the office"
        _made_by(world, sim)
        _receipt(world, sim)
        _same_month(world, sim)
        swaps.same(world, sim)
        leading.same(world, sim)
        _same_reading(world, sim)
    _nothing_waits(world)
    wrong = world.stand.differences()
    assert not wrong, wrong


def _nothing_waits(world: World) -> None:
    """What named a fact that had not come is judged once it has."""
    query = """SELECT count(*) FROM fact f JOIN fact g ON g.id = f.target
               WHERE f.code = 'target_unknown' AND g.code IS NOT f.code"""
    with world.stand.database.reader() as connection:
        assert not connection.exec_driver_sql(query).scalar_one(), "a fact waits for one that has come"


def _made_by(world: World, sim: Sim) -> None:
    """Facts stand under the phone that made them, also when it brought them under another name."""
    with world.stand.database.reader() as connection:
        told = {r.id: r.device for r in connection.exec_driver_sql("SELECT id, device FROM fact")}
    for identity in sim.saved:
        fact = sim.book.fact(identity)
        assert fact is not None
        assert told.get(identity, fact["device"]) == fact["device"], "numbered under another device"


def _receipt(world: World, sim: Sim) -> None:
    told = sim.book.receipt()
    if told is None:
        return
    assert told["contiguous_seq"] == told["highest_seq"], f"a gap after healing: {told}"
    assert told["stored"] >= told["contiguous_seq"], told


def _same_month(world: World, sim: Sim) -> None:
    month = month_of(local_day(world.stand.clock.instant))
    lines = {line["member"]: line for line in world.stand.month(month)["lines"]}
    for member in sim.app.members:
        row = sim.book.row("allowance", f"{month}.{member['id']}")
        told = (row["count"], row["amount_dong"]) if row else (0, 0)
        line = lines[member["id"]]
        assert told == (line["count"], line["amount_dong"]), f"phone {told}, office {line['count']}"


def _same_reading(world: World, sim: Sim) -> None:
    """Who read on in small steps has seen what is seen from the beginning."""
    world.read_on(sim)
    enrolment = sim.book.enrolment()
    assert enrolment is not None
    cursor, more, whole = None, True, dict[tuple[str, str], Any]()
    while more:
        body = {"cursor": cursor, "limit": 1000, "unsent": 0, "facts": []}
        answer = world.post("/api/v1/sync", body, enrolment["token"])
        assert answer.status == 200
        whole.update({(c["kind"], c["id"]): c for c in answer.body["changes"]})
        cursor, more = answer.body["cursor"], answer.body["more"]
    differ = [key for key, change in whole.items() if json.dumps(sim.seen.get(key)) != json.dumps(change)]
    assert not differ, f"the cursor skipped {differ[:3]}"
