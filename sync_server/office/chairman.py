"""The chairman's one screen: what waits for a decision, this week, and the weeks before it."""

from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, week_days, week_of
from shiftbook.weeks import week_before
from sync_server import comments, difficulties, satisfaction, settlement, weeks
from sync_server import commune as communes
from sync_server.commune import Commune
from sync_server.difficulties import Difficulty
from sync_server.office import ballot_charts
from sync_server.pages import page
from sync_server.satisfaction_report import just_before, report
from sync_server.site import allowed, site

router = APIRouter(include_in_schema=False)
TREND: Final = 6
LOOKED_BACK: Final = timedelta(weeks=26)


@router.get("/office/chairman")
def overview(request: Request) -> Response:
    """The screen."""
    found = allowed(request, "chairman", "office")
    here, now = site(request), site(request).clock.now()
    today = local_day(now)
    names = [week_of(today)]
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        first = weeks.first(connection, commune, names[0])
        while len(names) < TREND and names[-1] > first:
            names.append(week_before(names[-1]))
        span = (week_days(names[-1])[0], week_days(names[0])[-1])
        cast = satisfaction.answers(connection, commune, (just_before(span)[0], span[1]), now)
        rows = [(name, weeks.totals(connection, commune, name, now, found=cast), weeks.rostered(commune, name))
                for name in names]  # fmt: skip
        raised = difficulties.listed(connection, commune, today - LOOKED_BACK)
        money = comments.waiting(connection, commune, "chairman", today)
        figures = report(connection, commune, (span[0], today), now, found=cast)
        months = settlement.unsaid(connection, commune)
        reports, late = _forwarded(connection, commune), weeks.late(connection, commune, now)
    return page(request, "chairman.html", rows=rows, week=names[0], money=money, months=months, figures=figures,
                trend=ballot_charts.trend({name: one.judged for name, one in figures.weeks.items()}, span),
                days=week_days(names[0]),
                asked=[one for one in raised if one.last["standing"] == "passed"],
                overdue=[one for one in raised if _slow(one, today)], reports=reports, late=late)  # fmt: skip


def _slow(one: Difficulty, today: date) -> bool:
    return one.last["standing"] != "passed" and (one.overdue(today) or (one.open and one.urgent))


def _forwarded(connection: sa.Connection, commune: Commune) -> list[str]:
    """The weeks whose report is with the chairman and was not acknowledged, the oldest first."""
    last = {row.week: row.step for row in weeks.steps(connection, commune.id)}
    return sorted(week for week, step in last.items() if step == "forwarded")
