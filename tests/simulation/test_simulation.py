"""The exchange under every fault: what a phone called saved is at the office once, and all figures agree."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.machine import Commune

STEPS = 50


def run(demonstration: tuple[Path, dict[str, Any]], examples: int, *, derandomize: bool) -> None:
    class Here(Commune):
        pass

    Here.demonstration = demonstration
    wished = settings(
        max_examples=examples, stateful_step_count=STEPS, deadline=None, derandomize=derandomize, database=None,
        suppress_health_check=list(HealthCheck), print_blob=True, phases=[Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(Here, settings=wished)


@pytest.mark.timeout(300)
def test_nothing_is_lost_under_any_fault(demonstration: tuple[Path, dict[str, Any]]) -> None:
    """2 500 steps, the same ones each time."""
    run(demonstration, 50, derandomize=True)


@pytest.mark.nightly
@pytest.mark.timeout(7200)
def test_nothing_is_lost_in_a_long_night(demonstration: tuple[Path, dict[str, Any]]) -> None:
    """100 000 steps nobody has seen before; a failure prints every step that led to it."""
    run(demonstration, 2000, derandomize=False)
