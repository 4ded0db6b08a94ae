"""The audit trail: every act of the office, the leader and the administrator, newest first; it only grows."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.search import folded
from sync_server import commune as communes
from sync_server import matters, particulars, settlement, trail
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.exports import csv_file
from sync_server.exports.paper import PAPERS
from sync_server.office import said_of_ballots, terms_words, words
from sync_server.office.today import readable_day
from sync_server.pages import page
from sync_server.sign_words import RULINGS
from sync_server.site import allowed, site
from sync_server.week_words import CHANNELS, STANDINGS

router = APIRouter(include_in_schema=False)
READERS: Final = ("office", "chairman", "admin")
Told = tuple[sa.Row[Any], str, str]
A_PAGE: Final = 100
LONGEST_REV: Final = 19
ACTS: Final = {
    "availability_set": "Ghi lịch bận", "pairs_set": "Ghi các cặp", "calendar_renewed": "Đổi địa chỉ lịch",
    "decided": "Quyết định ngày công", "confirmed": "Xác nhận có mặt", "closed": "Chốt tháng",
    "device_revoked": "Thu hồi điện thoại", "roster_published": "Công bố lịch trực", "member_added": "Thêm thành viên",
    "member_changed": "Sửa thành viên", "member_noted": "Sửa thông tin thành viên",
    "privacy_set": "Sửa thông báo về dữ liệu", "member_erased": "Xóa dữ liệu hết thời hạn",
    "point_added": "Thêm điểm trực", "invited": "Tạo mã mời",
    "user_added": "Thêm người đăng nhập",
    "password_set": "Đặt mật khẩu mới", "user_removed": "Bỏ quyền đăng nhập", "screen_invited": "Tạo màn hình quầy",
    "screen_revoked": "Thu hồi màn hình quầy",
    "commune_named": "Đặt tên xã và cơ quan", "names_taken_back": "Bỏ tên cơ quan chưa dùng",
    "imported": "Nạp dữ liệu",
    "handed_in": "Nộp gói niêm phong", "swap_approved": "Duyệt đổi ca", "swap_declined": "Không duyệt đổi ca",
    "conduct_set": "Sửa quy tắc ứng xử", "template_set": "Lưu mẫu Word", "template_shipped": "Trở lại mẫu Word có sẵn",
    "week_written": "Ghi báo cáo tuần", "week_sent": "Gửi báo cáo tuần",
    "week_returned": "Trả lại báo cáo tuần", "week_forwarded": "Trình báo cáo tuần",
    "difficulty_set": "Xử lý khó khăn", "counted": "Ghi số hồ sơ trong ngày",
    "week_acknowledged": "Chủ tịch xem báo cáo tuần", "weekly_set": "Đổi lịch giao ban",
    "month_agreed": "Kế toán đồng ý danh sách tháng", "month_questioned": "Kế toán có ý kiến về danh sách tháng",
    "month_approved": "Chủ tịch duyệt danh sách tháng", "month_declined": "Chủ tịch chưa duyệt danh sách tháng",
    "paid": "Đánh dấu đã chi", "unpaid": "Bỏ dấu đã chi", "matter_said": "Ghi về chỗ lệch khi đối chiếu",
    "rate_set": "Đổi mức hỗ trợ", "budget_set": "Ghi dự toán năm", "threshold_set": "Đổi mức một lần chi phải xem thuế",
    "outreach_paid": "Ghi khoản chi tuyên truyền",
    "ballot_text_set": "Lưu lời trên phiếu", "slips_printed": "In phiếu giấy", "poster_replaced": "Thay áp phích",
    "poster_quiet_set": "Đổi số ngày báo áp phích",
} | terms_words.ACTS | said_of_ballots.ACTS  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is looked for: every word of a text, between two days; an empty one asks for nothing."""

    q: str
    first: str
    last: str

    @property
    def query(self) -> str:
        """As an address carries it."""
        return urlencode({"q": self.q, "from": self.first, "to": self.last})


def _asked(request: Request) -> Asked:
    told = request.query_params
    first, last = (readable_day(told[n]).isoformat() if told.get(n) else "" for n in ("from", "to"))
    return Asked(told.get("q", "")[:100], first, last)


def _rows(connection: sa.Connection, commune: Commune, asked: Asked, *, before: int | None = None) -> Iterator[Told]:
    """The acts looked for, the newest first, each with its name and detail in words."""
    a = t.audit.c
    wanted = sa.select(t.audit).where(a.commune_id == commune.id).order_by(a.rev.desc())
    wanted = wanted.where(a.rev < before) if before else wanted
    wanted = wanted.where(a.at >= asked.first) if asked.first else wanted
    wanted = wanted.where(a.at < f"{asked.last}U") if asked.last else wanted  # "T" stands between day and time
    found = folded(asked.q).split()
    for row in connection.execute(wanted):
        act, detail = ACTS.get(row.act, row.act), _detail(commune, json.loads(row.detail))
        text = folded(f"{row.by} {act} {detail} {row.source}") if found else ""
        if all(word in text for word in found):
            yield row, act, detail


@router.get("/office/audit")
def audit(request: Request, before: str = "") -> Response:
    """A page of the trail, from just before a revision back."""
    found, asked = allowed(request, *READERS), _asked(request)
    last = int(before) if before.isascii() and before.isdigit() and len(before) < LONGEST_REV else None
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        rows = list(islice(_rows(connection, commune, asked, before=last), A_PAGE + 1))
        end = trail.head(connection, found.commune)
    older = rows[A_PAGE - 1][0].rev if len(rows) > A_PAGE else None
    return page(request, "audit.html", rows=rows[:A_PAGE], older=older, asked=asked, end=end)


