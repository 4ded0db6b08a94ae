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
from sync_server import matters, particulars, settlement, trail, week_words
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.errors import Refused
from sync_server.exports import csv_file
from sync_server.exports.paper import PAPERS
from sync_server.language import _
from sync_server.office import said_of_ballots, terms_words, words
from sync_server.office.today import readable_day
from sync_server.pages import page
from sync_server.sign_words import RULINGS
from sync_server.site import allowed, site
from sync_server.week_words import CHANNELS, STANDINGS

router = APIRouter(include_in_schema=False)
READERS: Final = ("office", "chairman", "admin")
SIGNING: Final = ("signed_in", "signed_out")
Told = tuple[sa.Row[Any], str, str]
A_PAGE: Final = 100
LONGEST_REV: Final = 19
ACTS: Final = {
    "signed_in": "Đăng nhập", "signed_out": "Đăng xuất",
    "availability_set": "Ghi lịch bận", "pairs_set": "Ghi các cặp", "calendar_renewed": "Đổi địa chỉ lịch",
    "decided": "Quyết định ngày công", "confirmed": "Xác nhận có mặt", "closed": "Chốt tháng",
    "device_revoked": "Thu hồi điện thoại", "roster_published": "Công bố lịch trực", "member_added": "Thêm thành viên",
    "member_changed": "Sửa thành viên", "member_noted": "Sửa thông tin thành viên",
    "privacy_set": "Sửa thông báo về dữ liệu", "member_erased": "Xóa dữ liệu hết thời hạn",
    "member_copied": "Tải bản sao dữ liệu của một người",
    "point_added": "Thêm điểm trực", "point_changed": "Sửa điểm trực", "invited": "Tạo mã mời",
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
    "paid": "Đánh dấu đã chi, đã thu lại", "unpaid": "Bỏ dấu đã chi, đã thu lại",
    "matter_said": "Ghi về chỗ lệch khi đối chiếu",
    "rate_set": "Đổi mức hỗ trợ", "budget_set": "Ghi dự toán năm", "threshold_set": "Đổi mức một lần chi phải xem thuế",
    "outreach_paid": "Ghi khoản chi tuyên truyền",
    "ballot_text_set": "Lưu lời trên phiếu", "slips_printed": "In phiếu giấy", "poster_replaced": "Thay áp phích",
    "poster_quiet_set": "Đổi số ngày báo áp phích",
} | terms_words.ACTS | said_of_ballots.ACTS  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is looked for: every word of a text, between two days; an empty one asks for nothing.

    Signing in and out is told only where it is asked for: it would bury the acts.
    """

    q: str
    first: str
    last: str
    signing: bool = False
    wrong: str = ""

    @property
    def query(self) -> str:
        """As an address carries it."""
        return urlencode({"q": self.q, "from": self.first, "to": self.last, "signing": "1" if self.signing else ""})


def _asked(request: Request) -> Asked:
    """What an address asks for; `wrong` says why days that are none are not asked for."""
    told = request.query_params
    q, signing = told.get("q", "")[:100], bool(told.get("signing"))
    days = [told.get(name, "")[:20] for name in ("from", "to")]
    try:
        days = [readable_day(day).isoformat() if day else "" for day in days]
    except Refused as refused:
        return Asked(q, days[0], days[1], signing, refused.message)
    wrong = _("Ngày đầu đang sau ngày cuối.") if all(days) and days[0] > days[1] else ""
    return Asked(q, days[0], days[1], signing, wrong)


def _rows(connection: sa.Connection, commune: Commune, asked: Asked, *, before: int | None = None) -> Iterator[Told]:
    """The acts looked for, the newest first, each with its name and detail in words."""
    a = t.audit.c
    wanted = sa.select(t.audit).where(a.commune_id == commune.id).order_by(a.rev.desc())
    wanted = wanted.where(a.rev < before) if before else wanted
    wanted = wanted if asked.signing else wanted.where(a.act.not_in(SIGNING))
    wanted = wanted.where(a.at >= asked.first) if asked.first else wanted
    wanted = wanted.where(a.at < f"{asked.last}U") if asked.last else wanted  # "T" stands between day and time
    found = folded(asked.q).split()
    for row in connection.execute(wanted):
        act, detail = _(ACTS.get(row.act, row.act)), _detail(commune, json.loads(row.detail))
        text = folded(f"{row.by} {act} {detail} {row.source}") if found else ""
        if all(word in text for word in found):
            yield row, act, detail


def _whence(source: str) -> str:
    """From where somebody acted, as `whence.told` kept it, in the language of the page."""
    for kept in ("ứng dụng khác", "mạng", "không rõ"):
        source = source.replace(kept, _(kept))
    return source or _("máy chủ")


@router.get("/office/audit")
def audit(request: Request, before: str = "") -> Response:
    """A page of the trail, from just before a revision back."""
    found, asked = allowed(request, *READERS), _asked(request)
    last = int(before) if before.isascii() and before.isdigit() and len(before) < LONGEST_REV else None
    if asked.wrong:
        return page(request, "audit.html", 422, rows=[], older=None, asked=asked, end="", whence=_whence)
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        rows = list(islice(_rows(connection, commune, asked, before=last), A_PAGE + 1))
        end = trail.head(connection, found.commune)
    older = rows[A_PAGE - 1][0].rev if len(rows) > A_PAGE else None
    return page(request, "audit.html", rows=rows[:A_PAGE], older=older, asked=asked, end=end, whence=_whence)


@router.get("/office/audit.csv")
def as_csv(request: Request) -> Response:
    """Everything looked for, with the digest of each act, as a file."""
    found, asked = allowed(request, *READERS), _asked(request)
    if asked.wrong:
        raise Refused("span_unreadable", 422)
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


IMPORTED: Final = {"procedures": "danh mục thủ tục", "calendar": "ngày nghỉ, làm bù", "members": "thành viên"}
NAMED: Final[dict[str, Callable[[Any], str]]] = {
    "standing": lambda value: _(STANDINGS.get(value, str(value))).lower(),
    "due": lambda value: _("hạn {day}", day=words.full(value)),
    "month": words.month,
    "total_dong": words.dong,
    "role": lambda value: _(words.ROLES.get(value, str(value))),
    "group": lambda value: _(words.GROUPS.get(value, str(value))),
    "kind": lambda value: _(IMPORTED.get(value, str(value))),
    "week": week_words.week,
    "amount_dong": words.dong,
    "dong": words.dong,
    "allowance_dong": lambda value: _("hỗ trợ {amount}", amount=words.dong(value)),
    "outreach_dong": lambda value: _("tuyên truyền {amount}", amount=words.dong(value)),
    "begins": lambda value: _("lấy phiếu từ {day}", day=words.full(value)),
    "ends": lambda value: _("đến hết {day}", day=words.full(value)),
    "opened_from": lambda value: _("dùng từ {day}", day=words.full(value)),
    "closed_from": lambda value: _("thôi dùng từ {day}", day=words.full(value)),
    "due_on": lambda value: _("hạn {day}", day=words.full(value)),
    "verdict": lambda value: _(matters.VERDICTS.get(value, str(value))).lower(),
    "way": lambda value: _(settlement.WAYS.get(value, str(value))).lower(),
    "session": lambda value: _(words.SESSION_NAMES.get(value, str(value))).lower(),
    "at": lambda value: _("lúc {moment}", moment=words.moment(value)),
    "receipt": lambda value: _("chứng từ số {receipt}", receipt=value),
    "day_kind": lambda value: _(words.KINDS[value][0]),
    "groups_paid": lambda value: ", ".join(_(words.GROUPS[group]) for group in value),
    "opens_before": lambda value: _("vào ca được trước {n} phút", n=value),
    "morning": lambda value: _("sáng {span}", span="–".join(value)),
    "afternoon": lambda value: _("chiều {span}", span="–".join(value)),
    **dict.fromkeys(("recipients", "request_recipients", "grounds"), " ".join),
    "channel": lambda value: _(CHANNELS.get(value, str(value))),
    "weekday": lambda value: _("giao ban {weekday}", weekday=_(words.WEEKDAYS[value - 1])),
    "counted": lambda value: _("tính") if value else _("không tính"),
    "published": lambda value: _("công bố") if value else "",
    "paper": lambda value: _(PAPERS[value][1]) if value in PAPERS else str(value),
    **dict.fromkeys(("money", "rude"), ", ".join),
    "ruling": lambda value: _(RULINGS.get(value, str(value))).lower(),
}


LABELS: Final = {
    "reason": "lý do", "override": "vẫn chốt vì", "covers": "số lần vào ca", "device": "điện thoại", "file": "tệp",
    "shifts": "số ca đổi", "taken": "dòng nhận", "refused": "dòng không nhận",
    "username": "tên đăng nhập", "version": "bản", "rules": "số câu", "note": "lời ghi", "code": "mã số liệu",
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
        case "from_member" | "with_member":
            who = people[value].name if value in people else str(value)
            return f"{_('của') if name == 'from_member' else _('người nhận')}: {who}"
        case "member":
            return people[value].name if value in people else str(value)
        case "apart" | "together":
            told = (f" {_('và')} ".join(people[m].name if m in people else str(m) for m in pair) for pair in value)
            return f"{_('không trực chung') if name == 'apart' else _('trực chung')}: {', '.join(told)}"
        case "moved":
            return "; ".join(", ".join(_field(commune, n, part) for n, part in one.items()) for one in value)
        case "members" if not value:
            return _("trống")
        case "members":
            return ", ".join(people[m].name if m in people else str(m) for m in value)
        case "point":
            return commune.points.get(value, str(value))
        case "before" | "after":
            shown = {key: told for key, told in value.items() if key == "until" or told not in (None, "")}
            said = ", ".join(_field(commune, key, told) for key, told in shown.items())
            return f"{_('trước') if name == 'before' else _('sau')}: {said or _('trống')}"
        case "fields":
            return ", ".join(_(particulars.FIELDS.get(n, str(n))).lower() for n in value)
        case "groups":
            return ", ".join(
                _("{group} từ {day}", group=_(words.GROUPS[g["group"]]), day=words.full(g["from"])) for g in value
            )
        case "until":
            return _("đến hết {day}", day=words.full(value)) if value else _("đang tham gia")
        case "day" | "since" | "from":
            return words.full(value)
        case "owner" if value in matters.OWNERS or value in people:
            return _("người lo: {who}", who=_(matters.OWNERS.get(value, "")) or people[value].name)
        case "matter":
            kind, day, session, who = matters.parsed(value)
            named = [_(words.MISMATCHES.get(kind, kind)).lower(), _(words.SESSION_NAMES.get(session, session)).lower()]
            return ", ".join([*named, words.full(day), *([people[who].name] if who in people else [])])
    if name in NAMED:
        return NAMED[name](value)
    return f"{_(LABELS[name])}: {value}" if name in LABELS else str(value)
