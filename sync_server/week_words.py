"""The weekly report in sentences: the page, the paper, the summary and the radio bulletin all say the same."""

from collections.abc import Mapping
from typing import Any, Final

from shiftbook import ballots
from shiftbook.ballots import FEWEST_SHOWN
from shiftbook.roster import SESSION_NAMES
from sync_server.ballots import TEXTS as BALLOT
from sync_server.language import _, current
from sync_server.office.words import FACILITIES, FACILITY_STATES, named, short
from sync_server.rate_words import CHANNELS, against, apart, percent, rate, threshold

TOTALS: Final = {
    "due": "Buổi trực theo lịch", "held": "Buổi đã trực", "short": "Buổi thiếu người", "missed": "Buổi không ai trực",
    "ahead": "Buổi chưa trực", "blank": "Buổi chưa xếp ai",
    "blank_over": "Buổi chưa xếp ai, đã qua", "turns": "Lượt thành viên trực", "places": "Suất trực đã đến giờ",
    "filled": "Suất trực có đúng người", "served": "Lượt người được giúp", "guided": "Lượt hướng dẫn",
    "written": "Lượt viết hộ", "handwritten": "Lượt viết tay", "typed": "Lượt đánh máy",
    "handed_over": "Lượt chuyển công chức", "ballots": "Phiếu nhận được",
    "judged": "Phiếu đã đủ nhóm để tính, cộng các kênh", "satisfied": "Trong đó hài lòng, rất hài lòng",
    "difficulties": "Khó khăn mới báo", "outreach": "Lần tuyên truyền",
}  # fmt: skip
COMPARED: Final = ("due", "held", "short", "missed", "turns", "served", "guided", "written", "handed_over", "ballots",
                   "judged", "satisfied", "difficulties", "outreach")  # fmt: skip
PARTS: Final = ("Tình hình tổ chức", "Kết quả hướng dẫn, viết hộ", "Lấy phiếu mức độ hài lòng",
                "Cơ sở vật chất và tuyên truyền", "Khó khăn, vướng mắc", "Kiến nghị và kế hoạch tuần sau")  # fmt: skip
MODES: Final = {"handwritten": "Viết tay", "typed": "Đánh máy", "guided": "Hướng dẫn"}
COUNTED: Final = {"received": "Hồ sơ nhận", "same_day": "Trả trong ngày"}
REASONS: Final = {"barred": "thủ tục không được viết hộ", "officer_only": "chỉ công chức được ghi",
                  "not_requested": "người dân không yêu cầu viết hộ", "other": "lý do khác"}  # fmt: skip
OUTREACH: Final = {"radio": "loa truyền thanh", "weekly_meeting": "giao ban tuần",
                   "cell_secretaries": "giao ban Bí thư chi bộ", "other": "kênh khác"}  # fmt: skip
LEVELS: Final = {str(step["value"]): step["vi"] for step in BALLOT["scale"]} | {
    "54": "Hài lòng trở lên", "32": "Bình thường, không hài lòng", "21": "Không hài lòng trở xuống",
    "321": "Bình thường trở xuống",
}  # fmt: skip
NO_LEVELS: Final = (
    "Năm mức chỉ có sau buổi chiều thứ Sáu, khi có nhóm đủ 5 phiếu và Văn phòng không tính riêng phiếu nào của tuần."
)
STANDINGS: Final = {"new": "Mới báo", "working": "Đang xử lý", "passed": "Đề nghị cấp trên", "done": "Đã xong"}
COMMENT_STANDINGS: Final = STANDINGS | {"new": "Mới nhận"}
STEP_WORDS: Final = {"sent": "Tổ trưởng gửi Văn phòng", "returned": "Văn phòng trả lại",
                     "forwarded": "Văn phòng trình Chủ tịch", "acknowledged": "Chủ tịch đã xem"}  # fmt: skip
TEXT_WORDS: Final = {"feedback": "Tóm tắt góp ý", "causes": "Khó khăn khác, nguyên nhân",
                     "proposals": "Kiến nghị, đề xuất", "plan": "Kế hoạch tuần sau"}  # fmt: skip
