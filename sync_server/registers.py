"""The office's registers, read from the ledger: facilities, outreach, conduct, hand-overs by field."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.roster import SESSION_NAMES
from shiftbook.search import sorting
from sync_server import comments, week_facts, week_words
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.language import _
from sync_server.office.listing import Cell, Table
from sync_server.office.words import FACILITIES, FACILITY_STATES

Span = tuple[date, date]
UNNAMED: Final = "Không ghi thủ tục"


@dataclass(frozen=True)
class Register:
    """One register: its title, what it is for, who sees it, what is said while it is empty, and how it is read."""

    title: str
    about: str
    roles: frozenset[str]
    empty: str
    read: Callable[[sa.Connection, Commune, Span, datetime], Table]


def _name(commune: Commune, member: str) -> str:
    return commune.people[member].name if member in commune.people else member


def facilities(connection: sa.Connection, commune: Commune, span: Span, _now: datetime | None = None) -> Table:
    """Every fault that was there on any of these days, of each point: from the first check-in that told of it, however
    long ago, to the first that told the thing was well."""
    open_: dict[tuple[str, str], dict[str, Any]] = {}
    faults: list[dict[str, Any]] = []
    came = week_facts.told(connection, commune.id, ("checked_in",), (date(2000, 1, 1), span[1]), doubted=True)
    for one in sorted(came, key=lambda one: one.moment):
        point, day = one.content.point, date.fromisoformat(one.content.day)
        for name, state in one.content.facilities.items():
            known = open_.get((point, name))
            if state == "ok":
                if known:
                    known["well"] = day
                    del open_[point, name]
            elif known and known["state"] == state:
                known["times"] += 1
            else:
                if known:
                    known["well"] = day
                fault = {"point": point, "name": name, "state": state, "day": day, "by": one.member, "times": 1}
                open_[point, name] = {**fault, "well": None}
                faults.append(open_[point, name])
    faults = [fault for fault in faults if fault["well"] is None or fault["well"] >= span[0]]
    faults.sort(key=lambda f: (f["well"] is not None, -f["day"].toordinal()))
    return Table(
        ("Điểm trực", "Thiết bị", "Tình trạng", "Báo lần đầu", "Người báo", "Số lần báo", "Báo tốt lại"),
        [
            (commune.points.get(f["point"], f["point"]), _(FACILITIES[f["name"]]), _(FACILITY_STATES[f["state"]]),
             f["day"], _name(commune, f["by"]), f["times"], f["well"] or _("chưa"))
            for f in faults
        ],
    )  # fmt: skip


def outreach(connection: sa.Connection, commune: Commune, span: Span, _now: datetime | None = None) -> Table:
    """Every time the team was made known, on the plan's three channels (II.3) or another."""
    told = week_facts.told(connection, commune.id, ("outreach_done",), span)
    return Table(
        ("Ngày", "Kênh", "Nội dung", "Người ghi"),
        [
            (o.day, _(week_words.OUTREACH[o.content.channel]), o.content.note, _name(commune, o.member))
            for o in told[::-1]
        ],
    )


def conduct(connection: sa.Connection, commune: Commune, span: Span, _now: datetime | None = None) -> Table:
    """For each member of the team on the last day: which version of the rules of conduct they read last, and when."""
    told = week_facts.told(connection, commune.id, ("conduct_acknowledged",), (date(2000, 1, 1), span[1]))
    last = {one.member: one for one in told}
    now = commune.config.get("conduct", {}).get("version")

    def row(member: str) -> tuple[Cell, ...]:
        if (one := last.get(member)) is None:
            return _name(commune, member), _("chưa xác nhận"), None, None
        current = str(one.content.version) == str(now)
        return (_name(commune, member), _("đã xác nhận bản đang dùng") if current else _("mới xác nhận bản cũ"),
                str(one.content.version), one.day)  # fmt: skip

    members = [person.id for person in commune.by_name if person.active_on(span[1])]
    return Table(("Thành viên", "Tình trạng", "Bản", "Ngày xác nhận"), [row(member) for member in members])


