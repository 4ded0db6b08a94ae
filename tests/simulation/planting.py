"""Planting a fault: which way shows it, and what comes of it in a copy of the program that is thrown away."""

import os
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

import pytest

Fault = Callable[[pytest.MonkeyPatch], None]
Way = Callable[[Any], None]

FAULTS: dict[Fault, Way] = {}
NOTICED, PASSED, BROKE = range(3)


def shown_by(way: Way) -> Callable[[Fault], Fault]:
    """Enter a fault in the list, with the shortest way that shows it."""

    def keep(fault: Fault) -> Fault:
        FAULTS[fault] = way
        return fault

    return keep


def in_a_copy(fault: Fault, trial: Callable[[], None]) -> int:
    """Plant a fault in a forked copy of this process and try it there: NOTICED, PASSED, or BROKE for any other end."""
    child = os.fork()
    if not child:
        _try(fault, trial)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _try(fault: Fault, trial: Callable[[], None]) -> NoReturn:
    end = BROKE
    try:
        fault(pytest.MonkeyPatch())
        trial()
        end = PASSED
    except AssertionError:
        end = NOTICED
    finally:
        if end == BROKE:
            traceback.print_exc()
        os._exit(end)
