"""Charts of satisfaction: the trend with its interval, and the one-use slips from issued to used; black on white."""

from shiftbook.ballots import Rate
from sync_server.language import _
from sync_server.office.charts import LEFT, STRIPED, WIDTH, Box, Chart, Label
from sync_server.satisfaction import Span
from sync_server.satisfaction_report import Funnel
from sync_server.satisfaction_words import part_of_week
from sync_server.week_words import percent, week

INK, FAINT = "#16211f", "#9aa7a4"
TOP, FLOOR = 16, 176


def trend(weeks: dict[str, Rate], span: Span) -> Chart | None:
    """Each week's rate as a square on the bar of its 95 % interval; None where fewer than two weeks have one.

    A week of which only some days are in the span has a star.
    """
    if sum(rate.rate is not None for rate in weeks.values()) < 2:
        return None
    left = LEFT + 22
    step = (WIDTH - left) / len(weeks)
    boxes = [Box(left, _height(part / 4) - 0.4, WIDTH - left, 0.8, FAINT, FAINT) for part in range(5)]
    labels = [Label(left - 8, _height(part / 2) + 5, f"{part * 50}%", "end") for part in range(3)]
    for place, (name, rate) in enumerate(weeks.items()):
        x = left + step * (place + 0.5)
        if place % (len(weeks) // 13 + 1) == 0:
            star = "*" if part_of_week(name, *span) != week(name) else ""
            labels.append(Label(x, FLOOR + 20, _("T{week}", week=int(name[6:])) + star))
        if rate.rate is None or rate.low is None or rate.high is None:
            labels.append(Label(x, FLOOR - 4, "–"))
            continue
        high, low, middle = _height(rate.high), _height(rate.low), _height(rate.rate)
        boxes += [Box(x - 1, high, 2, low - high, INK), Box(x - 6, high - 1, 12, 2, INK),
                  Box(x - 6, low - 1, 12, 2, INK), Box(x - 5, middle - 5, 10, 10, INK)]  # fmt: skip
    told = (
        f"{part_of_week(name, *span)}: {'–' if rate.rate is None else percent(rate.rate)}"
        for name, rate in weeks.items()
    )
    return Chart(WIDTH, FLOOR + 30, boxes, labels, "; ".join(told))


def _height(share: float) -> float:
    return FLOOR - (FLOOR - TOP) * share


def funnel(found: Funnel) -> Chart | None:
    """Slips issued, offered and used, a bar each as long as its number; None where none was issued."""
    parts = {_("Phát máy, in"): found.issued, _("Mời, in"): found.offered, _("Đã dùng"): found.used}
    most, left = max(parts.values()), 110
    if not most:
        return None
    boxes, labels = [], []
    fills = ("#fff", STRIPED, INK)
    for place, ((name, number), fill) in enumerate(zip(parts.items(), fills, strict=True)):
        width, y = (WIDTH - left - 60) * number / most, 8 + place * 38
        boxes += [Box(left, y, width, 24, fill)] if width else []
        labels.append(Label(left - 8, y + 17, name, "end"))
        labels.append(Label(left + width + 8, y + 17, str(number), "start"))
    return Chart(WIDTH, 122, boxes, labels, "; ".join(f"{name}: {number}" for name, number in parts.items()))