@router.get("/office/audit.csv")
def as_csv(request: Request) -> Response:
    """Everything looked for, with the digest of each act, as a file."""
    found, asked = allowed(request, *READERS), _asked(request)
    columns = ("Số", "Lúc", "Ai", "Việc", "Nội dung", "Từ đâu", "Dấu chuỗi")
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        rows = [
            (row.rev, row.at, row.by, act, detail, row.source, row.digest)
            for row, act, detail in _rows(connection, commune, asked)
        ]
    return csv_file.answer("Nhật ký", columns, rows)


def _detail(commune: Commune, told: dict[str, Any]) -> str:
    """What an act was about, in words; a field nobody foresaw is shown as it is."""
    shown = (_field(commune, name, value) for name, value in told.items() if value not in (None, "", []))
    return "; ".join(filter(None, shown))


NAMED: Final[dict[str, Callable[[Any], str]]] = {
    "standing": lambda value: STANDINGS.get(value, str(value)).lower(),
    "due": lambda value: f"hạn {words.full(value)}",
    "month": words.month,
    "total_dong": words.dong,
    "role": lambda value: words.ROLES.get(value, str(value)),
    "group": lambda value: words.GROUPS.get(value, str(value)),
    "kind": lambda value: {
        "procedures": "danh mục thủ tục",
        "calendar": "ngày nghỉ, làm bù",
        "members": "thành viên",
    }.get(value, str(value)),
    "amount_dong": words.dong,
    "dong": words.dong,
    "allowance_dong": lambda value: f"hỗ trợ {words.dong(value)}",
    "outreach_dong": lambda value: f"tuyên truyền {words.dong(value)}",
    "due_on": lambda value: f"hạn {words.full(value)}",
    "verdict": lambda value: matters.VERDICTS.get(value, str(value)).lower(),
    "way": lambda value: settlement.WAYS.get(value, str(value)).lower(),
    "receipt": lambda value: f"chứng từ số {value}",
    "day_kind": lambda value: words.KINDS[value][0],
    "groups_paid": lambda value: ", ".join(words.GROUPS[group] for group in value),
    "morning": lambda value: f"sáng {'–'.join(value)}",
    "afternoon": lambda value: f"chiều {'–'.join(value)}",
    **dict.fromkeys(("recipients", "request_recipients", "grounds"), " ".join),
    "channel": lambda value: CHANNELS.get(value, str(value)),
    "weekday": lambda value: f"giao ban {words.WEEKDAYS[value - 1]}",
    "counted": lambda value: "tính" if value else "không tính",
    "published": lambda value: "công bố" if value else "",
    **dict.fromkeys(("money", "rude"), ", ".join),
    "ruling": lambda value: RULINGS.get(value, str(value)).lower(),
}


LABELS: Final = {
    "reason": "lý do", "override": "vẫn chốt vì", "covers": "số lần vào ca", "device": "điện thoại",
    "shifts": "số ca đổi", "taken": "dòng nhận", "refused": "dòng không nhận", "week": "tuần",
    "username": "tên đăng nhập", "version": "bản", "rules": "số câu", "note": "ghi", "code": "mã số liệu",
    "owner": "người xử lý", "answer": "trả lời", "received": "hồ sơ nhận", "same_day": "trả trong ngày",
    "items": "số mục", "stored": "ghi vào sổ", "duplicate": "đã có từ trước", "kept_apart": "giữ riêng",
    "not_yet": "chưa được tính", "source": "căn cứ", "year": "năm", "months": "số tháng giữ",
    "notice": "thông báo", "slips": "số phiếu", "days": "số ngày",
} | terms_words.LABELS | said_of_ballots.LABELS  # fmt: skip


def _field(commune: Commune, name: str, value: Any) -> str:
    people = commune.people
    match name:
        case "ask" | "difficulty" | "comment" | "weeks" | "acts":
            return ""
        case "session":
            return words.SESSION_NAMES.get(value, str(value)).lower()
        case "from_member" | "with_member":
            who = people[value].name if value in people else str(value)
            return f"{'của' if name == 'from_member' else 'người nhận'}: {who}"
        case "member":
            return people[value].name if value in people else str(value)
        case "apart" | "together":
            told = (" và ".join(people[m].name if m in people else str(m) for m in pair) for pair in value)
            return f"{'không trực chung' if name == 'apart' else 'trực chung'}: {', '.join(told)}"
        case "members":
            return ", ".join(people[m].name if m in people else str(m) for m in value)
        case "point":
            return commune.points.get(value, str(value))
        case "before" | "after":
            shown = {key: told for key, told in value.items() if key == "until" or told not in (None, "")}
            said = ", ".join(_field(commune, key, told) for key, told in shown.items())
            return f"{'trước' if name == 'before' else 'sau'}: {said or 'trống'}"
        case "fields":
            return ", ".join(particulars.FIELDS.get(n, str(n)).lower() for n in value)
        case "groups":
            return ", ".join(f"{words.GROUPS[g['group']]} từ {words.full(g['from'])}" for g in value)
        case "until":
            return f"đến hết {words.full(value)}" if value else "đang tham gia"
        case "day" | "since" | "from":
            return words.full(value)
        case "at":
            return f"lúc {words.moment(value)}"
        case "owner" if value in matters.OWNERS or value in people:
            return f"người lo: {matters.OWNERS.get(value) or people[value].name}"
        case "matter":
            kind, day, session, who = matters.parsed(value)
            named = [words.MISMATCHES.get(kind, kind).lower(), words.SESSION_NAMES.get(session, session).lower()]
            return ", ".join([*named, words.full(day), *([people[who].name] if who in people else [])])
        case "paper":
            return PAPERS[value][1] if value in PAPERS else str(value)
    if name in NAMED:
        return NAMED[name](value)
    return f"{LABELS[name]}: {value}" if name in LABELS else str(value)
