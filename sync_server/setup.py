"""Bringing a commune to life: its settings, points, people, calendar, procedures and first users."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

import sqlalchemy as sa

from shiftbook import imports, roster
from shiftbook.legality import Procedure
from shiftbook.moments import VN, format_instant
from shiftbook.roster import duty_id
from shiftbook.workdays import CalendarException
from sync_server import commune as communes
from sync_server import dated, particulars, security
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import feed, known, swaps
from sync_server.security import Keys

INVITE_HOLDS = timedelta(hours=24)
CARRIED_DATA_FROM = date(2024, 1, 1)
TOLD = ("hours", "hours_from", "rates", "paid_groups", "conduct", "office_phone")  # what phones need of the settings


def plan_config(name: str) -> dict[str, Any]:
    """The plan's own terms as settings (plan II.2 and II.4, R21-R36); every one of them the office may change."""
    return {
        "hours": {"morning": ["08:00", "10:00"], "afternoon": ["14:00", "16:00"]},
        "rates": [{"from": "2024-01-01", "dong": 30000}],
        "paid_groups": [{"from": "2024-01-01", "groups": ["union_member", "youth"]}],
        "ballot_period": {"from": None, "to": None},
        "conduct": json.loads(data_text("conduct.json")),
        "offices": [
            {"from": "2025-07-01", **dated.office_names(name), "unit": "Văn phòng HĐND và UBND",
             "counter": "Trung tâm Phục vụ hành chính công", "maker": "Người lập biểu", "accountant": "Kế toán",
             "chairman": "Chủ tịch UBND xã"}
        ],
    }  # fmt: skip


def unnamed(text: str) -> bool:
    """Whether a name, or one made from it, still is what a commune is called before it has one."""
    return "chưa đặt tên" in text.lower()


@dataclass(frozen=True)
class NewMember:
    """A member to be: group as in the glossary, role 'member' or 'leader'."""

    name: str
    group: str
    role: str = "member"
    since: date = date(2024, 1, 1)
    particulars: Mapping[str, str] = field(default_factory=dict)


def new_commune(tx: Tx, name: str, config: dict[str, Any], *, demonstration: bool) -> int:
    """An empty commune; its number is the next free one of this database."""
    commune = int(tx.execute(sa.select(sa.func.coalesce(sa.func.max(t.commune.c.commune_id), 0))).scalar_one()) + 1
    row = {"commune_id": commune, "name": name, "config": json.dumps(config, ensure_ascii=False)}
    tx.execute(t.commune.insert(), {**row, "demonstration": demonstration})
    tx.execute(t.feed_head.insert(), {"commune_id": commune, "rev": 0, "epoch": security.code(12)})
    return commune


def add_point(
    tx: Tx, commune: int, name: str, *, day: date | None = None, opens: date | None = None
) -> tuple[str, str]:
    """A service point, in use from a day on (always, if none is given), and its poster of `day`: (id, poster code)."""
    point, code, p = f"p{security.code(6).lower()}", security.code(8), t.point.c
    last = tx.execute(sa.select(sa.func.coalesce(sa.func.max(p.place), 0)).where(p.commune_id == commune)).scalar_one()
    row = {"commune_id": commune, "id": point, "name": name, "poster_code": code, "place": last + 1}
    tx.execute(t.point.insert(), row | {"opened_from": opens and opens.isoformat()})
    tx.execute(t.poster.insert(), {"code": code, "commune_id": commune, "point": point,
                                 "since": day.isoformat() if day else ""})  # fmt: skip
    tell_commune(tx, commune)
    return point, code


def change_point(tx: Tx, commune: int, point: str, values: dict[str, Any]) -> None:
    """Give a point another name, or the day from which it is no longer used (None for a point in use)."""
    tx.execute(t.point.update().where(t.point.c.commune_id == commune, t.point.c.id == point).values(values))
    tell_commune(tx, commune)


def tell_commune(tx: Tx, commune: int) -> None:
    """Put the commune's points and terms before every phone."""
    communes.changed(tx, commune)
    feed.put(
        tx, commune, "*", ("commune", str(commune)), body=json.dumps(about(tx.connection, commune), ensure_ascii=False)
    )


def about(connection: sa.Connection, commune: int) -> dict[str, Any]:
    """What a phone is told of its commune: name, points, hours, rates, paid groups, and the rules of conduct."""
    row = connection.execute(sa.select(t.commune).where(t.commune.c.commune_id == commune)).one()
    config = json.loads(row.config)
    i = t.installation.c
    copied = connection.execute(sa.select(i.value).where(i.name == "rehearsal")).first() is not None
    p = t.point.c
    points = connection.execute(sa.select(t.point).where(p.commune_id == commune).order_by(p.place, p.id)).all()
    return {
        "id": str(commune), "name": row.name, "demonstration": bool(row.demonstration),
        **({"rehearsal": True} if copied else {}),
        "points": [
            {"id": p.id, "name": p.name, "poster_code": p.poster_code}
            | ({"closed_from": p.closed_from} if p.closed_from else {})
            for p in points
        ],
        **{key: config[key] for key in TOLD if key in config},
    }  # fmt: skip


