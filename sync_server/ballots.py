"""Ballots: what a form says, and the one transaction that uses up a slip and stores."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final, NamedTuple
from unicodedata import category, normalize

import sqlalchemy as sa

from shiftbook.moments import local_day, parse_day
from shiftbook.privacy import masked
from sync_server import ballot_texts, dated
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.doors import Door
from sync_server.ledger import known
from sync_server.ledger.slips import use

LONGEST_COMMENT: Final = 1000
TEXTS: Final = ballot_texts.SHIPPED
RATINGS: Final = {str(step["value"]): int(step["value"]) for step in TEXTS["scale"]}
NOT_ASKED: Final = "na"
Place = tuple[str, date, str]
STIRRED: Final = 300  # before and after a random place


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole ballot as it will be kept; `again` are the ids it may be stored under already, none when it cannot have
    been sent before; `version` as the form told which wording it shows."""

    rating: int
    comment: str
    lang: str
    others: dict[str, int | str]
    id: str
    again: tuple[str, ...] = ()
    version: str = ""


class Sent(NamedTuple):
    """A ballot at its door: when it came, and what is odd about its coming (`arrivals.Arrivals.signs`)."""

    door: Door
    answer: Answer
    at: datetime
    signs: tuple[tuple[str, int], ...] = ()

    @property
    def name(self) -> tuple[int, str]:
        """What one ballot of all communes is told from another by."""
        return self.door.commune, self.answer.id

    def among(self, stored: Mapping[tuple[int, str], dict[str, Any]]) -> dict[str, Any] | None:
        """What was stored of it before, under any of the ids it may have."""
        names = ((self.door.commune, own) for own in self.answer.again)
        return next((stored[name] for name in names if name in stored), None)


def rating(fields: Mapping[str, Any]) -> int | None:
    """The rating of a form, None when it is missing or is no step of the scale."""
    return RATINGS.get(str(fields.get("rating", "")).strip())


def comment(fields: Mapping[str, Any]) -> str:
    """The comment of a form, composed, with line ends as one character and nothing a database cannot hold."""
    text = normalize("NFC", str(fields.get("comment", "")).replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c == "\n" or category(c) not in ("Cc", "Cf", "Cs")).strip()


def others(fields: Mapping[str, Any]) -> dict[str, int | str]:
    """The answers to the full ballot's questions 1-8; what is no answer to its question is left out."""
    told = ((name, choices.get(str(fields.get(name, "")).strip())) for name, choices in _OTHERS.items())
    return {name: choice for name, choice in told if choice is not None}


def _choices(question: dict[str, Any]) -> dict[str, int | str]:
    if question["type"] == "scale":
        return {**RATINGS, **({NOT_ASKED: NOT_ASKED} if "na_vi" in question else {})}
    return {str(option["value"]): option["value"] for option in question["options"]}


_OTHERS: Final = {f"q{q['no']}": _choices(q) for q in TEXTS["full"] if q["no"] <= 8}


_NAMED: Final = sa.select(t.ballot).where(
    sa.tuple_(t.ballot.c.commune_id, t.ballot.c.id).in_(sa.bindparam("named", expanding=True))
)
_GONE: Final = t.ballot.delete().where(
    t.ballot.c.commune_id == sa.bindparam("commune"), t.ballot.c.id == sa.bindparam("gone")
)
_SITTING: Final = ("commune_id", "point", "day", "session", "channel", "sign")


def _greater(new: Any) -> Any:
    """Ballots at night are added up; of runs and windows the greatest is kept."""
    kept, come = t.ballot_sign.c.number, new.excluded.number
    number = sa.case((t.ballot_sign.c.sign == "night", kept + come), (come > kept, come), else_=kept)
    return new.on_conflict_do_update(index_elements=_SITTING, set_={"number": number})


_MORE: Final = known.inserting(t.ballot_sign, _greater)


def keep(tx: Tx, sent: list[Sent]) -> list[str]:
    """Use up the slips of ballots that came by one, and store the ballots; answers what is said to each: `thanks`,
    `spent` when its slip was used before, `changed` when it was stored before and what is new comes too late.

    Nothing kept joins the two: a ballot has a random id and the day and session of its arrival, the slip's mark is in
    a table by itself under a hash of its own, and the writer gives no revision. A ballot sent again is stored once, as
    it was sent last. Signs of stuffing are kept for the sitting as a whole.
    """
    held = {number: communes.current(tx, number) for number in sorted({one.door.commune for one in sent})}
    stored = _stored_before(tx, sent)
    unknown = (one for one in sent if one.door.mark and one.among(stored) is None)
    fresh = use(tx, {(one.door.commune, one.door.mark or "") for one in unknown})
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    over: dict[tuple[int, str], dict[str, Any]] = {}
    signs: list[tuple[Any, ...]] = []
    answers: list[str] = []
    for one in sent:
        door, before, slip = one.door, one.among(stored), (one.door.commune, one.door.mark or "")
        if before is not None:
            answers.append(_again(tx, held[door.commune], before, one, over=over))
            continue
        answers.append("thanks" if door.mark is None or slip in fresh else "spent")
        if answers[-1] == "spent":
            continue
        fresh.discard(slip)
        commune, day = held[door.commune], local_day(one.at)
        session = commune.session_at(one.at)
        row = _row(commune, (door.point, day, session), one.answer, door.channel)
        rows[one.name] = stored[one.name] = row | {"outside_hours": _outside_hours(commune, session, one.at)}
        sitting = (door.commune, door.point, day.isoformat(), session, door.channel)
        signs += [(*sitting, *sign) for sign in one.signs]
        _to_be_stirred(tx, door.commune, day, one.answer.id)
    gone = [name for name in over if name not in rows]
    if gone:
        tx.execute(_GONE, [{"commune": commune, "gone": own} for commune, own in gone])
    if rows or gone:
        tx.insert(t.ballot, [*rows.values(), *(over[name] for name in gone)])
    if signs:
        names = (*_SITTING, "number")
        tx.execute(_MORE[tx.connection.dialect.name], [dict(zip(names, sign, strict=True)) for sign in sorted(signs)])
    return answers