DAY_WORDS: Final = {"sessions": "Buổi theo lịch", "held": "Buổi đã trực", "turns": "Lượt trực", "served": "Được giúp",
                    **MODES, "handed_over": "Chuyển công chức", "ballots": "Phiếu"}  # fmt: skip
MOST_HEARD: Final = 3
# Every report says so (report.vi.md §1.5): neither survey is made from these ballots.
OWN_BALLOT: Final = (
    "Đây là kết quả lấy phiếu nội bộ của xã, không phải chỉ số SIPAS và không phải Bộ chỉ số theo Quyết định số "
    "766/QĐ-TTg."
)


def levels(told: Mapping[str, int] | None) -> list[tuple[str, str, int]]:
    """Levels as they may be told, the best first: key, name and number; those of a report frozen before this too."""
    found = dict(told or {})
    if set(found) == set("54321"):
        found = ballots.grouped({int(level): number for level, number in found.items()})
    return [(key, LEVELS[key], found[key]) for key in sorted(found, reverse=True)]


def week(name: str) -> str:
    """A week as tuần 47/2026, in English as week 47/2026."""
    return _("tuần {number}/{year}", number=int(name[6:]), year=name[:4])


def mid(day: str) -> str:
    """A day in the middle of a sentence: thứ Ba, 24/11/2026."""
    told = named(day)
    return told if current() == "en" else f"{told[0].lower()}{told[1:]}"


def change(now: int, before: int) -> str:
    """A number beside the one before it: +3, −2, or bằng."""
    return f"+{now - before}" if now > before else f"−{before - now}" if now < before else _("bằng")


def planned(totals: Mapping[str, int]) -> int:
    """The shifts with somebody on them: what "theo lịch" counts."""
    return totals["due"] - totals.get("blank", 0)


def _figure(totals: Mapping[str, int], name: str) -> int:
    if name == "missed":
        return totals["missed"] - totals.get("blank_over", 0)
    return planned(totals) if name == "due" else totals[name]


def compared(told: dict[str, Any]) -> list[tuple[str, int, int | None, str]]:
    """Each compared figure: its name, this week, the week before (None when it had nothing) and the change."""
    before = (told["before"] or {}).get("totals")
    return [
        (_(TOTALS[name]), _figure(told["totals"], name), _figure(before, name) if before else None,
         _change(told, before, name) if before else "–")
        for name in COMPARED
        if name in told["totals"]  # a report frozen before a figure was told does not tell it
    ]  # fmt: skip


def _change(told: dict[str, Any], before: Mapping[str, int], name: str) -> str:
    """More satisfied ones may be only more ballots: of them it says whether the rates are apart."""
    if name == "satisfied":
        rates = [
            ballots.rate({5: week_["satisfied"], 1: week_["judged"] - week_["satisfied"]})
            for week_ in (told["totals"], before)
        ]
        return apart(rates[0], rates[1], threshold(told))
    return change(_figure(told["totals"], name), _figure(before, name))


def organisation(told: dict[str, Any]) -> list[str]:
    """Part 1."""
    n, own = told["totals"], told["organisation"]
    if not own["members"]:
        return [_("Tuần này chưa có lịch trực và không có ai vào ca.")]
    blank, over = n.get("blank", 0), n.get("blank_over", 0)  # a report frozen before these were told has none
    missed, ahead = n["missed"] - over, n["ahead"] - (blank - over)
    held = _("Theo lịch có {n} buổi trực, đã trực {held} buổi", n=planned(n), held=n["held"])
    held += _(" (trong đó {n} buổi thiếu người)", n=n["short"]) if n["short"] else ""
    held += _("; {n} buổi không có ai trực", n=missed) if missed else ""
    held += _("; {n} buổi chưa trực lúc lập báo cáo", n=ahead) if ahead else ""
    held += _("; thêm {n} buổi ngày làm việc chưa xếp ai", n=blank) if blank else ""
    people = sum(one["came"] > 0 for one in own["members"])
    swaps = own["swaps"]
    asked = _("Xin đổi ca {n} lần: duyệt {approved}, không duyệt {declined}, đang chờ {open}.", n=swaps["asked"],
              **{key: swaps[key] for key in ("approved", "declined", "open")})  # fmt: skip
    asked = asked if swaps["asked"] else _("Không có ai xin đổi ca.")
    missing = "; ".join(
        f"{one['name']} ({_(SESSION_NAMES[one['session']]).lower()} {short(one['day'])})" for one in own["absent"]
    )
    absent = (
        _("Có lịch mà không vào ca: {missing}.", missing=missing) if missing else _("Không ai vắng buổi trực đã xong.")
    )
    turns = _("Có {n} lượt trực của {people} thành viên; {filled} trên {places} suất trực đã đến giờ có đúng người "
              "theo lịch.", n=n["turns"], people=people, filled=n["filled"], places=n["places"])  # fmt: skip
    return [f"{held}.", turns, f"{absent} {asked}"]


