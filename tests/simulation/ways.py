"""Short ways through a bad day, each the shortest known to show some planted fault."""

from typing import Any

from tests.simulation import swaps
from tests.simulation.world import Sim, World

TEN_YEARS_S = 3650 * 86_400


def plain(world: World) -> None:
    """Three taps and an exchange."""
    sim = _came(world)
    world.assist(sim, requested=True)
    world.exchange(sim)


def refused_once(world: World) -> None:
    """Something on the way answers 400 in the office's place."""
    world.exchange(_came(world), "refused")


def one_unwelcome(world: World) -> None:
    """Something on the way will not let one fact through, and has nothing against the others."""
    sim = _came(world)
    sim.unwelcome = set(sim.saved)
    others = [world.assist(sim, requested=True) for _ in range(3)]
    world.exchange(sim)
    assert not any(sim.book.waits(str(other)) for other in others), "one fact held up those behind it"


def no_network(world: World) -> None:
    """The request never arrives."""
    sim = _came(world)
    world.exchange(sim, "request lost")


def reply_lost(world: World) -> None:
    """The office has it, the phone does not know, and sends it again."""
    sim = _came(world)
    world.exchange(sim, "reply lost")
    world.exchange(sim)


def late_and_again(world: World) -> None:
    """A request held up on the way arrives after its repetition."""
    sim = _came(world)
    world.exchange(sim, "late")
    world.exchange(sim)
    world.deliver()


def against_the_rule(world: World) -> None:
    """A form written for somebody who had not asked."""
    sim = _came(world)
    world.assist(sim, requested=False)
    world.exchange(sim)


def of_tomorrow(world: World) -> None:
    """An app newer than the office records what that does not know."""
    sim = _came(world)
    member = sim.app.members[0]["id"]
    at = world.stand.clock.instant.isoformat(timespec="milliseconds")
    fact = world.run(sim.book.write("of_tomorrow", member, at=at, clock=None, data={"x": 1}))
    sim.saved[fact["id"]] = fact
    world.exchange(sim)


def killed(world: World) -> None:
    """The app is killed after a tap and opened again."""
    sim = _came(world)
    sim.open()
    world.assist(sim, requested=True)


def full(world: World) -> None:
    """The disk takes no more; then the app is opened again."""
    sim = _came(world)
    world.full_disk(sim, 40, lambda: world.assist(sim, requested=True))
    sim.open()


def settled_by_mistake(world: World) -> None:
    """The phone believes that the office has the first of its facts; the office's receipt shows the gap."""
    sim = _came(world)
    world.assist(sim, requested=True)
    world.settle_by_mistake(sim)
    world.exchange(sim)


def second_person(world: World) -> None:
    """Another member joins on the phone and takes it over while the first one's work is unsent."""
    sim = _came(world)
    first = sim.app.members[0]["id"]
    world.enrol(sim, 1)
    second = sim.app.members[1]["id"]
    for member in (second, first, second):
        world.hand_over(sim, member)
    world.hand_over(sim, first, wrong=True)


def slip_of_another(world: World) -> None:
    """One person shows a citizen a slip; then another takes the phone over and looks at theirs."""
    sim = _came(world)
    world.exchange(sim)
    world.run(sim.app.next_slip())
    shown = sim.app.address_on_show()
    world.enrol(sim, 1)
    assert sim.app.address_on_show() is None, "somebody else's slip is on show"
    world.run(sim.app.next_slip())
    assert sim.app.address_on_show() != shown, "one slip for two citizens"
    for fact in sim.book.unsent():
        sim.saved[fact["id"]] = fact


def restored(world: World) -> None:
    """The office goes back to a copy from before the exchange."""
    world.backup()
    sim = _came(world)
    world.exchange(sim)
    world.restore(0)
    world.exchange(sim)


def restored_and_ten_years_late(world: World) -> None:
    """The same, with a phone whose clock is ten years behind and was read once in between."""
    world.backup()
    sim = world.add_phone(0)
    sim.skew_s = -TEN_YEARS_S
    world.assist(sim, requested=True)
    world.exchange(sim)
    world.pass_time(24 * 60)
    world.exchange(sim)
    sim.skew_s = 0.0
    world.restore(0)
    world.exchange(sim)


def paged(world: World) -> None:
    """A reader that takes seven rows at a time."""
    sim = _came(world)
    for _ in range(10):
        world.assist(sim, requested=True)
    world.exchange(sim)
    world.read_on(sim)


def decided(world: World) -> None:
    """The office decides a day that the phone has already read."""
    sim = _came(world)
    world.exchange(sim)
    day = world.stand.clock.instant.date().isoformat()
    assert world.stand.decide(0, day).status_code == 200
    world.exchange(sim)


