"""Everything that may happen, in any order Hypothesis thinks of."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sync_server.database import Database
from sync_server.settings import Settings
from tests.server.stand import SECRET, Stand
from tests.simulation import invariants, leading, swaps
from tests.simulation.world import FAULTS, World

DAY_S = 86_400
TEAM = st.integers(0, 3)
PHONE = st.integers(0, 2)
FAULT = st.sampled_from([None, *FAULTS])
SKEW = st.sampled_from([0, 0, 90, -DAY_S, DAY_S, 3650 * DAY_S, -3650 * DAY_S])


class Commune(RuleBasedStateMachine):
    """Three phones, four members, one server; `demonstration` is the database every run begins with."""

    demonstration: tuple[Path, dict[str, Any]]
    steps = 0

    facts = Bundle("facts")
    entries = Bundle("entries")

    @initialize()
    def begin(self) -> None:
        """A server with its demonstration commune, and a phone."""
        self.folder = Path(tempfile.mkdtemp())
        file, told = self.demonstration
        shutil.copy(file, self.folder / "shiftbook.db")
        settings = Settings(data_dir=self.folder, secret_key=SECRET, database_url="", public_url="http://testserver")
        self.stand = Stand(Database(settings.url), settings, told)
        self.world = World(self.stand, self.folder)
        self.world.add_phone(0)

    def sim(self, number: int) -> Any:
        """One of the phones there are."""
        return self.world.phones[number % len(self.world.phones)]

    @precondition(lambda self: len(self.world.phones) < 3)
    @rule(place=TEAM)
    def add_phone(self, place: int) -> None:
        self.world.add_phone(place)

    @rule(phone=PHONE, place=TEAM, fault=FAULT)
    def enrol(self, phone: int, place: int, fault: str | None) -> None:
        sim = self.sim(phone)
        sim.fault = fault
        self.world.enrol(sim, place)
        sim.fault = None

    @rule(phone=PHONE, member=st.integers(0, 3), wrong=st.booleans())
    def hand_over(self, phone: int, member: int, wrong: bool) -> None:
        sim = self.sim(phone)
        if sim.app.members:
            who = sim.app.members[member % len(sim.app.members)]["id"]
            self.world.hand_over(sim, who, wrong=wrong and sim.app.pins.has(who))

    @rule(target=entries, phone=PHONE, session=st.sampled_from(["morning", "afternoon"]), code=st.booleans())
    def check_in(self, phone: int, session: str, code: bool) -> Any:
        sim = self.sim(phone)
        shown = self.stand.desk_code(self.stand.clock.instant.isoformat()) if code else None
        return (phone, self.world.check_in(sim, session, shown), session)

    @rule(target=facts, phone=PHONE, requested=st.booleans())
    def assist(self, phone: int, requested: bool) -> Any:
        return (phone, self.world.assist(self.sim(phone), requested))

    @rule(entry=entries)
    def check_out(self, entry: Any) -> None:
        if entry[1]:
            self.world.record(self.sim(entry[0]), "checked_out", {"check_in": entry[1]})

    @rule(fact=consumes(facts))
    def take_back(self, fact: Any) -> None:
        if fact[1]:
            self.world.amend(self.sim(fact[0]), fact[1], None)

    @rule(entry=entries, void=st.booleans())
    def amend_entry(self, entry: Any, void: bool) -> None:
        phone, identity, session = entry
        if identity:
            day = self.sim(phone).app.now().date().isoformat()
            told = {"point": self.stand.point, "day": day, "session": session, "desk_code": None, "facilities": {}}
            self.world.amend(self.sim(phone), identity, None if void else told)

    @rule(entry=entries, heard=st.booleans())
    def leader_takes_back(self, entry: Any, heard: bool) -> None:
        if entry[1]:
            leading.take_back(self.world, self.sim(entry[0]), entry[1], heard=heard)

    @rule(number=st.integers(0, 9))
    def leader_lets_stand(self, number: int) -> None:
        leading.let_stand(self.world, number)

    @rule(phone=PHONE, place=TEAM)
    def ask_swap(self, phone: int, place: int) -> None:
        swaps.ask(self.world, self.sim(phone), place)

    @rule(phone=PHONE, number=st.integers(0, 9), accept=st.booleans())
    def answer_swap(self, phone: int, number: int, accept: bool) -> None:
        swaps.answer(self.world, self.sim(phone), number, accept)

    @rule(number=st.integers(0, 9), approved=st.booleans())
    def rule_on_swap(self, number: int, approved: bool) -> None:
        swaps.rule(self.world, number, approved)

    @rule(phone=PHONE, steps=st.integers(0, 12))
    def die_saving(self, phone: int, steps: int) -> None:
        self.world.dying(self.sim(phone), steps, lambda: self.world.assist(self.sim(phone), True))

    @rule(phone=PHONE, room=st.integers(0, 900))
    def full_disk(self, phone: int, room: int) -> None:
        self.world.full_disk(self.sim(phone), room, lambda: self.world.assist(self.sim(phone), True))

    @rule(phone=PHONE, fault=FAULT)
    def exchange(self, phone: int, fault: str | None) -> None:
        self.world.exchange(self.sim(phone), fault)

    @rule(phone=PHONE)
    def settle_by_mistake(self, phone: int) -> None:
        self.world.settle_by_mistake(self.sim(phone))
        self.world.exchange(self.sim(phone))

    @rule(phone=PHONE, steps=st.integers(0, 20), fault=FAULT)
    def die_exchanging(self, phone: int, steps: int, fault: str | None) -> None:
        self.world.dying(self.sim(phone), steps, lambda: self.world.exchange(self.sim(phone), fault))

    @rule(phone=PHONE)
    def seal(self, phone: int) -> None:
        self.world.seal(self.sim(phone))

    @precondition(lambda self: self.world.bundles)
    @rule(number=st.integers(0, 9), spoilt=st.booleans())
    def hand_in(self, number: int, spoilt: bool) -> None:
        bundles = self.world.bundles
        self.world.hand_in(bundles[number % len(bundles)], spoilt=spoilt)

    @rule(phone=PHONE, fact=facts)
    def hold_back(self, phone: int, fact: Any) -> None:
        """Something on the way begins, or ceases, to refuse whatever carries this fact."""
        self.sim(phone).unwelcome ^= {fact[1]}

    @rule(phone=PHONE, steps=st.integers(0, 40))
    def server_dies(self, phone: int, steps: int) -> None:
        self.world.server_dies(self.sim(phone), steps)

    @rule()
    def deliver(self) -> None:
        self.world.deliver()

    @rule(phone=PHONE)
    def read_on(self, phone: int) -> None:
        self.world.read_on(self.sim(phone))

    @rule(minutes=st.sampled_from([1, 30, 120, 600, 1440]))
    def pass_time(self, minutes: int) -> None:
        self.world.pass_time(minutes)

    @rule(phone=PHONE, skew=SKEW)
    def set_clock(self, phone: int, skew: int) -> None:
        self.sim(phone).skew_s = float(skew)

    @rule()
    def backup(self) -> None:
        self.world.backup()

    @precondition(lambda self: self.world.backups)
    @rule(number=st.integers(0, 5))
    def restore(self, number: int) -> None:
        self.world.restore(number % self.world.backups)

    @rule(phone=PHONE)
    def revoke(self, phone: int) -> None:
        device = self.sim(phone).device
        self.stand.act(f"/api/v1/devices/{device}/revoke")

    @rule(whole=st.booleans())
    def confirm(self, whole: bool) -> None:
        day = self.stand.clock.instant.date().isoformat()
        self.stand.act(f"/api/v1/months/{day[:7]}/confirm", {} if whole else {"day": day}, "leader")

    @rule(place=TEAM, counted=st.booleans())
    def decide(self, place: int, counted: bool) -> None:
        self.stand.decide(place, self.stand.clock.instant.date().isoformat(), counted)

    @rule()
    def close_month(self) -> None:
        month = self.stand.clock.instant.isoformat()[:7]
        self.stand.act(f"/api/v1/months/{month}/close", {"override": "diễn tập"})

    @invariant()
    def always(self) -> None:
        """What must hold at every moment."""
        type(self).steps += 1
        if hasattr(self, "world"):
            invariants.always(self.world)

    def teardown(self) -> None:
        """Everything is healed, and must then be as if nothing had ever gone wrong."""
        try:
            if hasattr(self, "world"):
                invariants.healed(self.world)
        finally:
            if hasattr(self, "world"):
                self.world.close()
                self.stand.close()
                shutil.rmtree(self.folder)


def play(demonstration: tuple[Path, dict[str, Any]], number: int, runs: int, life: int = 50) -> int:
    """So many runs of at most `life` steps, always the same for one seed; answers the steps taken.

    Prints how to play it again; a failure is shortened first.
    """

    class Here(Commune):
        pass

    Here.demonstration = demonstration
    wished = settings(
        max_examples=runs, stateful_step_count=life, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
    )  # fmt: skip
    print(f"python -m tests.simulation.night --seed {number} --runs {runs} --life {life}")
    run_state_machine_as_test(seed(number)(Here), settings=wished)
    return Here.steps
