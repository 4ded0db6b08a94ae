"""Four sides of a shift: each mismatch is named once, and sides that agree name none."""

from dataclasses import replace
from datetime import date

import pytest

from shiftbook.reconciling import KINDS, Sides, mismatches

DAY = date(2026, 11, 16)
HELD = Sides(
    DAY, "morning", "p1", ("an", "binh"), frozenset({"an", "binh"}), frozenset({"an", "binh"}), {"an": 3}, 1, 2
)  # fmt: skip


def found(**change: object) -> list[tuple[str, str | None]]:
    return [(one.kind, one.member) for one in mismatches([replace(HELD, **change)])]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"rostered": (), "came": frozenset(), "served": {}, "ballots": 0}, [("unstaffed", None)]),
        ({"came": frozenset({"an"}), "came_that_day": frozenset({"an"})}, [("absent", "binh")]),
        ({"rostered": ("an",)}, [("unrostered", "binh")]),
        ({"served": {"an": 2, "chi": 1}}, [("served_absent", "chi")]),
        ({"served": {"an": 2, "chi": 1}, "came_that_day": frozenset({"an", "binh", "chi"})}, []),
        ({"served": {}, "ballots": 0, "offered": 0}, [("idle", None)]),
        ({"served": {"an": 1}, "ballots": 0, "offered": 0}, [("not_offered", None)]),
        ({"served": {"an": 1}, "ballots": 0, "offered": 0, "polled": False}, []),
        ({"served": {"an": 1}, "ballots": 1, "offered": 0}, []),
        ({"ballots": 4}, [("ballots_over", None)]),
        ({"ballots": 3}, []),
        (
            {"came": frozenset(), "came_that_day": frozenset(), "served": {}, "ballots": 1},
            [("absent", "an"), ("absent", "binh"), ("ballots_unmanned", None)],
        ),
        ({"came": frozenset(), "over": False}, []),
    ],
)
def test_a_mismatch_is_named(change: dict[str, object], expected: list[tuple[str, str | None]]) -> None:
    assert found(**change) == expected
    assert all(kind in KINDS for kind, _ in expected)


def test_names_are_their_own_and_days_in_order() -> None:
    later = replace(HELD, day=date(2026, 11, 17), came=frozenset())
    both = mismatches([later, replace(HELD, came=frozenset())])
    assert [one.day.day for one in both] == sorted(one.day.day for one in both)
    assert len({one.id for one in both}) == len(both)
