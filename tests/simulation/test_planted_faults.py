"""The simulation notices each fault that is planted, and finds nothing where there is none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.conftest import stand
from tests.server.stand import Stand
from tests.simulation import invariants, ways
from tests.simulation.planted import FAULTS
from tests.simulation.world import World

__all__ = ["stand"]


@pytest.fixture
def world(stand: Stand, tmp_path: Path) -> Iterator[World]:
    made = World(stand, tmp_path)
    yield made
    made.close()


def lived(world: World, way: Any) -> None:
    way(world)
    invariants.always(world)
    invariants.healed(world)


@pytest.mark.parametrize("way", ways.ALL.values(), ids=ways.ALL)
def test_no_fault_no_finding(world: World, way: Any) -> None:
    lived(world, way)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_planted_fault_is_noticed(world: World, fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        lived(world, FAULTS[fault])
