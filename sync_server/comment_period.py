"""The end of keeping what citizens wrote on ballots: the words go, the level and the other answers stay."""

from datetime import date, datetime

import sqlalchemy as sa

from shiftbook.moments import local_day
from sync_server import acts, ballots, comments, dated, retention
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.comments import Comment
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.erasing import GONE


def months_on(commune: Commune, today: date) -> int:
    """For how many months comments are kept by the period in force on a day."""
    return int(dated.on(dated.comment_months(commune.config), today)["months"])


def over(connection: sa.Connection, commune: Commune, today: date) -> tuple[list[Comment], list[Comment]]:
    """The comments whose period is over: those that may go, and those still to be done something about, which stay."""
    months = months_on(commune, today)
    known = comments.listed(connection, commune, (date.min, today), "office")
    due = [one for one in known if one.text not in ("", GONE) and retention.after(one.day, months) <= today]
    return [one for one in due if not one.open], [one for one in due if one.open]


def erase(tx: Tx, commune_id: int, *, actor: Actor, now: datetime) -> int:
    """Put GONE in the place of the words whose period is over, and of the office's retelling that was never published.

    Answers how many comments; the audit trail keeps that number and the period.
    """
    commune, today = communes.current(tx, commune_id), local_day(now)
    gone, _ = over(tx.connection, commune, today)
    b, s = t.ballot.c, t.comment_step.c
    for part in ballots.batched([one.id for one in gone], 500):
        tx.execute(t.ballot.update().where(b.commune_id == commune_id, b.id.in_(part)).values(comment=GONE))
    for part in ballots.batched([one.id for one in gone if not one.last["published"]], 500):
        own = (s.commune_id == commune_id, s.ballot.in_(part), s.said != "")
        tx.execute(t.comment_step.update().where(*own).values(said=GONE))
    if gone:
        told = {"items": len(gone), "months": months_on(commune, today)}
        acts.record(tx, commune_id, "comments_erased", told, actor=actor, now=now)
    communes.settled(tx, commune_id)
    return len(gone)
