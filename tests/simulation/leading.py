"""A leader who takes back what others said, and lets it stand again; and a fault by which nobody hears of it."""

import pytest

from phone.records import AMENDING, amendments, taken_back
from shiftbook.amendments import Amendment, standing
from sync_server.ledger import leading
from tests.simulation.planting import shown_by
from tests.simulation.world import Sim, World


def take_back(world: World, maker: Sim, target: str, *, heard: bool) -> None:
    """The leader, on whichever phone they have, takes back what was made on this one, heard of at once or some day."""
    sim = _leaders(world)
    if sim is None:
        return
    if heard:
        world.exchange(maker)
    world.amend(sim, target, None)
    if heard:
        world.exchange(sim)


def let_stand(world: World, number: int) -> None:
    """The leader thinks better of one of the takings back on their phone."""
    sim = _leaders(world)
    own = [f["id"] for f in sim.app.my_facts() if f["kind"] == "voided"] if sim else []
    if sim and own:
        world.amend(sim, own[number % len(own)], None)


def _leaders(world: World) -> Sim | None:
    leader = world.stand.members[0]
    return next((sim for sim in world.phones if (sim.app.me or {}).get("id") == leader), None)


def same(world: World, sim: Sim) -> None:
    """On a healed phone the same facts are taken back as in the ledger, whoever did it."""
    with world.stand.database.reader() as connection:
        rows = connection.exec_driver_sql("SELECT id, target, replaces FROM amendment").all()
        known = set(connection.exec_driver_sql("SELECT id FROM fact").scalars())
    changes = [Amendment(row.id, row.target, bool(row.replaces)) for row in rows]
    me = sim.app.me
    for member in sim.app.members:
        world.run(sim.book.remember("active", member["id"]))
        facts = sim.app.my_facts()
        ids = {f["id"] for f in facts if f["kind"] not in AMENDING} & known
        told, held = ids & taken_back(facts), ids - standing(ids, changes).keys()
        assert told == held, f"taken back on the phone {told}, in the ledger {held}"
    world.run(sim.book.remember("active", (me or {}).get("id")))


def taken_from_another(world: World) -> None:
    """A member comes, and the leader says that nobody came."""
    leader, other = world.add_phone(0), world.add_phone(2)
    entry = world.check_in(other, "morning", None)
    take_back(world, other, str(entry), heard=True)
    assert amendments(leader.app.my_facts())


@shown_by(taken_from_another)
def nobody_is_told_what_the_leader_took_back(patch: pytest.MonkeyPatch) -> None:
    """The row is missing in the feed, and the check of the ledger is blind to it."""
    patch.setattr(leading, "tell", lambda *_: None)
    patch.setattr(leading, "read", lambda *_: {})
