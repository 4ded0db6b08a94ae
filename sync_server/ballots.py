"""Ballots: where a slip or a poster leads, what a form says, and the one transaction that spends a slip and stores."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from unicodedata import category, normalize

import sqlalchemy as sa

from shiftbook.moments import local_day, parse_day
from shiftbook.privacy import masked
from shiftbook.roster import window
from sync_server import commune as communes
from sync_server import setup
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.ledger import known
from sync_server.ledger.slips import DAYS_TAKEN, session_at

LONGEST_COMMENT: Final = 1000
TEXTS: Final[dict[str, Any]] = json.loads(setup.data_text("ballot.json"))
RATINGS: Final = {str(step["value"]): int(step["value"]) for step in TEXTS["scale"]}
NOT_ASKED: Final = "na"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a ballot comes in: a point of a commune, by a slip (its keyed hash), its poster or its counter's tablet."""

    commune: int
    commune_name: str
    demonstration: bool
    point: str
    point_name: str
    poster_code: str
    channel: str
    slip: str | None = None
    spent: bool = False
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole ballot as it will be kept."""

    rating: int
    comment: str
    lang: str
    others: dict[str, int | str]


def by_slip(connection: sa.Connection, hashed: str, today: date) -> Door | None:
    """The door of a slip, spent and expired ones too; None for a slip never given out."""
    s = t.slip.c
    row = connection.execute(_doors(t.slip, s.day, s.spent).where(s.hash == hashed)).first()
    if row is None:
        return None
    expired = today > parse_day(row.day) + timedelta(days=DAYS_TAKEN)
    return _door(row, "slip", slip=hashed, spent=bool(row.spent), expired=expired)


def by_poster(connection: sa.Connection, code: str) -> Door | None:
    """The door of a point's poster, None for a code that is on no poster."""
    row = connection.execute(_doors(t.poster).where(t.poster.c.code == code)).first()
    return None if row is None else _door(row, "poster")


def by_counter(connection: sa.Connection, commune: int, point: str) -> Door | None:
    """The door of a counter's own tablet, None for a point the commune does not have."""
    c, p = t.commune.c, t.point.c
    both = t.point.join(t.commune, c.commune_id == p.commune_id)
    here = (p.commune_id == commune, p.id == point)
    row = connection.execute(sa.select(*_SHOWN).select_from(both).where(*here)).first()
    return None if row is None else _door(row, "tablet")


_SHOWN: Final[tuple[sa.ColumnElement[Any], ...]] = (
    t.commune.c.commune_id, t.commune.c.name, t.commune.c.demonstration, t.point.c.id.label("point"),
    t.point.c.name.label("point_name"), t.point.c.poster_code,
)  # fmt: skip


def _doors(table: sa.Table, *more: sa.Column[Any]) -> sa.Select[Any]:
    c, p = t.commune.c, t.point.c
    at_point = (p.commune_id == table.c.commune_id) & (p.id == table.c.point)
    joined = table.join(t.commune, c.commune_id == table.c.commune_id).join(t.point, at_point)
    return sa.select(*_SHOWN, *more).select_from(joined)


def _door(row: sa.Row[Any], channel: str, **more: Any) -> Door:
    own = (row.commune_id, row.name, bool(row.demonstration), row.point, row.point_name, row.poster_code)
    return Door(*own, channel, **more)


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
    """Spend the slip, if the ballot came by one, and store the ballot; False when the slip was spent before.

    Nothing kept joins the two: the ballot has a random id and the day and session of its arrival, the slip a mark, its
    block a count, and the writer gives no revision. `signs` of stuffing are counted for the sitting as a whole.
    """
    if door.slip is not None and not _spend(tx, door.slip):
        return False
    commune = communes.current(tx, door.commune)
    day, session = local_day(now), session_at(commune, now)
    tx.execute(t.ballot.insert(), {
        "commune_id": door.commune, "id": secrets.token_hex(16), "point": door.point, "day": day.isoformat(),
        "session": session, "channel": door.channel, "lang": answer.lang,
        "rating": answer.rating, "answers": json.dumps(answer.others), "comment": masked(answer.comment),
        "outside_period": _outside_period(commune, day), "outside_hours": _outside_hours(commune, session, now),
    })  # fmt: skip
    sitting = {"commune_id": door.commune, "point": door.point, "day": day.isoformat(), "session": session}
    for sign in signs:
        row = known.insert(tx.connection, t.ballot_sign).values(**sitting, channel=door.channel, sign=sign, number=1)
        more = {"number": t.ballot_sign.c.number + 1}
        tx.execute(row.on_conflict_do_update(index_elements=[*sitting, "channel", "sign"], set_=more))
    return True


def _spend(tx: Tx, hashed: str) -> bool:
    s, b = t.slip.c, t.slip_block.c
    marked = tx.execute(t.slip.update().where(s.hash == hashed, s.spent.is_(False)).values(spent=True))
    if marked.rowcount != 1:
        return False
    row = tx.execute(sa.select(t.slip).where(s.hash == hashed)).one()
    block = (b.commune_id == row.commune_id, b.device == row.device, b.point == row.point, b.day == row.day)
    tx.execute(t.slip_block.update().where(*block, b.session == row.session).values(spent=b.spent + 1))
    return True


def _outside_period(commune: Commune, day: date) -> bool:
    period = commune.config["ballot_period"]
    begins, ends = period["from"], period["to"]
    return bool((begins and day < parse_day(begins)) or (ends and day > parse_day(ends)))


def _outside_hours(commune: Commune, session: str, now: datetime) -> bool:
    hours = window(local_day(now), session, commune.hours)
    return not (commune.ground.calendar.is_working(local_day(now)) and hours.starts <= now <= hours.ends)


def keep_papers(tx: Tx, commune: Commune, box: tuple[str, date, str], answers: Iterable[Answer]) -> None:
    """Store the ballots of a box of paper (point, day, session) all at once, so that their order tells nothing."""
    point, day, session = box
    rows = [
        {"commune_id": commune.id, "id": secrets.token_hex(16), "point": point, "day": day.isoformat(),
         "session": session, "channel": "paper", "lang": answer.lang, "rating": answer.rating,
         "answers": json.dumps(answer.others), "comment": masked(answer.comment),
         "outside_period": _outside_period(commune, day), "outside_hours": False}
        for answer in answers
    ]  # fmt: skip
    if rows:
        tx.execute(t.ballot.insert(), sorted(rows, key=lambda row: str(row["id"])))
