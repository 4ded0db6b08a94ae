"""The forecast of a year's spending: the pace so far for every working day to come."""

import pytest

from shiftbook.budget import forecast


@pytest.mark.parametrize(
    ("spent", "passed", "ahead", "expected"),
    [(300_000, 10, 20, 900_000), (0, 10, 20, 0), (300_000, 10, 0, 300_000), (100_000, 3, 1, 133_333)],
)
def test_the_pace_goes_on(spent: int, passed: int, ahead: int, expected: int) -> None:
    assert forecast(spent, passed, ahead) == expected


def test_before_the_first_day_nothing_is_known() -> None:
    assert forecast(0, 0, 250) is None
