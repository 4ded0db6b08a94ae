"""The addresses of a month's papers: who may have them, and under which name they are saved."""

import hashlib
import json
from typing import Final
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import parse_instant
from sync_server import commune as communes
from sync_server import months
from sync_server import tables as t
from sync_server.api_office import READERS, readable_month
from sync_server.errors import Refused
from sync_server.exports import checking, kept, payment_list, payment_request, timesheet, word
from sync_server.exports.paper import PAPERS, Paper
from sync_server.site import allowed, site

router = APIRouter(prefix="/office/months", include_in_schema=False)
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
XLSX, DOCX = f"{_OFFICE}.spreadsheetml.sheet", f"{_OFFICE}.wordprocessingml.document"
WORKBOOKS: Final = {
    "payment-list": payment_list.write, "timesheet": timesheet.write, "payment-request": payment_request.write,
}  # fmt: skip


@router.get("/{month}/{kind}.xlsx")
def workbook(request: Request, month: str, kind: str) -> Response:
    """A paper as a spreadsheet, its sums as formulas."""
    paper, _ = _paper(request, month, kind)
    return saved(WORKBOOKS[kind](paper), kind, f"{paper.month}.xlsx")


@router.get("/{month}/{kind}.docx")
def document(request: Request, month: str, kind: str) -> Response:
    """A paper as a Word file, made of the template in force for the month."""
    paper, template = _paper(request, month, kind)
    shape = checking.shape(kind, paper.commune)
    return saved(word.write(kind, paper, template, shape), kind, f"{paper.month}.docx")


def _paper(request: Request, month: str, kind: str) -> tuple[Paper, bytes]:
    """The paper's figures and its Word template."""
    found = allowed(request, *READERS)
    if kind not in PAPERS:
        raise Refused("not_found", 404)
    wanted, here = readable_month(month), site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        told = months.told(connection, commune, wanted)
        c = t.closing.c
        closed = sa.select(c.at).where(c.commune_id == commune.id, c.month == wanted)
        at = connection.execute(closed).scalar()
        template = kept.template(connection, commune.id, kind, wanted)
    made = parse_instant(at) if at else here.clock.now()
    url, rehearsal = here.settings.public_url, here.clock.rehearsed is not None
    digest = hashlib.sha256(told).hexdigest()
    return Paper(wanted, json.loads(told), commune, url, made, rehearsal=rehearsal, digest=digest), template


def saved(content: bytes, kind: str, ending: str) -> Response:
    """A file to be saved under the paper's name, with the ending after it (2026-11.xlsx)."""
    plain, full, _ = PAPERS[kind]
    names = f"filename=\"{plain}-{ending}\"; filename*=UTF-8''{quote(f'{full} {ending}')}"
    headers = {"Content-Disposition": f"attachment; {names}", "Cache-Control": "no-store"}
    return Response(content, media_type=XLSX if ending.endswith("xlsx") else DOCX, headers=headers)
