"""The weekly report on paper: the team's to the office, and once forwarded the office's to the chairman."""

from datetime import datetime
from typing import Any, Final

from shiftbook.moments import parse_instant, week_days
from shiftbook.roster import SESSION_NAMES
from sync_server import week_words as words
from sync_server.exports.letter import Letter
from sync_server.office.words import full, moment, named, short

BAR: Final = 15
GLYPHS: Final = {"handwritten": "█", "typed": "▒", "guided": "░"}
SUMMARY_TEXT: Final = 180


def write(told: dict[str, Any], *, rehearsal: bool = False) -> bytes:
    """The report as a Word file, from the week as its JSON tells it."""
    paper = told["paper"]
    office = told["status"] in ("forwarded", "acknowledged")
    letter = Letter(f"Báo cáo {words.week(told['week'])}", _made(told))
    letter.heading(paper["authority"], paper["unit"] if office else paper["team"], paper["place"])
    about = f"Kết quả thực hiện mô hình {paper['team']}"
    to = paper["chairman"] if office else f"{paper['unit']} {paper['commune']}"
    letter.title("BÁO CÁO", f"{about} {words.week(told['week'])} ({_span(told['week'])})", to)
    _notices(letter, told, rehearsal)
    for ground in paper.get("grounds", ()):
        letter.paragraph(ground, italic=True)
    letter.paragraph(" ".join([*words.completeness(told), f"Số liệu tính lúc {moment(told['completeness']['at'])}."]),
                     italic=True)  # fmt: skip
    _parts(letter, told)
    if office:
        forwarded = next(step for step in reversed(told["steps"]) if step["step"] == "forwarded")
        letter.section("7. Đánh giá, đôn đốc của Văn phòng")
        letter.paragraph(forwarded["note"] or "Văn phòng thống nhất với báo cáo của Tổ.")
    letter.paragraph(f"Trên đây là kết quả {words.week(told['week'])}, kính báo cáo./.", keep=True)
    who = "office" if office else "leader"
    letter.signed(["Như trên;", *paper["recipients"]], paper[f"{who}_title"], paper.get(f"{who}_name", ""))
    _appendix(letter, told)
    return letter.done()


def _made(told: dict[str, Any]) -> datetime:
    return parse_instant(told["completeness"]["at"])


def _notices(letter: Letter, told: dict[str, Any], rehearsal: bool) -> None:
    lines = {
        "BẢN NHÁP – TỔ TRƯỞNG CHƯA GỬI": told["status"] in ("draft", "returned"),
        "DỮ LIỆU TRÌNH DIỄN": told["paper"]["demonstration"],
        "DIỄN TẬP": rehearsal,
    }
    if any(lines.values()):
        letter.notice(" – ".join(line for line, holds in lines.items() if holds))


def _parts(letter: Letter, told: dict[str, Any]) -> None:
    texts = told["texts"]
    for number, lines in enumerate((words.organisation, words.results, words.satisfaction, words.facilities), 1):
        letter.section(f"{number}. {words.PARTS[number - 1]}")
        for line in lines(told):
            letter.paragraph(f"- {line}")
        if number == 2:
            _procedures(letter, told)
        if number == 3:
            _levels(letter, told)
            _said(letter, "Tóm tắt góp ý", texts["feedback"])
    letter.section(f"5. {words.PARTS[4]}")
    for one in told["difficulties"]:
        urgent = "Gấp: " if one["urgent"] else ""
        letter.paragraph(
            f"- {urgent}{one['text']} ({one['name']}, {short(one['day'])}; {words.STANDINGS[one['standing']]})"
        )
    if not told["difficulties"]:
        letter.paragraph("- Không ai báo khó khăn trong tuần.")
    _said(letter, "Khó khăn khác, nguyên nhân", texts["causes"])
    letter.section(f"6. {words.PARTS[5]}")
    _said(letter, "Kiến nghị, đề xuất", texts["proposals"])
    _said(letter, "Kế hoạch tuần sau", texts["plan"])
    after = told["next_week"]
    empty = f", trong đó {after['empty']} buổi chưa có người" if after["empty"] else ""
    rest = "".join(f" Nghỉ {words.mid(one['day'])} ({one['name']})." for one in after["resting"])
    letter.paragraph(f"- Lịch trực {words.week(after['week'])}: {len(after['shifts'])} buổi{empty}.{rest}")


def _said(letter: Letter, label: str, text: str) -> None:
    first, *more = text.splitlines() or ["không có."]
    if more:
        letter.paragraph(f"- {label}:")
    for line in [first, *more] if more else ():
        letter.paragraph(f"+ {line}")
    if not more:
        letter.paragraph(f"- {label}: {first}")


def _procedures(letter: Letter, told: dict[str, Any]) -> None:
    rows = [[one["name"], one["field"], *(str(one[mode]) for mode in words.MODES)]
            for one in told["results"]["procedures"]]  # fmt: skip
    if rows:
        head = ["Thủ tục", "Lĩnh vực", *words.MODES.values()]
        letter.table(head, rows, [68, 38, 19, 20, 20], caption="Theo lĩnh vực và thủ tục:")
    entered = [[one["field"], *("" if one[name] is None else str(one[name]) for name in words.COUNTED)]
               for one in told["results"].get("counted", ())]  # fmt: skip
    if entered:
        head = ["Lĩnh vực", *words.COUNTED.values()]
        caption = "Số hồ sơ công chức chuyên môn ghi (ô trống là chưa ghi):"
        letter.table(head, entered, [95, 35, 35], caption=caption)


