"""How long what citizens wrote on ballots is kept, and the act that erases what is past it."""

from fastapi import APIRouter, Request, Response

from sync_server import comment_period, dated
from sync_server import commune as communes
from sync_server.database import Tx
from sync_server.office import privacy
from sync_server.office.forms import Posted
from sync_server.pages import seen
from sync_server.settlement_acts import set_terms
from sync_server.site import allowed, site

router = APIRouter(include_in_schema=False)


@router.post("/office/privacy/comments")
def period(request: Request, form: Posted) -> Response:
    """Another period from a day on."""
    found, now = allowed(request, *privacy.EDITORS), site(request).clock.now()
    form.refusal = "Chưa lưu thời hạn giữ góp ý."
    since, months = form.day("comments_from"), form.needed("comments_months", 3)
    privacy.check_months(form, "comments_months")

    def work(tx: Tx) -> None:
        known = dated.comment_months(communes.current(tx, found.commune).config)
        entry = {"from": since.isoformat(), "months": int(months)}
        change = {"comment_months": dated.put(known, entry)}
        if change["comment_months"] != known:
            before, act = dated.before(known, since.isoformat()), "comment_period_set"
            set_terms(tx, found.commune, act, change, told=entry, actor=found.actor, now=now, before=before)

    if not form.sound:
        return privacy.shown(request, found, form, status=422)
    site(request).database.write(work)
    return seen(request, "/office/privacy", "comment_period_set")


@router.post("/office/privacy/comments/erase")
def erase(request: Request, form: Posted) -> Response:
    """Erase the comments past their period."""
    found, now = allowed(request, "office"), site(request).clock.now()
    form.refusal = "Chưa xóa góp ý."
    if form.text("sure") != "yes":
        form.refuse("sure", "Chưa đánh dấu ô này.")
        return privacy.shown(request, found, form, status=422)
    site(request).database.write(lambda tx: comment_period.erase(tx, found.commune, actor=found.actor, now=now))
    return seen(request, "/office/privacy", "comments_erased")
