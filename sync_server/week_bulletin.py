"""The weekly report as the commune's loudspeaker reads it out: always in Vietnamese."""

from typing import Any

from shiftbook.ballots import FEWEST_SHOWN
from shiftbook.moments import parse_day, week_days
from shiftbook.roster import SESSION_NAMES
from sync_server.week_words import MODES, MOST_HEARD, mid, threshold


def bulletin(told: dict[str, Any]) -> str:
    """What the commune's loudspeaker reads out: plain sentences, nobody's name, no number under 5 said or implied."""
    n, paper, days = told["totals"], told["paper"], week_days(told["week"])
    used = told["organisation"].get("places", paper["points"])  # a report frozen before told every point
    place = ", ".join(name for point, name in paper["points"].items() if point in used) or paper["counter"]
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
    concludes = judged >= threshold(told) and not _doubtful(told)
    if concludes and _sayable(n["satisfied"], judged):
        came = f"{n['ballots']} phiếu bà con gửi về" if judged == n["ballots"] else f"{judged} phiếu đã tính"
        parts.append(f"Trong {came}, có {n['satisfied']} phiếu hài lòng hoặc rất hài lòng.")
    elif n["ballots"] >= FEWEST_SHOWN:
        most = ", phần lớn hài lòng hoặc rất hài lòng" if concludes and judged and 2 * n["satisfied"] > judged else ""
        parts.append(f"Tổ nhận được {n['ballots']} phiếu bà con gửi về{most}.")
    if n["ballots"] >= FEWEST_SHOWN:
        parts.append("Số phiếu này cộng mọi cách gửi, là kết quả lấy phiếu nội bộ của xã, không phải chỉ số SIPAS và "
                     "không phải Bộ chỉ số theo Quyết định 766 của Thủ tướng Chính phủ.")  # fmt: skip
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


def _doubtful(told: dict[str, Any]) -> bool:
    """Whether the week's ballots are not to be believed yet: a clear sign was undecided when the report was sent or is
    now, or more ballots came than people were helped."""
    odd = told["ballots"].get("signs") or told.get("undecided_signs")
    return bool(odd) or told["totals"]["ballots"] > told["totals"]["served"]


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
