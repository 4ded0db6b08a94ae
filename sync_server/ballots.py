"""Ballots: what a form says, and the one transaction that uses up a slip and stores."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final
from unicodedata import category, normalize

import sqlalchemy as sa

from shiftbook.moments import local_day, parse_day
from shiftbook.privacy import masked
from shiftbook.roster import window
from sync_server import ballot_texts
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.doors import Door
from sync_server.ledger import known
from sync_server.ledger.slips import session_at, use

LONGEST_COMMENT: Final = 1000
TEXTS: Final = ballot_texts.SHIPPED
RATINGS: Final = {str(step["value"]): int(step["value"]) for step in TEXTS["scale"]}
NOT_ASKED: Final = "na"
Place = tuple[str, date, str]
STIRRED: Final = 300  # before and after a random place


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole ballot as it will be kept; `again` when it may have been sent before under the same id, `version` as the
    form told which wording it shows."""

    rating: int
    comment: str
    lang: str
    others: dict[str, int | str]
    id: str
    again: bool = False
    version: str = ""


def rating(fields: Mapping[str, Any]) -> int | None:
    """The rating of a form, None when it is missing or is no step of the scale."""
    return RATINGS.get(str(fields.get("rating", "")).strip())


def comment(fields: Mapping[str, Any]) -> str:
    """The comment of a form, composed, with line ends as one character and nothing a database cannot hold."""
    text = normalize("NFC", str(fields.get("comment", "")).replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c == "\n" or category(c) not in ("Cc", "Cs")).strip()


def others(fields: Mapping[str, Any]) -> dict[str, int | str]:
    """The answers to the full ballot's questions 1-8; what is no answer to its question is left out."""
    given = ((f"q{q['no']}", _choices(q)) for q in TEXTS["full"] if q["no"] <= 8)
    told = ((name, choices.get(str(fields.get(name, "")).strip())) for name, choices in given)
    return {name: choice for name, choice in told if choice is not None}


def _choices(question: dict[str, Any]) -> dict[str, int | str]:
    if question["type"] == "scale":
        return {**RATINGS, **({NOT_ASKED: NOT_ASKED} if "na_vi" in question else {})}
    return {str(option["value"]): option["value"] for option in question["options"]}


def keep(tx: Tx, door: Door, answer: Answer, now: datetime, *, signs: Iterable[str] = ()) -> bool:
    """Use up the slip, if the ballot came by one, and store the ballot; False when the slip was used before.

    Nothing kept joins the two: the ballot has a random id and the day and session of its arrival, the slip's mark is in
    a table by itself under a hash of its own, and the writer gives no revision. A ballot sent again is stored once.
    `signs` of stuffing are counted for the sitting as a whole.
    """
    b = t.ballot.c
    if answer.again and tx.execute(sa.select(b.id).where(b.commune_id == door.commune, b.id == answer.id)).first():
        return True
    if door.mark is not None and not use(tx, door.commune, door.mark):
        return False
    commune = communes.current(tx, door.commune)
    day, session = local_day(now), session_at(commune, now)
    hours = _outside_hours(commune, session, now)
    version = ballot_texts.known(tx, door.commune, answer.version, day)
    place = (door.point, day, session)
    tx.execute(
        t.ballot.insert(), _row(commune, place, answer, channel=door.channel, hours=hours) | {"version": version}
    )
    sitting = {"commune_id": door.commune, "point": door.point, "day": day.isoformat(), "session": session}
    for sign in signs:
        row = known.insert(tx.connection, t.ballot_sign).values(**sitting, channel=door.channel, sign=sign, number=1)
        more = {"number": t.ballot_sign.c.number + 1}
        tx.execute(row.on_conflict_do_update(index_elements=[*sitting, "channel", "sign"], set_=more))
    tx.memory.setdefault(("came", door.commune, day), []).append(answer.id)
    tx.later["ballots", door.commune, day] = partial(shuffle, commune=door.commune, day=day)
    return True


def shuffle(tx: Tx, *, commune: int, day: date) -> None:
    """Write a day's ballots again in a random order: how they lie in the file shall not say which came first.

    Of a day with thousands, those that came since the last time and some of the others.
    """
    b = t.ballot.c
    own = (b.commune_id == commune, b.day == day.isoformat())
    came: list[str] = tx.memory.pop(("came", commune, day), [])
    first = secrets.token_hex(16)
    around = sa.select(b.id).where(*own).limit(STIRRED)
    ids = {*came, *tx.execute(around.where(b.id >= first).order_by(b.id)).scalars()}
    ids |= {*tx.execute(around.where(b.id < first).order_by(b.id.desc())).scalars()}
    rows = [
        dict(row) for part in batched(sorted(ids), 500)
        for row in tx.execute(sa.select(t.ballot).where(*own, b.id.in_(part))).mappings()
    ]  # fmt: skip
    secrets.SystemRandom().shuffle(rows)
    if rows:
        gone = t.ballot.delete().where(b.commune_id == commune, b.id == sa.bindparam("gone"))
        tx.execute(gone, [{"gone": row["id"]} for row in rows])
        tx.execute(t.ballot.insert(), rows)


def batched(ids: list[str], size: int) -> Iterator[list[str]]:
    """A list in parts."""
    return (ids[first : first + size] for first in range(0, len(ids), size))


def _outside_period(commune: Commune, day: date) -> bool:
    period = commune.config["ballot_period"]
    begins, ends = period["from"], period["to"]
    return bool((begins and day < parse_day(begins)) or (ends and day > parse_day(ends)))


def _outside_hours(commune: Commune, session: str, now: datetime) -> bool:
    hours = window(local_day(now), session, commune.hours)
    return not (commune.ground.calendar.is_working(local_day(now)) and hours.starts <= now <= hours.ends)


def keep_papers(tx: Tx, commune: Commune, box: Place, answers: Iterable[Answer]) -> None:
    """Store the ballots of a box of paper (point, day, session) all at once, so that their order tells nothing."""
    rows = [_row(commune, box, answer, channel="paper", hours=False) for answer in answers]
    if rows:
        tx.execute(t.ballot.insert(), sorted(rows, key=lambda row: str(row["id"])))


def _row(commune: Commune, place: Place, answer: Answer, *, channel: str, hours: bool) -> dict[str, Any]:
    """A ballot as it is stored; `hours` when it came outside a session's."""
    point, day, session = place
    return {
        "commune_id": commune.id, "id": answer.id, "point": point, "day": day.isoformat(), "session": session,
        "channel": channel, "lang": answer.lang, "rating": answer.rating, "answers": json.dumps(answer.others),
        "comment": masked(answer.comment), "outside_period": _outside_period(commune, day), "outside_hours": hours,
    }  # fmt: skip