def _again(
    tx: Tx, commune: Commune, row: dict[str, Any], one: Sent, *, over: dict[tuple[int, str], dict[str, Any]]
) -> str:
    """What is said to a ballot that was stored before. Other answers are written over it while its sitting lasts and
    nobody has taken up its comment: only its own page knows its name, and no figure has counted it yet."""
    own, day = (commune.id, row["id"]), parse_day(row["day"])
    new = {"rating": one.answer.rating, **_said(one.answer)}
    if all(row[name] == value for name, value in new.items()):
        return "thanks"
    taken_up = sa.select(sa.func.count()).where(
        t.comment_step.c.commune_id == commune.id, t.comment_step.c.ballot == row["id"]
    )
    ends = commune.sitting_over(day, row["session"], outside=bool(row["outside_hours"]))
    if one.at >= ends or tx.execute(taken_up).scalar_one():
        return "changed"
    row |= {**new, "lang": one.answer.lang, "version": ballot_texts.told(commune.wordings, one.answer.version, day)}
    over[own] = row
    _to_be_stirred(tx, commune.id, day, row["id"])
    return "thanks"


def _stored_before(tx: Tx, sent: list[Sent]) -> dict[tuple[int, str], dict[str, Any]]:
    """What is stored of the ballots that may have been sent before, by their names."""
    named = [(one.door.commune, own) for one in sent for own in one.answer.again]
    rows = tx.execute(_NAMED, {"named": named}).mappings() if named else ()
    return {(row["commune_id"], row["id"]): dict(row) for row in rows}


def _to_be_stirred(tx: Tx, commune: int, day: date, own: str) -> None:
    tx.memory.setdefault(("came", commune, day), []).append(own)
    tx.later["ballots", commune, day] = partial(shuffle, commune=commune, day=day)


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
        tx.execute(_GONE, [{"commune": commune, "gone": row["id"]} for row in rows])
        tx.execute(t.ballot.insert(), rows)


def stir_newest(tx: Tx) -> None:
    """Leave the ballots of each commune's two newest days for the next quiet moment, whole.

    The server that took them may have been killed before its own.
    """
    b = t.ballot.c
    for commune in tx.execute(sa.select(t.commune.c.commune_id)).scalars().all():
        own = b.commune_id == commune
        newest = sa.select(b.day).where(own).distinct().order_by(b.day.desc()).limit(2)
        for text in tx.execute(newest).scalars().all():
            day = parse_day(text)
            tx.memory["came", commune, day] = list(tx.execute(sa.select(b.id).where(own, b.day == text)).scalars())
            tx.later["ballots", commune, day] = partial(shuffle, commune=commune, day=day)


def batched(ids: list[str], size: int) -> Iterator[list[str]]:
    """A list in parts."""
    return (ids[first : first + size] for first in range(0, len(ids), size))


def _outside_period(commune: Commune, point: str, day: date) -> bool:
    """Whether a day lies outside the period, or the days on which the point is in use."""
    if not commune.begun.get(point, date.min) <= day < commune.gone.get(point, date.max):
        return True
    period = dated.on(dated.periods(commune.config), day)
    begins, ends = period["begins"], period["ends"]
    return bool((begins and day < parse_day(begins)) or (ends and day > parse_day(ends)))


def _outside_hours(commune: Commune, session: str, now: datetime) -> bool:
    hours = commune.windows(local_day(now))[session]
    return not (commune.ground.calendar.is_working(local_day(now)) and hours.starts <= now <= hours.ends)


def keep_papers(tx: Tx, commune: Commune, box: Place, answers: Iterable[Answer]) -> None:
    """Store the ballots of a box of paper (point, day, session) all at once, so that their order tells nothing."""
    rows = [_row(commune, box, answer, "paper") for answer in answers]
    if rows:
        tx.execute(t.ballot.insert(), sorted(rows, key=lambda row: str(row["id"])))


def _row(commune: Commune, place: Place, answer: Answer, channel: str) -> dict[str, Any]:
    """A ballot as it is stored, as one that came within the hours."""
    point, day, session = place
    return {
        "commune_id": commune.id, "id": answer.id, "point": point, "day": day.isoformat(), "session": session,
        "channel": channel, "lang": answer.lang, "rating": answer.rating, **_said(answer),
        "outside_period": _outside_period(commune, point, day), "outside_hours": False,
        "version": ballot_texts.told(commune.wordings, answer.version, day),
    }  # fmt: skip


def _said(answer: Answer) -> dict[str, str]:
    return {"answers": json.dumps(answer.others), "comment": masked(answer.comment)}
