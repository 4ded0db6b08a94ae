"""How the office's pages say days, times, money, grades, roles and reasons."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from shiftbook import codes, money
from shiftbook.allowance import GROUPS, Person
from shiftbook.legality import RULES
from shiftbook.moments import local, parse_instant, parse_month
from shiftbook.reconciling import Mismatch
from shiftbook.roster import SESSION_NAMES
from shiftbook.search import by_given_name
from shiftbook.workdays import KINDS
from sync_server.commune import Commune
from sync_server.language import _, current
from sync_server.office import said_of_ballots, terms_words

STATIC: Final = Path(__file__).parent.parent / "static"
WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
                 "October", "November", "December")  # fmt: skip
ROLES: Final = {
    "leader": "Tổ trưởng", "office": "Văn phòng", "accountant": "Kế toán", "chairman": "Chủ tịch",
    "officer": "Công chức chuyên môn", "admin": "Quản trị", "screen": "Màn hình quầy", "member": "Thành viên",
}  # fmt: skip
WEB_ROLES: Final = ("leader", "office", "officer", "accountant", "chairman", "admin")
GRADES: Final = {"A": ("●", "Đủ chứng cứ"), "B": ("◐", "Chờ Tổ trưởng"), "C": ("○", "Chờ văn phòng")}
STATUSES: Final = {"open": "Đang mở", "confirmed": "Tổ trưởng đã xác nhận", "closed": "Đã chốt"}
WEEK_STATUSES: Final = {
    "draft": "Bản nháp", "sent": "Đã gửi Văn phòng", "returned": "Văn phòng trả lại", "forwarded": "Đã trình Chủ tịch",
    "acknowledged": "Chủ tịch đã xem",
}  # fmt: skip
MONTH_STEPS: Final = {
    "agreed": "Kế toán đồng ý", "questioned": "Kế toán có ý kiến", "approved": "Chủ tịch duyệt",
    "declined": "Chủ tịch chưa duyệt",
}  # fmt: skip
MISMATCHES: Final = {
    "unstaffed": "Không xếp ai, không ai trực", "absent": "Có lịch, không vào ca", "unrostered": "Vào ca ngoài lịch",
    "served_absent": "Ghi lượt, không vào ca", "idle": "Có trực, không ghi lượt nào",
    "not_offered": "Có lượt, không mời phiếu", "ballots_over": "Phiếu nhiều hơn lượt",
    "ballots_unmanned": "Có phiếu, không ai vào ca",
}  # fmt: skip
FACILITIES: Final = {"computer": "Máy vi tính", "internet": "Mạng", "desk": "Bàn ghế", "paper": "Giấy bút"}
FACILITY_STATES: Final = {"ok": "tốt", "broken": "hỏng", "missing": "thiếu"}
# What the page after an act says, at its top.
SAID: Final = {
    "decided": "Đã ghi quyết định.", "closed": "Đã chốt {month}.", "confirmed": "Đã xác nhận cả {month}.",
    "day_confirmed": "Đã xác nhận những ngày công đang hiện; ngày đến sau đó còn chờ ở dưới.",
    "published": "Đã công bố lịch trực.",
    "published_before": "Lịch này vừa được công bố rồi; không còn gì chờ công bố.",
    "nothing_published": "Không có gì để công bố: bản nháp không khác lịch đã công bố.",
    "draft_saved": "Đã lưu bản nháp.", "draft_dropped": "Đã bỏ bản nháp; lịch đã công bố vẫn như cũ.",
    "copied": "Đã chép vào bản nháp.",
    "nothing_copied": "Không có gì để chép: không còn ca trống nào có người ở kỳ trước.",
    "proposed": "Đã đề xuất vào bản nháp; lý do ghi ở mỗi ca.",
    "nothing_proposed": "Không còn chỗ trống nào để đề xuất.",
    "availability_set": "Đã lưu lịch bận.", "pairs_set": "Đã lưu các cặp.",
    "calendar_renewed": "Đã tạo địa chỉ mới; địa chỉ cũ không còn dùng được.",
    "swap_approved": "Đã duyệt đổi ca và công bố lịch mới của ca ấy.", "swap_declined": "Đã ghi là không duyệt đổi ca.",
    "conduct_set": "Đã lưu quy tắc ứng xử; mọi người sẽ đọc lại trên điện thoại.",
    "member_added": "Đã thêm thành viên.", "member_changed": "Đã lưu thay đổi của thành viên.",
    "privacy_set": "Đã lưu thông báo về dữ liệu.", "member_erased": "Đã xóa dữ liệu; ngày công và số tiền giữ nguyên.",
    "point_added": "Đã thêm điểm trực.", "point_changed": "Đã lưu điểm trực; điện thoại thấy ở lần gửi nhận kế tiếp.",
    "user_added": "Đã thêm người đăng nhập.", "password_set": "Đã đặt mật khẩu mới.",
    "user_removed": "Đã bỏ quyền đăng nhập.", "device_revoked": "Đã thu hồi điện thoại.",
    "template_set": "Đã lưu mẫu.",
    "template_warned": "Đã lưu mẫu, nhưng mẫu còn thiếu một điều; xem dòng cảnh báo ở bảng dưới.",
    "template_shipped": "Đã trở lại mẫu có sẵn.",
    "week_written": "Đã lưu bản mới của phần ghi tay.", "week_sent": "Đã gửi báo cáo lên Văn phòng.",
    "week_returned": "Đã trả báo cáo lại cho Tổ trưởng.", "week_forwarded": "Đã trình Chủ tịch.",
    "week_acknowledged": "Đã ghi là Chủ tịch đã xem.", "weekly_set": "Đã lưu lịch giao ban.",
    "difficulty_set": "Đã lưu; người báo sẽ đọc được câu trả lời trên điện thoại.",
    "counted": "Đã lưu số hồ sơ.",
    "screen_revoked": "Đã thu hồi màn hình quầy.", "commune_named": "Đã lưu tên xã và cơ quan.",
    "month_agreed": "Đã ghi kế toán đồng ý.", "month_questioned": "Đã ghi ý kiến của kế toán.",
    "month_approved": "Đã ghi Chủ tịch duyệt.", "month_declined": "Đã ghi Chủ tịch chưa duyệt.",
    "rate_set": "Đã lưu mức hỗ trợ.", "budget_set": "Đã lưu dự toán năm.",
    "threshold_set": "Đã lưu mức một lần chi phải xem thuế.", "outreach_paid": "Đã ghi khoản chi tuyên truyền.",
    "matter_said": "Đã ghi cho các chỗ lệch đã chọn.",
    "paid": "Đã đánh dấu.", "unpaid": "Đã bỏ dấu.",
    "names_taken_back": "Đã bỏ các tên chưa dùng.",
    "wording_set": "Đã lưu bản mới của lời trên phiếu.",
    "wording_same": "Lời này giống bản đang có: không lưu bản mới.",
    "poster_replaced": "Đã thay áp phích: hãy in mã mới và treo lên.", "poster_quiet_set": "Đã lưu số ngày.",
} | terms_words.SAID | said_of_ballots.SAID  # fmt: skip
# The same codes as the volunteers' sentences, told of someone else to the people who decide.
_TOLD: Final = {
    "device_revoked": "Gửi từ điện thoại đã bị thu hồi.",
    "member_inactive": "Không còn tên trong Tổ vào ngày này.",
    "already_checked_in": "Ca này đã có lần vào ca trước đó; lần trước vẫn giữ.",
    "shift_full": "Ca đã đủ hai người theo lịch và không có tên người này.",
    "not_rostered": "Không có tên trong lịch ca này.",
    "outside_window": "Vào ca ngoài giờ (quá sớm trước buổi trực, hoặc đã hết buổi).",
    "not_a_working_day": "Không phải ngày làm việc theo lịch.",
    "clock_unknown": "Điện thoại chưa từng so giờ với máy chủ.",
    "clock_drifting": "Đồng hồ điện thoại chưa đủ tin cậy.",
    "desk_code_wrong": "Mã quầy không đúng.",
    "desk_code_missing": "Không ghi mã quầy.",
    "month_closed": "Dữ liệu đến sau khi tháng đã chốt.",
}


def reason(code: str) -> str:
    """An evidence or refusal code as a sentence about a member."""
    return _(_TOLD.get(code) or codes.SENTENCES[code])


def reasons(found: Iterable[str]) -> list[str]:
    """Codes as sentences, the one that weighs most first."""
    order = {code: place for place, code in enumerate(codes.CHECK_IN_ORDER)}
    return [reason(code) for code in sorted(found, key=lambda code: order.get(code, len(order)))]


def mismatch(commune: Commune, one: Mismatch) -> str:
    """A mismatch as a sentence that names whom it is about and both numbers."""
    who = commune.people[one.member].name if one.member in commune.people else one.member or ""
    match one.kind:
        case "absent":
            return _("{who} có lịch trực nhưng không vào ca", who=who)
        case "unrostered":
            return _("{who} vào ca nhưng không có trong lịch", who=who)
        case "served_absent":
            return _("{who} ghi {n} lượt nhưng cả ngày không vào ca", who=who, n=one.served)
        case "idle":
            return _("Có người vào ca nhưng không ghi lượt phục vụ nào")
        case "not_offered":
            return _("Phục vụ {n} lượt nhưng không mời phiếu nào", n=one.served)
        case "ballots_over":
            return _("{n} phiếu bằng mã một lần, chỉ ghi {served} lượt phục vụ", n=one.ballots, served=one.served)
        case "ballots_unmanned":
            return _("{n} phiếu bằng mã một lần nhưng không ai vào ca", n=one.ballots)
    return _("Ngày làm việc nhưng không xếp ai và không ai trực")


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _instant(value: datetime | str) -> datetime:
    return local(parse_instant(value) if isinstance(value, str) else value)


def short(value: date | str) -> str:
    """A day as 23/11, in English as 23 Nov."""
    day = _date(value)
    return f"{day.day} {MONTHS[day.month - 1][:3]}" if current() == "en" else f"{day:%d/%m}"


def full(value: date | str) -> str:
    """A day as 23/11/2026, in English as 23 Nov 2026."""
    day = _date(value)
    if current() == "en":
        return f"{short(day)} {day.year:04d}"
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def named(value: date | str) -> str:
    """A day as Thứ Hai, 23/11/2026."""
    return f"{_(WEEKDAYS[_date(value).weekday()])}, {full(value)}"


def weekday(value: date | str) -> str:
    """A day as Thứ Tư 25/11."""
    return f"{_(WEEKDAYS[_date(value).weekday()])} {short(value)}"


def weekdays(days: Iterable[date]) -> list[tuple[str, str]]:
    """Days as (2026-11-25, Thứ Tư 25/11), for a list to choose from: a date field follows the browser's language."""
    return [(day.isoformat(), weekday(day)) for day in days]


