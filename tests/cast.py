"""The people, the point and the terms that tests speak of; every name is invented."""

from datetime import UTC, date, datetime

from shiftbook.allowance import Dated, Person, Terms
from shiftbook.roster import Duty

POINT = "dai-lanh-1"
OTHER_POINT = "dai-lanh-2"
PUBLISHED = datetime(2024, 1, 1, tzinfo=UTC)


def person(identity: str, name: str, group: str, since: date = date(2024, 1, 1)) -> Person:
    """A member of one group from the first day on."""
    return Person(identity, name, (Dated(since, group),), since)


AN = person("an", "Nguyễn Thị An", "union_member")
BINH = person("binh", "Trần Quốc Bình", "youth")
CHI = person("chi", "Lê Thị Kim Chi", "civil_servant")
DUNG = person("dung", "Phạm Văn Dũng", "militia")
GIANG = person("giang", "Võ Hương Giang", "mass_org")
TEAM = (AN, BINH, CHI, DUNG, GIANG)

PAID = frozenset({"union_member", "youth"})
TERMS = Terms(rates=(Dated(date(2024, 1, 1), 30_000),), paid_groups=((date(2024, 1, 1), PAID),))


def duty(day: date, *members: Person, session: str = "morning", published: datetime = PUBLISHED) -> Duty:
    """A published shift at the one point."""
    return Duty(POINT, day, session, tuple(m.id for m in members), published)


def uuid(number: int) -> str:
    """The fact id with a number: greater numbers are later ids."""
    return f"{number >> 16:08x}-{number & 0xFFFF:04x}-7000-8000-000000000000"
