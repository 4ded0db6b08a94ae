"""What the office sets for the whole commune, on one page: target, ballot period, counter's notice, the rest."""

from datetime import date, time
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from shiftbook.roster import SESSIONS
from sync_server import commune as communes
from sync_server import dated, setup
from sync_server.database import Tx
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.settlement_acts import set_terms
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/terms"
EDITORS: Final = ("office", "admin")
PRINTERS: Final = ("leader", "office", "admin")
LONGEST: Final = 1500
MOST_OPEN_BEFORE_MIN: Final = 120
_TIMES: Final = ("morning_begin", "morning_end", "afternoon_begin", "afternoon_end")


@router.get(PATH)
def terms(request: Request) -> Response:
    """Everything that is set, and where."""
    return _shown(request, allowed(request, *EDITORS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
    config = commune.config
    targets, notices, periods = dated.targets(config), dated.notices(config), dated.periods(config)
    period = dated.on(periods, today)
    filled = {"target_from": today.isoformat(), "percent": str(dated.on(targets, today)["percent"]),
              "period_day": today.isoformat(), "period_from": period["begins"] or "",
              "period_to": period["ends"] or "",
              "notice_from": today.isoformat(), "text": dated.on(notices, today)["text"]}  # fmt: skip
    now_held = commune.hours_on(today)
    filled |= {name: now_held[name.partition("_")[0]][name.endswith("end")] for name in _TIMES}
    filled["opens_before"] = str(commune.hours.opens_before_min(today))
    form.values = {name: [value] for name, value in filled.items()} | form.values
    rules = [version for versions in commune.procedures.values() for version in versions if version.holds_on(today)]
    return page(request, "terms.html", status, form=form, commune=commune, targets=targets, told=notices,
                period=period, periods=periods, office=commune.office_on(today), today=today,
                target=dated.on(targets, today), hours=now_held,
                opens_before=commune.hours.opens_before_min(today),
                coming=[h for h in dated.in_order(config.get("hours_from", [])) if h["from"] > today.isoformat()],
                notice=dated.on(notices, today),
                months=dated.on(dated.member_terms(config), today)["months"], procedures=len(rules),
                unapproved=sum(rule.from_memory for rule in rules))  # fmt: skip


@router.post(PATH + "/target")
def target(request: Request, form: Posted) -> Response:
    """Which share of ballots should be satisfied, from a day on."""
    found = allowed(request, *EDITORS)
    form.refusal, since, percent = "Chưa lưu mục tiêu hài lòng.", form.day("target_from"), form.number("percent")
    if percent is None or not 1 <= percent <= 100:
        form.refuse("percent", "Hãy ghi một số từ 1 đến 100." if form.text("percent") else "missing")
    entry = {"from": since.isoformat(), "percent": percent, "source": form.needed("target_source", 300)}
    return _kept(request, found, form, {"targets": entry}, act="target_set")


@router.post(PATH + "/hours")
def hours(request: Request, form: Posted) -> Response:
    """When the two sessions are, from a day to come: days that were judged keep theirs."""
    found = allowed(request, *EDITORS)
    form.refusal, since = "Chưa lưu giờ trực.", form.day("hours_day")
    today = local_day(site(request).clock.now())
    if since > date.min and since <= today:
        form.refuse("hours_day", "Hãy chọn ngày từ ngày mai: lần vào ca hôm nay và trước đó đã xét theo giờ cũ.")
    told = {name: [_clock(form, f"{name}_begin"), _clock(form, f"{name}_end")] for name in SESSIONS}
    times = [text for pair in told.values() for text in pair]
    for place, earlier, later in zip(_TIMES[1:], times, times[1:], strict=False):
        if earlier and later and later <= earlier:
            form.refuse(place, "Giờ này phải sau giờ trước nó.")
    before = form.number("opens_before")
    if before is None or not 0 <= before <= MOST_OPEN_BEFORE_MIN:
        form.refuse("opens_before", "Hãy ghi một số phút từ 0 đến 120.")
    entry = {"from": since.isoformat(), **told, "opens_before": before,
             "source": form.needed("hours_source", 300)}  # fmt: skip
    return _kept(request, found, form, {"hours_from": entry}, act="hours_set")


def _clock(form: Form, name: str) -> str:
    value = form.needed(name, 5)
    try:
        return f"{time.fromisoformat(value):%H:%M}" if value else ""
    except ValueError:
        form.refuse(name, "hour")
        return ""


@router.post(PATH + "/notice")
def notice(request: Request, form: Posted) -> Response:
    """What citizens read at the counter of their data, from a day on."""
    found = allowed(request, *EDITORS)
    form.refusal, since = "Chưa lưu thông báo tại quầy.", form.day("notice_from")
    text = "\n".join(" ".join(line.split()) for line in form.needed("text", LONGEST).splitlines() if line.strip())
    return _kept(request, found, form, {"notices": {"from": since.isoformat(), "text": text}}, act="notice_set")


def _kept(request: Request, found: Visitor, form: Form, new: dict[str, dict[str, Any]], *, act: str) -> Response:
    """Put one entry among a dated list of the settings."""
    now = site(request).clock.now()
    [(key, entry)] = new.items()

    def work(tx: Tx) -> None:
        config = communes.current(tx, found.commune).config
        known = config.get(key) or dated.CARRIED.get(key, [])
        change = {key: dated.put(known, entry)}
        before = dated.before(known, entry["from"])
        set_terms(tx, found.commune, act, change, told=entry, actor=found.actor, now=now, before=before)
        if key == "hours_from":
            setup.tell_commune(tx, found.commune)

    if not form.sound:
        return _shown(request, found, form, status=422)
    site(request).database.write(work)
    return seen(request, PATH, act)


@router.post(PATH + "/period")
def period(request: Request, form: Posted) -> Response:
    """In which days ballots are asked for, from a day on; one that comes on another is kept and marked."""
    found = allowed(request, *EDITORS)
    form.refusal, since = "Chưa lưu kỳ lấy phiếu.", form.day("period_day")
    if "period_day" not in form.problems and since < local_day(site(request).clock.now()):
        form.refuse("period_day", "Hãy chọn ngày từ hôm nay: phiếu của ngày đã qua đã xét theo kỳ cũ.")
    first, last = (_day(form, f"period_{end}") for end in ("from", "to"))
    if first and last and last < first:
        form.refuse("period_to", "Ngày cuối phải từ ngày đầu trở đi.")
    days = {"begins": first and first.isoformat(), "ends": last and last.isoformat()}
    entry = {"from": since.isoformat(), **days, "source": form.needed("period_source", 300)}
    return _kept(request, found, form, {"ballot_periods": entry}, act="period_set")


def _day(form: Form, name: str) -> date | None:
    return form.day(name) if form.text(name) else None


@router.get(PATH + "/notice")
def printed(request: Request) -> Response:
    """The notice in force as a page to print and put up at the counter."""
    found = allowed(request, *PRINTERS)
    today = local_day(site(request).clock.now())
    with site(request).database.reader() as connection:
        commune = communes.read(connection, found.commune)
    told = dated.on(dated.notices(commune.config), today)
    return page(request, "counter_notice.html", notice=told, office=commune.office_on(today), commune=commune)
