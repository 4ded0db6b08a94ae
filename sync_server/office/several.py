"""Several waiting days decided alike: each shown with its evidence, none chosen beforehand, all written or none."""

from typing import Final

from fastapi import APIRouter, Request, Response

from sync_server import acts, months
from sync_server import commune as communes
from sync_server.api_office import readable_month
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.office.month import judged
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/months/{month}/several"


@router.get(PATH)
def shown(request: Request, month: str) -> Response:
    """The days of a month that wait, with why."""
    return _shown(request, allowed(request, "office"), readable_month(month), Form())


def _shown(request: Request, found: Visitor, name: str, form: Form, *, status: int = 200) -> Response:
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        days = [] if name in commune.closed else months.waiting(connection, commune, name)
    return page(request, "several.html", status, month=name, commune=commune, days=days, form=form)


@router.post(PATH)
def decide(request: Request, month: str, form: Posted) -> Response:
    """The office decides the chosen days alike, with one reason."""
    found, name = allowed(request, "office"), readable_month(month)
    here, now = site(request), site(request).clock.now()
    form.refusal = "Chưa ghi quyết định nào."
    days = [(member, day) for member, _, day in (one.rpartition(".") for one in form.all("days"))]
    if not days:
        form.refuse("days", "no_day_chosen")
    if not form.text("looked"):
        form.refuse("looked", "days_not_looked")
    wish = judged(form)
    if not form.sound:
        return _shown(request, found, name, form, status=422)
    try:
        here.database.write(
            lambda tx: acts.decide_several(tx, found.commune, name, days, wish=wish, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, name, form.refused(refused, "days"), status=refused.status)
    return seen(request, f"/office/months/{name}", "decided")
