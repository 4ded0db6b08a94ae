"""Swaps in a bad day: asking, answering and ruling on phones and server, and a fault by which nobody is told."""

from collections.abc import Collection

import pytest

from phone import swaps
from sync_server import commune as communes
from sync_server import swaps as office
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.ledger import swaps as ledger
from tests.simulation.planting import shown_by
from tests.simulation.world import Sim, World

LEADER = Actor("leader", "leader")


def ask(world: World, sim: Sim, place: int) -> None:
    """Whoever uses the phone asks for their next shift, if there is one; also somebody who is on it already."""
    duty = next(iter(swaps.askable(sim.app)), None)
    if duty is not None:
        name = {"duty": f"{duty.day}.{duty.session}.{duty.point}", "with": world.stand.members[place]}
        world.record(sim, "swap_asked", name)


def answer(world: World, sim: Sim, number: int, accept: bool) -> None:
    """Whoever uses the phone says yes or no to one of the requests it shows, also to one of their own."""
    found = swaps.swaps(sim.app) if sim.app.me else []
    if found:
        world.record(sim, "swap_answered", {"ask": found[number % len(found)].ask, "accept": accept})


def rule(world: World, number: int, approved: bool) -> None:
    """The leader rules on one of the requests that wait, if that may be."""
    stand, now = world.stand, world.stand.clock.instant
    with stand.database.reader() as connection:
        waiting = office.waiting(connection, communes.read(connection, stand.commune), now)
    if waiting:
        identity = waiting[number % len(waiting)][0].ask.id
        try:
            stand.database.write(
                lambda tx: office.rule(tx, stand.commune, identity, approved, reason="", actor=LEADER, now=now)
            )
        except Refused as refused:
            assert refused.code == "swap_unanswered", refused.code


def same(world: World, sim: Sim) -> None:
    """A healed phone shows of each request of its members what the office makes of it."""
    with world.stand.database.reader() as connection:
        commune = communes.read(connection, world.stand.commune)
        told = {s.ask.id: s for s in ledger.read(connection, commune)}
    members = {str(member["id"]) for member in sim.app.members}
    own = {i: s.state for i, s in told.items() if members & {s.ask.member, s.ask.asked}}
    # Of a member whose enrolment's answer was lost the office tells this phone too; nobody sees that here.
    rows = [row for row in sim.book.rows("swap") if members & {row["from"]["id"], row["with"]["id"]}]
    shown = {row["ask"]: row["state"] for row in rows}
    assert shown == own, f"the phone shows {shown}, the office {own}"


def taken_over(world: World) -> None:
    """One member asks another, who accepts; the leader approves, and the first one comes to the shift all the same."""
    first, second = world.add_phone(0), world.add_phone(2)
    for sim in (first, second):
        world.exchange(sim)
    ask(world, first, 2)
    world.exchange(first)
    world.exchange(second)
    answer(world, second, 0, True)
    world.exchange(second)
    rule(world, 0, True)
    assert swaps.swaps(second.app)[0].state == "accepted"
    world.exchange(first)


@shown_by(taken_over)
def answers_are_not_told(patch: pytest.MonkeyPatch) -> None:
    """Who asked never hears of the answer."""
    whole = ledger.tell

    def broken(tx: Tx, commune: Commune, facts: Collection[str]) -> None:
        asked = "SELECT count(*) FROM fact WHERE kind = 'swap_answered' AND target = ?"
        new = [i for i in facts if not tx.connection.exec_driver_sql(asked, (i,)).scalar_one()]
        whole(tx, commune, new)

    patch.setattr(ledger, "tell", broken)
