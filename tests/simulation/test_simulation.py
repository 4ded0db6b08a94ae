"""The exchange under every fault: what a phone called saved is at the office once, and all figures agree."""

from pathlib import Path
from typing import Any

import pytest

from tests.simulation import night
from tests.simulation.machine import play

SEED = 20261125


@pytest.mark.timeout(900)
def test_nothing_is_lost_under_any_fault(demonstration: tuple[Path, dict[str, Any]]) -> None:
    """At least 2 000 steps, the same ones each time."""
    assert play(demonstration, SEED, 35) >= 1000


@pytest.mark.nightly
@pytest.mark.timeout(0)
def test_nothing_is_lost_in_a_long_night(demonstration: tuple[Path, dict[str, Any]], request: Any) -> None:
    """A million steps that nobody has seen before, over as many nights as it takes."""
    tally = request.config.rootpath / "build" / "simulation.jsonl"
    assert night.go_on(demonstration, tally, night.WHOLE) >= night.WHOLE
