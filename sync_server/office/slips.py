"""Slips on paper for days without phones, printed once; and what became of each session's slips."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, week_days, week_of
from shiftbook.roster import SESSION_NAMES
from sync_server import acts, guessing, security, slip_counts
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.language import _
from sync_server.ledger.slips import BLOCK, DAYS_TAKEN, PRINTED
from sync_server.office.forms import Form, Posted
from sync_server.office.invites import picture
from sync_server.office.today import readable_day
from sync_server.pages import page
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
EDITORS: Final = ("leader", "office")
MOST_BLOCKS: Final = 4
AHEAD: Final = timedelta(days=60)
GUESSES_SHOWN: Final = timedelta(days=30)


@dataclass(frozen=True)
class Slip:
    """One slip as it is printed: its address as a picture and as letters."""

    picture: str
    address: str


@router.get("/office/slips")
def slips(request: Request) -> Response:
    """A week's slips, and the form that prints more."""
    return _shown(request, allowed(request, *EDITORS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    asked = request.query_params.get("day")
    week = week_of(readable_day(asked) if asked else today)
    days = week_days(week)
    here.guesses.keep()
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        rows = slip_counts.rows(connection, commune, days)
        guesses = guessing.by_day(connection, today - GUESSES_SHOWN)
    known = {"day": [today.isoformat()], "session": ["morning"], "blocks": ["1"]}
    points = commune.points_on(today)
    if len(points) == 1:
        known["point"] = list(points)
    form.values = known | form.values
    sizes = [(str(n), _("{n} tập, {slips} phiếu", n=n, slips=n * BLOCK)) for n in range(1, MOST_BLOCKS + 1)]
    return page(request, "slips.html", status, commune=commune, points=points, form=form, rows=rows, week=week,
                days=days, guesses=guesses, block=BLOCK, taken=DAYS_TAKEN, one_day=timedelta(days=1),
                number_of_blocks=sizes)  # fmt: skip


@router.post("/office/slips")
def made(request: Request, form: Posted) -> Response:
    """New slips on their sheet, shown this once: only hashes are kept, so that nobody can print them again."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    day, blocks = _day(form, local_day(now)), form.number("blocks") or 0
    session = form.chosen("session", SESSION_NAMES)
    if not 1 <= blocks <= MOST_BLOCKS:
        form.refuse("blocks", _("Hãy chọn từ 1 đến {most} tập.", most=MOST_BLOCKS))
    form.refusal = "Chưa in phiếu nào."
    codes = [security.code() for _ in range(BLOCK * max(blocks, 0))] if form.sound else []

    def work(tx: Tx) -> dict[str, Any] | None:
        commune = communes.current(tx, found.commune)
        point = form.chosen("point", commune.points_on(day))
        if form.sound:
            shift = {"point": point, "day": day.isoformat(), "session": session}
            own = {"commune_id": found.commune, "device": f"{PRINTED}{local_day(now)}.{security.code(8)}", **shift}
            hashes = sorted(here.keys.hashed(code) for code in codes)
            tx.execute(t.slip.insert(), [{**own, "hash": hashed, "spent": False} for hashed in hashes])
            tx.execute(t.slip_block.insert(), {**own, "blocks": blocks})
            told = {**shift, "slips": len(codes)}
            acts.record(tx, found.commune, "slips_printed", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)
        return {"point": commune.points[point], "name": commune.name} if form.sound else None

    about = here.database.write(work)
    if about is None:
        return _shown(request, found, form, status=422)
    public = here.settings.public_url
    printed = [Slip(picture(f"{public}/r/{c}"), f"{public.partition('://')[2]}/r/{c[:5]}-{c[5:]}") for c in codes]
    return page(request, "slips_print.html", slips=printed, day=day, session=session,
                until=day + timedelta(days=DAYS_TAKEN), **about)  # fmt: skip


def _day(form: Form, today: date) -> date:
    """The day the slips are for, refused when it is over or far ahead."""
    day = form.day("day")
    if "day" not in form.problems and not today <= day <= today + AHEAD:
        form.refuse("day", "Hãy chọn từ hôm nay đến 60 ngày tới.")
    return day