def add_member(tx: Tx, commune: int, new: NewMember, place: int) -> str:
    """A member of the team; answers the id."""
    member = f"m{security.code(8).lower()}"
    groups = json.dumps([{"from": new.since.isoformat(), "group": new.group}])
    tx.execute(t.member.insert(), {"commune_id": commune, "id": member, "name": new.name, "role": new.role,
                                   "groups": groups, "since": new.since.isoformat(), "place": place,
                                   "particulars": particulars.text(new.particulars)})  # fmt: skip
    communes.changed(tx, commune)
    told = {"id": member, "name": new.name, "role": new.role, "groups": json.loads(groups)}
    feed.put(tx, commune, f"m:{member}", ("member", member), body=json.dumps(told, ensure_ascii=False))
    tell_team(tx, commune)
    return member


def tell_team(tx: Tx, commune: int) -> None:
    """Tell every phone who is in the team, so that a shift may be offered to anybody: ids and names, nothing else.

    Who has a last day is left out from the moment it is known: nobody should be asked who is about to leave.
    """
    people = communes.current(tx, commune).by_name
    named = {"members": [{"id": p.id, "name": p.name} for p in people if p.until is None]}
    feed.put(tx, commune, "*", ("team", str(commune)), body=json.dumps(named, ensure_ascii=False))


def change_member(tx: Tx, commune: int, member: str, values: dict[str, Any]) -> None:
    """Change a member's name, role, groups, first or last day, and tell the phones that know of them."""
    stored = {key: json.dumps(value) if key == "groups" else value for key, value in values.items()}
    own = (t.member.c.commune_id == commune, t.member.c.id == member)
    tx.execute(t.member.update().where(*own).values(stored))
    communes.changed(tx, commune)
    row = tx.execute(sa.select(t.member).where(*own)).one()
    told = {"id": member, "name": row.name, "role": row.role, "groups": json.loads(row.groups)}
    feed.put(tx, commune, f"m:{member}", ("member", member), body=json.dumps(told, ensure_ascii=False))
    tell_team(tx, commune)
    swaps.tell_member(tx, communes.current(tx, commune), member)
    if "name" in values:
        _tell_shifts(tx, commune, member)


def _tell_shifts(tx: Tx, commune: int, member: str) -> None:
    """Tell everyone on a member's shifts again who is on them; the roster itself stays as it was published."""
    known_now = communes.current(tx, commune)
    for duty in known_now.ground.roster.current():
        if member in duty.members:
            named = [{"id": m, "name": known_now.people[m].name} for m in duty.members]
            told = {"day": duty.day.isoformat(), "session": duty.session, "point": duty.point, "members": named}
            name = ("duty", duty_id(duty.point, duty.day, duty.session))
            for fellow in duty.members:
                feed.put(tx, commune, f"m:{fellow}", name, body=json.dumps(told, ensure_ascii=False))


def invite(tx: Tx, commune: int, member: str, *, keys: Keys, real_now: datetime) -> str:
    """A one-use enrolment code, good for 24 hours by the machine's own clock; stored hashed.

    It takes the place of the member's unused ones: of two cards for one person only the newest works.
    """
    code, i = security.code(), t.invite.c
    tx.execute(t.invite.delete().where(i.commune_id == commune, i.member == member, i.used_at.is_(None)))
    tx.execute(t.invite.insert(), {"hash": keys.hashed(code), "commune_id": commune, "member": member,
                                   "expires_at": format_instant(real_now + INVITE_HOLDS)})  # fmt: skip
    return code


def invite_link(public_url: str, code: str) -> str:
    """The address that opens the app with the code filled in."""
    return f"{public_url}/app/#/enrol?code={code}"


def set_user(
    tx: Tx, commune: int, username: str, role: str, *, name: str, password: str, member: str | None = None
) -> None:
    """A person who signs in on the web; setting one again changes password, role and name, and ends old sign-ins."""
    values = {
        "commune_id": commune,
        "password": security.passwords.hash(password),
        "role": role,
        "name": name,
        "member": member,
    }
    row = known.insert(tx.connection, t.web_user).values(username=username, **values)
    tx.execute(row.on_conflict_do_update(index_elements=["username"], set_=values))
    tx.execute(t.web_session.delete().where(t.web_session.c.username == username))


def put_procedures(tx: Tx, commune: int, procedures: Iterable[Procedure]) -> int:
    """Add versions of procedures, known from now on, and put them before every phone; answers how many."""
    rows, rev = [], tx.next_rev(commune)
    for procedure in procedures:
        body = json.dumps(procedure.json(), ensure_ascii=False)
        rows.append({"commune_id": commune, "id": procedure.id, "rules_version": procedure.rules_version,
                     "rev": rev, "body": body})  # fmt: skip
        # By version, so that one that holds from next year on does not take away the one that holds today.
        feed.put(tx, commune, "*", ("procedure", f"{procedure.id}@{procedure.rules_version}"), body=body)
    if rows:
        insert = known.insert(tx.connection, t.procedure)
        key = ["commune_id", "id", "rules_version", "rev"]
        tx.execute(insert.on_conflict_do_update(index_elements=key, set_={"body": insert.excluded.body}), rows)
    communes.changed(tx, commune)
    return len(rows)


