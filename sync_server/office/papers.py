"""The Word templates of the month's papers: taken home, edited in Word, brought back, and given up again."""

import json
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import format_instant, local_day, month_before, month_of, next_month
from sync_server import acts
from sync_server import commune as communes
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.exports import checking, kept, shipped
from sync_server.exports.paper import PAPERS
from sync_server.exports.papers import saved
from sync_server.exports.values import NAMES
from sync_server.language import _, shown
from sync_server.office import words
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
EDITORS: Final = ("office", "admin")
MONTHS_BACK: Final = 12
MOST_TOLD: Final = 10


@router.get("/office/papers")
def papers(request: Request) -> Response:
    """Each paper with the template in force, and where to bring another."""
    return _shown(request, allowed(request, *EDITORS), Form())


def _shown(request: Request, found: Visitor, form: Form, faults: list[str] | None = None) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        rows = kept.versions(connection, found.commune)
        now = {kind: kept.in_force(connection, found.commune, kind, month_of(today)) for kind in PAPERS}
    form.values = {"kind": ["payment-list"], "from_month": [month_of(today)]} | form.values
    told = [{**row._asdict(), "warnings": json.loads(row.warnings)} for row in rows]
    own = {kind: {**row._asdict(), "warnings": json.loads(row.warnings)} for kind, row in now.items() if row}
    values = {
        "form": form, "faults": faults or [], "papers": shown(PAPERS), "now": own, "versions": told,
        "names": shown(NAMES),
        "choices": [(kind, _(name)) for kind, (plain, name, use) in PAPERS.items()], "months": _months(today),
        "this_month": month_of(today),
    }  # fmt: skip
    return page(request, "papers.html", 200 if form.sound else 422, **values)


def _months(today: date) -> list[tuple[str, str]]:
    """The months a template may begin with, the next one first."""
    names = [next_month(month_of(today))]
    while len(names) < MONTHS_BACK + 2:
        names.append(month_before(names[-1]))
    return [(name, words.month(name).capitalize()) for name in names]


@router.get("/office/papers/{kind}/{version}.docx")
def template(request: Request, kind: str, version: str) -> Response:
    """A template to be edited: the shipped one, or a version of the office's own by its number."""
    found = allowed(request, *EDITORS)
    if kind not in PAPERS:
        raise Refused("not_found", 404)
    if version == "shipped":
        return saved(shipped.template(kind), kind, "mau.docx")
    with site(request).database.reader() as connection:
        row = kept.version(connection, found.commune, kind, version)
    if row is None or row.file is None:
        raise Refused("not_found", 404)
    return saved(bytes(row.file), kind, f"mau-{row.rev}.docx")


@router.post("/office/papers")
def bring(request: Request, form: Posted) -> Response:
    """Take a template from a month on, if it can be used; what is wrong with it is told by paragraph."""
    found = allowed(request, *EDITORS)
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
    kind, month, file = form.chosen("kind", set(PAPERS)), _month(request, form), form.files.get("file", b"")
    form.refusal = "Chưa lưu mẫu."
    if not file:
        form.refuse("file", "no_template")
    checked = checking.check(kind, file, commune) if form.sound else checking.Checked()
    if checked.problems:
        form.refuse(
            "file", _("Mẫu có {n} chỗ phải sửa, xem bên dưới. Sửa bằng Word rồi chọn lại tệp.", n=len(checked.problems))
        )
    if not form.sound:
        return _shown(request, found, form, checked.problems[:MOST_TOLD])
    name = form.names.get("file", "")[-100:] or f"{PAPERS[kind][0]}.docx"
    row = {"kind": kind, "from_month": month, "name": name, "file": file}
    _keep(request, found, {**row, "warnings": json.dumps(checked.warnings, ensure_ascii=False)})
    return seen(request, "/office/papers", "template_warned" if checked.warnings else "template_set")


@router.post("/office/papers/shipped")
def go_back(request: Request, form: Posted) -> Response:
    """Use the shipped template again from a month on."""
    found = allowed(request, *EDITORS)
    kind, month = form.chosen("kind", set(PAPERS)), _month(request, form)
    form.refusal = "Chưa đổi mẫu."
    if not form.sound:
        return _shown(request, found, form)
    _keep(request, found, {"kind": kind, "from_month": month, "name": None, "file": None, "warnings": "[]"})
    return seen(request, "/office/papers", "template_shipped")


def _month(request: Request, form: Form) -> str:
    return form.chosen("from_month", dict(_months(local_day(site(request).clock.now()))))


def _keep(request: Request, found: Visitor, row: dict[str, Any]) -> None:
    here, now = site(request), site(request).clock.now()

    def work(tx: Tx) -> None:
        kept.add(tx, found.commune, {**row, "by": found.actor.name, "at": format_instant(now)})
        told = {"paper": row["kind"], "month": row["from_month"], "name": row["name"]}
        act = "template_set" if row["file"] else "template_shipped"
        acts.record(tx, found.commune, act, told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
