"""What members are told of their data when they join, and how long it is kept; the office sets both."""

import json
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.allowance import Person
from shiftbook.moments import local_day
from sync_server import acts, comment_period, dated, retention
from sync_server import commune as communes
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.exports import person
from sync_server.language import _
from sync_server.office.forms import Form, Posted
from sync_server.office.member import kept_because
from sync_server.office.member import shown as member_page
from sync_server.office.people import member_named
from sync_server.pages import page, seen
from sync_server.settlement_acts import set_terms
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
EDITORS: Final = ("office", "admin")
LONGEST: Final = 2000
KINDS: Final = {"json": "application/json", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FEWEST_MONTHS, MOST_MONTHS = 1, 240


def notice(commune: Commune, today: date) -> str:
    """The notice in force: the office's own words, or those the product brings."""
    return str(dated.on(dated.member_terms(commune.config), today)["notice"])


@router.get("/office/privacy")
def privacy(request: Request) -> Response:
    """The notice and the period, to be changed."""
    return shown(request, allowed(request, *EDITORS), Form())


def shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    """The page, with what was typed and refused in one of its forms."""
    today = local_day(site(request).clock.now())
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        due, held = comment_period.over(connection, commune, today)
        leaving = over(connection, commune, today)
    months = comment_period.months_on(commune, today)
    terms = dated.member_terms(commune.config)
    now = dated.on(terms, today)
    told = {
        "notice": now["notice"],
        "months": now["months"],
        "notice_from": today,
        "comments_from": today,
        "comments_months": months,
    }
    form.values = {name: [str(value)] for name, value in told.items()} | form.values
    return page(request, "privacy.html", status, form=form, comments_due=len(due), comments_held=len(held),
                leaving=leaving, now=now, terms=terms, periods=dated.comment_months(commune.config),
                comments_kept=months)  # fmt: skip


def over(connection: sa.Connection, commune: Commune, today: date) -> list[tuple[Person, str]]:
    """Who left so long ago that their data is due, each with what still stands against erasing it, if anything."""
    months = dated.on(dated.member_terms(commune.config), today)["months"]
    ended = [p for p in commune.people.values() if (day := retention.ends(p, months)) and day <= today]
    return [(p, kept_because(connection, commune, p.id, today)) for p in ended if not retention.is_erased(p)]


def check_months(form: Form, name: str) -> None:
    """Refuse a period that is no number of months or out of bounds."""
    months = form.text(name)
    if months and not (months.isascii() and months.isdigit() and FEWEST_MONTHS <= int(months) <= MOST_MONTHS):
        form.refuse(name, _("Hãy ghi số tháng, từ {fewest} đến {most}.", fewest=FEWEST_MONTHS, most=MOST_MONTHS))


@router.post("/office/privacy")
def change(request: Request, form: Posted) -> Response:
    """Another notice and period, from a day on."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    since, text, months = form.day("notice_from"), form.needed("notice", LONGEST), form.needed("months", 3)
    source = form.needed("notice_source", 300)
    check_months(form, "months")
    form.refusal = "Chưa lưu thông báo về dữ liệu."

    def work(tx: Tx) -> None:
        known = communes.current(tx, found.commune).config.get("member_terms", [])
        entry = {"from": since.isoformat(), "notice": text, "months": int(months), "source": source}
        change = {"member_terms": dated.put(known, entry)}
        if change["member_terms"] != known:
            set_terms(tx, found.commune, "privacy_set", change, told=entry, actor=found.actor, now=now)

    if not form.sound:
        return shown(request, found, form, status=422)
    here.database.write(work)
    return seen(request, "/office/privacy", "privacy_set")


@router.get("/office/people/{member}/data.{form}")
def own_data(request: Request, member: str, form: str) -> Response:
    """Everything kept of one member, to be handed to that member: `json`, or `xlsx` to read."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    if form not in KINDS:
        raise Refused("not_found", 404)

    def work(tx: Tx) -> dict[str, Any]:
        commune = communes.current(tx, found.commune)
        member_named(commune, member)
        told = person.whole(tx.connection, commune, member)
        acts.record(tx, found.commune, "member_copied", {"member": member, "file": form}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)
        return told

    told = here.database.write(work)
    made = json.dumps(told, ensure_ascii=False, indent=1).encode() if form == "json" else person.workbook(told)
    headers = {"Content-Disposition": f'attachment; filename="du-lieu-{member}.{form}"', "Cache-Control": "no-store"}
    return Response(made, media_type=KINDS[form], headers=headers)


@router.post("/office/people/{member}/erase")
def erase(request: Request, member: str, form: Posted) -> Response:
    """Erase what is kept of who left long enough ago and whose money is settled."""
    found = allowed(request, "office")
    here, now = site(request), site(request).clock.now()
    form.refusal = "Chưa xóa dữ liệu."

    def work(tx: Tx) -> None:
        commune = communes.current(tx, found.commune)
        member_named(commune, member)
        why = kept_because(tx.connection, commune, member, local_day(now))
        if why:
            form.refuse("sure", why)
        elif form.text("sure") != "yes":
            form.refuse("sure", "Chưa đánh dấu ô này.")
        if form.sound:
            retention.erase(tx, found.commune, member, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    if not form.sound:
        return member_page(request, found, member, form, status=422)
    return seen(request, "/office/people", "member_erased")
