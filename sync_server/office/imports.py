"""The office's own tables from CSV: what a file would give, line by line, and only then taken."""

from datetime import date, datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook import imports
from shiftbook.imports import Import, Unreadable
from shiftbook.moments import local_day
from sync_server import acts, setup
from sync_server import commune as communes
from sync_server.database import Tx
from sync_server.office.forms import Form, Posted
from sync_server.pages import page
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
KINDS: Final = {"procedures": "Danh mục thủ tục", "calendar": "Ngày nghỉ, làm bù"}


@router.get("/office/imports")
def start(request: Request) -> Response:
    """Where to put a file."""
    found = allowed(request, "office", "admin")
    today = local_day(site(request).clock.now()).isoformat()
    return _shown(request, found, Form.of(kind="procedures", version=today, effective_from=today))


def _shown(request: Request, found: Visitor, form: Form, report: Any = None, **more: Any) -> Response:
    status = 200 if form.sound else 422
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
    values = {"report": report, "form": form, "kinds": KINDS, "commune": commune, "done": False, **more}
    return page(request, "imports.html", status, **values)


@router.post("/office/imports")
def preview(request: Request, form: Posted) -> Response:
    """What the file would give; nothing is written."""
    found = allowed(request, "office", "admin")
    report = _report(form, site(request).clock.now())
    return _shown(request, found, form, report)


@router.post("/office/imports/accept")
def accept(request: Request, form: Posted) -> Response:
    """Take the good lines of the file that was shown."""
    found = allowed(request, "office", "admin")
    here = site(request)
    now = here.clock.now()
    report = _report(form, now)
    if report is None or not form.sound or not report.taken:
        return _shown(request, found, form, report)

    def work(tx: Tx) -> None:
        if form.text("kind") == "procedures":
            setup.put_procedures(tx, found.commune, report.taken, now)
        else:
            setup.put_calendar(tx, found.commune, report.taken)
        told = {"kind": form.text("kind"), "taken": len(report.taken), "refused": len(report.refused)}
        acts.record(tx, found.commune, "imported", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    return _shown(request, found, form, report, done=True)


def _report(form: Form, now: datetime) -> Import[Any] | None:
    """What the book makes of the text; the file's text, once read, travels with the form."""
    kind = form.chosen("kind", KINDS)
    version, begins = "", date.min
    if kind == "procedures":
        version, begins = form.needed("version", 40), form.day("effective_from")
    try:
        rows = imports.read_csv(form.files.get("file") or form.values.get("text", [""])[0])
    except Unreadable as unreadable:
        form.refuse("text", str(unreadable))
        return None
    if form.files.get("file"):
        form.values["text"] = [_as_text(form.files["file"])]
    if not form.text("text"):
        form.refuse("text", "no_file")
    if not form.sound:
        return None
    return imports.procedures(rows, version, begins) if kind == "procedures" else imports.calendar(rows, now)


def _as_text(raw: bytes) -> str:
    """A file the book could read, as the text that travels with the form."""
    return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