def _levels(letter: Letter, told: dict[str, Any]) -> None:
    found = words.levels(told["ballots"]["levels"])
    if found:
        most = max(number for _, _, number in found)
        rows = [[name, str(number), "█" * round(BAR * number / most)] for _, name, number in found]
        caption = "Năm mức, cộng các kênh (mức dưới 5 phiếu gộp với mức bên cạnh):"
        letter.table(["Mức", "Số phiếu", ""], rows, [60, 25, 75], caption=caption)
    elif told["ballots"]["total"]:
        letter.paragraph(f"- {words.NO_LEVELS}")


def _appendix(letter: Letter, told: dict[str, Any]) -> None:
    letter.new_page()
    letter.title("PHỤ LỤC", f"Số liệu {words.week(told['week'])}")
    rows = [[f"{named(day['day'])[:-5]}", *(str(day[key]) for key in words.DAY_WORDS)] for day in told["days"]]
    total = ["Cả tuần", *(str(sum(day[key] for day in told["days"])) for key in words.DAY_WORDS)]
    widths = [30, 15, 14, 14, 15, 12, 14, 18, 18, 15]
    letter.table(["Ngày", *words.DAY_WORDS.values()], [*rows, total], widths, caption="Số liệu theo ngày:")
    most = max((day["served"] for day in told["days"]), default=0)
    if most:
        legend = ", ".join(f"{GLYPHS[mode]} {name.lower()}" for mode, name in words.MODES.items())
        bars = [[short(day["day"]), _bar(day, most), str(day["served"])] for day in told["days"]]
        letter.table(["Ngày", "", "Lượt"], bars, [20, 110, 20], caption=f"Lượt người được giúp theo ngày ({legend}):")
    _compared(letter, told)
    _roster(letter, told)
    code = f" Mã số liệu {told['code']}." if told["code"] else ""
    letter.paragraph(f"Lập từ Sổ Trực lúc {moment(told['completeness']['at'])}.{code}", italic=True, indent=False)


def _roster(letter: Letter, told: dict[str, Any]) -> None:
    """Next week's roster; the point is named only where there are several."""
    points = told["paper"]["points"]
    rows = [
        [f"{SESSION_NAMES[one['session']]} {short(one['day'])}", points.get(one["point"], ""),
         ", ".join(one["names"]) or "chưa có người"]
        for one in told["next_week"]["shifts"]
    ]  # fmt: skip
    caption = f"Lịch trực {words.week(told['next_week']['week'])}:"
    if len(points) > 1:
        letter.table(["Buổi", "Điểm trực", "Thành viên"], rows, [38, 62, 65], caption=caption)
    elif rows:
        letter.table(["Buổi", "Thành viên"], [[when, who] for when, _, who in rows], [45, 116], caption=caption)


def _bar(day: dict[str, Any], most: int) -> str:
    return "".join(GLYPHS[mode] * round(2 * BAR * day[mode] / most) for mode in words.MODES)


def _compared(letter: Letter, told: dict[str, Any]) -> None:
    rows = [[name, str(now), str(then), change] for name, now, then, change in words.compared(told)]
    if told["before"]:
        letter.table(["Chỉ tiêu", "Tuần này", "Tuần trước", "Thêm, bớt"], rows, [71, 20, 23, 51],
                     caption=f"So với {words.week(told['before']['week'])}:")  # fmt: skip
    else:
        letter.table(["Chỉ tiêu", "Tuần này"], [row[:2] for row in rows], [75, 28],
                     caption="Số liệu chính (tuần trước chưa có số liệu để so):")  # fmt: skip


def summary(told: dict[str, Any], *, rehearsal: bool = False) -> bytes:
    """One page for those who have a minute: the same figures, nobody's name."""
    paper, found = told["paper"], words.completeness(told)
    letter = Letter(f"Tóm tắt {words.week(told['week'])}", _made(told))
    letter.heading(paper["authority"], paper["unit"], paper["place"])
    days = (full(told["from"]), full(told["to"]))
    letter.title("TÓM TẮT", f"Hoạt động của {paper['team']} {words.week(told['week'])} ({days[0]} – {days[1]})")
    _notices(letter, told, rehearsal)
    late = len({row["device"] for row in told["completeness"]["unsynced"]})
    phones = f" {late} trên {told['completeness']['phones']} điện thoại có thể còn mục chưa gửi." if late else ""
    letter.paragraph(f"{found[0]}{phones} Số liệu tính lúc {moment(told['completeness']['at'])}.", italic=True)
    _compared(letter, told)
    letter.paragraph(" ".join(words.satisfaction(told)))
    open_ = sum(one["standing"] != "done" for one in told["difficulties"])
    letter.paragraph(f"Khó khăn: {len(told['difficulties'])} việc, còn {open_} việc chưa xong.")
    letter.paragraph(f"Kiến nghị: {_shortened(told['texts']['proposals'])}")
    return letter.done()


def _shortened(text: str) -> str:
    """A text in one line, cut at a word where it would not leave room on the page."""
    line = " ".join(text.split())
    if len(line) <= SUMMARY_TEXT:
        return line or "không có."
    return line[:SUMMARY_TEXT].rpartition(" ")[0] + "… (xem báo cáo)"


def _span(name: str) -> str:
    """A week's days as từ ngày 16/11/2026 đến ngày 22/11/2026."""
    days = week_days(name)
    return f"từ ngày {full(days[0])} đến ngày {full(days[-1])}"
