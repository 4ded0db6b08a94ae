"""The office's own tables from a file: what it would give, line by line, and only then taken."""

import csv
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook import imports
from shiftbook.imports import Import, Unreadable
from shiftbook.moments import local_day
from sync_server import acts, setup
from sync_server import commune as communes
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.office import headings, newcomers
from sync_server.office.forms import Form, Posted
from sync_server.office.people import add_members
from sync_server.pages import page
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
KINDS: Final = {"procedures": "Danh mục thủ tục", "calendar": "Ngày nghỉ, làm bù", "members": "Thành viên Tổ"}
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATES: Final = {
    "mau-thu-tuc": (
        "Mã thủ tục,Tên thủ tục,Lĩnh vực,Viết hộ,Lời nhắc cho người viết hộ,Căn cứ pháp lý,Sổ ghi gì",
        "1.001193,Đăng ký khai sinh,Hộ tịch,Được viết hộ,Hướng dẫn rồi viết hộ khi được yêu cầu,Luật Hộ tịch,"
        "Ghi tên thủ tục",
        "2.001019,Chứng thực di chúc,Chứng thực,Không được viết hộ,Chuyển công chức,Bộ luật Dân sự,Ghi tên thủ tục",
    ),
    "mau-ngay-nghi": (
        "Ngày,Loại,Tên ngày nghỉ hoặc lý do",
        "26/04/2027,Nghỉ bù,Nghỉ bù Giỗ Tổ Hùng Vương",
        "08/05/2027,Làm bù,Làm bù",
    ),
}


@router.get("/office/imports")
def start(request: Request) -> Response:
    """Where to put a file."""
    found = allowed(request, "office", "admin")
    today = local_day(site(request).clock.now()).isoformat()
    kind = "members" if found.role == "admin" and request.query_params.get("kind") == "members" else "procedures"
    return _shown(request, found, Form.of(kind=kind, version=today, effective_from=today))


def _kinds(found: Visitor) -> dict[str, str]:
    """What a visitor may bring: only the administrator adds people."""
    return {kind: _(words) for kind, words in KINDS.items() if kind != "members" or found.role == "admin"}


@router.get("/office/imports/mau-thanh-vien.xlsx")
def members_template(request: Request) -> Response:
    """An empty list of members with its headings and two rows to go by."""
    allowed(request, "admin")
    headers = {"Content-Disposition": 'attachment; filename="mau-thanh-vien.xlsx"'}
    return Response(newcomers.template(), media_type=XLSX, headers=headers)


@router.get("/office/imports/{name}.csv")
def template(request: Request, name: str) -> Response:
    """An empty table with its headings and two rows to go by, as a spreadsheet opens it."""
    allowed(request, "office", "admin")
    if name not in TEMPLATES:
        raise Refused("not_found", 404)
    text = "\ufeff" + "\r\n".join(TEMPLATES[name]) + "\r\n"
    disposition = f'attachment; filename="{name}.csv"'
    return Response(text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _shown(request: Request, found: Visitor, form: Form, report: Any = None, **more: Any) -> Response:
    status = 200 if form.sound else 422
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
    values = {"report": report, "form": form, "kinds": _kinds(found), "commune": commune, "done": False, **more}
    return page(request, "imports.html", status, **values)


@router.post("/office/imports")
def preview(request: Request, form: Posted) -> Response:
    """What the file would give; nothing is written."""
    found = allowed(request, "office", "admin")
    report = _report(request, found, form)
    return _shown(request, found, form, report)


@router.post("/office/imports/accept")
def accept(request: Request, form: Posted) -> Response:
    """Take the good lines of the file that was shown."""
    found = allowed(request, "office", "admin")
    here = site(request)
    now = here.clock.now()
    report = _report(request, found, form)
    if report is None or not form.sound or not report.taken:
        return _shown(request, found, form, report)
    if form.text("kind") == "members":
        add_members(request, found, report.taken, form)
        if not form.sound:
            form.problems = {"text": form.problems["name"]}
            return _shown(request, found, form)

    def work(tx: Tx) -> None:
        if form.text("kind") == "procedures":
            setup.put_procedures(tx, found.commune, report.taken)
        elif form.text("kind") == "calendar":
            setup.put_calendar(tx, found.commune, report.taken)
        told = {"kind": form.text("kind"), "taken": len(report.taken), "refused": len(report.refused)}
        acts.record(tx, found.commune, "imported", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    return _shown(request, found, form, report, done=True)


def _report(request: Request, found: Visitor, form: Form) -> Import[Any] | None:
    """What the rows would give; the file's text, once read, travels with the form."""
    kind = form.chosen("kind", _kinds(found))
    begins = form.day("effective_from") if kind in ("procedures", "members") else date.min
    version = form.needed("version", 40) if kind == "procedures" else ""
    try:
        if newcomers.is_workbook(form.files.get("file", b"")):
            form.values["text"] = [newcomers.as_csv(form.files.pop("file"))]
        rows = imports.read_csv(form.files.get("file") or form.values.get("text", [""])[0])
    except Unreadable as unreadable:
        misquoted = isinstance(unreadable.__context__, csv.Error)
        form.refuse("text", _misquoted(_sent(form)) if misquoted else str(unreadable))
        return None
    if form.files.get("file"):
        form.values["text"] = [_as_text(form.files["file"])]
    if not form.text("text"):
        form.refuse("text", "no_file")
    if not form.sound:
        return None
    now = site(request).clock.now()
    if kind != "members":
        rows, columns = headings.coded(rows, kind)
        read: Any = imports.procedures(rows, version, begins) if kind == "procedures" else imports.calendar(rows, now)
        return headings.named(read, columns)
    with site(request).database.reader() as connection:
        team = communes.read(connection, found.commune).people.values()
    return newcomers.members(rows, (person.name for person in team), begins, today=local_day(now))


def _sent(form: Form) -> str:
    return _as_text(form.files["file"]) if form.files.get("file") else form.values["text"][0]


def _misquoted(text: str) -> str:
    """The sentence for a text whose quotes do not close: in which line the first such row begins, and what it says."""
    lines = text.splitlines()
    rows = csv.reader((line + "\n" for line in lines), delimiter=max(",;\t", key=lines[0].count), strict=True)
    good = 0
    try:
        for row in rows:
            good = rows.line_num if row is not None else good
    except csv.Error:
        pass
    begins = min(good, len(lines) - 1)
    return _("Dòng {number} có dấu ngoặc kép đặt sai: “{line}”. Hãy sửa dòng ấy, hoặc lưu lại từ bảng tính theo dạng "
             "“CSV UTF-8”.", number=begins + 1, line=lines[begins][:60])  # fmt: skip


def _as_text(raw: bytes) -> str:
    """A file the book could read, as the text that travels with the form."""
    return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
