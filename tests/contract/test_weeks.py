"""The weekly report is drawn, written, sent and verified alike on SQLite and PostgreSQL."""

from sync_server import week_acts, weeks
from sync_server.acts import Actor
from tests.server.stand import Stand
from tests.server.week_cast import WEEK, lived, told, vote

LEADER = Actor("leader", "leader")


def test_a_report_is_drawn_written_sent_and_verified(stand: Stand) -> None:
    lived(stand)
    now = stand.clock.now()
    texts = {**dict.fromkeys(weeks.TEXTS, ""), "proposals": "Xin một máy in"}
    stand.database.write(lambda tx: week_acts.write(tx, stand.commune, WEEK, texts, base=0, actor=LEADER, now=now))
    stand.database.write(lambda tx: week_acts.step(tx, stand.commune, WEEK, "sent", actor=LEADER, now=now))
    vote(stand, 1)
    found = told(stand)
    assert (found["status"], found["texts"]["proposals"], found["version"]) == ("sent", "Xin một máy in", 1)
    assert (found["totals"]["served"], found["totals"]["ballots"], found["totals"]["turns"]) == (9, 9, 17)
    assert [(one["figure"], one["now"]) for one in found["since"]] == [("ballots", 10)]
    assert stand.differences() == []
