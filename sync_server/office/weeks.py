"""The weekly reports: the list of them, and one with its figures, the leader's words and the steps it takes."""

from datetime import datetime, time
from typing import Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, parse_instant, week_days, week_of
from shiftbook.weeks import week_after, week_before
from sync_server import commune as communes
from sync_server import week_acts, week_facts, weeks
from sync_server.api_office import READERS, readable_week
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.office import charts, words
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
LISTED: Final = 26
DONE: Final = {"sent": "week_sent", "returned": "week_returned", "forwarded": "week_forwarded",
               "acknowledged": "week_acknowledged"}  # fmt: skip


@router.get("/office/weeks")
def listed(request: Request, before: str = "") -> Response:
    """The weeks, the newest first, each with where its report is."""
    return _list(request, allowed(request, *READERS), before, Form())


def _list(request: Request, found: Visitor, before: str, form: Form, *, status: int = 200) -> Response:
    here, now = site(request), site(request).clock.now()
    this_week = week_of(local_day(now))
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        first = weeks.first(connection, commune, this_week)
        newest = min(this_week, week_before(readable_week(before))) if before else this_week
        steps = weeks.steps(connection, commune.id)
    last_steps = {row.week: row for row in steps}
    forwarded = {row.week: parse_instant(row.at) for row in steps if row.step == "forwarded"}
    names = [newest] if newest >= first else []
    while names and names[-1] > first and len(names) < LISTED:
        names.append(week_before(names[-1]))
    rows = [_row(commune, name, last_steps.get(name), now) for name in names]
    for row in rows:
        row["late"] = row["week"] in forwarded and forwarded[row["week"]] > row["due"]
    own = weeks.terms(commune)
    filled = {"weekday": str(own["weekday"]), "time": own["time"]}
    form.values = {name: [value] for name, value in filled.items()} | form.values
    weekdays = [(str(number), _(name)) for number, name in enumerate(words.WEEKDAYS, 1)]
    return page(request, "weeks.html", status, rows=rows, this_week=this_week, terms=own, form=form, weekdays=weekdays,
                older=names[-1] if names and names[-1] > first else "", changed="weekly" in commune.config)  # fmt: skip


def _row(commune: Commune, name: str, last: sa.Row[Any] | None, now: datetime) -> dict[str, Any]:
    status = last.step if last else "draft"
    return {"week": name, "days": week_days(name), "status": status, "last": last, "due": weeks.due_at(commune, name),
            "overdue": weeks.overdue(commune, name, status, now)}  # fmt: skip


@router.post("/office/weeks/terms")
def set_terms(request: Request, form: Posted) -> Response:
    """The office says when the weekly meeting is."""
    found = allowed(request, "office")
    here, now = site(request), site(request).clock.now()
    form.refusal = "Chưa lưu lịch giao ban."
    weekday = form.chosen("weekday", tuple("1234567"))
    clock = form.needed("time", 5)
    try:
        clock = f"{time.fromisoformat(clock):%H:%M}" if clock else ""
    except ValueError:
        form.refuse("time", "hour")
    if not form.sound:
        return _list(request, found, "", form, status=422)
    terms = {"weekday": int(weekday), "time": clock}
    here.database.write(lambda tx: week_acts.set_terms(tx, found.commune, terms, actor=found.actor, now=now))
    return seen(request, "/office/weeks", "weekly_set")


@router.get("/office/weeks/{week}")
def week(request: Request, week: str) -> Response:
    """One week's report."""
    return _shown(request, allowed(request, *READERS), readable_week(week), Form())


def _shown(request: Request, found: Visitor, name: str, form: Form, *, status: int = 200) -> Response:
    here, now = site(request), site(request).clock.now()
    days = week_days(name)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        told = weeks.told(connection, commune, name, now)
        kept = weeks.versions(connection, commune.id, name)
        comments = week_facts.comments(connection, commune, days, now) if found.role == "office" else []
    number = str(kept[0]["number"] if kept else 0)
    filled: dict[str, str] = {text: kept[0][text] if kept else "" for text in weeks.TEXTS} | {"base": number}
    form.values = {name: [value] for name, value in filled.items()} | form.values
    if "feedback" in form.problems and status == 409:
        form.values["base"] = [number]
    may = [step for step, (role, before) in weeks.STEPS.items() if found.role == role and told["status"] in before]
    return page(request, "week.html", status, told=told, days=days, form=form, versions=kept, may=may,
                comments=comments, writes=found.role == "leader" and told["status"] in ("draft", "returned"), now=now,
                commune=commune, begun=local_day(now) >= days[0], before=week_before(name), after=week_after(name),
                by_day=charts.by_day(told["days"]), levels=charts.levels(told["ballots"]["levels"]))  # fmt: skip


@router.post("/office/weeks/{week}/text")
def write(request: Request, week: str, form: Posted) -> Response:
    """The leader keeps a version of what only people can say."""
    found = allowed(request, "leader")
    here, name = site(request), readable_week(week)
    form.refusal = "Chưa lưu."
    texts: dict[str, Any] = {text: form.text(text).replace("\r\n", "\n") for text in weeks.TEXTS}
    base = int(form.text("base")) if form.text("base").isascii() and form.text("base").isdigit() else 0
    send = bool(form.text("send"))

    def work(tx: Tx) -> None:
        now = here.clock.now()  # when the writer has come to it: whatever is in the ledger arrived before
        week_acts.write(tx, found.commune, name, texts, base=base, actor=found.actor, now=now)
        if send:
            week_acts.step(tx, found.commune, name, "sent", actor=found.actor, now=now)

    try:
        here.database.write(work)
    except Refused as refused:
        return _shown(request, found, name, form.refused(refused, "feedback"), status=refused.status)
    return seen(request, f"/office/weeks/{name}", "week_sent" if send else "week_written")


@router.post("/office/weeks/{week}/{step}")
def take(request: Request, week: str, *, step: str, form: Posted) -> Response:
    """One step on: the leader sends, the office returns or forwards, the chairman has seen."""
    if step not in weeks.STEPS:
        raise Refused("not_found", 404)
    found = allowed(request, weeks.STEPS[step][0])
    here, name = site(request), readable_week(week)
    form.refusal = "Chưa gửi đi."
    note = form.text("note").replace("\r\n", "\n")
    try:
        here.database.write(
            lambda tx: week_acts.step(tx, found.commune, name, step, note=note, actor=found.actor, now=here.clock.now())
        )
    except Refused as refused:
        return _shown(request, found, name, form.refused(refused, "note"), status=refused.status)
    return seen(request, f"/office/weeks/{name}", DONE[step])
