"""Words and dates that more than one screen says."""

from datetime import date

from shiftbook.roster import SESSION_NAMES

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
APP = "Sổ Trực"
TABS = {"/": "Hôm nay", "/write": "Viết hộ", "/ballot": "Phiếu", "/roster": "Lịch", "/mine": "Của tôi"}

DEMONSTRATION = "Dữ liệu trình diễn, không dùng để chi tiền"
SAVED = "Đã lưu trên máy"
TROUBLE = "Cần xem lại"
PRIVATE = (
    "Chỗ này trông như có số điện thoại hoặc số định danh. Sổ không ghi thông tin riêng của người dân: "
    "hãy bỏ số đó rồi lưu lại."
)

MODES = {"handwritten": "Viết tay", "typed": "Đánh máy", "guided": "Hướng dẫn"}
APPLICANTS = {"person": "Cá nhân", "organisation": "Tổ chức"}
REVIEWED = {"read": "Tự đọc lại", "read_aloud": "Được đọc cho nghe"}
SIGNED = {"signature": "Ký tên", "fingerprint": "Điểm chỉ", "not_needed": "Không cần ký"}
OUTCOMES = {"ready": "Đủ giấy tờ", "incomplete": "Còn thiếu"}
FACILITIES = {"computer": "Máy tính", "internet": "Mạng", "desk": "Bàn viết", "paper": "Giấy bút"}
FACILITY_STATES = {"ok": "Tốt", "broken": "Hỏng", "missing": "Thiếu"}
OUTREACH = {
    "radio": "Loa truyền thanh",
    "weekly_meeting": "Họp giao ban",
    "cell_secretaries": "Qua bí thư chi bộ",
    "other": "Cách khác",
}


def day_name(day: date) -> str:
    """Thứ Hai 23/11."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d/%m}"


def long_day(day: date) -> str:
    """Thứ Hai, 23/11/2026."""
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def relative_day(day: date, today: date) -> str:
    """Hôm nay, Ngày mai, else Thứ Hai 23/11."""
    return {0: "Hôm nay", 1: "Ngày mai"}.get((day - today).days, day_name(day))


def session_hours(session: str, hours: dict[str, list[str]]) -> str:
    """Buổi sáng, 08:00–10:00; without the hours while the office has not told them."""
    pair = hours.get(session)
    return f"{SESSION_NAMES[session]}, {pair[0]}–{pair[1]}" if pair else SESSION_NAMES[session]


def sessions_text(sessions: tuple[str, ...]) -> str:
    """Sáng, chiều."""
    return ", ".join(SESSION_NAMES[s].removeprefix("Buổi ") for s in sessions).capitalize()


def others(members: list[dict[str, str]], me: str) -> str:
    """Who is on the shift besides me, in one line."""
    names = [m["name"] for m in members if m["id"] != me]
    return f"Cùng ca: {', '.join(names)}" if names else "Bạn trực một mình ca này."
