"""The page of satisfaction: honest figures of a span, of one point or all, as a page, a print and a CSV file."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, week_days, week_of
from sync_server import commune as communes
from sync_server import satisfaction as figures
from sync_server import settlement_acts, week_words
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.office import ballot_charts, charts
from sync_server.office.forms import Form, Posted
from sync_server.office.listing import Table
from sync_server.office.today import readable_day
from sync_server.pages import page, seen
from sync_server.satisfaction import Span
from sync_server.satisfaction_report import Report, report
from sync_server.satisfaction_words import ALL_CHANNELS, COLUMNS, change, rows
from sync_server.site import Visitor, allowed, site
from sync_server.week_words import CHANNELS

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/satisfaction"
READERS: Final = ("office", "leader", "chairman")
SHOWN: Final = timedelta(weeks=4)
LONGEST: Final = timedelta(days=366)
FEWEST_TO_CONCLUDE: Final = 20
MOST_TO_CONCLUDE: Final = 9999


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a span, and one point and one channel or all."""

    span: Span
    point: str | None
    channel: str | None

    @property
    def query(self) -> str:
        """As an address carries it."""
        told = {"from": self.span[0], "to": self.span[1], "point": self.point or "", "channel": self.channel or ""}
        return urlencode(told)


def asked(request: Request, commune: Commune) -> Asked:
    """What is asked for, else all of the last four weeks from a Monday on.

    Raises Refused for what cannot be read or is too long.
    """
    told, today = request.query_params, local_day(site(request).clock.now())
    last = readable_day(told["to"]) if told.get("to") else today
    first = readable_day(told["from"]) if told.get("from") else week_days(week_of(last - SHOWN + timedelta(days=1)))[0]
    if not first <= last <= first + LONGEST:
        raise Refused("span_over_a_year", 422)
    point, channel = told.get("point") or None, told.get("channel") or None
    if (point and point not in commune.points) or (channel and channel not in CHANNELS):
        raise Refused("not_found", 404)
    return Asked((first, last), point, channel)


def _read(request: Request, found: Visitor) -> tuple[Commune, Asked, Report]:
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
        wish, now = asked(request, commune), site(request).clock.now()
        return commune, wish, report(connection, commune, wish.span, now, point=wish.point, channel=wish.channel)


@router.get(f"{PATH}.csv")
def as_csv(request: Request) -> Response:
    """The same figures as a file."""
    commune, wish, told = _read(request, allowed(request, *READERS))
    name = f"Phiếu nội bộ {commune.name} {wish.span[0]} {wish.span[1]}"
    return Table(COLUMNS, rows(told, commune.points)).csv(name)


@router.get(PATH)
def shown(request: Request) -> Response:
    """The page."""
    return _shown(request, allowed(request, *READERS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    commune, wish, told = _read(request, found)
    values: dict[str, Any] = {
        "chosen": _(CHANNELS[told.channel] if told.channel else ALL_CHANNELS),
        "levels": charts.levels(told.levels),
        "level_rows": week_words.levels(told.levels),
        "trend": ballot_charts.trend({name: one.judged for name, one in told.weeks.items()}, told.span),
        "funnel": ballot_charts.funnel(told.funnel),
        "change": change(told),
        "questions": figures.QUESTIONS,
        "thresholds": figures.thresholds(commune),
    }
    return page(request, "satisfaction.html", status, told=told, commune=commune, asked=wish, form=form, **values)


@router.post(f"{PATH}/threshold")
def set_threshold(request: Request, form: Posted) -> Response:
    """From how many ballots on something may be concluded, from a day on."""
    found, now = allowed(request, "office"), site(request).clock.now()
    form.refusal = "Chưa lưu ngưỡng."
    since, number, source = form.day("since"), form.number("ballots"), form.needed("source", 300)
    if number is None or not FEWEST_TO_CONCLUDE <= number <= MOST_TO_CONCLUDE:
        bounds = {"least": FEWEST_TO_CONCLUDE, "most": MOST_TO_CONCLUDE}
        form.refuse("ballots", _("Hãy ghi một số từ {least} đến {most}.", **bounds))
    if not form.sound:
        return _shown(request, found, form, status=422)
    told = {"from": since.isoformat(), "ballots": number, "source": source}

    def work(tx: Tx) -> None:
        known = communes.current(tx, found.commune).config.get("ballot_thresholds", [])
        kept = [*(one for one in known if one["from"] != told["from"]), told]
        change_ = {"ballot_thresholds": kept}
        settlement_acts.set_terms(
            tx, found.commune, "ballot_threshold_set", change_, told=told, actor=found.actor, now=now
        )

    site(request).database.write(work)
    return seen(request, PATH, "ballot_threshold_set")
