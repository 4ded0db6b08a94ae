"""The small commune of the recordings: three members, one point, a procedure of each rule, two mornings of duty."""

from datetime import date
from pathlib import Path
from typing import Any

from shiftbook import legality
from shiftbook.moments import parse_instant
from shiftbook.workdays import CalendarException
from sync_server import commune as communes
from sync_server import installation, setup
from sync_server.database import Database, Tx
from sync_server.settings import Settings
from tests.server.stand import SECRET, Stand

BEFORE = parse_instant("2026-11-09T08:00:00+07:00")
TEAM = (
    setup.NewMember("Nguyễn Thị Ánh Tuyết", "union_member", "leader"),
    setup.NewMember("Trần Văn Bình", "youth"),
    setup.NewMember("Bùi Quốc Phong", "militia"),
)
# A copy of its own: the product's list will change, and what was recorded will not.
PROCEDURES = (
    ("1.001193", "Đăng ký khai sinh", "allowed"), ("1.000894", "Đăng ký kết hôn", "conditional"),
    ("1.003583", "Đăng ký khai sinh lưu động", "officer_only"), ("2.001019", "Chứng thực di chúc", "barred"),
    ("2.000815", "Chứng thực bản sao từ bản chính", "not_applicable"),
    ("1.010736", "Tham vấn trong đánh giá tác động môi trường (cấp xã)", "not_applicable"),
)  # fmt: skip
DAYS = (date(2026, 11, 17), date(2026, 11, 18))


def new_stand(folder: Path) -> Stand:
    """A server over the small commune, in a folder of its own."""
    settings = Settings(data_dir=folder, secret_key=SECRET, database_url="", public_url="http://testserver")
    database = Database(settings.url)
    installation.migrate(database)
    return Stand(database, settings, database.write(_fill))


def _fill(tx: Tx) -> dict[str, Any]:
    commune = setup.new_commune(tx, "xã Đại Lãnh", setup.plan_config("xã Đại Lãnh"), demonstration=True)
    point, poster = setup.add_point(tx, commune, "Trung tâm Phục vụ hành chính công")
    members = [setup.add_member(tx, commune, person, place) for place, person in enumerate(TEAM)]
    more = {"field": "Hộ tịch", "record": "full", "reminder": "", "legal_basis": "", "rules_version": "2026-07"}
    rows = [{"id": code, "code": code, "name": name, "rule": rule, **more} for code, name, rule in PROCEDURES]
    setup.put_procedures(tx, commune, map(legality.from_json, rows))
    setup.put_calendar(tx, commune, [CalendarException(date(2027, 1, 1), "nghi_le", "Tết Dương lịch", BEFORE)])
    setup.publish_all(tx, commune, [((point, day, "morning"), members[:2]) for day in DAYS], BEFORE)
    communes.settled(tx, commune)
    told = {"commune": str(commune), "points": [{"id": point, "poster_code": poster}]}
    return {**told, "members": [{"id": member} for member in members]}
