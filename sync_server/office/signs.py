"""The page of signs of stuffing: by sitting, explained, with the office's word whether to count it in or apart."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from sync_server import commune as communes
from sync_server import signs
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.office.registers import span_of
from sync_server.pages import page, seen
from sync_server.sign_words import RULINGS
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/satisfaction/signs"
READERS: Final = ("office", "leader", "chairman")
# A sign that an honest counter would give as often as this is listed and not pressed on anybody.
CLEAR: Final = 0.05


@router.get(PATH)
def shown(request: Request) -> Response:
    """The sittings of a span that something is odd about."""
    return _shown(request, allowed(request, *READERS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, about: str = "", status: int = 200) -> Response:
    span = span_of(request)
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        sittings = signs.sittings(connection, commune, span)
        outside = signs.outside(connection, commune, span)
    clear = [one for one in sittings if one.words or one.key == about or any(s.chance < CLEAR for s in one.signs)]
    values: dict[str, Any] = {
        "sittings": clear, "faint": [one for one in sittings if one not in clear], "outside": outside, "span": span,
        "commune": commune, "kinds": sorted({sign.kind for one in sittings for sign in one.signs}),
    }  # fmt: skip
    return page(request, "signs.html", status, form=form, about=about, rules=found.role == "office", **values)


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
