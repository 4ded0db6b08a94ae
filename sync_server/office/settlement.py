"""Beside a closed month: the accountant's view, the chairman's approval, and who was paid when and how."""

from typing import Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from sync_server import commune as communes
from sync_server import language, settlement, settlement_acts
from sync_server.api_office import READERS, readable_month
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.office.sheet import closing_of
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/months/{month}/paid"
PAYERS: Final = ("office", "accountant")
LONGEST_RECEIPT: Final = 60


@router.get(PATH)
def shown(request: Request, month: str) -> Response:
    """What a closed month owes to whom, what is paid, and who has said what about it."""
    found = allowed(request, *READERS)
    return _shown(request, found, readable_month(month), Form())


def _shown(request: Request, found: Visitor, name: str, form: Form, *, status: int = 200) -> Response:
    here, today = site(request), local_day(site(request).clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        everything = settlement.due(connection, commune.id)
        steps = settlement.steps(connection, commune.id, name)
        history = settlement.history(connection, commune.id, name)
        closing = closing_of(connection, commune.id, name)
    own = [one for one in everything if one.month == name]
    form.values.setdefault("day", [today.isoformat()])
    values = {
        "month": name, "commune": commune, "closing": closing, "due": own, "steps": steps, "history": history,
        "newest": settlement.newest(steps), "form": form, "WAYS": language.shown(settlement.WAYS),
        "large": [one for one in settlement.large(commune, everything, today) if name in one.months],
        "sums": settlement.Sums.of(own),
    }  # fmt: skip
    return page(request, "paid.html", status, **values)


@router.post(PATH)
def pay(request: Request, month: str, form: Posted) -> Response:
    """Mark some members as paid: one day, one way, one receipt number; all of them or none."""
    found, name = allowed(request, *PAYERS), readable_month(month)
    here, now = site(request), site(request).clock.now()
    form.refusal = "Chưa đánh dấu ai."
    members = form.all("members")
    if not members:
        form.refuse("members", "nobody_chosen")
    how = (form.day("day"), form.chosen("way", settlement.WAYS), form.needed("receipt", LONGEST_RECEIPT))
    if form.sound:
        try:
            here.database.write(
                lambda tx: settlement_acts.pay(tx, found.commune, name, members, how=how, actor=found.actor, now=now)
            )
        except Refused as refused:
            return _shown(request, found, name, form.refused(refused, "members"), status=refused.status)
    return seen(request, request.url.path, "paid") if form.sound else _shown(request, found, name, form, status=422)


@router.post(PATH + "/back")
def unpay(request: Request, month: str, form: Posted) -> Response:
    """Take a mark back, with the reason."""
    found, name = allowed(request, *PAYERS), readable_month(month)
    here, now = site(request), site(request).clock.now()
    form.refusal = "Chưa bỏ dấu."
    member, reason = form.text("member"), form.text("reason")[:500]
    try:
        here.database.write(
            lambda tx: settlement_acts.unpay(tx, found.commune, name, member, reason=reason, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, name, form.refused(refused, "reason"), status=refused.status)
    return seen(request, f"/office/months/{name}/paid", "unpaid")


@router.post(PATH + "/{step}")
def step(request: Request, month: str, step: str, form: Posted) -> Response:
    """The accountant's or the chairman's word."""
    if step not in settlement.STEPS:
        raise Refused("not_found", 404)
    found, name = allowed(request, settlement.STEPS[step][0]), readable_month(month)
    here, now = site(request), site(request).clock.now()
    form.refusal, note = "Chưa ghi ý kiến.", form.text("note")
    try:
        here.database.write(
            lambda tx: settlement_acts.step(tx, found.commune, name, step, note=note, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, name, form.refused(refused, "note"), status=refused.status)
    return seen(request, f"/office/months/{name}/paid", f"month_{step}")
