"""The weekly report in sentences: the page, the paper, the summary and the radio bulletin all say the same."""

from typing import Any, Final

from shiftbook.ballots import FEWEST_SHOWN
from shiftbook.moments import parse_day, week_days
from shiftbook.roster import SESSION_NAMES
from sync_server.ballots import TEXTS as BALLOT
from sync_server.office.words import FACILITIES, FACILITY_STATES, full, named, short

TOTALS: Final = {
    "due": "Buổi trực theo lịch", "held": "Buổi đã trực", "short": "Buổi thiếu người", "missed": "Buổi không ai trực",
    "ahead": "Buổi chưa trực", "turns": "Lượt thành viên trực", "places": "Suất trực đã đến giờ",
    "filled": "Suất trực có đúng người", "served": "Lượt người được giúp", "guided": "Lượt hướng dẫn",
    "written": "Lượt viết hộ", "handwritten": "Lượt viết tay", "typed": "Lượt đánh máy",
    "handed_over": "Lượt chuyển công chức", "ballots": "Phiếu nhận được",
    "judged": "Phiếu đã đủ nhóm để tính", "satisfied": "Trong đó hài lòng, rất hài lòng",
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
CHANNELS: Final = {"slip": "Mã phiếu một lần", "poster": "Áp phích (ai cũng quét được)", "tablet": "Máy tính bảng",
                   "paper": "Phiếu giấy"}  # fmt: skip
LEVELS: Final = {str(step["value"]): step["vi"] for step in BALLOT["scale"]}
STANDINGS: Final = {"new": "Mới báo", "working": "Đang xử lý", "passed": "Đề nghị cấp trên", "done": "Đã xong"}
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


def week(name: str) -> str:
    """A week as tuần 47/2026."""
    return f"tuần {int(name[6:])}/{name[:4]}"


def span(name: str) -> str:
    """A week's days as từ ngày 16/11/2026 đến ngày 22/11/2026."""
    days = week_days(name)
    return f"từ ngày {full(days[0])} đến ngày {full(days[-1])}"


def mid(day: str) -> str:
    """A day in the middle of a sentence: thứ Ba, 24/11/2026."""
    told = named(day)
    return f"{told[0].lower()}{told[1:]}"


def rate(channel: dict[str, Any]) -> str:
    """How many were satisfied of how many, with the share and its interval only from 5 ballots on."""
    if not channel["ballots"]:
        return "chưa có phiếu"
    if channel["rate"] is None:
        return f"{channel['ballots']} phiếu, chưa đủ phiếu để tính tỷ lệ"
    judged = channel.get("judged", channel["ballots"])
    came = f"{channel['ballots']} phiếu, tính trên {judged} phiếu đã đủ nhóm: " if judged < channel["ballots"] else ""
    sure = f"khoảng tin cậy 95%: {percent(channel['low'])} đến {percent(channel['high'])}"
    counted = f"{channel['satisfied']} trên {judged} phiếu hài lòng hoặc rất hài lòng"
    return f"{came}{counted} ({percent(channel['rate'])}; {sure})"


def against(target: int | None, channels: dict[str, Any]) -> list[str]:
    """The commune's target, where a channel has enough ballots, and whether its interval lies above or below it."""
    told = {name: found for name, found in channels.items() if found["rate"] is not None}
    if target is None or not told:
        return []
    said = "; ".join(f"{CHANNELS[name].partition(' (')[0].lower()}: {_met(target, one)}" for name, one in told.items())
    return [f"Mục tiêu của xã: từ {target}% phiếu hài lòng, rất hài lòng ({said})."]


def _met(target: int, found: dict[str, Any]) -> str:
    if 100 * found["low"] >= target:
        return "đạt"
    return "chưa đạt" if 100 * found["high"] < target else "chưa đủ phiếu để nói chắc"


def percent(share: float) -> str:
    """A share 0-1 as 97,5%."""
    return f"{share * 100:.1f}%".replace(".", ",")


def change(now: int, before: int) -> str:
    """A number beside the one before it: +3, −2, or bằng."""
    return f"+{now - before}" if now > before else f"−{before - now}" if now < before else "bằng"


def compared(told: dict[str, Any]) -> list[tuple[str, int, int | None, str]]:
    """Each compared figure: its name, this week, the week before (None when it had nothing) and the change."""
    before = (told["before"] or {}).get("totals")
    return [
        (TOTALS[name], told["totals"][name], before[name] if before else None,
         change(told["totals"][name], before[name]) if before else "–")
        for name in COMPARED
        if name in told["totals"]  # a report frozen before a figure was told does not tell it
    ]  # fmt: skip


def organisation(told: dict[str, Any]) -> list[str]:
    """Part 1."""
    n, own = told["totals"], told["organisation"]
    held = f"Theo lịch có {n['due']} buổi trực, đã trực {n['held']} buổi"
    held += f" (trong đó {n['short']} buổi thiếu người)" if n["short"] else ""
    held += f"; {n['missed']} buổi không có ai trực" if n["missed"] else ""
    held += f"; {n['ahead']} buổi chưa trực lúc lập báo cáo" if n["ahead"] else ""
    people = sum(one["came"] > 0 for one in own["members"])
    swaps = own["swaps"]
    asked = f"Xin đổi ca {swaps['asked']} lần: duyệt {swaps['approved']}, không duyệt {swaps['declined']}, đang chờ "
    asked = f"{asked}{swaps['open']}." if swaps["asked"] else "Không có ai xin đổi ca."
    missing = "; ".join(
        f"{one['name']} ({SESSION_NAMES[one['session']].lower()} {short(one['day'])})" for one in own["absent"]
    )
    absent = f"Có lịch mà không vào ca: {missing}." if missing else "Không ai vắng buổi trực đã xong."
    filled = f"{n['filled']} trên {n['places']} suất trực đã đến giờ có đúng người theo lịch"
    return [f"{held}.", f"Có {n['turns']} lượt trực của {people} thành viên; {filled}.", f"{absent} {asked}"]


def results(told: dict[str, Any]) -> list[str]:
    """Part 2."""
    found = told["results"]
    if not found["served"] and not found["handed_over"]["total"]:
        return ["Chưa ghi lượt hướng dẫn, viết hộ nào."]
    written = f"viết hộ {found['written']} lượt (viết tay {found['handwritten']}, đánh máy {found['typed']})"
    lines = [f"Giúp {found['served']} lượt người dân, tổ chức: hướng dẫn {found['guided']} lượt; {written}."]
    areas = "; ".join(f"{one['field']} {sum(one[mode] for mode in MODES)}" for one in found["fields"])
    lines += [f"Theo lĩnh vực: {areas}."] if areas else []
    among = [f"{found['organisations']} lượt của tổ chức"] if found["organisations"] else []
    among += [f"{found['incomplete']} lượt còn thiếu giấy tờ"] if found["incomplete"] else []
    lines += [f"Trong đó có {', '.join(among)}."] if among else []
    same = found["same_day"]
    if same["written"]:
        due = f"{same['due_same_day']} lượt có hẹn trả trong ngày, {same['not_told']} lượt không ghi ngày hẹn"
        lines.append(f"Viết hộ {same['written']} lượt thuộc thủ tục giải quyết trong ngày: {due}.")
    entered = found.get("counted", ())
    if entered:
        both = (_entered(entered, name) for name in COUNTED)
        lines.append("Công chức ghi: " + ", ".join(f"{name.lower()} {n}" for name, n in zip(COUNTED.values(), both,
                                                                                     strict=True)) + ".")  # fmt: skip
    handed = found["handed_over"]
    why = "; ".join(f"{REASONS[name]} {handed[name]}" for name in REASONS if handed.get(name))
    lines.append(f"Chuyển công chức {handed['total']} lượt" + (f": {why}." if why else "."))
    return lines


def _entered(entered: list[dict[str, Any]], name: str) -> str:
    """What officers entered, added up; words where none entered any, which is not nought."""
    numbers = [one[name] for one in entered if one[name] is not None]
    return str(sum(numbers)) if numbers else "chưa ghi"


def satisfaction(told: dict[str, Any]) -> list[str]:
    """Part 3."""
    found = told["ballots"]
    if not found["total"]:
        return ["Chưa có phiếu nào trong tuần.", OWN_BALLOT]
    commented = f" ({found['comments']} phiếu có ghi góp ý)" if found["comments"] else ""
    lines = [f"Nhận {found['total']} phiếu{commented}, trong khi giúp {told['totals']['served']} lượt người."]
    lines += [
        f"{CHANNELS[name]}: {rate(channel)}." for name, channel in found["channels"].items() if channel["ballots"]
    ]
    waiting = found["total"] - found.get("judged", found["total"]) - found.get("apart", 0)
    if waiting:
        lines.append(
            f"{waiting} phiếu chưa đủ nhóm {FEWEST_SHOWN} phiếu nên chưa tính vào tỷ lệ, sẽ tính cùng phiếu sau."
        )
    if found.get("apart"):
        lines.append(f"{found['apart']} phiếu Văn phòng tính riêng, không nằm trong tỷ lệ.")
    lines += against(told["paper"].get("target"), found["channels"])
    if found["outside"]:
        lines.append(f"{found['outside']} phiếu đến ngoài giờ trực hoặc ngoài kỳ lấy phiếu, vẫn được tính.")
    return [*lines, OWN_BALLOT]


def facilities(told: dict[str, Any]) -> list[str]:
    """Part 4, what was told of the place and on which channels the team was made known."""
    found = told["facilities"]
    broken = "; ".join(f"{FACILITIES[one['facility']].lower()} {FACILITY_STATES[one['state']]} ({one['times']} lần báo)"
                       for one in found)  # fmt: skip
    spoken = "; ".join(f"{OUTREACH[one['channel']]} {one['times']} lần" for one in told["outreach"])
    return [
        f"Báo khi vào ca: {broken}." if broken else "Không ai báo thiết bị hỏng hoặc thiếu.",
        f"Tuyên truyền: {spoken}." if spoken else "Chưa ghi lần tuyên truyền nào.",
    ]


def completeness(told: dict[str, Any]) -> list[str]:
    """How whole the figures are, in words; the first sentence is the verdict."""
    found = told["completeness"]
    if found["complete"]:
        return [f"Số liệu đủ: {found['phones']} điện thoại đều đã gửi hết và không còn ngày công nào chờ quyết định."]
    lines = ["Số liệu chưa đủ."]
    late = {row["device"] for row in found["unsynced"]}
    if late:
        names = ", ".join(dict.fromkeys(row["name"] for row in found["unsynced"]))
        lines.append(f"{len(late)} trên {found['phones']} điện thoại có thể còn giữ mục chưa gửi, của: {names}.")
    if found["undecided"]:
        lines.append(f"{found['undecided']} ngày công còn chờ quyết định.")
    if found["shifts_ahead"]:
        lines.append(f"{found['shifts_ahead']} buổi trực chưa xong.")
    return lines


def bulletin(told: dict[str, Any]) -> str:
    """What the commune's loudspeaker reads out: plain sentences, nobody's name, no number under 5 said or implied."""
    n, paper, days = told["totals"], told["paper"], week_days(told["week"])
    place = ", ".join(paper["points"].values()) or paper["counter"]
    parts = [f"Trong tuần, Tổ đã trực {n['held']} buổi tại {place}." if n["held"] >= FEWEST_SHOWN
             else f"Trong tuần, Tổ trực tại {place}."]  # fmt: skip
    if n["served"] >= FEWEST_SHOWN:
        written = f", trong đó viết hộ giấy tờ cho {n['written']} lượt" if _sayable(n["written"], n["served"]) else ""
        parts.append(f"Tổ đã giúp {n['served']} lượt người dân{written}.")
    elif n["served"]:
        parts.append("Tổ đã giúp một số lượt người dân làm giấy tờ.")
    areas = [one for one in told["results"]["fields"] if one["field"] and sum(one[m] for m in MODES) >= FEWEST_SHOWN]
    if areas and areas[0]["field"] != "Không ghi thủ tục":
        parts.append(f"Bà con nhờ giúp nhiều nhất là giấy tờ về {areas[0]['field'].lower()}.")
    judged = n.get("judged", n["ballots"])
    if _sayable(n["satisfied"], judged):
        came = f"{n['ballots']} phiếu bà con gửi về" if judged == n["ballots"] else f"{judged} phiếu đã tính"
        parts.append(f"Trong {came}, có {n['satisfied']} phiếu hài lòng hoặc rất hài lòng.")
    elif n["ballots"] >= FEWEST_SHOWN:
        most = ", phần lớn hài lòng hoặc rất hài lòng" if judged and 2 * n["satisfied"] > judged else ""
        parts.append(f"Tổ nhận được {n['ballots']} phiếu bà con gửi về{most}.")
    hours = "; ".join(f"{SESSION_NAMES[name].lower()} từ {_spoken(span[0])} đến {_spoken(span[1])}"
                      for name, span in paper["hours"].items())  # fmt: skip
    heard = [f"Bà con nói: {_sentence(one['said'])} Xã đã làm: {_sentence(one['answer'])}"
             for one in told.get("heard", [])[:MOST_HEARD]]  # fmt: skip
    rest = [f"Tuần tới Tổ nghỉ {_day(one['day'])}: {one['name']}." for one in told["next_week"]["resting"]]
    return "\n\n".join([
        "Kính thưa bà con!",
        f"Sau đây là tin về {paper['team']} của {paper['commune']}, tuần từ ngày {days[0].day} tháng {days[0].month} "
        f"đến ngày {days[-1].day} tháng {days[-1].month} năm {days[-1].year}.",
        " ".join(parts),
        *heard,
        " ".join([f"Tổ trực các ngày làm việc, {hours}.", *rest]),
        "Bà con cần giúp giấy tờ, xin nói với người đang trực. Viết hộ không mất tiền; viết xong, bà con xem lại rồi "
        "tự ký hoặc điểm chỉ. Phiếu đánh giá không ghi tên; mong bà con cho ý kiến để Tổ phục vụ tốt hơn.",
        "Xin cảm ơn bà con đã lắng nghe.",
    ])  # fmt: skip


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _sayable(part: int, whole: int) -> bool:
    """Whether a part may be said beside its whole: neither it nor what is left of the whole is 1 to 4."""
    return whole >= FEWEST_SHOWN and all(not 0 < number < FEWEST_SHOWN for number in (part, whole - part))


def _spoken(clock: str) -> str:
    hour, minute = (int(part) for part in clock.split(":"))
    return f"{hour} giờ" + (f" {minute} phút" if minute else "")


def _day(day: str) -> str:
    found = parse_day(day)
    return f"{mid(day).partition(',')[0]}, ngày {found.day} tháng {found.month}"


FILTERS: Final[dict[str, Any]] = {
    "week": week, "completeness": completeness, "organisation": organisation, "results": results,
    "satisfaction": satisfaction, "facilities": facilities, "compared": compared, "bulletin": bulletin, "mid": mid,
}  # fmt: skip
GLOBALS: Final[dict[str, Any]] = {
    "TOTALS": TOTALS, "PARTS": PARTS, "MODES": MODES, "STEP_WORDS": STEP_WORDS, "TEXT_WORDS": TEXT_WORDS,
    "DAY_WORDS": DAY_WORDS, "COUNTED": COUNTED, "STANDINGS": STANDINGS,
}  # fmt: skip
