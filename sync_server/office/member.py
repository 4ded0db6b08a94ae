"""One member corrected: name, role, group from a day on, first and last day; what was paid for stays as it was."""

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.allowance import GROUPS, Dated, Person, group_on
from shiftbook.moments import local_day, month_days, month_of, next_month
from sync_server import acts, dated, lines, particulars, retention, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.language import _
from sync_server.ledger import known
from sync_server.office import words
from sync_server.office.forms import Form, Posted
from sync_server.office.people import TEAM_ROLES, member_named, particulars_of
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
EDITORS = ("office", "admin")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wish:
    """What a form asks of a member; no `since` or `group_from` leaves those, no `stops` is who stays."""

    name: str
    role: str
    group: str
    group_from: date | None
    stops: date | None
    since: date | None


@router.get("/office/people/{member}")
def member(request: Request, member: str) -> Response:
    """The member as they stand, to be corrected."""
    return shown(request, allowed(request, *EDITORS), member, Form())


def shown(request: Request, found: Visitor, member: str, form: Form, *, status: int = 200) -> Response:
    """The page of a member with a form as it was sent."""
    here = site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        known = particulars.read(connection, found.commune)
        member_named(commune, member)
        kept = kept_because(connection, commune, member, today)
    person = commune.people[member]
    filled = {"name": person.name, "role": commune.roles[member], "group": group_on(person, today), "group_from": "",
              "since": person.since.isoformat(),
              "stops": (person.until + DAY).isoformat() if person.until else "",
              **known[member]}  # fmt: skip
    form = replace(form, values={k: [v] for k, v in filled.items()} | form.values)
    duties = commune.ground.roster.current()
    left = sorted({d.day for d in duties if member in d.members and not person.active_on(d.day)})
    return page(request, "member.html", status, person=person, form=form, closed=max(commune.closed, default=None),
                free_from=_free_from(commune), left=left, kept_because=kept)  # fmt: skip


