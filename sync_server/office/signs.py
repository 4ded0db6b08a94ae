"""The page of signs of stuffing: by sitting, explained, with the office's word whether to count it in or apart."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from shiftbook.roster import SESSION_NAMES
from sync_server import commune as communes
from sync_server import signs
from sync_server.commune import Commune
from sync_server.errors import Refused
from sync_server.language import shown as table
from sync_server.office.forms import Form, Posted
from sync_server.office.registers import span_of
from sync_server.pages import page, seen
from sync_server.sign_words import RULINGS
from sync_server.site import Visitor, allowed, site
from sync_server.week_words import CHANNELS

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/satisfaction/signs"
READERS: Final = ("office", "leader", "chairman")


@router.get(PATH)
def shown(request: Request) -> Response:
    """The sittings of a span that something is odd about."""
    return _shown(request, allowed(request, *READERS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, about: str = "", status: int = 200) -> Response:
    rules, span = found.role == "office", span_of(request)
    asked = Form({name: [value] for name, value in request.query_params.items()})
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        sittings = signs.sittings(connection, commune, span)
        outside = signs.outside(connection, commune, span)
        if rules and "day" in asked.values and not about:
            about = _key(asked, commune)
        chosen = signs.at(connection, commune, about) if about else None
    if about and not chosen:
        asked.refuse("day", "Buổi ấy không có phiếu nào ở kênh và điểm trực này.")
    others = [one for one in sittings if one.key != about]
    clear = [one for one in others if one.words or one.clear]
    told = [chosen, *clear] if chosen else clear
    values: dict[str, Any] = {
        "sittings": told, "faint": [one for one in others if one not in clear], "outside": outside, "span": span,
        "commune": commune, "kinds": sorted({sign.kind for one in [*sittings, *told] for sign in one.signs}),
        "asked": asked, "sessions": list(table(SESSION_NAMES).items()), "channels": list(table(CHANNELS).items()),
    }  # fmt: skip
    status = status if asked.sound else 422
    return page(request, "signs.html", status, form=form, about=about, rules=rules, **values)


def _key(asked: Form, commune: Commune) -> str:
    """The key of the sitting somebody asks for; empty where what they ask for is no sitting."""
    day, session = asked.day("day"), asked.chosen("session", SESSION_NAMES)
    channel, point = asked.chosen("channel", CHANNELS), asked.chosen("point", commune.points)
    return f"{day}.{session}.{channel}.{point}" if asked.sound else ""


@router.post(PATH + "/{key}")
def rule(request: Request, key: str, form: Posted) -> Response:
    """The office says whether a sitting is counted in or apart."""
    found, now = allowed(request, "office"), site(request).clock.now()
    form.refusal = "Chưa ghi quyết định."
    ruling, reason = form.chosen("ruling", RULINGS), form.needed("reason", 500)
    if not form.sound:
        return _shown(request, found, form, about=key, status=422)
    apart = ruling == "apart"
    try:
        site(request).database.write(
            lambda tx: signs.rule(tx, found.commune, key, apart, reason=reason, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, form.refused_in_field(refused, "reason"), about=key, status=refused.status)
    day = key[:10]
    return seen(request, f"{PATH}?from={day}&to={max(day, local_day(now).isoformat())}", "ballots_ruled")