def results(told: dict[str, Any]) -> list[str]:
    """Part 2."""
    found = told["results"]
    if not found["served"] and not found["handed_over"]["total"]:
        return [_("Chưa ghi lượt hướng dẫn, viết hộ nào.")]
    lines = [
        _("Giúp {n} lượt người dân, tổ chức: hướng dẫn {guided} lượt; viết hộ {written} lượt (viết tay {handwritten}, "
          "đánh máy {typed}).", n=found["served"],
          **{key: found[key] for key in ("guided", "written", "handwritten", "typed")})
    ]  # fmt: skip
    areas = "; ".join(f"{_(one['field'])} {sum(one[mode] for mode in MODES)}" for one in found["fields"])
    lines += [_("Theo lĩnh vực: {areas}.", areas=areas)] if areas else []
    among = [_("{n} lượt của tổ chức", n=found["organisations"])] if found["organisations"] else []
    among += [_("{n} lượt còn thiếu giấy tờ", n=found["incomplete"])] if found["incomplete"] else []
    lines += [_("Trong đó có {among}.", among=", ".join(among))] if among else []
    same = found["same_day"]
    if same["written"]:
        lines.append(_(
            "Viết hộ {n} lượt thuộc thủ tục giải quyết trong ngày: {due} lượt có hẹn trả trong ngày, {not_told} lượt "
            "không ghi ngày hẹn.", n=same["written"], due=same["due_same_day"], not_told=same["not_told"],
        ))  # fmt: skip
    entered = found.get("counted", ())
    if entered:
        both = ", ".join(f"{_(name).lower()} {_entered(entered, key)}" for key, name in COUNTED.items())
        lines.append(_("Công chức ghi: {both}.", both=both))
    handed = found["handed_over"]
    why = "; ".join(f"{_(REASONS[name])} {handed[name]}" for name in REASONS if handed.get(name))
    lines.append(_("Chuyển công chức {n} lượt", n=handed["total"]) + (f": {why}." if why else "."))
    return lines


def _entered(entered: list[dict[str, Any]], name: str) -> str:
    """What officers entered, added up; words where none entered any, which is not nought."""
    numbers = [one[name] for one in entered if one[name] is not None]
    return str(sum(numbers)) if numbers else _("chưa ghi")


