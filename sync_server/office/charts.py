"""Two charts of a week as shapes for an SVG: told apart by pattern and not by colour, so that they print in black."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from shiftbook.moments import parse_day
from shiftbook.weeks import MODES
from sync_server import week_words
from sync_server.language import _, current
from sync_server.office.words import WEEKDAYS, short

WIDTH, HEIGHT = 560, 220
FLOOR: Final = 176
TALLEST: Final = 150
LEFT: Final = 30
STRIPED: Final = "striped"
# What each way of helping is filled with: all, stripes, nothing.
FILLS: Final = {"handwritten": "#16211f", "typed": STRIPED, "guided": "#fff"}


@dataclass(frozen=True)
class Box:
    """A rectangle, filled with a colour or `striped`, with its edge."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str = "#16211f"


@dataclass(frozen=True)
class Label:
    """Words at a place, anchored at their start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Chart:
    """Boxes and labels in a field of `width` x `height`, and the whole in one sentence for who cannot see it."""

    width: int
    height: int
    boxes: list[Box]
    labels: list[Label]
    words: str


def by_day(days: list[dict[str, Any]]) -> Chart | None:
    """People helped on each day, a column a day in three parts; None when nobody was."""
    most = max((day["served"] for day in days), default=0)
    if not most:
        return None
    step = (WIDTH - LEFT) / len(days)
    boxes, labels = [], []
    for place, day in enumerate(days):
        x, width, y = LEFT + place * step + step * 0.2, step * 0.6, float(FLOOR)
        for mode in MODES:
            height = TALLEST * day[mode] / most
            y -= height
            boxes += [Box(x, y, width, height, FILLS[mode])] if height else []
        labels.append(Label(x + width / 2, y - 6, str(day["served"])))
        labels.append(Label(x + width / 2, FLOOR + 18, _weekday(day["day"])))
        labels.append(Label(x + width / 2, FLOOR + 34, short(day["day"])))
    return Chart(WIDTH, HEIGHT, boxes, labels, _sentence((short(d["day"]), d["served"]) for d in days))


def levels(told: dict[str, int] | None) -> Chart | None:
    """The levels, a bar each or one for those told together, the best first; None when none may be told."""
    found = week_words.levels(told)
    if not found:
        return None
    most, left = max(number for _key, _name, number in found), 200
    boxes, labels = [], []
    for place, (key, name, number) in enumerate(found):
        width = (WIDTH - left - 40) * number / most
        y = 10 + place * 40
        boxes += [Box(left, y, width, 24, "#16211f" if key[-1] >= "4" else STRIPED)] if width else []
        labels.append(Label(left - 8, y + 17, _(name), "end"))
        labels.append(Label(left + width + 8, y + 17, str(number), "start"))
    words = _sentence((_(name), number) for _key, name, number in found)
    return Chart(WIDTH, 20 + 40 * len(found), boxes, labels, words)


def _sentence(pairs: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{name}: {number}" for name, number in pairs)


def _weekday(day: str) -> str:
    name = WEEKDAYS[parse_day(day).weekday()]
    return _(name)[:3] if current() == "en" else name.replace("Thứ ", "T.").replace("Chủ nhật", "CN")
