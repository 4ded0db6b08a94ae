"""The addresses of a week's papers: the report, its one-page summary, and what the loudspeaker reads out."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from sync_server import commune as communes
from sync_server import week_bulletin, weeks
from sync_server.api_office import READERS, readable_week
from sync_server.exports import week_report
from sync_server.site import allowed, site

router = APIRouter(prefix="/office/weeks", include_in_schema=False)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("/{week}/report.docx")
def report(request: Request, week: str) -> Response:
    """The report to sign and file."""
    told = _told(request, week)
    body = week_report.write(told, rehearsal=site(request).clock.rehearsed is not None)
    return _file(body, DOCX, ("bao-cao-tuan", "Báo cáo tuần", f"{told['week']}.docx"))


@router.get("/{week}/summary.docx")
def summary(request: Request, week: str) -> Response:
    """The same figures on one page."""
    told = _told(request, week)
    body = week_report.summary(told, rehearsal=site(request).clock.rehearsed is not None)
    return _file(body, DOCX, ("tom-tat-tuan", "Tóm tắt tuần", f"{told['week']}.docx"))


@router.get("/{week}/bulletin.txt")
def bulletin(request: Request, week: str) -> Response:
    """What is read out on the commune's loudspeaker."""
    told = _told(request, week)
    # Notepad on older Windows takes text without this mark for another encoding.
    body = ("\ufeff" + week_bulletin.bulletin(told).replace("\n", "\r\n") + "\r\n").encode()
    return _file(body, "text/plain; charset=utf-8", ("ban-tin-loa", "Bản tin loa", f"{told['week']}.txt"))


def _told(request: Request, week: str) -> dict[str, Any]:
    found, wanted, here = allowed(request, *READERS), readable_week(week), site(request)
    with here.database.reader() as connection:
        return weeks.told(connection, communes.read(connection, found.commune), wanted, here.clock.now())


def _file(body: bytes, kind: str, names: tuple[str, str, str]) -> Response:
    plain, full, ending = names
    disposition = f"attachment; filename=\"{plain}-{ending}\"; filename*=UTF-8''{quote(f'{full} {ending}')}"
    return Response(body, media_type=kind, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"})
