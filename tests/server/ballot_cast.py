"""Ballots put straight into the book of ballots, some days of them, for whom only the figures matter."""

import json
import secrets
from typing import Any

import sqlalchemy as sa

from shiftbook.roster import SESSIONS
from sync_server import setup
from sync_server import tables as t
from tests.server.stand import Stand


def put(stand: Stand, day: str, ratings: str, channel: str = "poster", **more: Any) -> None:
    """A ballot for each digit of `ratings` on a day's morning at the stand's point; `more` are other columns."""
    answers = json.dumps(more.pop("answers", {}))
    rows = [
        {"commune_id": stand.commune, "id": secrets.token_hex(16), "point": stand.point, "day": day,
         "session": SESSIONS[0], "channel": channel, "lang": "vi", "rating": int(rating), "answers": answers,
         "comment": "", "outside_period": False, "outside_hours": False, **more}
        for rating in ratings
    ]  # fmt: skip
    if rows:
        stand.database.write(lambda tx: tx.execute(t.ballot.insert(), rows) and None)


def second_point(stand: Stand) -> str:
    """One more counter of the commune."""
    point, _ = stand.database.write(lambda tx: setup.add_point(tx, stand.commune, "Điểm tiếp nhận Vạn Thọ"))
    return point


def ballots(stand: Stand) -> list[Any]:
    """Every ballot kept."""
    with stand.database.reader() as connection:
        return list(connection.execute(sa.select(t.ballot)))
