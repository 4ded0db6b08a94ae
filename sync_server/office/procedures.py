"""The procedures one by one: what is in force, a new version by a form, and who approved a rule written from memory."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook import imports
from shiftbook.legality import RECORDS, RULES, Approval, Procedure, in_force
from shiftbook.moments import local_day
from shiftbook.search import folded, sorting
from sync_server import acts, setup
from sync_server import commune as communes
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _, shown
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/procedures"
EDITORS: Final = ("office", "admin")
RECORD_WORDS: Final = {
    "full": "Ghi tên thủ tục", "count": "Chỉ đếm, không ghi tên thủ tục (việc cần giữ kín)",
    "none": "Không ghi gì (tố cáo)",
}  # fmt: skip
FIELDS: Final = ("id", "code", "name_vi", "field_vi", "write_on_behalf", "record", "handling_vi", "legal_basis",
                 "statutory_time_vi", "same_day", "papers", "effective_from", "effective_to")  # fmt: skip
# The marks of `sync_server/data/SOURCES.md`; a rule without a text behind it was inferred.
TRUSTED: Final = {"tên": "tên", "thời hạn": "thời hạn", "quy tắc": "quy tắc"}
TRUST: Final = {"v": "đã đối chiếu", "v2": "nguồn thứ cấp", "m": "theo trí nhớ", "v/m": "đối chiếu một phần"}
INFERRED: Final = "suy ra, chưa đối chiếu điều luật"
_NAMED: Final = re.compile(r"\w+ “(\w+)”: (.*)", re.DOTALL)


def versions(commune: Commune, today: date) -> Iterator[tuple[Procedure, Procedure | None]]:
    """Each procedure as it is today, or will be first, and the version that follows it if one is known."""
    for held in commune.procedures.values():
        coming = sorted((v for v in held if v.effective_from > today), key=lambda v: v.effective_from)
        now = in_force(held, today) or next(iter(coming), None) or max(held, key=lambda v: v.effective_from)
        yield now, next((v for v in coming if v is not now), None)


@router.get(PATH)
def listed(request: Request, q: str = "", show: str = "") -> Response:
    """The procedures in the order of their names, searched, or only those whose rule nobody has approved."""
    found = allowed(request, *EDITORS)
    here, wanted = site(request), folded(q[:100]).split()
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
    rows = sorted(versions(commune, today), key=lambda pair: (sorting(pair[0].field), sorting(pair[0].name)))
    told = [
        pair for pair in rows
        if all(word in folded(f"{pair[0].code} {pair[0].name} {pair[0].field}") for word in wanted)
        and (show != "unapproved" or pair[0].from_memory)
    ]  # fmt: skip
    return page(request, "procedures.html", rows=told, q=q[:100], show=show, today=today, total=len(rows),
                unapproved=sum(now.from_memory for now, _coming in rows))  # fmt: skip


@router.get(PATH + "/new")
def new(request: Request) -> Response:
    """An empty form."""
    return _shown(request, allowed(request, *EDITORS), "", Form())


@router.get(PATH + "/{identity}")
def one(request: Request, identity: str) -> Response:
    """One procedure with all its versions, to be approved or given another version."""
    return _shown(request, allowed(request, *EDITORS), identity, Form())


def _shown(request: Request, found: Visitor, identity: str, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
    held = commune.procedures.get(identity, ())
    if identity and not held:
        raise Refused("not_found", 404)
    now = in_force(held, today) or (max(held, key=lambda v: v.effective_from) if held else None)
    filled = {"version": today.isoformat(), "effective_from": today.isoformat(), "record": "full", "same_day": "khong",
              "approved_on": today.isoformat(), "approved_rule": now.rules_version if now else ""}  # fmt: skip
    form.values = {k: [v] for k, v in filled.items()} | ({k: [v] for k, v in _row(now).items()} if now else {}) \
        | form.values  # fmt: skip
    fields = sorted({v.field for versions in commune.procedures.values() for v in versions}, key=sorting)
    return page(request, "procedure.html", status, form=form, now=now, fields=fields,
                trust=_trust(now.confidence) if now else "", records=shown(RECORD_WORDS),
                versions=sorted(held, key=lambda v: v.effective_from, reverse=True), identity=identity)  # fmt: skip


def _trust(marks: str) -> str:
    """The marks of name, time limit and rule, as words."""
    told = []
    for part in filter(None, marks.split(", ")):
        what, _space, mark = part.rpartition(" ")
        words = INFERRED if (what, mark) == ("quy tắc", "m") else TRUST.get(mark, mark)
        told.append(f"{_(TRUSTED.get(what, what))} {_(words)}".strip())
    return "; ".join(told)


def _row(known: Procedure) -> dict[str, str]:
    """A procedure as the columns of the import name it, without its days: another version begins on another."""
    return {
        "id": known.id, "code": known.code, "name_vi": known.name, "field_vi": known.field,
        "write_on_behalf": known.rule, "record": known.record, "handling_vi": known.reminder,
        "legal_basis": known.legal_basis, "statutory_time_vi": known.time_limit,
        "same_day": "co" if known.same_day else "khong", "papers": "; ".join(known.papers),
    }  # fmt: skip


@router.post(PATH)
def put(request: Request, form: Posted) -> Response:
    """Keep a version of a procedure as a row of a file would be kept."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    form.refusal, known = "Chưa lưu thủ tục.", form.text("known")
    taken = _read(form)

    def work(tx: Tx) -> None:
        assert taken is not None
        commune = communes.current(tx, found.commune)
        if not known and taken.id in commune.procedures:
            form.refuse("code", "Đã có thủ tục này. Hãy mở thủ tục ấy trong danh sách rồi sửa.")
            return
        base = in_force(commune.procedures.get(known, ()), taken.effective_from)
        same = base is not None and (base.rule, base.record) == (taken.rule, taken.record)
        kept = replace(taken, confidence=base.confidence, approval=base.approval) if same and base else taken
        setup.put_procedures(tx, found.commune, [kept])
        told = {"procedure": kept.name, "version": kept.rules_version, "rule": RULES[kept.rule],
                "from": kept.effective_from.isoformat()}  # fmt: skip
        acts.record(tx, found.commune, "procedure_set", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    if taken is not None and form.sound:
        here.database.write(work)
    if taken is None or not form.sound:
        return _shown(request, found, known, form, status=422)
    return seen(request, f"{PATH}/{taken.id}", "procedure_set")


def _read(form: Form) -> Procedure | None:
    """The version a form asks for, judged by the rules of the import; each refusal beside its field."""
    version, since = form.needed("version", 40), form.day("effective_from")
    form.chosen("write_on_behalf", set(RULES)), form.chosen("record", set(RECORDS))
    row = {name: form.text(name) for name in FIELDS} | {"id": form.text("known")}
    if not form.sound:
        return None
    report: Any = imports.procedures([row], version, since)
    for _row_no, sentence in report.refused:
        named = _NAMED.match(_(sentence))
        if named is None:
            form.refuse("name_vi", sentence)
        else:
            form.refuse("code" if named[1] == "id" else named[1], named[2][0].upper() + named[2][1:])
    return report.taken[0] if report.taken else None


@router.post(PATH + "/{identity}/approve")
def approve(request: Request, identity: str, form: Posted) -> Response:
    """Write down who approved the rule of a version for the office, when and on what ground."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    form.refusal = "Chưa ghi người duyệt."
    said = Approval(form.needed("approved_by", 100), form.day("approved_on"), form.needed("approved_ground", 300))
    if form.sound and said.on > local_day(now):
        form.refuse("approved_on", "Ngày duyệt không thể sau hôm nay.")

    def work(tx: Tx) -> None:
        held = communes.current(tx, found.commune).procedures.get(identity, ())
        known = next((v for v in held if v.rules_version == form.text("approved_rule")), None)
        if known is None:
            raise Refused("not_found", 404)
        setup.put_procedures(tx, found.commune, [replace(known, approval=said)])
        told = {"procedure": known.name, "version": known.rules_version, "rule": RULES[known.rule],
                "approved_by": said.by, "day": said.on.isoformat(), "ground": said.ground}  # fmt: skip
        acts.record(tx, found.commune, "procedure_approved", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    if not form.sound:
        return _shown(request, found, identity, form, status=422)
    here.database.write(work)
    return seen(request, f"{PATH}/{identity}", "procedure_approved")
