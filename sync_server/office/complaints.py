"""The page of complaints, for the office alone: each with who takes it up, by when, and what came of it."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from shiftbook.search import folded
from sync_server import commune as communes
from sync_server import complaints
from sync_server.complaints import Complaint
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.office.listing import Table
from sync_server.office.registers import search_of, span_of, tabs
from sync_server.pages import page, seen
from sync_server.registers import Span
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/registers/complaints"
READERS: Final = ("office",)


def _found(request: Request, found: Visitor, span: Span) -> list[Complaint]:
    wanted = folded(search_of(request, span)["q"]).split()
    with site(request).database.reader() as connection:
        told = complaints.listed(connection, communes.read(connection, found.commune), span)
    return [one for one in told if all(word in folded(f"{one.text} {one.last['owner']}") for word in wanted)]


@router.get(PATH + ".csv")
def as_csv(request: Request) -> Response:
    """The register as a file."""
    found, span = allowed(request, *READERS), span_of(request)
    columns = ("Ngày", "Buổi", "Điểm trực", "Kênh", "Mức", "Phản ánh", "Tình trạng", "Người xử lý", "Hạn", "Kết quả")
    rows: list[Any] = [
        (one.day, one.session, one.point, one.channel, one.level, one.text, complaints.STANDINGS[one.last["standing"]],
         one.last["owner"], one.last["due"], one.last["answer"])
        for one in _found(request, found, span)
    ]  # fmt: skip
    return Table(columns, rows).csv(f"Phản ánh {span[0]} {span[1]}")


@router.get(PATH)
def register(request: Request) -> Response:
    """The register."""
    return _shown(request, allowed(request, *READERS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, about: str = "", status: int = 200) -> Response:
    span = span_of(request)
    asked = search_of(request, span)
    return page(request, "complaints.html", status, shown=_found(request, found, span), asked=asked, form=form,
                about=about, query=urlencode(asked), tabs=tabs(found.role), path=PATH, standings=complaints.STANDINGS,
                today=local_day(site(request).clock.now()))  # fmt: skip


@router.post(PATH + "/{identity}")
def take_up(request: Request, identity: str, form: Posted) -> Response:
    """Set who takes it up, by when, how it stands and what came of it."""
    found = allowed(request, *READERS)
    here, now = site(request), site(request).clock.now()
    form.refusal = "Chưa lưu việc xử lý phản ánh."
    new: dict[str, Any] = {
        "standing": form.chosen("standing", complaints.STANDINGS),
        "owner": form.text("owner"),
        "due": form.day("due").isoformat() if form.text("due") else None,
        "answer": form.text("answer").replace("\r\n", "\n"),
    }
    for name, longest in (("owner", 100), ("answer", 1000)):
        if len(new[name]) > longest:
            form.refuse(name, "too_long")
    if new["standing"] != "new" and not new["owner"]:
        form.refuse("owner", "Chưa ghi ai xử lý.")
    if new["standing"] == "done" and not new["answer"]:
        form.refuse("answer", "Việc đã xong thì ghi kết quả.")
    if form.sound:
        try:
            here.database.write(
                lambda tx: complaints.take_up(tx, found.commune, identity, new, actor=found.actor, now=now)
            )
        except Refused as refused:
            if refused.field is None:
                raise
            form.refused(refused, "answer")
    if not form.sound:
        return _shown(request, found, form, about=identity, status=422)
    return seen(request, PATH, "complaint_set")
