"""Nobody learns what fewer than five people answered, from all pages, files and addresses taken together (0015)."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from docx import Document

from shiftbook import ballots as book
from shiftbook.moments import week_days
from sync_server import tables as t
from sync_server.week_words import LEVELS
from tests.server import office_cast as cast
from tests.server.ballot_attack import EVERY, Figure, Sitting, equations, recovered
from tests.server.ballot_cast import ballots, put, second_point
from tests.server.office_cast import Browser, Office
from tests.server.stand import Stand
from tests.server.week_cast import told

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 15)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
WEEKS = [(DAYS[0], DAYS[6]), (DAYS[7], DAYS[13])]
CHANNELS = {"Mã phiếu một lần": "slip", "Áp phích (ai cũng quét được)": "poster", "Máy tính bảng": "tablet",
            "Phiếu giấy": "paper"}  # fmt: skip
# How many came each day, and how they rated: many sittings under 5 between some above.
SLIPS = ("551", "55541", "4", "12", "55555", "1", "454", "5", "21", "5555511", "5", "", "4", "55")
POSTERS = ("5", "555551", "1", "", "5", "55", "3", "5555", "1", "", "54321", "4433", "", "2")
TABLETS = ("", "5" * 12 + "4" * 9 + "3" * 2 + "2" * 6 + "1", *[""] * 6, "5" * 9 + "4" * 8 + "3" * 5 + "2" * 5 + "1" * 5,
           *[""] * 5)  # fmt: skip


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


@pytest.fixture
def numbers(stand: Stand) -> dict[Sitting, int]:
    """Two weeks of ballots of two points; answers how many came in each sitting, which anybody may know."""
    other = second_point(stand)
    for day, slips, posters, tablets in zip(DAYS, SLIPS, POSTERS, TABLETS, strict=True):
        put(stand, day.isoformat(), slips, "slip", answers={"q1": 2, "q8": 0})
        put(stand, day.isoformat(), posters, "poster", answers={"q1": 5})
        put(stand, day.isoformat(), tablets, "tablet")
        put(stand, day.isoformat(), slips[::2], "slip", point=other, answers={"q1": 4})
    stand.set("2026-11-16T07:50:00+07:00")
    return counted(stand)


def counted(stand: Stand, question: str = "") -> dict[Sitting, int]:
    """How many ballots, or answers to a question, each sitting has."""
    return dict(Counter(
        (row.point, row.channel, date.fromisoformat(row.day)) for row in ballots(stand) if question in row.answers
    ))  # fmt: skip


def spans() -> list[tuple[date, date]]:
    """Every day, every span from the first day, every span to the last, and the weeks."""
    edges = [(FIRST, day) for day in DAYS] + [(day, LAST) for day in DAYS]
    return list(dict.fromkeys([*((day, day) for day in DAYS), *edges, *WEEKS]))


def from_files(browser: Browser, points: list[str]) -> Iterator[tuple[str, Figure]]:
    """What the CSV files say, of the ballots as a whole ("") or of a question ("q1")."""
    parts = {"Kênh": "", "Đang xem": "", "Tuần": "", "Câu 1": "q1", "Câu 8": "q8"}
    for first, last in spans():
        for point in [None, *points]:
            answer = browser.get(f"/office/satisfaction.csv?from={first}&to={last}&point={point or ''}")
            for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))):
                part = row[0].split(",")[0]
                if part in parts and row[4]:
                    span = (first, last)
                    if part == "Tuần":
                        days = week_days("{1}-W{0}".format(*row[1].split()[1].split("/")))
                        span = (max(days[0], first), min(days[-1], last))
                    yield parts[part], Figure(*span, point, CHANNELS.get(row[1]), int(row[3]), int(row[4]))


def from_pages(browser: Browser, points: list[str]) -> Iterator[Figure]:
    """The levels that the page tells, by every filter, and every week's page and paper."""
    keys = {name: key for key, name in LEVELS.items()}
    for span in [*WEEKS, (FIRST, LAST), (DAYS[1], DAYS[1]), (FIRST, DAYS[8])]:
        for point, channel in [(None, None), *((point, None) for point in points), (None, "slip"), (None, "tablet")]:
            query = f"from={span[0]}&to={span[1]}&point={point or ''}&channel={channel or ''}"
            said = re.search(r'id="levels-words">([^<]*)<', cast.text(browser.get(f"/office/satisfaction?{query}")))
            whole = tuple(week for week in WEEKS if span[0] <= week[0] and week[1] <= span[1])
            yield from of_levels(said[1].split("; ") if said else [], (*span, point, channel), keys, whole)
    for week, name in zip(WEEKS, ("2026-W45", "2026-W46"), strict=True):
        said = re.search(r'id="levels-words">([^<]*)<', cast.text(browser.get(f"/office/weeks/{name}")))
        yield from of_levels(said[1].split("; ") if said else [], (*week, None, None), keys, (week,))
        paper = Document(io.BytesIO(browser.get(f"/office/weeks/{name}/report.docx").content))
        rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
        told_ = [f"{row[0]}: {row[1]}" for row in rows if row[0] in keys]
        yield from of_levels(told_, (*week, None, None), keys, (week,))


