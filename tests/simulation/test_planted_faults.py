"""The simulation notices each fault that is planted, and finds nothing where there is none."""

from pathlib import Path

import pytest

from tests.server.conftest import Demonstration, stand_on
from tests.simulation import invariants, leading, planted, planted_in_feed, planted_on_phone, swaps, ways
from tests.simulation.planting import FAULTS, NOTICED, Fault, Way, in_a_copy
from tests.simulation.world import World

__all__ = ["leading", "planted", "planted_in_feed", "planted_on_phone", "swaps"]


def lived(demonstration: Demonstration, folder: Path, way: Way) -> None:
    stand = stand_on(demonstration, folder)
    world = World(stand, folder)
    way(world)
    invariants.always(world)
    invariants.healed(world)
    world.close()
    stand.close()


@pytest.mark.parametrize("way", ways.ALL.values(), ids=ways.ALL)
def test_no_fault_no_finding(way: Way, demonstration: Demonstration, tmp_path: Path) -> None:
    lived(demonstration, tmp_path, way)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_planted_fault_is_noticed(fault: Fault, demonstration: Demonstration, tmp_path: Path) -> None:
    assert in_a_copy(fault, lambda: lived(demonstration, tmp_path, FAULTS[fault])) == NOTICED