def complaints(connection: sa.Connection, commune: Commune, span: Span, now: datetime) -> Table:
    """What citizens wrote on ballots and whether they had to pay; without level and channel, as on the page."""
    return Table(
        ("Ngày", "Buổi", "Điểm trực", "Loại", "Góp ý", "Tình trạng", "Hạn", "Xã làm"),
        [
            (one.day, _(SESSION_NAMES[one.session]), commune.points.get(one.point, one.point),
             _(comments.KINDS[one.kind]), one.text or _("Trả lời “Có” ở câu có phải trả thêm tiền"),
             _(week_words.COMMENT_STANDINGS[one.last["standing"]]),
             date.fromisoformat(one.last["due"]) if one.last["due"] else None, one.last["answer"])
            for one in comments.listed(connection, commune, span, "office", now=now)
        ],
    )  # fmt: skip


def handed_over(connection: sa.Connection, commune: Commune, span: Span, _now: datetime | None = None) -> Table:
    """Every person taken to an officer: when, in which field, why; never who."""
    told = week_facts.told(connection, commune.id, ("handed_over",), span)

    def row(one: week_facts.Told) -> tuple[Cell, ...]:
        rule = commune.procedure_on(one.content.procedure, one.day)
        return (one.day, rule.field if rule else _(UNNAMED), rule.name if rule else "",
                _(week_words.REASONS[one.content.reason]), one.content.note,
                commune.points.get(one.content.point, one.content.point), _name(commune, one.member))  # fmt: skip

    columns = ("Ngày", "Lĩnh vực", "Thủ tục", "Lý do", "Ghi chú", "Điểm trực", "Thành viên")
    return Table(columns, [row(one) for one in told[::-1]])


def counted(connection: sa.Connection, commune: int, span: Span) -> dict[tuple[str, str], sa.Row[Any]]:
    """The officers' newest count of each day (as text) and field."""
    c = t.counted_day.c
    wanted = sa.select(t.counted_day).where(
        c.commune_id == commune, c.day.between(span[0].isoformat(), span[1].isoformat())
    )
    return {(row.day, row.field): row for row in connection.execute(wanted.order_by(c.rev))}


def fields(commune: Commune, day: date) -> list[str]:
    """The fields of the procedures in force on a day, as Vietnamese is sorted."""
    found = {v.field for versions in commune.procedures.values() for v in versions if v.holds_on(day)}
    return sorted(filter(None, found), key=sorting)


def by_field(connection: sa.Connection, commune: Commune, span: Span, _now: datetime | None = None) -> Table:
    """For each field how many were handed over, and what its officers counted; what nobody entered is blank."""
    handed = Counter(str(row[1]) for row in handed_over(connection, commune, span).rows)
    found = counted(connection, commune.id, span)
    names = dict.fromkeys([*fields(commune, span[1]), *handed, *(name for day, name in found)])

    def total(name: str, column: str) -> int | None:
        entered = [getattr(row, column) for (day, own), row in found.items() if own == name]
        known = [number for number in entered if number is not None]
        return sum(known) if known else None

    return Table(
        ("Lĩnh vực", "Chuyển công chức", "Hồ sơ nhận", "Trả trong ngày"),
        [(name, handed[name], total(name, "received"), total(name, "same_day")) for name in names],
    )


REGISTERS: Final = {
    "facilities": Register(
        "Cơ sở vật chất", "Thiết bị hỏng, thiếu do người trực báo khi vào ca, từ lần báo đầu đến khi có người báo tốt.",
        frozenset({"leader", "office", "chairman"}), "Không ai báo thiết bị hỏng hoặc thiếu trong những ngày này.",
        facilities,
    ),
    "outreach": Register(
        "Tuyên truyền", "Loa truyền thanh, giao ban tuần, giao ban Bí thư chi bộ; thành viên ghi trên điện thoại.",
        frozenset({"leader", "office", "accountant", "chairman"}),
        "Chưa ai ghi lần tuyên truyền nào trong những ngày này. Thành viên ghi bằng nút “Ghi tuyên truyền” trên "
        "điện thoại.", outreach,
    ),
    "conduct": Register(
        "Quy tắc đã xác nhận", "Ai đã đọc và xác nhận quy tắc ứng xử đang dùng, tính đến ngày cuối.",
        frozenset({"leader", "office"}), "Chưa có thành viên nào.", conduct,
    ),
    "complaints": Register(
        "Góp ý", "Lời ghi trên phiếu. Chỉ Văn phòng đọc được, riêng việc liên quan tiền thì Chủ tịch cũng đọc; "
        "số điện thoại, số định danh đã che. Xử lý ở trang Phiếu.",
        frozenset({"office"}), "Không có góp ý nào trong những ngày này.", complaints,
    ),
}  # fmt: skip
