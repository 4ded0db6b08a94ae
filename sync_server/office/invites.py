"""Invites: a code, a link and a picture to scan, for one member or as cards for everyone without a phone."""

import base64
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import qrcode
from fastapi import APIRouter, Request, Response
from qrcode.image.svg import SvgPathImage

from shiftbook.allowance import Person
from shiftbook.moments import local_day
from sync_server import acts, setup
from sync_server import commune as communes
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.office import privacy
from sync_server.office.people import READERS, member_named, phones_of
from sync_server.pages import page
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Card:
    """One member's invite, ready to print or scan."""

    name: str
    code: str
    link: str
    picture: str
    expires: datetime


def picture(text: str) -> str:
    """A text as a QR code, as an address an <img> can show."""
    drawn = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, border=2).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


@router.get("/invites")
def waiting(request: Request) -> Response:
    """Who has no phone yet; cards are made only when asked for, because each is a new code."""
    found = allowed(request, *READERS)
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        phones = phones_of(connection, commune)
    without = [p for p in _active(request, commune) if not _used(phones.get(p.id, []))]
    return page(request, "invites.html", waiting=without, cards=[])


@router.post("/invites")
def cards(request: Request) -> Response:
    """New codes for everyone without a phone, as cards to print."""
    found = allowed(request, *READERS)
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        phones = phones_of(connection, commune)
    without = [p.id for p in _active(request, commune) if not _used(phones.get(p.id, []))]
    made = _made(request, found, commune, without)
    today = local_day(site(request).clock.now())
    return page(request, "invites.html", waiting=[], cards=made, notice=privacy.notice(commune, today))


@router.post("/office/people/{member}/invite")
def one(request: Request, member: str) -> Response:
    """A new code for one member, also for a second phone."""
    found = allowed(request, *READERS)
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
    member_named(commune, member)
    made = _made(request, found, commune, [member])
    today = local_day(site(request).clock.now())
    return page(request, "invites.html", waiting=[], cards=made, notice=privacy.notice(commune, today))


def _active(request: Request, commune: Commune) -> list[Person]:
    today = local_day(site(request).clock.now())
    return [p for p in commune.by_name if p.until is None or p.active_on(max(today, p.since))]


def _used(phones: list[dict[str, object]]) -> bool:
    return any(phone["revoked_at"] is None for phone in phones)


def _made(request: Request, found: Visitor, commune: Commune, members: list[str]) -> list[Card]:
    here = site(request)
    real, now = here.clock.real(), here.clock.now()

    def work(tx: Tx) -> list[str]:
        codes = [setup.invite(tx, found.commune, member, keys=here.keys, real_now=real) for member in members]
        acts.record(tx, found.commune, "invited", {"members": members}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)
        return codes

    codes = here.database.write(work)
    links = [setup.invite_link(here.settings.public_url, code) for code in codes]
    return [
        Card(commune.people[m].name, code, link, picture(link), real + setup.INVITE_HOLDS)
        for m, code, link in zip(members, codes, links, strict=True)
    ]