def taken_back_elsewhere(world: World) -> None:
    """One person, two phones: what takes back arrives before what is taken back."""
    first, second = _came(world), world.add_phone(0)
    world.amend(second, next(iter(first.saved)), None)
    world.exchange(second)
    world.exchange(first)


def taken_back_elsewhere_after_closing(world: World) -> None:
    """The same when the office has closed the month in the meantime."""
    first, second = _came(world), world.add_phone(0)
    world.amend(second, next(iter(first.saved)), None)
    month = world.stand.clock.instant.isoformat()[:7]
    world.stand.act(f"/api/v1/months/{month}/close", {"override": "diễn tập"})
    world.exchange(second)
    world.exchange(first)


def revoked(world: World) -> None:
    """The office takes the phone out of use while it holds unsent work."""
    sim = _came(world)
    world.stand.act(f"/api/v1/devices/{sim.device}/revoke")
    world.exchange(sim)


def enrolled_again(world: World) -> None:
    """A phone that was put out joins again and brings what it made before."""
    revoked(world)
    world.enrol(world.phones[0], 0)
    world.exchange(world.phones[0])


def enrolled_after_a_restore(world: World) -> None:
    """The office goes back to before it knew this phone, which joins again with what it holds."""
    world.backup()
    sim = _came(world)
    world.restore(0)
    world.exchange(sim)
    world.enrol(sim, 0)
    world.exchange(sim)


def corrected_elsewhere_then_revoked(world: World) -> None:
    """What corrects arrives before what is corrected, and its phone is put out in between."""
    sim, other = _came(world), world.add_phone(0)
    told = {"point": world.stand.point, "day": sim.app.now().date().isoformat(), "session": "morning"}
    world.amend(other, next(iter(sim.saved)), {**told, "desk_code": None, "facilities": {}})
    world.exchange(other)
    world.pass_time(1)
    world.stand.act(f"/api/v1/devices/{other.device}/revoke")
    world.exchange(sim)


def carried(world: World) -> None:
    """What a phone holds is carried to the office twice, then the phone itself is back in the network."""
    sim = _came(world)
    world.seal(sim)
    world.hand_in(world.bundles[0], spoilt=True)
    world.hand_in(world.bundles[0])
    world.hand_in(world.bundles[0])
    world.exchange(sim)


def carrier_loses_it(world: World) -> None:
    """A bundle was made, and nobody ever sees it again."""
    world.seal(_came(world))


def carried_to_a_restored_office(world: World) -> None:
    """The office goes back to a copy after it took a bundle."""
    world.backup()
    carried(world)
    world.restore(0)
    world.exchange(world.phones[0])


def closed_then_restored(world: World) -> None:
    """The office closes a month, goes back to before that, and an act follows that needs nothing of the commune."""
    sim, other = _came(world), world.add_phone(1)
    world.exchange(sim)
    world.backup()
    world.stand.act(f"/api/v1/months/{sim.app.now():%Y-%m}/close", {"override": "diễn tập"})
    world.exchange(sim)
    world.restore(0)
    world.stand.act(f"/api/v1/devices/{other.device}/revoke")
    world.check_in(sim, "afternoon", None)
    world.exchange(sim)


def settled_by_mistake_after_the_gap_was_told(world: World) -> None:
    """A fact waits, refused on the way, while the gap below another is filled; then the phone takes it for settled."""
    sim = _came(world)
    refused = world.assist(sim, requested=True)
    world.assist(sim, requested=True)
    sim.unwelcome = {str(refused)}
    for _ in range(2):
        world.settle_by_mistake(sim)
        world.exchange(sim)


def two_phones_at_one_instant(world: World) -> None:
    """What another phone of the same person sends comes at the very instant up to which the first has read."""
    sim, other = _came(world), world.add_phone(0)
    world.exchange(sim)
    world.read_on(sim)
    world.assist(other, requested=True)
    world.exchange(other)
    world.read_on(sim)


def _came(world: World) -> Sim:
    sim = world.phones[0] if world.phones else world.add_phone(0)
    world.check_in(sim, "morning", None)
    return sim


ALL: dict[str, Any] = {
    way.__name__: way
    for way in (
        plain, refused_once, one_unwelcome, no_network, reply_lost, late_and_again, against_the_rule, of_tomorrow,
        killed, full, settled_by_mistake, second_person, slip_of_another, restored, restored_and_ten_years_late,
        paged, decided, taken_back_elsewhere, taken_back_elsewhere_after_closing, revoked, enrolled_again,
        enrolled_after_a_restore, corrected_elsewhere_then_revoked, carried, carrier_loses_it,
        settled_by_mistake_after_the_gap_was_told, two_phones_at_one_instant,
        carried_to_a_restored_office, closed_then_restored, swaps.taken_over,
    )
}  # fmt: skip
