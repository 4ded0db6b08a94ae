"""How satisfaction is told: shares, intervals, what may be concluded, and the table a CSV file carries."""

from datetime import date
from typing import Any, Final

from shiftbook.ballots import FEWEST_SHOWN, Rate
from shiftbook.moments import week_days
from sync_server.language import _
from sync_server.office.listing import Cell
from sync_server.office.words import short
from sync_server.rate_words import CHANNELS, NO_CONCLUSION, percent
from sync_server.satisfaction import QUESTIONS, Figure
from sync_server.satisfaction_report import Report
from sync_server.week_words import OWN_BALLOT, week

ALL_CHANNELS: Final = "Cộng các kênh"
TABS: Final = (
    ("/office/satisfaction", "Số liệu", ("office", "leader", "chairman")),
    ("/office/satisfaction/comments", "Góp ý", ("office", "chairman")),
    ("/office/satisfaction/signs", "Dấu hiệu bất thường", ("office", "leader", "chairman")),
    ("/office/satisfaction/papers", "Phiếu giấy", ("office",)),
    ("/office/posters", "Áp phích", ("office", "leader", "admin")),
    ("/office/slips", "Mã phiếu", ("office", "leader")),
    ("/office/wording", "Lời trên phiếu", ("office", "admin")),
)
_CHANGES: Final = {
    1: "Cao hơn kỳ liền trước ({now}, kỳ trước {before}): hai khoảng tin cậy tách rời nhau.",
    -1: "Thấp hơn kỳ liền trước ({now}, kỳ trước {before}): hai khoảng tin cậy tách rời nhau.",
    0: "Chưa thấy khác kỳ liền trước ({now}, kỳ trước {before}): hai khoảng tin cậy còn chồng lên nhau.",
}
_BESIDE: Final = {1: "cao hơn các điểm khác", -1: "thấp hơn các điểm khác", 0: "chưa thấy khác các điểm khác"}
COLUMNS: Final = ("Phần", "Mục", "Phiếu nhận", "Phiếu tính tỷ lệ", "Phiếu hài lòng", "Tỷ lệ", "Khoảng 95% từ",
                  "Khoảng 95% đến", "Lượt được giúp", "Phiếu trên lượt được giúp", "Kết luận")  # fmt: skip


def part_of_week(name: str, first: date, last: date) -> str:
    """A week of which only some days are meant as tuần 44/2026 (từ 28/10), a whole one as `week`."""
    days = week_days(name)
    if first <= days[0] and days[-1] <= last:
        return week(name)
    if first <= days[0]:
        return _("{week} (đến {last})", week=week(name), last=short(last))
    if days[-1] <= last:
        return _("{week} (từ {first})", week=week(name), first=short(first))
    return _("{week} (từ {first} đến {last})", week=week(name), first=short(first), last=short(last))


def share(part: int, whole: int) -> str:
    """A part of a whole as 97,5%; a dash where there is no whole."""
    return percent(part / whole) if whole else "–"


def interval(rate: Rate) -> str:
    """A rate's interval as 85,1% đến 97,5%."""
    return (
        "–"
        if rate.low is None or rate.high is None
        else _("{low} đến {high}", low=percent(rate.low), high=percent(rate.high))
    )


def verdict(figure: Figure, threshold: int) -> str:
    """What may be concluded from a figure."""
    if not figure.ballots:
        return _("chưa có phiếu")
    if figure.judged.rate is None:
        return _("chưa có nhóm {least} phiếu trọn trong thời gian này", least=FEWEST_SHOWN)
    return _(NO_CONCLUSION) if figure.judged.ballots < threshold else _("đủ phiếu để kết luận")


def answered(figure: Figure, threshold: int) -> str:
    """What may be concluded from the answers to a question, which not everybody was asked."""
    if figure.judged.rate is None:
        return _("chưa có nhóm {least} câu trả lời trọn trong thời gian này", least=FEWEST_SHOWN)
    return _(NO_CONCLUSION) if figure.judged.ballots < threshold else _("đủ phiếu để kết luận")


def change(told: Report) -> str:
    """The span against the one before, said only where the intervals are apart."""
    if told.change is None:
        return _("Chưa so được với kỳ liền trước: cần từ {n} phiếu ở cả hai kỳ.", n=told.threshold)
    now, then = told.all.judged, told.before.judged
    assert now.rate is not None and then.rate is not None
    return _(_CHANGES[told.change], now=percent(now.rate), before=percent(then.rate))


def beside(comparison: int | None) -> str:
    """A point against all the others, said only where the intervals are apart."""
    return _("chưa đủ phiếu để so" if comparison is None else _BESIDE[comparison])


def rows(told: Report, points: dict[str, str]) -> list[tuple[Cell, ...]]:
    """The report as the lines of a file, below COLUMNS; the last one says whose ballots these are.

    The channels share one number of people helped, so their lines have none.
    """
    bound = told.threshold
    lines: list[tuple[Cell, ...]] = [("Phục vụ", "Lượt người được giúp", told.served, *[None] * 8)]
    lines += [_line("Kênh", CHANNELS[name], one, verdict(one, bound)) for name, one in told.channels.items()]
    chosen = CHANNELS[told.channel] if told.channel else ALL_CHANNELS
    mixed = chosen.lower()
    lines.append(_line("Đang xem", chosen, told.all, verdict(told.all, bound), served=told.served))
    at = told.served_at
    lines += [
        _line(f"Tuần, {mixed}", part_of_week(name, *told.span), one, verdict(one, bound), served=at[name])
        for name, one in told.weeks.items()
    ]
    lines += [
        _line(f"Điểm trực, {mixed}", points[name], one, beside(way), served=at[name])
        for name, (one, way) in told.points.items()
    ]
    lines += [
        _line(f"Câu {QUESTIONS[name].no}, {mixed}", QUESTIONS[name].text, one, answered(one, bound), asked=True)
        for name, one in told.questions.items()
    ]
    steps = zip(("mã phát cho máy và in giấy", "mã đã mời và in giấy", "mã đã dùng"), steps_of(told), strict=True)
    lines += [("Phiếu mã một lần", name, number, *[None] * 8) for name, number in steps]
    return [*lines, ("Ghi chú", OWN_BALLOT, *[None] * 9)]


def steps_of(told: Report) -> tuple[int, int, int]:
    """The three steps of the slips: issued, offered or printed, used."""
    return told.funnel.issued, told.funnel.offered, told.funnel.used


def _line(
    part: str, name: str, figure: Figure, said: str, *, asked: bool = False, served: int | None = None
) -> tuple[Cell, ...]:
    rate, came = figure.judged, None if asked else figure.ballots
    told = (served, share(figure.ballots, served) if served else None, said)
    if rate.rate is None or rate.low is None or rate.high is None:
        return part, name, came, 0, None, None, None, None, *told
    shares = (percent(value) for value in (rate.rate, rate.low, rate.high))
    return (part, name, came, rate.ballots, rate.satisfied, *shares, *told)


FILTERS: Final[dict[str, Any]] = {"percent": percent, "interval": interval, "part_of_week": part_of_week}
GLOBALS: Final[dict[str, Any]] = {
    "BALLOT_TABS": TABS, "CHANNELS": CHANNELS,
    "OWN_BALLOT": OWN_BALLOT, "share": share, "verdict": verdict, "answered": answered,
    "beside": beside,
}  # fmt: skip
