"""When members can serve, as the office types it for those who do not tell it themselves; and who serves with whom."""

from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.availability import Availability
from shiftbook.moments import local_day, parse_day
from shiftbook.roster import SESSIONS
from sync_server import calendar_feed
from sync_server import commune as communes
from sync_server import roster_drafts as drafts
from sync_server.acts import Actor
from sync_server.database import Tx
from sync_server.language import shown
from sync_server.office import roster_words
from sync_server.office.forms import Form, Posted
from sync_server.office.people import member_named
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
KINDS: Final = {"apart": "không trực chung với", "together": "chỉ trực cùng"}
WEEKDAYS_SHOWN: Final = range(5)
ROOM: Final = 2  # empty lines for further absences
MOST_SPANS: Final = 50


@router.get("/office/availability")
def availability(request: Request) -> Response:
    """Everyone with what they said, and the pairs."""
    return _team(request, allowed(request, "leader", "office"), Form())


def _team(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        wishes = drafts.wishes(connection, commune)
    people = [p for p in commune.by_name if p.until is None or p.until >= today]
    pairs = [(kind, *pair) for kind in KINDS for pair in commune.config.get("pairs", {}).get(kind, ())]
    values = {
        "commune": commune,
        "form": form,
        "kinds": shown(KINDS),
        "people": [(p, roster_words.said(wishes.of(p.id))) for p in people],
        "pairs": [(k, a, b, roster_words.name(commune, a), roster_words.name(commune, b)) for k, a, b in pairs],
    }
    return page(request, "availability.html", status, **values)


@router.post("/office/availability/pairs")
def set_pairs(request: Request, form: Posted) -> Response:
    """Name a pair, or let go of one (`drop`)."""
    found, here = allowed(request, "leader", "office"), site(request)
    now = here.clock.now()
    form.refusal = "Chưa lưu cặp nào."

    def work(tx: Tx) -> None:
        commune = communes.current(tx, found.commune)
        ids = {p.id for p in commune.people.values()}
        kind, one, other = form.chosen("kind", KINDS), form.chosen("one", ids), form.chosen("other", ids)
        if form.sound and one == other:
            form.refuse("other", "Hãy chọn hai người khác nhau.")
        held = commune.config.get("pairs", {})
        pair = sorted((one, other))
        if form.sound and not form.text("drop") and any(pair in held.get(k, ()) for k in KINDS):
            form.refuse("other", "Hai người này đã có trong một cặp; hãy bỏ cặp ấy trước.")
        if form.sound:
            pairs = {k: [p for p in held.get(k, ()) if p != pair] for k in KINDS}
            pairs[kind] += [] if form.text("drop") else [pair]
            drafts.set_pairs(tx, commune, pairs, actor=found.actor, now=now)

    here.database.write(work)
    return seen(request, "/office/availability", "pairs_set") if form.sound else _team(request, found, form, status=422)


@router.get("/office/availability/{member}")
def member(request: Request, member: str) -> Response:
    """What one member said, for the office to write down in their place, and their calendar's address."""
    return _office_page(request, allowed(request, "leader", "office"), member, Form())


def _office_page(request: Request, found: Visitor, member: str, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        member_named(commune, member)
        said = drafts.wishes(connection, commune).of(member)
        link = here.settings.public_url + calendar_feed.address(connection, commune.id, member, here.keys)
    values = filled(said, form) | {"person": commune.people[member], "link": link}
    return page(request, "availability_member.html", status, **values)


@router.post("/office/availability/{member}")
def tell(request: Request, member: str, form: Posted) -> Response:
    """Write down what a member said."""
    found, here = allowed(request, "leader", "office"), site(request)
    with here.database.reader() as connection:
        member_named(communes.read(connection, found.commune), member)
    if not kept(request, (found.commune, member), form, found.actor):
        return _office_page(request, found, member, form, status=422)
    return seen(request, "/office/availability", "availability_set")


@router.post("/office/availability/{member}/renew")
def renew(request: Request, member: str) -> Response:
    """Give a member another calendar address."""
    found, here = allowed(request, "leader", "office"), site(request)
    now = here.clock.now()

    def work(tx: Tx) -> None:
        member_named(communes.current(tx, found.commune), member)
        calendar_feed.renew(tx, found.commune, member, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    return seen(request, f"/office/availability/{member}", "calendar_renewed")


def filled(said: Availability, form: Form) -> dict[str, Any]:
    """A form's values: as typed when it was sent, else as it is kept; with room for further absences."""
    told = said.json()
    sent = "sent" in form.values
    away = _typed_away(form) if sent else [tuple(span) for span in told["away"]]
    return {
        "form": form, "weekdays": WEEKDAYS_SHOWN, "away": [*away, *[("", "")] * ROOM],
        "busy": form.all("busy") if sent else told["busy"],
        "most": form.text("most") if sent else str(told["most_a_week"] or ""),
    }  # fmt: skip


def _typed_away(form: Form) -> list[tuple[str, str]]:
    first, last = (form.values.get(name, []) for name in ("away_from", "away_to"))
    return [(a.strip(), b.strip()) for a, b in zip(first, last, strict=False) if a.strip() or b.strip()][:MOST_SPANS]


def kept(request: Request, whose: tuple[int, str], form: Form, actor: Actor) -> bool:
    """Keep a sound form; absences that are over are let go. False when something is wrong, said beside its field."""
    here = site(request)
    now = here.clock.now()
    form.refusal = "Chưa lưu lịch bận."
    told = _told(form, local_day(now))
    if form.sound:
        here.database.write(lambda tx: drafts.set_availability(tx, *whose, told, actor=actor, now=now))
    return form.sound


def _told(form: Form, today: date) -> dict[str, Any]:
    known = {f"{weekday}.{session}" for weekday in range(7) for session in SESSIONS}
    most, away = form.text("most"), []
    if most and not (most.isascii() and most.isdigit() and 1 <= int(most[:3]) <= 10):
        form.refuse("most", "Hãy ghi một số từ 1 đến 10, hoặc để trống.")
        most = ""
    for place, (first, last) in enumerate(_typed_away(form)):
        try:
            span = (parse_day(first or last), parse_day(last or first))
        except ValueError:
            form.refuse(f"away{place}", "day")
            continue
        if span[0] > span[1]:
            form.refuse(f"away{place}", "Ngày cuối đứng trước ngày đầu. Hãy xem lại hai ngày này.")
        elif span[1] >= today:
            away.append([day.isoformat() for day in span])
    busy = [one for one in form.all("busy") if one in known]
    return {"busy": busy, "away": away, "most_a_week": int(most) if most else None}
