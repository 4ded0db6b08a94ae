"""The addresses of a month's papers: who may have them, and under which name they are saved."""

import json
from collections.abc import Callable
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import parse_instant
from sync_server import commune as communes
from sync_server import months
from sync_server import tables as t
from sync_server.api_office import READERS, readable_month
from sync_server.exports import payment_list, timesheet
from sync_server.exports.paper import Paper
from sync_server.site import allowed, site

router = APIRouter(prefix="/office/months", include_in_schema=False)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/{month}/payment-list.xlsx")
def payments(request: Request, month: str) -> Response:
    """The list on which members sign for their allowance."""
    return _file(_paper(request, month), payment_list.write, ("danh-sach-ky-nhan", "Danh sách ký nhận"))


@router.get("/{month}/timesheet.xlsx")
def attendance(request: Request, month: str) -> Response:
    """The attendance sheet that goes with it."""
    return _file(_paper(request, month), timesheet.write, ("bang-cham-cong", "Bảng chấm công"))


def _paper(request: Request, month: str) -> Paper:
    found = allowed(request, *READERS)
    wanted, here = readable_month(month), site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        figures = json.loads(months.told(connection, commune, wanted))
        c = t.closing.c
        closed = sa.select(c.at).where(c.commune_id == commune.id, c.month == wanted)
        at = connection.execute(closed).scalar()
    made = parse_instant(at) if at else here.clock.now()
    return Paper(wanted, figures, commune, here.settings.public_url, made, rehearsal=here.clock.rehearsed is not None)


def _file(paper: Paper, write: Callable[[Paper], bytes], names: tuple[str, str]) -> Response:
    plain, full = (f"{name}{joint}{paper.month}.xlsx" for name, joint in zip(names, "- ", strict=True))
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(full)}"
    return Response(
        write(paper), media_type=XLSX, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}
    )
