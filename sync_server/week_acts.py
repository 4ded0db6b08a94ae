"""What is done to a weekly report: the leader writes and sends, the office returns or forwards, the chairman sees."""

import json
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

import sqlalchemy as sa

from shiftbook.moments import format_instant, local_day, week_days
from shiftbook.privacy import looks_private
from sync_server import acts, months, weeks
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.database import Tx
from sync_server.errors import Refused

LONGEST: Final = 3000
LONGEST_NOTE: Final = 2000


def write(tx: Tx, commune_id: int, week: str, words: dict[str, Any], *, base: int, actor: Actor, now: datetime) -> None:
    """Keep a version of the leader's words: TEXTS.

    `base` is the number of the version that was read. Raises Refused when somebody has written another since, when the
    report is already sent, or when a text seems to hold a person's number; then nothing is written.
    """
    commune = communes.current(tx, commune_id)
    if _status(tx, commune_id, week) not in ("draft", "returned"):
        raise Refused("week_sent", 409)
    known = weeks.versions(tx.connection, commune_id, week)
    if (known[0]["number"] if known else 0) != base:
        raise Refused("week_written", 409, field="feedback")
    for name in weeks.TEXTS:
        _checked(words[name], name, LONGEST)
    if known and all(known[0][name] == words[name] for name in weeks.TEXTS):
        return
    body = json.dumps({name: words[name] for name in weeks.TEXTS}, ensure_ascii=False)
    row = {"commune_id": commune.id, "rev": tx.next_rev(commune_id), "week": week, "body": body, "by": actor.name,
           "at": format_instant(now)}  # fmt: skip
    tx.execute(t.week_text.insert(), row)
    acts.record(tx, commune_id, "week_written", {"week": week, "version": base + 1}, actor=actor, now=now)
    communes.settled(tx, commune_id)


def step(tx: Tx, commune_id: int, week: str, name: str, *, note: str = "", actor: Actor, now: datetime) -> None:
    """Take a report one step on (`weeks.STEPS`); sending freezes it byte for byte. Raises Refused when it cannot go."""
    commune = communes.current(tx, commune_id)
    if _status(tx, commune_id, week) not in weeks.STEPS[name][1]:
        raise Refused("week_moved", 409, field="note")
    if local_day(now) < week_days(week)[0]:
        raise Refused("week_not_begun", 409, field="note")
    _checked(note, "note", LONGEST_NOTE)
    if name == "returned" and not note:
        raise Refused("reason_missing", 422, field="note")
    body = code = None
    if name == "sent":
        told = weeks.report(tx.connection, commune, week, now)
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        code = months.code_of(body)
    row = {"commune_id": commune_id, "rev": tx.next_rev(commune_id), "week": week, "step": name, "note": note,
           "by": actor.name, "at": format_instant(now), "code": code, "body": body}  # fmt: skip
    tx.execute(t.week_step.insert(), row)
    acts.record(tx, commune_id, f"week_{name}", told_of(SimpleNamespace(**row)), actor=actor, now=now)
    communes.settled(tx, commune_id)


def told_of(row: Any) -> dict[str, Any]:
    """A step as the audit trail names it."""
    return {"week": row.week, "note": row.note, "code": row.code}


def set_terms(tx: Tx, commune_id: int, terms: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """The office says when the commune meets each week."""
    commune = communes.current(tx, commune_id)
    config, before = commune.config, weeks.terms(commune)
    text = json.dumps({**config, "weekly": terms}, ensure_ascii=False)
    tx.execute(t.commune.update().where(t.commune.c.commune_id == commune_id).values(config=text))
    communes.changed(tx, commune_id)
    acts.record(tx, commune_id, "weekly_set", acts.after(terms, before), actor=actor, now=now)
    communes.settled(tx, commune_id)


def _status(tx: Tx, commune: int, week: str) -> str:
    s = t.week_step.c
    wanted = sa.select(s.step).where(s.commune_id == commune, s.week == week).order_by(s.rev.desc()).limit(1)
    return tx.execute(wanted).scalar() or "draft"


def _checked(text: str, name: str, longest: int) -> None:
    if len(text) > longest:
        raise Refused("text_too_long", 422, field=name)
    if looks_private(text):
        raise Refused("text_private", 422, field=name)
