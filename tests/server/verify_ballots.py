"""Faults in what belongs to the ballots: slips, marks, wordings, posters; and how `shiftbook verify` names each."""

from datetime import date

from sync_server import ballot_texts, posters
from sync_server.acts import Actor
from tests.server.stand import Stand

FAULTS = {
    "a slip unspent": ("DELETE FROM slip_spent", "nhiều hơn 1 phiếu"),
    "a used slip of nobody": ("UPDATE slip_spent SET mark = 'forged'", "không thuộc mã phiếu nào"),
    "a slip nobody was given": (
        "UPDATE slip SET hash = 'forged' WHERE hash = (SELECT min(hash) FROM slip)", "Phiếu của điện thoại"),
    "slips of no block": ("DELETE FROM slip_block", "không ghi đã phát"),
    "a block's count": ("UPDATE slip_block SET spent = 1", "Phiếu của điện thoại"),
    "a ballot gone": ("DELETE FROM ballot", "thiếu 1 phiếu"),
    "a ballot from nowhere": (
        "INSERT INTO ballot SELECT commune_id, 'x', point, day, session, channel, lang, 5, answers, comment, 0, 0,"
        " version FROM ballot", "nhiều hơn 1 phiếu"),
    "a ballot of no wording": ("UPDATE ballot SET version = 77", "bản lời 77"),
    "a wording": ("UPDATE ballot_text SET body = replace(body, 'hôm nay', 'hôm qua')", "đã gửi tới điện thoại"),
    "a wording's day": ("UPDATE ballot_text SET from_day = '2020-01-01'", "không khớp với nhật ký"),
    "a poster put back": ("UPDATE poster SET retired_on = NULL", "mã áp phích đang dùng"),
    "a poster's point": ("UPDATE point SET poster_code = 'KHAC'", "mã áp phích đang dùng"),
    "a replaced poster gone": ("DELETE FROM poster WHERE retired_on IS NOT NULL", "áp phích đã thay"),
}  # fmt: skip


def reword(stand: Stand) -> None:
    """The office words the ballot anew and replaces the poster."""
    actor, now = Actor("x", "office"), stand.clock.now()
    words = {name: text.replace("hôm nay", "hôm nay ạ") for name, text in ballot_texts.fields()}
    day = date(2026, 12, 10)
    stand.database.write(lambda tx: ballot_texts.write(tx, stand.commune, words, day, actor=actor, now=now))
    stand.database.write(lambda tx: posters.replace(tx, stand.commune, stand.point, "rách", actor=actor, now=now))
