"""Everything kept of one member, for the member who asks for it: as JSON whole, as a workbook to read."""

import json
from io import BytesIO
from typing import Any, Final

import sqlalchemy as sa
import xlsxwriter

from shiftbook.allowance import GROUPS
from shiftbook.roster import SESSION_NAMES
from sync_server import particulars
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.exports.paper import NUMBER
from sync_server.office import words

# Each kind in words, and the fields of its data that say something to a reader; the JSON has all of them.
KINDS: Final = {
    "checked_in": "Vào ca", "checked_out": "Ra ca", "presence_confirmed": "Xác nhận có mặt", "assisted": "Viết hộ",
    "handed_over": "Chuyển công chức", "ballot_offered": "Mời đánh giá", "difficulty_raised": "Báo khó khăn",
    "outreach_done": "Tuyên truyền", "conduct_acknowledged": "Xác nhận quy tắc ứng xử", "swap_asked": "Xin đổi ca",
    "swap_answered": "Trả lời đổi ca", "corrected": "Đính chính", "voided": "Hủy mục đã ghi",
}  # fmt: skip
READ: Final = ("day", "procedure", "dossier_code", "text", "note", "reason", "duty", "version")
STATUS: Final = {"stored": "Đã ghi vào sổ", "refused": "Không được tính"}


def whole(connection: sa.Connection, commune: Commune, member: str) -> dict[str, Any]:
    """Person, particulars, phones, sign-in, shifts, facts as kept, decisions on days and the lines of closed months."""
    person, f, d = commune.people[member], t.fact.c, t.decision.c
    p, m, u = t.device.c, t.device_member.c, t.web_user.c
    phones = (
        sa.select(p.model, p.os, p.app_version, p.made_at, p.last_heard, p.revoked_at)
        .join(t.device_member, sa.and_(m.commune_id == p.commune_id, m.device == p.id))
        .where(p.commune_id == commune.id, m.member == member)
    )
    facts = sa.select(f.status, f.code, f.arrived_at, f.body).where(f.commune_id == commune.id, f.member == member)
    ruled = sa.select(d.day, d.counted, d.reason, d.by, d.at).where(d.commune_id == commune.id, d.member == member)
    users = sa.select(u.username, u.name, u.role).where(u.commune_id == commune.id, u.member == member)
    shifts = (x for x in commune.ground.roster.current() if member in x.members)
    return {
        "commune": commune.name, "member": member, "name": person.name, "role": commune.roles[member],
        "groups": [{"from": g.from_day.isoformat(), "group": g.value} for g in person.groups],
        "since": person.since.isoformat(), "until": person.until.isoformat() if person.until else None,
        "particulars": particulars.read(connection, commune.id)[member],
        "phones": _rows(connection, phones), "web_users": _rows(connection, users),
        "shifts": [{"day": x.day.isoformat(), "session": x.session, "point": commune.points.get(x.point, x.point)}
                   for x in sorted(shifts, key=lambda x: (x.day, x.session))],
        "facts": [{**x, "body": json.loads(x["body"])} for x in _rows(connection, facts.order_by(f.device, f.seq))],
        "decisions": _rows(connection, ruled.order_by(d.rev)),
        "closed_months": _closed(connection, commune.id, member),
    }  # fmt: skip


def _rows(connection: sa.Connection, wanted: sa.Select[Any]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in connection.execute(wanted)]


def _closed(connection: sa.Connection, commune: int, member: str) -> list[dict[str, Any]]:
    c = t.closing.c
    found = []
    for row in connection.execute(sa.select(c.month, c.body).where(c.commune_id == commune).order_by(c.month)):
        told = json.loads(row.body)
        mine = {kind: [x for x in told[kind] if x["member"] == member] for kind in ("lines", "adjustments")}
        if any(mine.values()):
            found.append({"month": row.month, **mine})
    return found


def workbook(told: dict[str, Any]) -> bytes:
    """The same as a workbook: one sheet for the person, one each for phones, shifts, facts and money."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        number = book.add_format({"num_format": NUMBER, "valign": "top", "align": "left"})
        for name, (headings, rows) in _sheets(told).items():
            sheet = book.add_worksheet(name)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(headings) - 2, 22, wrapped)
            sheet.set_column(len(headings) - 1, len(headings) - 1, 48, wrapped)
            sheet.write_row(0, 0, headings, bold)
            for line, row in enumerate(rows or [["Không có."]], 1):
                for place, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(line, place, cell, number)
                    else:
                        sheet.write_string(line, place, cell, wrapped)
    return file.getvalue()


def _sheets(told: dict[str, Any]) -> dict[str, tuple[list[str], list[list[Any]]]]:
    known = told["particulars"] | {"of_age": particulars.OF_AGE.get(told["particulars"]["of_age"], "")}
    kept = [[label, _day_or(known[key])] for key, label in particulars.FIELDS.items()]
    until = words.full(told["until"]) if told["until"] else "đang tham gia"
    about = [["Họ và tên", told["name"]], ["Vai trò", words.ROLES[told["role"]]],
             *(["Nhóm", f"{GROUPS[g['group']]} từ {words.full(g['from'])}"] for g in told["groups"]),
             ["Tham gia từ", words.full(told["since"])], ["Đến hết", until], *kept,
             *(["Đăng nhập", f"{u['username']} ({words.ROLES[u['role']]})"] for u in told["web_users"])]  # fmt: skip
    phones = [[f"{x['model']} {x['os']}".strip(), x["app_version"], words.moment(x["made_at"]),
               words.moment(x["last_heard"]) if x["last_heard"] else ""] for x in told["phones"]]  # fmt: skip
    shifts = [[words.named(x["day"]), SESSION_NAMES[x["session"]], x["point"]] for x in told["shifts"]]
    facts = [[words.moment(x["arrived_at"]), KINDS[x["body"]["kind"]], STATUS.get(x["status"], x["status"]),
              _said(x["body"]["data"])] for x in told["facts"]]  # fmt: skip
    money = [[words.month(month["month"]), "Trong tháng" if kind == "lines" else "Điều chỉnh",
              x.get("count", x.get("days")), x["amount_dong"]]
             for month in told["closed_months"] for kind in ("lines", "adjustments") for x in month[kind]]  # fmt: skip
    ruled = [[words.full(x["day"]), "Tính" if x["counted"] else "Không tính", x["reason"], x["by"]]
             for x in told["decisions"]]  # fmt: skip
    return {
        "Thông tin": (["Mục", "Đang giữ"], about),
        "Điện thoại": (["Máy", "Ứng dụng", "Tham gia lúc", "Liên lạc lần cuối"], phones),
        "Ca trực": (["Ngày", "Buổi", "Điểm trực"], shifts),
        "Việc đã ghi": (["Văn phòng nhận lúc", "Loại", "Tình trạng", "Nội dung"], facts),
        "Quyết định": (["Ngày công", "Quyết định", "Lý do", "Người quyết định"], ruled),
        "Hỗ trợ đã chốt": (["Tháng", "Dòng", "Số ngày", "Số tiền (đồng)"], money),
    }


def _said(data: dict[str, Any]) -> str:
    told = [words.SESSION_NAMES[data["session"]]] if data.get("session") in words.SESSION_NAMES else []
    return "; ".join([*told, *(_day_or(str(data[name])) for name in READ if data.get(name))])


def _day_or(text: str) -> str:
    return words.full(text) if len(text) == 10 and text[4] == "-" and text.replace("-", "").isdigit() else text
