"""The office and the leader hand in what a phone without network has sealed: as a file, or pasted."""

from typing import Any

from fastapi import APIRouter, Request, Response

from sync_server import commune as communes
from sync_server.errors import Refused
from sync_server.ledger import devices, handing_in
from sync_server.office.forms import Form, Posted
from sync_server.pages import page
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)


@router.get("/office/hand-in")
def start(request: Request) -> Response:
    """Where to put a bundle."""
    return _shown(request, allowed(request, "leader", "office"), Form())


@router.post("/office/hand-in")
def hand_in(request: Request, form: Posted) -> Response:
    """Take a bundle, and say how each of its items fared."""
    found = allowed(request, "leader", "office")
    here = site(request)
    form.refusal = "Chưa nhận gì."
    sent = form.files.get("file")
    text = _text(sent) if sent else form.text("sealed")
    if not text.strip():
        form.refuse("sealed", "no_file")
        return _shown(request, found, form)
    try:
        report = handing_in.hand_in(
            here.database, text, here.keys, here.clock.now(), actor=found.actor, only=found.commune
        )
    except Refused as refused:
        return _shown(request, found, form.refused(refused, "sealed"))
    return _shown(request, found, Form(), report)


def _text(file: bytes) -> str:
    """The text of a file, also one that Windows Notepad has saved as “Unicode”."""
    return file.decode("utf-16" if file[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")


def _shown(request: Request, found: Visitor, form: Form, report: dict[str, Any] | None = None) -> Response:
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        held = devices.load(connection, found.commune, {report["device"]}) if report else {}
    people = sorted(commune.people[m].name for d in held.values() for m in d.members if m in commune.people)
    return page(request, "hand_in.html", 200 if form.sound else 422, form=form, report=report, people=people)
