"""The demonstration commune: xã Đại Lãnh with twelve people, so that a newcomer can try everything at once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from shiftbook.moments import local_day
from shiftbook.roster import SESSIONS
from sync_server import commune as communes
from sync_server import security, setup
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Tx
from sync_server.security import Keys
from sync_server.setup import NewMember

NAME = "xã Đại Lãnh"
WEEKS_ON = 8
PEOPLE = (
    NewMember("Nguyễn Thị Ánh Tuyết", "union_member", "leader"),
    NewMember("Trần Văn Bình", "union_member"),
    NewMember("Lê Hoàng Duy", "youth"),
    NewMember("Phạm Thị Mỹ Duyên", "youth"),
    NewMember("Huỳnh Gia Hân", "union_member"),
    NewMember("Võ Minh Khôi", "youth"),
    NewMember("Đặng Thị Kim Ngân", "union_member"),
    NewMember("Bùi Quốc Phong", "militia"),
    NewMember("Ngô Thị Thanh Thảo", "civil_servant"),
    NewMember("Đỗ Anh Thư", "youth"),
    NewMember("Hồ Văn Tín", "employee"),
    NewMember("Dương Thị Yến Vy", "mass_org"),
)
USERS = {
    "leader": "Nguyễn Thị Ánh Tuyết (Tổ trưởng)",
    "office": "Văn phòng HĐND và UBND",
    "chairman": "Chủ tịch UBND xã",
    "admin": "Quản trị",
}


def fill(tx: Tx, keys: Keys, clock: Clock) -> dict[str, Any]:
    """Make the demonstration commune; answers what `shiftbook demo --json` prints (wire contract §1)."""
    now = clock.now()
    commune = setup.new_commune(tx, NAME, setup.plan_config(NAME), demonstration=True)
    point, poster = setup.add_point(tx, commune, "Trung tâm Phục vụ hành chính công xã Đại Lãnh", day=local_day(now))
    ids = [
        setup.add_member(tx, commune, replace(person, particulars={"of_age": "yes"}), place)
        for place, person in enumerate(PEOPLE)
    ]
    procedures = setup.load_carried_data(tx, commune)
    _roster(tx, commune, point, ids, now=now)
    members = [
        {
            "id": i,
            "name": p.name,
            "group": p.group,
            "role": p.role,
            "invite": setup.invite(tx, commune, i, keys=keys, real_now=clock.real()),
        }
        for i, p in zip(ids, PEOPLE, strict=True)
    ]
    users = reset_users(tx, commune)
    communes.settled(tx, commune)
    return {"commune": str(commune), "points": [{"id": point, "name": communes.current(tx, commune).points[point],
            "poster_code": poster}], "members": members, "web_users": users, "procedures": procedures}  # fmt: skip


def _roster(tx: Tx, commune: int, point: str, ids: list[str], *, now: datetime) -> None:
    """Two members a shift on every working day, from the Monday of the week before to eight weeks on."""
    today = local_day(now)
    first = today - timedelta(days=today.weekday() + 7)
    span = (today + timedelta(weeks=WEEKS_ON) - first).days + 1
    calendar = communes.current(tx, commune).ground.calendar
    shifts = [
        shift
        for day in (first + timedelta(days=i) for i in range(span))
        if calendar.is_working(day)
        for shift in ((day, session) for session in SESSIONS)
    ]
    duties = [
        ((point, day, session), [ids[2 * n % len(ids)], ids[(2 * n + 1) % len(ids)]])
        for n, (day, session) in enumerate(shifts)
    ]
    published = datetime.combine(first - timedelta(days=3), datetime.min.time(), now.tzinfo)
    setup.publish_all(tx, commune, duties, published)


def reset_users(tx: Tx, commune: int) -> list[dict[str, str]]:
    """New passwords for the demonstration users: only ever in a demonstration database."""
    leader = tx.execute(
        sa.select(t.member.c.id).where(t.member.c.commune_id == commune, t.member.c.role == "leader")
    ).scalar()
    users = []
    for role, name in USERS.items():
        password = security.code(10).lower()
        member = leader if role == "leader" else None
        setup.set_user(tx, commune, role, role, name=name, password=password, member=member)
        users.append({"username": role, "password": password, "role": role})
    return users