def clock_time(value: datetime | str) -> str:
    """An instant as 08:01."""
    return f"{_instant(value):%H:%M}"


def moment(value: datetime | str) -> str:
    """An instant as 08:01 ngày 23/11/2026."""
    return _("{time} ngày {day}", time=clock_time(value), day=full(_instant(value).date()))


def month(value: str) -> str:
    """A month as tháng 11/2026, in English as November 2026."""
    if current() == "en":
        return f"{MONTHS[int(value[5:]) - 1]} {value[:4]}"
    return f"tháng {int(value[5:])}/{value[:4]}"


def dong(amount: int) -> str:
    """Whole đồng as 30.000 đồng, in English as 30,000 VND."""
    return f"{amount:,} VND" if current() == "en" else money.dong(amount)


def figures(amount: int) -> str:
    """A number as 30.000, in English as 30,000."""
    return f"{amount:,}" if current() == "en" else money.figures(amount)


def ago(value: datetime | str | None, now: datetime) -> str:
    """How long ago an instant was, in the largest unit that says it."""
    if value is None:
        return _("chưa lần nào")
    minutes = int((now - _instant(value)).total_seconds() // 60)
    if minutes < 1:
        return _("vừa xong")
    if minutes < 60:
        return _("{n} phút trước", n=minutes)
    hours, days = minutes // 60, minutes // 1440
    return _("{n} giờ trước", n=hours) if hours < 48 else _("{n} ngày trước", n=days)


def kept_back(phone: Mapping[str, Any]) -> str:
    """What of a phone's facts is known to be missing: what it told to hold, and what its numbers leave out."""
    parts = [_("{n} mục máy báo chưa gửi", n=phone["unsent"])] if phone.get("unsent") else []
    if phone.get("gap"):
        parts.append(received(phone))
    return "; ".join(parts)


def received(phone: Mapping[str, Any]) -> str:
    """Up to which number all facts of a phone came, and the highest that came."""
    whole, highest = phone["contiguous_seq"], phone["highest_seq"]
    if not highest:
        return _("chưa nhận mục nào")
    if whole == highest:
        return _("đã nhận đủ đến số {highest}", highest=highest)
    begun = _("đã nhận liền đến số {whole}", whole=whole) if whole else _("chưa nhận số 1")
    return begun + _(", cao nhất số {highest}, ở giữa thiếu {n} mục", highest=highest, n=phone["gap"])


def span(seconds: float) -> str:
    """A length of time, rounded to what a person would say."""
    if seconds < 90:
        return _("{n} giây", n=round(seconds))
    if seconds < 90 * 60:
        return _("{n} phút", n=round(seconds / 60))
    hours, days = round(seconds / 3600), round(seconds / 86400)
    return _("{n} giờ", n=hours) if seconds < 48 * 3600 else _("{n} ngày", n=days)


def said(told: str) -> str:
    """What the browser keeps of an act until the next page, as the sentence there; nothing for what nobody said."""
    act, _dot, about = told.partition(".")
    sentence = _(SAID.get(act, ""))
    try:
        return sentence.format(month=month(parse_month(about))) if "{" in sentence else sentence
    except ValueError:
        return ""


def members(people: dict[str, Person]) -> list[tuple[str, str]]:
    """Everyone as (id, name), for a list to choose from, sorted by given name."""
    return [(p.id, p.name) for p in sorted(people.values(), key=lambda person: by_given_name(person.name))]


def role_names(roles: Iterable[str]) -> list[tuple[str, str]]:
    """Roles as (role, its name), for a list to choose from."""
    return [(role, _(ROLES[role])) for role in roles]


def static(name: str) -> str:
    """The address of a file of `static/`, new each time the file is."""
    return f"/static/{name}?v={int((STATIC / name).stat().st_mtime)}"


FILTERS: Final[dict[str, Any]] = {
    "dong": dong, "figures": figures, "short": short, "full": full, "named": named, "clock": clock_time,
    "moment": moment, "month": month, "weekday": weekday, "weekdays": weekdays, "reasons": reasons,
    "reason": reason, "ago": ago, "kept_back": kept_back, "received": received,
    "span": span, "members": members, "role_names": role_names,
}  # fmt: skip
GLOBALS: Final[dict[str, Any]] = {
    "ROLES": ROLES, "WEB_ROLES": WEB_ROLES, "GRADES": GRADES, "STATUSES": STATUSES,
    "WEEK_STATUSES": WEEK_STATUSES, "GROUPS": GROUPS,
    "SESSIONS": SESSION_NAMES, "WEEKDAYS": WEEKDAYS, "RULES": RULES,
    "FACILITIES": FACILITIES, "FACILITY_STATES": FACILITY_STATES,
    "CALENDAR_KINDS": KINDS,
    "static": static, "MONTH_STEPS": MONTH_STEPS, "MISMATCHES": MISMATCHES,
}  # fmt: skip
