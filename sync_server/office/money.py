"""The year's money: budget, spent, left and forecast; the dated rate, budgets, tax thresholds and costs of outreach."""

from datetime import date, datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.allowance import GROUPS
from shiftbook.moments import local_day
from shiftbook.money import figures
from sync_server import budget, dated, settlement
from sync_server import commune as communes
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/money"
WRITERS: Final = ("office", "accountant")
MOST_DONG: Final = 100_000_000_000
LEAST_RATE: Final = 1_000
PLAN: Final = "Kế hoạch của xã, mục II.4"
YEARS: Final = (2000, 2999)


@router.get(PATH)
def shown(request: Request, year: str = "") -> Response:
    """A year, this one when none is named."""
    found = allowed(request, *WRITERS, "chairman")
    return _shown(request, found, year, Form())


def _shown(request: Request, found: Visitor, year: str, form: Form, *, status: int = 200) -> Response:
    here, now = site(request), site(request).clock.now()
    today = local_day(now)
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else today.year
    number = number if YEARS[0] <= number <= YEARS[1] else today.year
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        told = budget.year(connection, commune, number, now)
        large = settlement.large(commune, settlement.due(connection, commune.id), today)
    form.values = _known(told, commune, now) | form.values
    sources = commune.config.get("rate_sources", {})
    rates = [{**rate, "source": sources.get(rate["from"], PLAN)} for rate in commune.config["rates"]]
    paid = [{"source": PLAN, **one} for one in dated.in_order(commune.config["paid_groups"])]
    form.values.setdefault("groups", list(dated.on(paid, today)["groups"]))
    values: dict[str, Any] = {"paid": paid, "told": told, "commune": commune, "form": form, "rates": rates,
                              "large": large, "thresholds": settlement.thresholds(commune), "today": today}  # fmt: skip
    return page(request, "money.html", status, **values)


def _known(told: budget.Year, commune: Commune, now: datetime) -> dict[str, list[str]]:
    """What the forms begin with."""
    own = commune.config.get("budgets", {}).get(str(told.year), {})
    return {"year": [str(told.year)], "day": [local_day(now).isoformat()], "budget_source": [told.source],
            **{name: [figures(own[name])] for name in ("allowance_dong", "outreach_dong") if name in own}}  # fmt: skip


@router.post(PATH + "/rate")
def rate(request: Request, form: Posted) -> Response:
    """A day's support from a day on."""
    found = allowed(request, "office")
    form.refusal, now = "Chưa lưu mức hỗ trợ.", site(request).clock.now()
    since, dong, source = _day(form, "from"), form.dong("rate_dong", MOST_DONG), form.needed("rate_source", 300)
    if dong < LEAST_RATE:
        form.refuse("rate_dong", "rate_too_small")

    def work(tx: Tx) -> None:
        budget.set_rate(tx, found.commune, since, dong, source=source, actor=found.actor, now=now)

    return _done(request, found, form, work, said="rate_set")


@router.post(PATH + "/groups")
def groups(request: Request, form: Posted) -> Response:
    """Which groups are paid, from a day on."""
    found = allowed(request, "office")
    form.refusal, now = "Chưa lưu nhóm được chi hỗ trợ.", site(request).clock.now()
    since, source = _day(form, "groups_from"), form.needed("groups_source", 300)
    chosen = [group for group in GROUPS if group in form.all("groups")]
    if not chosen:
        form.refuse("groups", "Chưa chọn nhóm nào.")

    def work(tx: Tx) -> None:
        budget.set_groups(tx, found.commune, since, chosen, source=source, actor=found.actor, now=now)

    return _done(request, found, form, work, said="groups_set")


@router.post(PATH + "/budget")
def set_budget(request: Request, form: Posted) -> Response:
    """A year's budget."""
    found = allowed(request, *WRITERS)
    form.refusal, now = "Chưa lưu dự toán.", site(request).clock.now()
    number = int(form.chosen("year", {str(n) for n in range(YEARS[0], YEARS[1] + 1)}) or 0)
    told = {name: form.dong(name, MOST_DONG, least=0) for name in ("allowance_dong", "outreach_dong")}
    whole = {**told, "source": form.needed("budget_source", 300)}

    def work(tx: Tx) -> None:
        budget.set_budget(tx, found.commune, number, whole, actor=found.actor, now=now)

    return _done(request, found, form, work, said="budget_set")


@router.post(PATH + "/threshold")
def threshold(request: Request, form: Posted) -> Response:
    """A tax threshold from a day on."""
    found = allowed(request, *WRITERS)
    form.refusal, now = "Chưa lưu mức phải xem thuế.", site(request).clock.now()
    since, source = _day(form, "threshold_from"), form.needed("threshold_source", 300)
    dong = form.dong("threshold_dong", MOST_DONG)

    def work(tx: Tx) -> None:
        budget.set_threshold(tx, found.commune, since, dong, source=source, actor=found.actor, now=now)

    return _done(request, found, form, work, said="threshold_set")


@router.post(PATH + "/cost")
def cost(request: Request, form: Posted) -> Response:
    """What outreach cost on a day."""
    found = allowed(request, *WRITERS)
    form.refusal, now = "Chưa ghi khoản chi tuyên truyền.", site(request).clock.now()
    day, dong = _day(form, "day"), form.dong("cost_dong", MOST_DONG, least=-MOST_DONG)
    about, receipt = form.needed("about", 300), form.needed("receipt", 60)

    def work(tx: Tx) -> None:
        budget.add_cost(tx, found.commune, day, dong, about=about, receipt=receipt, actor=found.actor, now=now)

    if form.sound:
        form.values["year"] = [str(day.year)]
    return _done(request, found, form, work, said="outreach_paid")


def _day(form: Form, name: str) -> date:
    """A day of a year that may have money."""
    day = form.day(name)
    if name not in form.problems and not YEARS[0] <= day.year <= YEARS[1]:
        form.refuse(name, "year")
    return day


def _done(request: Request, found: Visitor, form: Form, work: Any, *, said: str) -> Response:
    year = form.text("year")
    if not form.sound:
        return _shown(request, found, year, form, status=422)
    try:
        site(request).database.write(work)
    except Refused as refused:
        return _shown(request, found, year, form.refused(refused, "from"), status=refused.status)
    return seen(request, f"{PATH}?year={year}" if year else PATH, said)