def satisfaction(told: dict[str, Any]) -> list[str]:
    """Part 3."""
    found = told["ballots"]
    if not found["total"]:
        return [_("Chưa có phiếu nào trong tuần."), _(OWN_BALLOT)]
    commented = _(" ({n} phiếu có ghi góp ý)", n=found["comments"]) if found["comments"] else ""
    served = told["totals"]["served"]
    share = f" ({percent(found['total'] / served)})" if served else ""
    lines = [_("Nhận {n} phiếu{commented} trên {served} lượt người được giúp{share}.", n=found["total"],
               commented=commented, served=served, share=share)]  # fmt: skip
    if found["total"] > served:
        lines[0] += f" {_('Nhiều phiếu hơn lượt được giúp')}."
    lines += [
        f"{_(CHANNELS[name])}: {rate(channel, threshold(told))}."
        for name, channel in found["channels"].items()
        if channel["ballots"]
    ]
    waiting = found["total"] - found.get("judged", found["total"]) - found.get("apart", 0)
    if waiting:
        said = (
            "{n} phiếu chưa tính vào tỷ lệ: buổi chưa xong, chưa đủ nhóm {least} phiếu, hoặc nhóm gồm cả phiếu tuần "
            "khác."
            if found.get("unfinished", True)
            else "{n} phiếu không nằm trong tỷ lệ của tuần này: chung nhóm (ít nhất {least} phiếu) với phiếu tuần "
            "khác, đã đến hoặc sẽ đến, nên chỉ tính trong số liệu nhiều tuần."
        )
        lines.append(_(said, n=waiting, least=FEWEST_SHOWN))
    if found.get("apart"):
        lines.append(_("{n} phiếu Văn phòng tính riêng, không nằm trong tỷ lệ.", n=found["apart"]))
    if found.get("signs"):
        lines.append(_("{n} buổi có dấu hiệu bất thường rõ mà Văn phòng chưa quyết định, đang tính chung.",
                       n=found["signs"]))  # fmt: skip
    lines += against(told["paper"].get("target"), found["channels"], threshold(told))
    if found["outside"]:
        lines.append(_("{n} phiếu đến ngoài giờ trực hoặc ngoài kỳ lấy phiếu, vẫn được tính.", n=found["outside"]))
    return [*lines, _(OWN_BALLOT)]


def facilities(told: dict[str, Any]) -> list[str]:
    """Part 4, what was told of the place and on which channels the team was made known."""
    found = told["facilities"]
    broken = "; ".join(
        _("{what} {state} ({n} lần báo)", what=_(FACILITIES[one["facility"]]).lower(),
          state=_(FACILITY_STATES[one["state"]]), n=one["times"])
        for one in found
    )  # fmt: skip
    spoken = "; ".join(
        _("{channel} {n} lần", channel=_(OUTREACH[o["channel"]]), n=o["times"]) for o in told["outreach"]
    )
    return [
        _("Báo khi vào ca: {broken}.", broken=broken) if broken else _("Không ai báo thiết bị hỏng hoặc thiếu."),
        _("Tuyên truyền: {spoken}.", spoken=spoken) if spoken else _("Chưa ghi lần tuyên truyền nào."),
    ]


def completeness(told: dict[str, Any]) -> list[str]:
    """How whole the figures are, in words; the first sentence is the verdict."""
    found = told["completeness"]
    if found["complete"]:
        return [
            _("Số liệu đủ: {n} điện thoại đều đã gửi hết và không còn ngày công nào chờ quyết định.", n=found["phones"])
        ]
    lines = [_("Số liệu chưa đủ.")]
    late = {row["device"] for row in found["unsynced"]}
    if late:
        names = ", ".join(dict.fromkeys(row["name"] for row in found["unsynced"]))
        lines.append(_("{n} trên {phones} điện thoại có thể còn giữ mục chưa gửi, của: {names}.", n=len(late),
                       phones=found["phones"], names=names))  # fmt: skip
    if found.get("phoneless"):
        names = ", ".join(one["name"] for one in found["phoneless"])
        lines.append(_("Có ca nhưng chưa có điện thoại, hoặc máy chưa gửi mục nào: {names}.", names=names))
    if found["undecided"]:
        lines.append(_("{n} ngày công còn chờ quyết định.", n=found["undecided"]))
    if found["shifts_ahead"]:
        lines.append(_("{n} buổi trực chưa xong.", n=found["shifts_ahead"]))
    return lines


FILTERS: Final[dict[str, Any]] = {
    "week": week, "completeness": completeness, "organisation": organisation, "results": results,
    "satisfaction": satisfaction, "facilities": facilities, "compared": compared, "mid": mid,
    "planned": planned,
}  # fmt: skip
GLOBALS: Final[dict[str, Any]] = {
    "NO_LEVELS": NO_LEVELS,
    "TOTALS": TOTALS, "PARTS": PARTS, "MODES": MODES, "STEP_WORDS": STEP_WORDS, "TEXT_WORDS": TEXT_WORDS,
    "DAY_WORDS": DAY_WORDS, "COUNTED": COUNTED, "STANDINGS": STANDINGS, "COMMENT_STANDINGS": COMMENT_STANDINGS,
}  # fmt: skip
