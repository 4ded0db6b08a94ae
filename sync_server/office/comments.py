"""The page of comments: the urgent first, each with who answers it, by when, and what is told to everybody."""

from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from shiftbook.search import folded
from sync_server import comments
from sync_server import commune as communes
from sync_server.comments import Comment
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.office.listing import Table
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site
from sync_server.week_words import STANDINGS

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/satisfaction/comments"
READERS: Final = ("office", "chairman")
TOLD_TO: Final = ("office", "leader", "chairman", "officer", "accountant")
LOOKED_BACK: Final = timedelta(days=365)
A_PAGE: Final = 50
MOST_WORDS: Final = 200


@router.get("/office/said")
def said(request: Request) -> Response:
    """What everybody is told: citizens said, the commune did; a sheet for the wall."""
    found = allowed(request, *TOLD_TO)
    here, today = site(request), local_day(site(request).clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        rows = comments.published(connection, found.commune, (today - LOOKED_BACK, today))
    return page(request, "said.html", rows=rows, office=commune.office_on(today), commune=commune, today=today)


@router.get("/office/said.csv")
def said_csv(request: Request) -> Response:
    """The same as a file."""
    found = allowed(request, *TOLD_TO)
    today = local_day(site(request).clock.now())
    with site(request).database.reader() as connection:
        rows = comments.published(connection, found.commune, (today - LOOKED_BACK, today))
    told: list[Any] = [(date.fromisoformat(row["day"]), row["said"], row["answer"]) for row in rows]
    return Table(("Ngày trả lời", "Bà con nói", "Xã làm"), told).csv("Bà con nói, xã làm")


@router.get(PATH)
def shown(request: Request) -> Response:
    """The comments to be done, or all."""
    return _shown(request, allowed(request, *READERS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, about: str = "", status: int = 200) -> Response:
    here, told = site(request), request.query_params
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        ever = comments.listed(connection, commune, (date.min, today), found.role, now=here.clock.now())
    known = [one for one in ever if one.open or one.day >= today - LOOKED_BACK]
    every, wanted = told.get("show") == "all" or bool(about), folded(told.get("q", "")[:100]).split()
    rows = [one for one in known if (every or one.open or _new(one)) and _holds(one, wanted)]
    rows.sort(key=lambda one: one.id != about)
    values: dict[str, Any] = {
        "shown": rows[:A_PAGE], "total": len(rows), "form": form, "about": about, "today": today, "commune": commune,
        "asked": {"q": told.get("q", "")[:100], "show": "all" if every else ""},
        "words": comments.urgent_words(commune), "kinds": comments.KINDS,
    }  # fmt: skip
    return page(request, "comments.html", status, **values)


def _new(one: Comment) -> bool:
    return bool(one.last["standing"] == "new")


def _holds(one: Comment, wanted: list[str]) -> bool:
    text = folded(f"{one.text} {one.last['owner']} {one.last['answer']} {one.last['said']}")
    return all(word in text for word in wanted)


@router.post(PATH + "/words")
def set_words(request: Request, form: Posted) -> Response:
    """The office sets which words make a comment urgent."""
    found, now = allowed(request, "office"), site(request).clock.now()
    form.refusal = "Chưa lưu danh sách từ."
    words = {kind: _lines(form, kind) for kind in ("money", "rude")}
    if not form.sound:
        return _shown(request, found, form, status=422)
    site(request).database.write(lambda tx: comments.set_words(tx, found.commune, words, actor=found.actor, now=now))
    return seen(request, PATH, "urgent_words_set")


def _lines(form: Form, name: str) -> list[str]:
    lines = [" ".join(line.split()).lower() for line in form.needed(name, 8000).splitlines()]
    if any(line and sum(c.isalnum() for c in line) < 3 for line in lines):
        form.refuse(name, "Mỗi dòng một từ hoặc cụm từ, ít nhất 3 chữ cái.")
    return list(dict.fromkeys(filter(None, lines)))[:MOST_WORDS]


@router.post(PATH + "/{identity}")
def take_up(request: Request, identity: str, form: Posted) -> Response:
    """Set who answers, by when, how it stands, and whether everybody is told."""
    found, now = allowed(request, *READERS), site(request).clock.now()
    form.refusal = "Chưa lưu."
    new: dict[str, Any] = {
        "standing": form.chosen("standing", STANDINGS),
        "owner": form.text("owner"),
        "due": form.day("due").isoformat() if form.text("due") else None,
        **{name: form.text(name).replace("\r\n", "\n") for name in ("answer", "said")},
        "published": bool(form.text("published")),
    }
    for name, longest in (("owner", 100), ("answer", 1000), ("said", 500)):
        if len(new[name]) > longest:
            form.refuse(name, "too_long")
    if new["standing"] == "done" and not new["answer"]:
        form.refuse("answer", "Việc đã xong thì ghi xã đã làm gì.")
    if new["published"]:
        for name, sentence in (("said", "Ghi lại điều bà con nói, bằng lời của Văn phòng."),
                               ("answer", "Ghi xã đã làm gì.")):  # fmt: skip
            if not new[name]:
                form.refuse(name, sentence)
    if form.sound:
        try:
            site(request).database.write(
                lambda tx: comments.take_up(tx, found.commune, identity, new, actor=found.actor, now=now)
            )
        except Refused as refused:
            form.refused_in_field(refused, "answer")
    if not form.sound:
        return _shown(request, found, form, about=identity, status=422)
    return seen(request, f"{PATH}?show=all", "comment_set")