def of_levels(
    said: list[str], where: tuple[date, date, str | None, str | None], keys: dict[str, str], weeks: Any
) -> Iterator[Figure]:
    """Pairs of a level's name and its number as figures."""
    pairs = [one.rsplit(": ", 1) for one in said]
    whole = sum(int(number) for _, number in pairs)
    yield from (Figure(*where, whole, int(number), keys[name], weeks) for name, number in pairs)


def from_addresses(stand: Stand, browser: Browser, points: list[str]) -> Iterator[Figure]:
    """What who is signed in gets as JSON, and the weeks as scripts get them."""
    for first, last in spans():
        for point in [None, *points]:
            answer = browser.get(f"/api/v1/satisfaction?from={first}&to={last}&point={point or ''}")
            for channel, one in answer.json().items():
                if one["satisfied"] is not None:
                    yield Figure(first, last, point, channel, one["ballots"], one["satisfied"])
    for days, name in zip(WEEKS, ("2026-W45", "2026-W46"), strict=True):
        week = told(stand, name)
        yield Figure(*days, None, None, week["totals"]["judged"], week["totals"]["satisfied"])
        levels = (week["ballots"]["levels"] or {}).items()
        for key, number in levels:
            yield Figure(*days, None, None, sum(n for _, n in levels), number, key, (days,))
        for channel, one in week["ballots"]["channels"].items():
            yield Figure(*days, None, channel, one["judged"], one["satisfied"])


def places(numbers: dict[Sitting, int]) -> list[str]:
    return sorted({point for point, _, _ in numbers})


def truth(stand: Stand, group: frozenset[Sitting], levels: str) -> int:
    return sum(
        (row.point, row.channel, date.fromisoformat(row.day)) in group and str(row.rating) in levels
        for row in ballots(stand)
    )


def test_no_subtraction_ends_at_fewer_than_five(stand: Stand, office: Office, numbers: dict[Sitting, int]) -> None:
    browser, points = office.browser("chairman"), places(numbers)
    told_: dict[str, list[Figure]] = {"": [], "q1": [], "q8": []}
    for question, figure in from_files(browser, points):
        told_[question].append(figure)
    told_[""] += [*from_addresses(stand, browser, points), *from_pages(browser, points)]
    assert len({one.levels for one in told_[""] if one.weeks}) > 3
    for question, figures in told_.items():
        known = counted(stand, question)
        assert len(figures) > 40 and recovered(equations(figures, known, 5), known) == {}
        assert all(one.judged == 0 or one.judged >= 5 for one in figures)


def every_sitting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sitting is told as soon as it is over, and a figure is hidden only where it is itself under 5."""
    monkeypatch.setattr(book, "heaped", list)


def five_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The five levels are told as they are."""
    monkeypatch.setattr(book, "grouped", lambda answers: {level: answers.get(int(level), 0) for level in EVERY})


@pytest.mark.parametrize(("plant", "fewest"), [(every_sitting, 1), (five_levels, 5)])
def test_the_attack_breaks_what_only_seems_to_hide(
    stand: Stand, office: Office, numbers: dict[Sitting, int], monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None], fewest: int,
) -> None:  # fmt: skip
    plant(monkeypatch)
    browser, points = office.browser("chairman"), places(numbers)
    if plant is five_levels:
        figures = [*from_pages(browser, points)]
    else:
        figures = [one for question, one in from_files(browser, points) if not question]
    found = recovered(equations(figures, numbers, fewest), numbers)
    assert found
    assert all(value == truth(stand, *what) for what, value in found.items())


def test_the_levels_of_a_week_are_told_once_and_stay(stand: Stand, office: Office) -> None:
    """Nothing before Friday's sessions are over, the same after late paper and the weekend, none with some apart."""
    put(stand, "2026-11-17", "5" * 9 + "4" * 6 + "3" * 5 + "1")
    seen = []
    for moment in ("20T16:00", "20T16:01", "30T08:00"):
        stand.set(f"2026-11-{moment}:00+07:00")
        seen.append(told(stand, "2026-W47")["ballots"]["levels"])
        put(stand, "2026-11-21", "5554444")
        stored_late(stand)
    assert seen == [None, {"5": 9, "4": 6, "321": 6}, {"5": 9, "4": 6, "321": 6}]
    now = told(stand, "2026-W47")["ballots"]
    assert (now["levels"], now["judged"]) == (seen[-1], now["total"])
    ruled = {"point": stand.point, "day": "2026-11-17", "session": "morning", "channel": "poster"}
    rows = {**ruled, "commune_id": stand.commune, "rev": 99, "apart": True, "reason": "x", "by": "x", "at": "x"}
    stand.database.write(lambda tx: tx.execute(t.ballot_ruling.insert(), rows) and None)
    assert told(stand, "2026-W47")["ballots"]["levels"] is None


def stored_late(stand: Stand) -> None:
    """A box of six papers of the Monday, stored now; the first time only."""
    if any(row.channel == "paper" for row in ballots(stand)):
        return
    put(stand, "2026-11-16", "222222", "paper")
    box = {"commune_id": stand.commune, "id": "box", "point": stand.point, "day": "2026-11-16", "session": "morning",
           "full": False, "papers": 6, "by": "x", "at": "x", "stored_rev": 1,
           "outcome": json.dumps({"at": "2026-11-21T09:00:00.000+07:00"})}  # fmt: skip
    stand.database.write(lambda tx: tx.execute(t.paper_batch.insert(), box) and None)


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
