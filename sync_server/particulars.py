"""What the office keeps of a member beside name and group, and the guardian's consent for who is not yet of age."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from unicodedata import normalize

import sqlalchemy as sa

from shiftbook.moments import parse_day
from sync_server import dated
from sync_server import tables as t
from sync_server.database import Tx

FIELDS: Final = {
    "organisation": "Tổ chức", "decision": "Số quyết định", "tasks": "Nhiệm vụ", "phone": "Điện thoại liên hệ",
    "of_age": "Đủ 18 tuổi khi tham gia", "adult_from": "Đủ 18 tuổi từ ngày",
    "guardian": "Người giám hộ đồng ý", "consent_on": "Ngày đồng ý",
}  # fmt: skip
DAYS: Final = ("adult_from", "consent_on")
OF_AGE: Final = {"yes": "Đủ", "no": "Chưa"}
ADULT: Final = 18
LONGEST: Final = 200
DIALLED: Final = re.compile(r"\+?\d(?:[ .()-]*\d){5,14}")


def alike(name: str) -> str:
    """What two names are compared by: the same whatever the spaces and the case, other with other diacritics."""
    return " ".join(normalize("NFC", name).casefold().split())


def problems(told: Mapping[str, str], joins: date, today: date = date.max) -> dict[str, str]:
    """Code or sentence for each field that cannot be taken of somebody who joins on a day; none when all can.

    Under 18 a parent or guardian agrees before the person joins (report §4, Luật 91/2025/QH15); silence is no consent
    (Đ.9 k.4), so who agreed and when is written down, and the signed paper stays with the office.
    """
    found = {name: "too_long" for name in FIELDS if len(told.get(name, "")) > LONGEST}
    if told.get("phone") and not DIALLED.fullmatch(told["phone"]):
        found.setdefault("phone", "not_a_phone")
    days = {name: _day(told.get(name, "")) for name in DAYS}
    found |= {name: "day" for name in DAYS if told.get(name) and days[name] is None and name not in found}
    if told.get("of_age") not in OF_AGE:
        found.setdefault("of_age", "of_age_missing")
    elif told["of_age"] == "yes" and any(told.get(name) for name in ("guardian", *DAYS)):
        found.setdefault("of_age", "of_age_but")
    if told.get("of_age") == "no":
        for name, problem in _of_a_minor(told, days, joins, today).items():
            found.setdefault(name, problem)
    return found


def _of_a_minor(told: Mapping[str, str], days: Mapping[str, date | None], joins: date, today: date) -> dict[str, str]:
    found, adult, agreed = {}, days["adult_from"], days["consent_on"]
    if not told.get("adult_from"):
        found["adult_from"] = "adult_from_missing"
    elif adult and adult <= joins:
        found["adult_from"] = "adult_already"
    elif adult and adult > comes_of_age(joins):
        found["adult_from"] = "adult_too_late"
    if not told.get("guardian"):
        found["guardian"] = "guardian_missing"
    if not told.get("consent_on"):
        found["consent_on"] = "consent_missing"
    elif agreed and agreed > joins:
        found["consent_on"] = "consent_late"
    elif agreed and agreed > today:
        found["consent_on"] = "consent_to_come"
    elif agreed and not dated.sensible(agreed):
        found["consent_on"] = "year"
    return found


def comes_of_age(born: date) -> date:
    """The day on which somebody born on a day is 18 (Bộ luật Dân sự 91/2015/QH13 Đ.20)."""
    leap_day = (born.month, born.day) == (2, 29)
    return date(born.year + ADULT, 3, 1) if leap_day else born.replace(year=born.year + ADULT)


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None


def read(connection: sa.Connection, commune: int) -> dict[str, dict[str, str]]:
    """Every member's particulars by id: field → what is kept, empty for nothing.

    Who has a day to come of age was not of age, also where that was not yet asked.
    """
    m = t.member.c
    rows = connection.execute(sa.select(m.id, m.particulars).where(m.commune_id == commune))
    known = {row.id: dict.fromkeys(FIELDS, "") | json.loads(row.particulars) for row in rows}
    return {m: {**told, "of_age": told["of_age"] or ("no" if told["adult_from"] else "")} for m, told in known.items()}


def keep(tx: Tx, commune: int, member: str, told: Mapping[str, str]) -> None:
    """Write a member's particulars in place of what was kept: no version of them stays behind."""
    m = t.member.c
    tx.execute(t.member.update().where(m.commune_id == commune, m.id == member).values(particulars=text(told)))


def text(told: Mapping[str, Any]) -> str:
    """Particulars as they are stored."""
    return json.dumps({name: told[name] for name in FIELDS if told.get(name)}, ensure_ascii=False)
