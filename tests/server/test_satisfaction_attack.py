"""Nobody learns what fewer than five people answered, from all pages, files and addresses taken together (0015)."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from shiftbook import ballots as book
from shiftbook.moments import week_days
from tests.server import office_cast as cast
from tests.server.ballot_attack import Figure, Sitting, recovered
from tests.server.ballot_cast import ballots, put, second_point
from tests.server.office_cast import Browser, Office
from tests.server.stand import Stand
from tests.server.week_cast import told

FIRST, LAST = date(2026, 11, 5), date(2026, 11, 15)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
CHANNELS = {"Mã phiếu một lần": "slip", "Áp phích (ai cũng quét được)": "poster"}
# How many came each day, and how they rated: many sittings under 5 between some above.
SLIPS = ("551", "55541", "4", "12", "55555", "1", "454", "5", "21", "5555511", "5")
POSTERS = ("5", "555551", "1", "", "5", "55", "3", "5555", "1", "", "54321")


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


@pytest.fixture
def numbers(stand: Stand) -> dict[Sitting, int]:
    """Two weeks of ballots of two points; answers how many came in each sitting, which anybody may know."""
    other = second_point(stand)
    for day, slips, posters in zip(DAYS, SLIPS, POSTERS, strict=True):
        put(stand, day.isoformat(), slips, "slip")
        put(stand, day.isoformat(), posters, "poster")
        put(stand, day.isoformat(), slips[::2], "slip", point=other)
    stand.set("2026-11-16T07:50:00+07:00")
    found: dict[Sitting, int] = defaultdict(int)
    for row in ballots(stand):
        found[row.point, row.channel, date.fromisoformat(row.day)] += 1
    return dict(found)


def spans() -> list[tuple[date, date]]:
    """Every day, every span from the first day, every span to the last, and the weeks."""
    edges = [(FIRST, day) for day in DAYS] + [(day, LAST) for day in DAYS]
    return list(dict.fromkeys([*((day, day) for day in DAYS), *edges]))


def from_files(browser: Browser, points: list[str]) -> Iterator[Figure]:
    """What the CSV files say; the page is made of the same report."""
    for first, last in spans():
        for point in [None, *points]:
            answer = browser.get(f"/office/satisfaction.csv?from={first}&to={last}&point={point or ''}")
            for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))):
                if row[0] in ("Kênh", "Đang xem", "Tuần") and row[4]:
                    span = (first, last)
                    if row[0] == "Tuần":
                        days = week_days(f"{row[1][-4:]}-W{row[1].split()[1].split('/')[0]}")
                        span = (max(days[0], first), min(days[-1], last))
                    yield Figure(*span, point, CHANNELS.get(row[1]), int(row[3]), int(row[4]))


def from_addresses(stand: Stand, browser: Browser, points: list[str]) -> Iterator[Figure]:
    """What who is signed in gets as JSON, and the weeks as scripts get them."""
    for first, last in spans():
        for point in [None, *points]:
            answer = browser.get(f"/api/v1/satisfaction?from={first}&to={last}&point={point or ''}")
            for channel, one in answer.json().items():
                if one["satisfied"] is not None:
                    yield Figure(first, last, point, channel, one["ballots"], one["satisfied"])
    for name in ("2026-W45", "2026-W46"):
        week, days = told(stand, name), week_days(name)
        yield Figure(days[0], days[-1], None, None, week["totals"]["judged"], week["totals"]["satisfied"])
        for channel, one in week["ballots"]["channels"].items():
            yield Figure(days[0], days[-1], None, channel, one["judged"], one["satisfied"])


def published(stand: Stand, office: Office, numbers: dict[Sitting, int]) -> list[Figure]:
    """Every figure the chairman can come by."""
    browser, points = office.browser("chairman"), sorted({point for point, _, _ in numbers})
    return [*from_files(browser, points), *from_addresses(stand, browser, points)]


def truth(stand: Stand) -> dict[Sitting, int]:
    found: dict[Sitting, int] = defaultdict(int)
    for row in ballots(stand):
        found[row.point, row.channel, date.fromisoformat(row.day)] += row.rating >= 4
    return found


def test_no_subtraction_ends_at_fewer_than_five(stand: Stand, office: Office, numbers: dict[Sitting, int]) -> None:
    figures = published(stand, office, numbers)
    assert len(figures) > 200
    assert recovered(figures, numbers, 5) == {}
    for one in figures:
        assert one.judged == 0 or one.judged >= 5


def test_the_attack_breaks_figures_that_only_hide_small_totals(
    stand: Stand, office: Office, numbers: dict[Sitting, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: every sitting is told as soon as it is over, and a figure is hidden only where it is itself under 5."""
    monkeypatch.setattr(book, "heaped", list)
    found = recovered(published(stand, office, numbers), numbers, 1)
    known = truth(stand)
    assert len(found) > 20
    assert all(value == sum(known[one] for one in group) for group, value in found.items())


def test_a_ballot_more_moves_nothing_until_its_sitting_is_over(stand: Stand, office: Office) -> None:
    """Looking before and after somebody sends theirs: the figures only ever move by a whole heap."""
    browser = office.browser("leader")
    put(stand, "2026-11-13", "55555", "poster")
    seen = []
    for moment, ratings, outside in (
        ("16T09:00", "1", False), ("16T09:10", "2", False), ("16T10:30", "", False), ("16T11:00", "15", True),
        ("16T17:00", "1", True), ("17T00:00", "", False),
    ):  # fmt: skip
        stand.set(f"2026-11-{moment}:00+07:00")
        put(stand, "2026-11-16", ratings, "poster", outside_hours=outside)
        given = browser.get("/api/v1/satisfaction?from=2026-11-13").json()["poster"]
        file = browser.get("/office/satisfaction.csv?from=2026-11-13").content.decode("utf-8-sig")
        row = next(row for row in csv.reader(io.StringIO(file)) if row[1].startswith("Áp phích"))
        seen.append((given["ballots"], given["satisfied"], row[2:5]))
    assert seen == [
        (6, None, ["6", "5", "5"]), (7, None, ["7", "5", "5"]), (7, None, ["7", "5", "5"]), (9, None, ["9", "5", "5"]),
        (10, None, ["10", "5", "5"]), (10, 6, ["10", "10", "6"]),
    ]  # fmt: skip
