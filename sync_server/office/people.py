"""The team: each member with group and phones; the administrator adds people and points, the office revokes phones."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from shiftbook.allowance import GROUPS, Person, group_on
from shiftbook.moments import local_day
from shiftbook.search import folded
from sync_server import acts, particulars, retention, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.ledger import devices
from sync_server.office import words
from sync_server.office.forms import Form, Posted
from sync_server.office.listing import Cell, Table
from sync_server.office.words import ROLES
from sync_server.pages import page, seen
from sync_server.setup import NewMember
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
READERS = ("admin", "office", "leader")
TEAM_ROLES = ("member", "leader")
COLUMNS: Final = (
    "Thành viên",
    "Vai trò",
    "Nhóm",
    "Tổ chức",
    "Số quyết định",
    "Nhiệm vụ",
    "Từ ngày",
    "Đến ngày",
    "Điện thoại",
)


@router.get("/office/people.csv")
def as_csv(request: Request) -> Response:
    """The team as a file, a row a member; as searched on the page."""
    found, here = allowed(request, *READERS), site(request)
    today = local_day(here.clock.now())
    with here.database.reader() as connection:
        commune, known = communes.read(connection, found.commune), particulars.read(connection, found.commune)
    asked = _asked(request)
    rows = [_row(commune, known[p.id], p, today) for p in commune.by_name if _holds(commune, known[p.id], p, asked)]
    return Table(COLUMNS, rows).csv("Thành viên")


def _row(commune: Commune, told: Mapping[str, str], person: Person, today: date) -> tuple[Cell, ...]:
    role, group = ROLES.get(commune.roles[person.id], ""), GROUPS[group_on(person, max(today, person.since))]
    own = (told["organisation"], told["decision"], told["tasks"])
    return (person.name, role, group, *own, person.since, person.until, told["phone"])


def _asked(request: Request) -> str:
    return request.query_params.get("q", "")[:100]


def _holds(commune: Commune, told: Mapping[str, str], person: Person, query: str) -> bool:
    """Whether what is told of a member holds every word of a query, diacritics aside."""
    text = folded(" ".join(map(str, _row(commune, told, person, person.since))))
    return all(word in text for word in folded(query).split())


@router.get("/office/people")
def people(request: Request) -> Response:
    """Everyone of the team, the points, and for the administrator who may sign in."""
    found = allowed(request, *READERS)
    return shown(request, found, Form())


def shown(request: Request, found: Visitor, form: Form, status: int = 200) -> Response:
    """The page of people with a form as it was sent."""
    here = site(request)
    now = here.clock.now()
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        if found.role == "admin" and not commune.points:
            return seen(request, "/office/setup")
        phones = phones_of(connection, commune)
        users = users_of(connection, commune.id) if found.role == "admin" else []
        known = particulars.read(connection, commune.id)
    day, asked = local_day(now), _asked(request)
    listed = [p for p in commune.by_name if _holds(commune, known[p.id], p, asked)]
    return page(request, "people.html", status, commune=commune, phones=phones, users=users, form=form, now=now,
                particulars=known, today=day, group_on=group_on, listed=listed, q=asked,
                query=urlencode({"q": asked}), erased=retention.is_erased)  # fmt: skip


def phones_of(connection: sa.Connection, commune: Commune) -> dict[str, list[dict[str, Any]]]:
    """Each member's phones, those in use first: what they are, when last heard, how much is still on them."""
    d, m = t.device.c, t.device_member.c
    rows = connection.execute(
        sa.select(t.device, m.member)
        .join(t.device_member, sa.and_(m.commune_id == d.commune_id, m.device == d.id))
        .where(d.commune_id == commune.id)
        .order_by(d.revoked_at.is_not(None), d.made_at.desc())
    ).all()
    held = devices.load(connection, commune.id, {row.id for row in rows})
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.member, []).append({**row._mapping, **held[row.id].told})
    return found


def users_of(connection: sa.Connection, commune: int) -> list[sa.Row[Any]]:
    """Who may sign in on the web."""
    u = t.web_user.c
    wanted = sa.select(u.username, u.name, u.role, u.member).where(u.commune_id == commune)
    return list(connection.execute(wanted.order_by(u.role, u.username)))


@router.post("/office/people")
def add_member(request: Request, form: Posted) -> Response:
    """A new member of the team."""
    found = allowed(request, "admin")
    name = " ".join(form.needed("name").split())
    group, role = form.chosen("group", GROUPS), form.chosen("role", TEAM_ROLES)
    since = form.day("since")
    new = NewMember(name, group, role, since, particulars_of(form, since, local_day(site(request).clock.now())))
    form.refusal = "Chưa thêm thành viên."
    if form.sound:
        add_members(request, found, [new], form)
    return seen(request, "/office/people", "member_added") if form.sound else shown(request, found, form, 422)


def particulars_of(form: Form, joins: date, today: date) -> dict[str, str]:
    """A form's particulars of who joins on a day, each that cannot be taken refused beside its field."""
    told = {name: value for name in particulars.FIELDS if (value := form.text(name))}
    for name, problem in particulars.problems(told, joins, today).items():
        form.refuse(name, problem)
    return told


