"""Corrections and voids: which facts stand, and which fact speaks for each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.amendments import Amendment, standing
from tests.cast import uuid


def void(number: int, target: int) -> Amendment:
    """Fact `number` takes back fact `target`."""
    return Amendment(uuid(number), uuid(target), False)


def fix(number: int, target: int) -> Amendment:
    """Fact `number` replaces fact `target`."""
    return Amendment(uuid(number), uuid(target), True)


STORIES = {
    "untouched": ([], 1),
    "voided": ([void(2, 1)], None),
    "voided twice": ([void(2, 1), void(3, 1)], None),
    "void taken back": ([void(2, 1), void(3, 2)], 1),
    "one of two voids taken back": ([void(2, 1), void(3, 1), void(4, 2)], None),
    "void of a void of a void": ([void(2, 1), void(3, 2), void(4, 3)], None),
    "corrected": ([fix(2, 1)], 2),
    "corrected twice": ([fix(2, 1), fix(3, 1)], 3),
    "correction corrected": ([fix(2, 1), fix(3, 2)], 3),
    "newest correction voided": ([fix(2, 1), fix(3, 1), void(4, 3)], 2),
    "only correction voided": ([fix(2, 1), void(3, 2)], 1),
    "corrected correction voided": ([fix(2, 1), fix(3, 2), void(4, 2)], 1),
    "last of a chain voided": ([fix(2, 1), fix(3, 2), void(4, 3)], 2),
    "voided correction restored": ([fix(2, 1), void(3, 2), void(4, 3)], 2),
    "corrected, then voided": ([fix(2, 1), void(3, 1)], None),
    "voided, then corrected": ([void(2, 1), fix(3, 1)], None),
    "a correction of a void changes nothing": ([void(2, 1), fix(3, 2)], None),
    "another fact's amendments": ([void(3, 9), fix(4, 9)], 1),
    "its own void": ([void(1, 1)], None),
}


@pytest.mark.parametrize("story", STORIES)
def test_who_speaks(story: str) -> None:
    amendments, speaker = STORIES[story]
    for order in (amendments, amendments[::-1], amendments * 2):
        assert standing([uuid(1)], order).get(uuid(1)) == (uuid(speaker) if speaker else None)


AMENDMENTS = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 12), st.booleans()), max_size=14, unique_by=lambda t: t[0]
).map(lambda drawn: [Amendment(uuid(i), uuid(target), fixes) for i, target, fixes in drawn])


@given(AMENDMENTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter_even_in_rings(amendments: list[Amendment], chance) -> None:
    ids = [uuid(i) for i in range(13)]
    shuffled = amendments + amendments[:3]
    chance.shuffle(shuffled)
    assert standing(ids, shuffled) == standing(ids, amendments)


@given(AMENDMENTS)
def test_the_rule_as_it_is_told(amendments: list[Amendment]) -> None:
    """Where every amendment names an older fact: voids that stand take back; the newest standing correction speaks."""
    honest = [a for a in amendments if a.target < a.id]

    def stands(i: str) -> bool:
        return not any(a.target == i and not a.replaces and stands(a.id) for a in honest)

    def speaker(i: str) -> str:
        corrections = [a.id for a in honest if a.target == i and a.replaces and stands(a.id)]
        return speaker(max(corrections)) if corrections else i

    ids = [uuid(i) for i in range(13)]
    assert standing(ids, honest) == {i: speaker(i) for i in ids if stands(i)}


@pytest.mark.parametrize("length", [5_000, 5_001])
def test_a_chain_of_any_length_is_folded(length: int) -> None:
    ids = [uuid(i) for i in range(length)]
    voids = [void(i, i - 1) for i in range(1, length)]
    assert (uuid(0) in standing(ids, voids)) == (length % 2 == 1)
    assert set(standing(ids, [fix(i, i - 1) for i in range(1, length)]).values()) == {ids[-1]}


def test_amendments_in_a_ring_stand_for_nothing_and_touch_nothing_else() -> None:
    ring = [void(2, 3), void(3, 2), fix(4, 5), fix(5, 4)]
    assert standing([uuid(i) for i in range(1, 6)], ring) == {uuid(1): uuid(1)}
