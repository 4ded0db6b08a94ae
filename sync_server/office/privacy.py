"""What members are told of their data when they join, and how long it is kept; the office sets both."""

import json
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from sync_server import acts, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
EDITORS: Final = ("office", "admin")
LONGEST: Final = 2000
FEWEST_MONTHS, MOST_MONTHS = 1, 240


def terms(config: dict[str, Any]) -> dict[str, Any]:
    """What members are told of their data, and how many months it is kept after they leave."""
    return dict(config.get("privacy") or json.loads(setup.data_text("privacy.json")))


def notice(commune: Commune) -> str:
    """The notice in force: the office's own words, or those the product brings."""
    return str(terms(commune.config)["notice"])


@router.get("/office/privacy")
def privacy(request: Request) -> Response:
    """The notice and the period, to be changed."""
    return _shown(request, allowed(request, *EDITORS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    with site(request).database.reader() as connection:
        told = terms(communes.read(connection, found.commune).config)
    form.values = {name: [str(value)] for name, value in told.items()} | form.values
    return page(request, "privacy.html", status, form=form)


@router.post("/office/privacy")
def change(request: Request, form: Posted) -> Response:
    """Put another notice or period in force."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    text, months = form.needed("notice", LONGEST), form.needed("months", 3)
    if months and not (months.isascii() and months.isdigit() and FEWEST_MONTHS <= int(months) <= MOST_MONTHS):
        form.refuse("months", f"Hãy ghi số tháng, từ {FEWEST_MONTHS} đến {MOST_MONTHS}.")
    form.refusal = "Chưa lưu thông báo về dữ liệu."

    def work(tx: Tx) -> None:
        config = communes.current(tx, found.commune).config
        new = {"notice": text, "months": int(months)}
        if terms(config) != new:
            stored = json.dumps({**config, "privacy": new}, ensure_ascii=False)
            tx.execute(t.commune.update().where(t.commune.c.commune_id == found.commune).values(config=stored))
            communes.changed(tx, found.commune)
            acts.record(tx, found.commune, "privacy_set", new, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    if not form.sound:
        return _shown(request, found, form, status=422)
    here.database.write(work)
    return seen(request, "/office/privacy", "privacy_set")