def add_members(request: Request, found: Visitor, new: list[NewMember], form: Form) -> None:
    """Write new members, all or none; a name already in the team is refused beside the field `name`."""
    here = site(request)
    now = here.clock.now()

    def work(tx: Tx) -> None:
        commune = communes.current(tx, found.commune)
        names = {particulars.alike(person.name) for person in commune.people.values()}
        for person in new:
            if particulars.alike(person.name) in names:
                form.refuse("name", "name_taken")
            names.add(particulars.alike(person.name))
        if form.sound:
            _write(tx, found, new, (len(commune.people), now))
        communes.settled(tx, found.commune)

    here.database.write(work)


def _write(tx: Tx, found: Visitor, new: list[NewMember], start: tuple[int, datetime]) -> None:
    place, now = start
    for number, person in enumerate(new):
        member = setup.add_member(tx, found.commune, person, place + number)
        told = {"member": member, "group": person.group, "role": person.role, "since": person.since.isoformat()}
        acts.record(tx, found.commune, "member_added", told, actor=found.actor, now=now)


@router.post("/office/points")
def add_point(request: Request, form: Posted) -> Response:
    """A new service point, with its poster."""
    found = allowed(request, "admin")
    write_point(request, found, form)
    return seen(request, "/office/people#points", "point_added") if form.sound else shown(request, found, form, 422)


@router.post("/office/points/{point}")
def change_point(request: Request, point: str, form: Posted) -> Response:
    """Another name for a point, or the day from which it is no longer used; what was written there stays."""
    found = allowed(request, "admin")
    here, form.refusal = site(request), "Chưa lưu điểm trực."
    now, name, last = here.clock.now(), f"name-{point}", f"closed-{point}"
    new = " ".join(form.needed(name).split())
    closes = form.day(last) if form.text(last) else None

    def work(tx: Tx) -> None:
        commune = communes.current(tx, found.commune)
        if point not in commune.points:
            raise Refused("not_found", 404)
        before = {"name": commune.points[point], "closed_from": commune.gone.get(point)}
        after = {"name": new, "closed_from": closes}
        _check_name(commune, new, form, field=name, but=point)
        if closes != before["closed_from"]:
            _check_closing(commune, point, closes, form, today=local_day(now))
        changed = {key: value and str(value) for key, value in after.items() if value != before[key]}
        if form.sound and changed:
            setup.change_point(tx, found.commune, point, changed)
            told = {"before": {key: before[key] and str(before[key]) for key in changed}, "after": changed}
            acts.record(tx, found.commune, "point_changed", {"point": point, **told}, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)
    return seen(request, "/office/people#points", "point_changed") if form.sound else shown(request, found, form, 422)


def _check_name(commune: Commune, name: str, form: Form, *, field: str, but: str = "") -> None:
    if particulars.alike(name) in {particulars.alike(n) for point, n in commune.points.items() if point != but}:
        form.refuse(field, "point_taken")


def _check_closing(commune: Commune, point: str, closes: date | None, form: Form, *, today: date) -> None:
    """Refuse a day that would change days gone by, leave shifts without a counter, or close the last point."""
    field, before = f"closed-{point}", commune.gone.get(point)
    shifts = [d.day for d in commune.ground.roster.current() if d.point == point and d.members]
    if before and before <= today:
        form.refuse(field, "point_gone")
    elif closes is None:
        return
    elif closes < today:
        form.refuse(field, "point_past")
    elif not any(other != point and other not in commune.gone for other in commune.points):
        form.refuse(field, "point_last")
    elif last := max((day for day in shifts if day >= closes), default=None):
        told = _(
            "Lịch trực ở đây đã công bố đến {day}; hãy bỏ tên ở các ca ấy hoặc chọn ngày sau.", day=words.full(last)
        )
        form.refuse(field, told)


def write_point(request: Request, found: Visitor, form: Form) -> None:
    """Write the point a form names in `point_name`, once, in use from its `point_from` or, without that, always."""
    here, form.refusal = site(request), "Chưa thêm điểm trực."
    now, name = here.clock.now(), " ".join(form.needed("point_name").split())

    opens = form.day("point_from") if "point_from" in form.values else None

    def work(tx: Tx) -> None:
        _check_name(communes.current(tx, found.commune), name, form, field="point_name")
        if form.sound:
            point, _code = setup.add_point(tx, found.commune, name, day=local_day(now), opens=opens)
            told = {"point": point, "name": name} | ({"opened_from": opens.isoformat()} if opens else {})
            acts.record(tx, found.commune, "point_added", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    here.database.write(work)


@router.post("/office/devices/{device}/revoke")
def revoke(request: Request, device: str) -> Response:
    """The office takes a phone out of use."""
    found = allowed(request, "office")
    here = site(request)
    now = here.clock.now()
    here.database.write(lambda tx: acts.revoke(tx, found.commune, device, actor=found.actor, now=now))
    return seen(request, "/office/people", "device_revoked")


def member_named(commune: Commune, member: str) -> str:
    """A member's name; raises Refused for nobody's id."""
    if member not in commune.people:
        raise Refused("not_found", 404)
    return commune.people[member].name
