"""A proposed roster: what nobody may break, how even it is, and that every place says why."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shiftbook.availability import Availability, Shift, Wishes, conflicts
from shiftbook.roster import SESSIONS
from sync_server.proposal import Proposal, Team, propose

MONDAY = date(2026, 11, 30)
PEOPLE = ("an", "binh", "chi", "dung", "em", "giang", "ha")


def shifts(days: int, points: tuple[str, ...] = ("p",)) -> list[Shift]:
    working = [MONDAY + timedelta(days=n) for n in range(days + 2 * (days // 5)) if n % 7 < 5][:days]
    return [(point, day, session) for day in working for session in SESSIONS for point in points]


def spread(load: Counter[str]) -> int:
    return max(load.values()) - min(load.values())


def best_spread(before: list[int], sessions: int, places: int) -> int:
    """The least spread any roster can have: each person is on 0 to `sessions` shifts, and all places are filled."""
    total = sessions * places
    for width in range(max(before) + sessions + 1):
        for low in range(max(before) + sessions + 1):
            least = [max(0, low - load) for load in before]
            most = [min(sessions, low + width - load) for load in before]
            if all(a <= b for a, b in zip(least, most, strict=True)) and sum(least) <= total <= sum(most):
                return width
    raise AssertionError("no roster at all")


@given(st.lists(st.integers(0, 12), min_size=2, max_size=7), st.integers(1, 12), st.integers(1, 2))
def test_when_everyone_is_free_it_is_as_even_as_can_be(before: list[int], days: int, places: int) -> None:
    names = PEOPLE[: len(before)]
    made = propose({}, shifts(days), Team(names, dict(zip(names, before, strict=True))), Wishes(), places=places)
    assert made.short == {}
    assert spread(made.load) == best_spread(before, 2 * days, places)


busy = st.frozensets(st.tuples(st.integers(0, 4), st.sampled_from(SESSIONS)), max_size=6)
spans = st.tuples(st.integers(0, 20), st.integers(0, 6)).map(
    lambda told: (MONDAY + timedelta(days=told[0]), MONDAY + timedelta(days=told[0] + told[1]))
)
said = st.builds(Availability, busy, st.lists(spans, max_size=2).map(tuple), st.none() | st.integers(1, 4))
pairs = st.frozensets(st.frozensets(st.sampled_from(PEOPLE), min_size=2, max_size=2), max_size=2)
wishes = st.builds(Wishes, st.dictionaries(st.sampled_from(PEOPLE), said), pairs, pairs)
kept = st.dictionaries(st.sampled_from(shifts(5, ("p", "q"))), st.sampled_from(PEOPLE).map(lambda m: (m,)), max_size=4)


def proposed(board: dict[Shift, tuple[str, ...]], wished: Wishes, places: int) -> Proposal:
    before = {member: 2 * place for place, member in enumerate(PEOPLE)}
    return propose(board, shifts(10), Team(PEOPLE, before), wished, places=places)


@given(kept, wishes, st.integers(1, 2))
def test_nobody_is_put_where_they_cannot_or_should_not_be(
    board: dict[Shift, tuple[str, ...]], wished: Wishes, places: int
) -> None:
    made = proposed(board, wished, places)
    for shift, members in board.items():
        assert made.board[shift][: len(members)] == members
    for shift, placed in made.placed.items():
        members = made.board[shift]
        assert len(members) == len(set(members)) <= places
        wrong = [c for c in conflicts(made.board, shift, wished, lambda day: True) if set(c.who) & set(placed)]
        alone = [c for c in wrong if c.code == "without_partner" and c.who[0] not in placed]
        assert wrong == alone, shift  # only someone who was there before may still lack a partner


@given(kept, wishes, st.integers(1, 2))
def test_every_place_says_why_and_every_empty_one_why_not(
    board: dict[Shift, tuple[str, ...]], wished: Wishes, places: int
) -> None:
    made = proposed(board, wished, places)
    for shift in shifts(10):
        members, before = made.board.get(shift, ()), board.get(shift, ())
        assert set(made.placed.get(shift, {})) == set(members) - set(before)
        missing = {why.member for why in made.short.get(shift, [])}
        assert (len(members) < places) == (shift in made.short)
        assert shift not in made.short or missing == set(PEOPLE) - set(members)


@given(kept, wishes)
def test_the_same_asked_twice_is_answered_the_same(board: dict[Shift, tuple[str, ...]], wished: Wishes) -> None:
    assert proposed(board, wished, 2) == proposed(board, wished, 2)


def test_whoever_had_the_fewest_comes_first_and_the_reason_counts_them() -> None:
    made = propose({}, shifts(1)[:1], Team(("an", "binh"), {"an": 3, "binh": 1}), Wishes(), places=1)
    (why,) = made.placed[shifts(1)[0]].values()
    assert (why.code, why.member, why.sessions, why.free) == ("fewest", "binh", 1, 2)


def test_a_couple_comes_together_or_not_at_all() -> None:
    couple = Wishes(together=frozenset({frozenset(("an", "binh"))}))
    team = Team(("an", "binh", "chi"), {"an": 0, "binh": 0, "chi": 9})
    two = propose({}, shifts(1)[:1], team, couple, places=2)
    assert two.board[shifts(1)[0]] == ("an", "binh")
    assert [why.code for why in two.placed[shifts(1)[0]].values()] == ["couple", "partner"]
    one = propose({}, shifts(1)[:1], team, couple, places=1)
    assert one.board[shifts(1)[0]] == ("chi",)


def test_an_empty_place_names_everybody_and_what_kept_them() -> None:
    away = Availability(away=((MONDAY, MONDAY),))
    team = Team(("an", "binh", "chi"), {}, lambda member, day: member != "binh")
    apart = Wishes({"an": away}, frozenset({frozenset(("chi", "dung"))}))
    shift = ("p", MONDAY, "morning")
    made = propose({shift: ("dung",)}, [shift], team, apart, places=2)
    assert [(w.member, w.code) for w in made.short[shift]] == [("an", "away"), ("binh", "gone"), ("chi", "apart")]


def test_places_are_evened_out_past_what_the_first_pass_can_see() -> None:
    """Filled one by one, somebody here ends up with two sessions more than another."""
    told = {"an": "0m 1m 2a 3m", "binh": "1a 2m 2a 3a 4m 4a", "chi": "1m 2a", "dung": "0m 0a 1m 3m"}
    sessions = {"m": "morning", "a": "afternoon"}
    said = {m: Availability(frozenset((int(t[0]), sessions[t[1]]) for t in text.split())) for m, text in told.items()}
    made = propose({}, shifts(5), Team(tuple(told), {}), Wishes(said), places=1)
    assert spread(made.load) == 1
    assert "evened" in [why.code for placed in made.placed.values() for why in placed.values()]
