"""A leader who takes back what others said, and lets it stand again; and a fault by which nobody hears of it."""

import pytest

from phone.records import AMENDING, amendments, taken_back
from shiftbook.amendments import Amendment, standing
from sync_server.ledger import leading
from tests.simulation.planting import shown_by
from tests.simulation.world import Sim, World


def take_back(world: World, sim: Sim, target: str) -> None:
    """The leader, if that is who uses the phone, takes back any fact that there is."""
    if _leads(world, sim):
        world.amend(sim, target, None)


def let_stand(world: World, sim: Sim, number: int) -> None:
    """The leader thinks better of one of the takings back on this phone."""
    own = [f["id"] for f in sim.app.my_facts() if f["kind"] == "voided"] if _leads(world, sim) else []
    if own:
        world.amend(sim, own[number % len(own)], None)


def _leads(world: World, sim: Sim) -> bool:
    return (sim.app.me or {}).get("id") == world.stand.members[0]


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
    world.exchange(other)
    take_back(world, leader, str(entry))
    world.exchange(leader)
    assert amendments(leader.app.my_facts())


@shown_by(taken_from_another)
def nobody_is_told_what_the_leader_took_back(patch: pytest.MonkeyPatch) -> None:
    """The row is missing in the feed, and the check of the ledger is blind to it."""
    patch.setattr(leading, "tell", lambda *_: None)
    patch.setattr(leading, "read", lambda *_: {})