def put_calendar(
    tx: Tx, commune: int, exceptions: Iterable[CalendarException], *, source: str | Mapping[str, str] = ""
) -> int:
    """Add versions of exceptions, on one ground or one by day, and put them before every phone; answers how many."""
    number, rev = 0, tx.next_rev(commune)
    for e in exceptions:
        row = {"day": e.day.isoformat(), "known_from": format_instant(e.known_from), "kind": e.kind, "name": e.name}
        ground = source if isinstance(source, str) else source[row["day"]]
        insert = known.insert(tx.connection, t.calendar_exception)
        key = ["commune_id", "day", "rev"]
        tx.execute(insert.values(commune_id=commune, rev=rev, source=ground, **row).on_conflict_do_update(
            index_elements=key, set_={"kind": e.kind, "name": e.name, "source": ground}))  # fmt: skip
        feed.put(tx, commune, "*", ("calendar", row["day"]), body=json.dumps(row, ensure_ascii=False))
        number += 1
    communes.changed(tx, commune)
    return number


def unfit(commune: Commune, duty: tuple[str, date, str], members: list[str], now: datetime) -> list[str]:
    """Why these people cannot be put on a shift (point, day, session) now, as the book's codes."""
    point, day, session = duty
    if members and point not in commune.points_on(day):
        return ["point_closed"]
    able = {person.id for person in commune.people.values() if person.active_on(day)}
    return roster.unfit(members, able, commune.windows(day)[session].starts <= now)


def publish(tx: Tx, commune: int, duty: tuple[str, date, str], members: list[str], *, now: datetime) -> None:
    """Publish who serves on a shift (point, day, session), and tell those who are on it and those who no longer are."""
    point, day, session = duty
    before = communes.current(tx, commune).ground.roster.members(point, day, session)
    row = {"commune_id": commune, "point": point, "day": day.isoformat(), "session": session,
           "rev": tx.next_rev(commune), "published_at": format_instant(now),
           "members": json.dumps(members)}  # fmt: skip
    tx.execute(t.duty.insert(), row)
    communes.changed(tx, commune)
    people = communes.current(tx, commune).people
    named = [{"id": m, "name": people[m].name} for m in members]
    told = {"day": row["day"], "session": session, "point": point, "members": named}
    for member in dict.fromkeys([*members, *before]):
        gone = member not in members  # who is no longer on the shift is not told who is
        body = json.dumps({**told, "members": []} if gone else told, ensure_ascii=False)
        feed.put(tx, commune, f"m:{member}", ("duty", duty_id(*duty)), body=body, deleted=gone)
    swaps.tell_duty(tx, communes.current(tx, commune), duty_id(*duty), {*members, *before})


def publish_all(tx: Tx, commune: int, duties: list[tuple[tuple[str, date, str], list[str]]], now: datetime) -> None:
    """Publish many shifts that had no version before."""
    people = communes.current(tx, commune).people
    at, rev = format_instant(now), tx.next_rev(commune)
    rows = []
    for (point, day, session), members in duties:
        rows.append({"commune_id": commune, "point": point, "day": day.isoformat(), "session": session,
                     "rev": rev, "published_at": at, "members": json.dumps(members)})  # fmt: skip
        named = [{"id": m, "name": people[m].name} for m in members]
        body = json.dumps(
            {"day": day.isoformat(), "session": session, "point": point, "members": named}, ensure_ascii=False
        )
        for member in members:
            feed.put(tx, commune, f"m:{member}", ("duty", duty_id(point, day, session)), body=body)
    if rows:
        tx.execute(t.duty.insert(), rows)
    communes.changed(tx, commune)


def data_text(name: str) -> str:
    """One of the data files the product carries."""
    return files("sync_server").joinpath("data", name).read_text(encoding="utf-8-sig")


def load_carried_data(tx: Tx, commune: int) -> int:
    """The 86 procedures, the calendar 2024-2027 and the ballot's texts; answers the number of procedures."""
    procedures = imports.procedures(imports.read_csv(data_text("procedures.csv")), "2026-11", CARRIED_DATA_FROM)
    since = datetime.combine(CARRIED_DATA_FROM, datetime.min.time(), VN)
    days = imports.read_csv(data_text("holidays.csv"))
    calendar = imports.calendar(days, since)
    if procedures.refused or calendar.refused:
        raise ValueError(f"the carried data does not import: {procedures.refused or calendar.refused}")
    put_calendar(tx, commune, calendar.taken, source={row["date"]: row["source"] for row in days})
    feed.put(tx, commune, "*", ("ballot_texts", "1"), body=data_text("ballot.json"))
    return put_procedures(tx, commune, procedures.taken)
