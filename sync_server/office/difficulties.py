"""The register of difficulties: what stands in the team's way, who takes it up, by when, and what they are told."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, parse_day
from shiftbook.search import folded
from sync_server import commune as communes
from sync_server import difficulties
from sync_server.difficulties import Difficulty
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.office.listing import Table
from sync_server.office.registers import DIFFICULTY_READERS, tabs
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site
from sync_server.week_words import STANDINGS

router = APIRouter(include_in_schema=False)
WRITERS: Final = ("leader", "office")
A_PAGE: Final = 50


def _found(request: Request, found: Visitor) -> list[Difficulty]:
    """The difficulties an address asks for: the open ones unless it says all, holding every word of its query."""
    here, told = site(request), request.query_params
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        raised = difficulties.listed(connection, commune)
    wanted = folded(told.get("q", "")[:100]).split()
    return [
        one
        for one in raised
        if (one.open or told.get("show") == "all")
        and all(word in folded(f"{one.text} {one.name} {one.last['owner']} {one.last['answer']}") for word in wanted)
    ]


@router.get("/office/registers/difficulties.csv")
def as_csv(request: Request) -> Response:
    """The register as a file."""
    found = allowed(request, *DIFFICULTY_READERS)
    columns = ("Ngày báo", "Người báo", "Khó khăn", "Gấp", "Tình trạng", "Người xử lý", "Hạn", "Trả lời")
    rows: list[Any] = [
        (one.day, one.name, one.text, "gấp" if one.urgent else "", STANDINGS[one.last["standing"]],
         one.last["owner"], parse_day(one.last["due"]) if one.last["due"] else None, one.last["answer"])
        for one in _found(request, found)
    ]  # fmt: skip
    return Table(columns, rows).csv("Khó khăn, vướng mắc")


@router.get("/office/registers/difficulties")
def register(request: Request) -> Response:
    """The register."""
    return _shown(request, allowed(request, *DIFFICULTY_READERS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, about: str = "", status: int = 200) -> Response:
    raised, told = _found(request, found), request.query_params
    asked = {"q": told.get("q", "")[:100], "show": "all" if told.get("show") == "all" or about else ""}
    first = [one for one in raised if one.id == about]
    shown = [*first, *(one for one in raised if one.id != about)][:A_PAGE]
    return page(request, "difficulties.html", status, shown=shown, total=len(raised), asked=asked, form=form,
                about=about, query=urlencode(asked), tabs=tabs(found.role), writes=found.role in WRITERS,
                today=local_day(site(request).clock.now()))  # fmt: skip


@router.post("/office/registers/difficulties/{identity}")
def take_up(request: Request, identity: str, form: Posted) -> Response:
    """Set who takes it up, by when, how it stands and what who raised it is told."""
    found = allowed(request, *WRITERS)
    here, now, status = site(request), site(request).clock.now(), 422
    form.refusal = "Chưa lưu."
    new: dict[str, Any] = {
        "standing": form.chosen("standing", STANDINGS),
        "owner": form.text("owner"),
        "due": form.day("due").isoformat() if form.text("due") else None,
        "answer": form.text("answer").replace("\r\n", "\n"),
    }
    if len(new["owner"]) > 100:
        form.refuse("owner", "too_long")
    if len(new["answer"]) > 1000:
        form.refuse("answer", "too_long")
    if new["standing"] == "done" and not new["answer"]:
        form.refuse("answer", "Việc đã xong thì ghi câu trả lời cho người báo.")
    if form.sound:
        try:
            here.database.write(
                lambda tx: difficulties.take_up(
                    tx, found.commune, identity, new, seen=form.number("steps"), actor=found.actor, now=now
                )
            )
        except Refused as refused:
            form.refused_in_field(refused, "answer")
            status = refused.status
    if not form.sound:
        return _shown(request, found, form, about=identity, status=status)
    return seen(request, "/office/registers/difficulties?show=all", "difficulty_set")