@router.post("/office/people/{member}")
def correct(request: Request, member: str, form: Posted) -> Response:
    """Write what is different, all of it or nothing."""
    found = allowed(request, *EDITORS)
    here = site(request)
    form.refusal = "Chưa lưu thay đổi của thành viên."
    wish = _read(form)
    now = here.clock.now()
    today = local_day(now)

    def work(tx: Tx) -> None:
        commune = communes.current(tx, found.commune)
        member_named(commune, member)
        before, after = _rows(commune, commune.people[member], wish, form, today=today)
        _check_since(tx, commune, commune.people[member], wish, form=form)
        _check_stop(tx, commune, commune.people[member], wish, form=form)
        changed = [key for key in after if after[key] != before[key]]
        if form.sound and changed:
            setup.change_member(tx, found.commune, member, {key: after[key] for key in changed})
            begun = [commune.people[member].since, wish.since or today] if "since" in changed else []
            first = min(wish.group_from or today, today, *begun)
            touched = {(member, month) for month in _months(month_of(first), month_of(today))}
            known.mark_stale(tx, found.commune, touched)
            lines.all_stale(tx, found.commune, member)
            told = {
                "member": member,
                "before": {k: before[k] for k in changed},
                "after": {k: after[k] for k in changed},
            }
            acts.record(tx, found.commune, "member_changed", {"member": member, **told}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    if not form.sound:
        return shown(request, found, member, form, status=422)
    return seen(request, "/office/people", "member_changed")


@router.post("/office/people/{member}/particulars")
def note(request: Request, member: str, form: Posted) -> Response:
    """Write what is kept of a member besides; the trail says which fields, not what they held."""
    found = allowed(request, *EDITORS)
    here = site(request)
    now, form.refusal = here.clock.now(), "Chưa lưu thông tin của thành viên."

    def work(tx: Tx) -> None:
        commune = communes.current(tx, found.commune)
        member_named(commune, member)
        before = particulars.read(tx.connection, found.commune)[member]
        after = particulars_of(form, commune.people[member].since, local_day(now))
        fields = [name for name in particulars.FIELDS if before[name] != after.get(name, "")]
        if form.sound and fields:
            particulars.keep(tx, found.commune, member, after)
            told = {"member": member, "fields": fields}
            acts.record(tx, found.commune, "member_noted", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    if not form.sound:
        return shown(request, found, member, form, status=422)
    return seen(request, "/office/people", "member_changed")


def kept_because(connection: sa.Connection, commune: Commune, member: str, today: date) -> str:
    """Why a member's data may not be erased yet, as a sentence; empty when it may."""
    person = commune.people[member]
    if retention.is_erased(person):
        return _("Dữ liệu của người này đã xóa rồi.")
    ends = retention.ends(person, dated.on(dated.member_terms(commune.config), today)["months"])
    if ends is None:
        return _("Người này còn tham gia nên dữ liệu còn được giữ.")
    if ends > today:
        return _("Chưa hết thời hạn lưu: xóa được từ {day}.", day=words.full(ends))
    opened = retention.open_months(connection, commune, member)
    told = ", ".join(map(words.month, opened))
    return _("Còn {months} chưa chốt; hãy chốt trước khi xóa.", months=told) if opened else ""


def _read(form: Form) -> Wish:
    name, role, group = (
        " ".join(form.needed("name").split()),
        form.chosen("role", TEAM_ROLES),
        form.chosen("group", GROUPS),
    )
    return Wish(name, role, group, _day(form, "group_from"), _day(form, "stops"), _day(form, "since"))


def _day(form: Form, name: str) -> date | None:
    return form.day(name) if form.text(name) else None


def _free_from(commune: Commune) -> date:
    """The first day that is in no closed month nor before one: from here on a group may still decide pay."""
    return month_days(next_month(max(commune.closed)))[0] if commune.closed else date.min


def _closed_sentence(commune: Commune) -> str:
    month = words.month(max(commune.closed)).capitalize()
    return _("{month} đã chốt; hãy chọn ngày từ {day}.", month=month, day=words.full(_free_from(commune)))


def _rows(
    commune: Commune, person: Person, wish: Wish, form: Form, *, today: date
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The member's row as it is and as it is to be."""
    same = particulars.alike(wish.name)
    if any(same == particulars.alike(p.name) for p in commune.people.values() if p.id != person.id):
        form.refuse("name", "name_taken")
    since, groups = wish.since or person.since, person.groups
    if since != person.since:
        groups = (Dated(since, group_on(person, since)), *(g for g in groups if g.from_day > since))
        person = replace(person, since=since, groups=groups)
    if wish.group_from is None and wish.group != group_on(person, today):
        form.refuse("group_from", "group_from_missing")
    elif wish.group_from and wish.group_from < _free_from(commune):
        form.refuse("group_from", _closed_sentence(commune))
    elif wish.group_from and wish.group_from < person.since:
        form.refuse(
            "group_from", _("Người này tham gia từ {day}; hãy chọn ngày từ hôm ấy.", day=words.full(person.since))
        )
    elif wish.group_from and (group_on(person, wish.group_from) != wish.group or wish.group_from in _days_of(groups)):
        kept = [dated for dated in groups if dated.from_day != wish.group_from]
        groups = tuple(sorted([*kept, Dated(wish.group_from, wish.group)], key=lambda dated: dated.from_day))
    until = wish.stops - DAY if wish.stops and wish.stops > date.min else None
    known = commune.people[person.id]
    before = _row(known, commune.roles[person.id])
    return before, _row(replace(person, name=wish.name, groups=groups, until=until), wish.role)


def _days_of(groups: tuple[Dated, ...]) -> set[date]:
    return {dated.from_day for dated in groups}


def _row(person: Person, role: str) -> dict[str, Any]:
    groups = [{"from": dated.from_day.isoformat(), "group": dated.value} for dated in person.groups]
    return {"name": person.name, "role": role, "groups": groups, "since": person.since.isoformat(),
            "until": person.until.isoformat() if person.until else None}  # fmt: skip


def _check_since(tx: Tx, commune: Commune, person: Person, wish: Wish, *, form: Form) -> None:
    """Refuse a first day that would say something else of a closed month, of a check-in, or of a guardian's consent."""
    since = wish.since
    if since is None or since == person.since or "since" in form.problems:
        return
    known = particulars.read(tx.connection, commune.id)[person.id]
    if person.since < _free_from(commune):
        form.refuse("since", _("Tháng đã chốt tính theo ngày tham gia này nên không đổi được nữa."))
    elif since < _free_from(commune):
        form.refuse("since", _closed_sentence(commune))
    elif known["of_age"] and particulars.problems(known, since):
        form.refuse("since", _("Không hợp với ngày đủ 18 tuổi hoặc ngày người giám hộ đồng ý ở phần Thông tin khác."))
    elif odd := _at_odds(tx, commune.id, replace(person, since=since)):
        told = _("Ngày {day} đã vào ca khi còn tham gia; hãy chọn ngày sớm hơn hoặc đúng ngày ấy.", day=words.full(odd))
        early = _("Ngày {day} có lần vào ca khi chưa tham gia; hãy chọn ngày sau ngày ấy.", day=words.full(odd))
        form.refuse("since", told if odd < since else early)


def _check_stop(tx: Tx, commune: Commune, person: Person, wish: Wish, *, form: Form) -> None:
    """Refuse a last day that would say something else of a closed month, or of a check-in that was judged already."""
    until = wish.stops - DAY if wish.stops and wish.stops > date.min else None
    if "stops" in form.problems:
        return
    person = replace(person, since=wish.since or person.since)
    if wish.stops and wish.stops <= person.since:
        form.refuse("stops", _("Ngày thôi phải sau ngày tham gia ({day}).", day=words.full(person.since)))
    elif until == person.until:
        return
    elif wish.stops and wish.stops < _free_from(commune):
        form.refuse("stops", _closed_sentence(commune))
    else:
        odd = _at_odds(tx, commune.id, replace(person, until=until))
        if odd and until and odd > until:
            form.refuse(
                "stops",
                _(
                    "Ngày {day} còn vào ca; hãy chọn ngày từ {next_day}.",
                    day=words.full(odd),
                    next_day=words.full(odd + DAY),
                ),
            )
        elif odd:
            form.refuse("stops", _("Ngày {day} có lần vào ca khi đã thôi tham gia nên không đổi lại được. "
                                   "Hãy thêm người này như một thành viên mới.", day=words.full(odd)))  # fmt: skip


def _at_odds(tx: Tx, commune: int, person: Person) -> date | None:
    """The newest day with a check-in judged by another membership than this: `shiftbook verify` would find it."""
    p = t.presence.c
    rows = tx.execute(sa.select(p.day, p.codes).where(p.commune_id == commune, p.member == person.id)).all()
    told = ((date.fromisoformat(row.day), "member_inactive" in json.loads(row.codes)) for row in rows)
    return max((day for day, inactive in told if inactive == person.active_on(day)), default=None)


def _months(first: str, last: str) -> list[str]:
    names = [first]
    while names[-1] < last:
        names.append(next_month(names[-1]))
    return names
