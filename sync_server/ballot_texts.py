"""The ballot's wording, in versions that hold from a day on; what is asked and how it is answered never changes.

Version 0 is the wording the product brings. The scale, the kinds of answer and the numbers of the questions stay, so
that ballots of two versions can be counted together; each ballot keeps which version it answered.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.moments import format_instant
from sync_server import acts, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.database import Tx
from sync_server.ledger import feed

SHIPPED: Final[dict[str, Any]] = json.loads(setup.data_text("ballot.json"))
QUICK: Final = ("intro", "question", "comment", "thanks")
LONGEST: Final = 400
LANGUAGES: Final = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """One version: its number (the revision it was written at), its first day, who wrote it when, and the texts."""

    version: int
    from_day: str
    texts: dict[str, Any]
    by: str = ""
    at: str = ""


FIRST: Final = Wording(0, "", SHIPPED)


def versions(connection: sa.Connection, commune: int) -> list[Wording]:
    """Every version, the newest day first, the shipped one last."""
    b = t.ballot_text.c
    rows = connection.execute(
        sa.select(t.ballot_text).where(b.commune_id == commune).order_by(b.from_day.desc(), b.rev.desc())
    )
    return [*(Wording(r.rev, r.from_day, worded(json.loads(r.body)), r.by, r.at) for r in rows), FIRST]


def on(connection: sa.Connection, commune: int, day: date) -> Wording:
    """The version in force on a day: of those that have begun the newest."""
    b = t.ballot_text.c
    begun = sa.select(t.ballot_text).where(b.commune_id == commune, b.from_day <= day.isoformat())
    row = connection.execute(begun.order_by(b.from_day.desc(), b.rev.desc()).limit(1)).first()
    return FIRST if row is None else Wording(row.rev, row.from_day, worded(json.loads(row.body)), row.by, row.at)


def told(versions: Sequence[tuple[str, int]], said: str, day: date) -> int:
    """The version a form says it shows, if there is such a one among (first day, version), the newest first; else the
    one in force on the day."""
    if said == "0" or said in (str(version) for _, version in versions):
        return int(said)
    return next((version for first, version in versions if first <= day.isoformat()), 0)


def fields() -> Iterator[tuple[str, str]]:
    """Each text that may be worded anew, as (field of a form, shipped text): `question_vi`, `q4_en`, `q4_na_vi`."""
    for lang in LANGUAGES:
        for name in QUICK:
            yield f"{name}_{lang}", SHIPPED["quick"][f"{name}_{lang}"]
        for q in SHIPPED["full"]:
            yield f"q{q['no']}_{lang}", q[lang]
            if f"na_{lang}" in q:
                yield f"q{q['no']}_na_{lang}", q[f"na_{lang}"]


def worded(words: Mapping[str, str]) -> dict[str, Any]:
    """The shipped texts with other words in their places."""
    texts = deepcopy(SHIPPED)
    for lang in LANGUAGES:
        for name in QUICK:
            texts["quick"][f"{name}_{lang}"] = words.get(f"{name}_{lang}", texts["quick"][f"{name}_{lang}"])
        for q in texts["full"]:
            q[lang] = words.get(f"q{q['no']}_{lang}", q[lang])
            if f"na_{lang}" in q:
                q[f"na_{lang}"] = words.get(f"q{q['no']}_na_{lang}", q[f"na_{lang}"])
    return texts


def words_of(texts: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a version as the fields of a form."""
    told = {f"{name}_{lang}": texts["quick"][f"{name}_{lang}"] for name in QUICK for lang in LANGUAGES}
    for q in texts["full"]:
        for lang in LANGUAGES:
            told[f"q{q['no']}_{lang}"] = q[lang]
            if f"na_{lang}" in q:
                told[f"q{q['no']}_na_{lang}"] = q[f"na_{lang}"]
    return told


def write(tx: Tx, commune: int, words: Mapping[str, str], day: date, *, actor: Actor, now: datetime) -> int:
    """A new version from a day on, put before the phones too; answers its number, 0 when nothing is new."""
    before = on(tx.connection, commune, day)
    if words_of(before.texts) == dict(words):
        return 0
    rev = tx.next_rev(commune)
    body = json.dumps(dict(words), ensure_ascii=False)
    row = {"rev": rev, "from_day": day.isoformat(), "body": body, "by": actor.name, "at": format_instant(now)}
    tx.execute(t.ballot_text.insert(), {"commune_id": commune, **row})
    told = json.dumps({**worded(words), "version": rev, "from": day.isoformat()}, ensure_ascii=False)
    feed.put(tx, commune, "*", ("ballot_texts", f"{day.isoformat()}.{rev}"), body=told)
    detail = {"version": rev, "from": day.isoformat()}
    acts.record(tx, commune, "ballot_text_set", detail, actor=actor, now=now)
    communes.changed(tx, commune)
    return rev
