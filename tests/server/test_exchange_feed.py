"""What a phone reads: its own rows in the order of revisions, nothing skipped, nobody else's (wire contract §3)."""

import json
import threading
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from shiftbook.moments import parse_instant
from sync_server import setup
from sync_server import tables as t
from tests.server.phone_script import Phone
from tests.server.stand import Stand

AT = "2026-11-17T07:55:00+07:00"


@pytest.fixture(autouse=True)
def on_tuesday(stand: Stand) -> None:
    """Tuesday morning, when the members at places 0 and 1 are on duty."""
    stand.set("2026-11-17T08:00:00+07:00")


def raised(phone: Phone, text: str = "Hết mực") -> dict[str, Any]:
    """A small good fact."""
    return phone.fact("difficulty_raised", {"text": text, "urgent": False}, AT)


def test_first_pull_brings_everything_in_order_and_the_next_nothing(stand: Stand) -> None:
    phone = stand.phone(0)
    changes = phone.pull()
    revs = [c["rev"] for c in changes]
    assert revs == sorted(revs)
    assert {"procedure", "calendar", "ballot_texts", "ballot_slips", "duty"} <= {c["kind"] for c in changes}
    assert phone.pull() == []


@pytest.mark.parametrize("limit", [1, 7, 1000, 5000])
def test_pages_add_up_to_the_whole(stand: Stand, limit: int) -> None:
    phone = stand.phone(0)
    whole = phone.pull()
    phone.cursor = None
    pages, more = [], True
    while more and len(pages) < 400:
        told = phone.send(limit=limit).json()
        assert len(told["changes"]) <= min(limit, 1000)
        pages.append(told["changes"])
        phone.cursor, more = told["cursor"], told["more"]
    assert [c for page in pages for c in page] == whole


def test_limit_of_nothing_moves_nothing(stand: Stand) -> None:
    told = stand.phone(0).send(limit=0).json()
    assert (told["changes"], told["more"]) == ([], True)


def test_own_facts_come_back_with_status_and_code(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.pull()
    entry = stand.check_in(phone, AT, clock=None)
    told = phone.send(entry).json()
    change = next(c for c in told["changes"] if c["kind"] == "checked_in")
    assert (change["id"], change["rev"]) == (entry["id"], told["verdicts"][0]["rev"])
    assert (change["data"]["status"], change["data"]["code"]) == ("refused", "clock_unknown")
    assert {k: change["data"][k] for k in entry} == entry


def test_decision_comes_as_a_change_of_the_verdict(stand: Stand) -> None:
    phone = stand.phone(0)
    entry = stand.check_in(phone, AT, clock=None)
    phone.push(entry)
    phone.pull()
    for counted, seen in ((True, ("stored", None)), (False, ("refused", "clock_unknown"))):
        assert stand.decide(0, "2026-11-17", counted).status_code == 200
        told = {c["kind"]: c["data"] for c in phone.pull()}
        assert (told["checked_in"]["status"], told["checked_in"]["code"]) == seen
        line = told["allowance"]
        assert (line["count"], line["amount_dong"]) == (int(counted), 30_000 * counted)
        assert line["days"][0]["decided_by"]


def test_allowance_is_the_line_of_the_month(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, AT))
    told = next(c["data"] for c in phone.whole().values() if c["kind"] == "allowance")
    line = next(x for x in stand.month()["lines"] if x["member"] == stand.members[0])
    assert {k: told[k] for k in line} == line


def test_duty_tells_the_fellow_and_changes_reach_both(stand: Stand) -> None:
    phone, other = stand.phone(0), stand.phone(4)
    phone.pull(), other.pull()
    duty = (stand.point, date(2026, 11, 17), "morning")
    now = parse_instant("2026-11-17T06:00:00+07:00")
    stand.database.write(
        lambda tx: setup.publish(tx, stand.commune, duty, [stand.members[1], stand.members[4]], now=now)
    )
    gone, new = phone.pull(), other.pull()
    assert [(c["kind"], c["deleted"]) for c in gone] == [("duty", True)]
    data = new[0]["data"]
    assert (data["day"], data["session"], data["point"]) == ("2026-11-17", "morning", stand.point)
    assert [m["id"] for m in data["members"]] == [stand.members[1], stand.members[4]]
    assert all(m.keys() == {"id", "name"} for m in data["members"])


def test_phone_sees_no_other_member(stand: Stand) -> None:
    """Not their facts, allowance, slips or group; of a fellow on a shift, and of the team, the name only."""
    one, two = stand.phone(0), stand.phone(1)
    entry, said = stand.check_in(two, AT), raised(two, "chuyện riêng của máy hai")
    two.push(entry, said)
    told = one.whole()
    text = json.dumps(list(told.values()), ensure_ascii=False)
    assert entry["id"] not in text
    assert "chuyện riêng" not in text
    assert not [c for (kind, _), c in told.items() if kind == "allowance"]
    for (kind, _), change in told.items():
        if kind == "team":
            assert all(fellow.keys() == {"id", "name"} for fellow in change["data"]["members"])
        elif kind != "duty":
            assert stand.members[1] not in json.dumps(change), kind
    both = stand.phone(1, bearer=one.token)
    assert both.device == one.device
    assert ("checked_in", entry["id"]) in both.whole()


def test_member_added_to_a_phone_is_read_from_the_beginning(stand: Stand) -> None:
    own, shared = stand.phone(1), stand.phone(0)
    entry = stand.check_in(own, AT)
    own.push(entry)
    shared.pull()
    stand.phone(1, bearer=shared.token)
    told = shared.pull()
    assert entry["id"] in {c["id"] for c in told}
    assert any(c["kind"] == "procedure" for c in told)
    assert shared.pull() == []


@pytest.mark.parametrize("cursor", ["", "x", "a.b.c", "..", "0.0.0", "ÿ.1.٣", "x" * 10_000])
def test_unreadable_cursor_begins_anew(stand: Stand, cursor: str) -> None:
    phone = stand.phone(0)
    whole = phone.pull()
    told = phone.send(cursor=cursor, limit=1000).json()
    assert told["changes"] == whole


def test_after_a_restore_reading_begins_anew(stand: Stand) -> None:
    phone = stand.phone(0)
    whole = phone.pull()
    where = t.feed_head.c.commune_id == stand.commune
    with stand.database.engine.begin() as connection:
        connection.execute(t.feed_head.update().where(where).values(epoch="ANOTHERLIFE1"))
    told = phone.send(limit=1000).json()
    assert told["epoch"] == "ANOTHERLIFE1" != phone.epoch
    assert told["changes"] == whole


def test_cursor_never_skips_what_commits_later(stand: Stand) -> None:
    """Three phones of one member write while a fourth reads in small pages: every row is seen, once, in order."""
    writers, reader = [stand.phone(0) for _ in range(3)], stand.phone(0)
    made: list[list[str]] = [[] for _ in writers]

    def work(place: int) -> None:
        phone = writers[place]
        for _ in range(12):
            facts = [raised(phone), raised(phone)]
            phone.push(*facts)
            made[place] += [f["id"] for f in facts]

    threads = [threading.Thread(target=work, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    seen: list[tuple[int, str]] = []
    while any(thread.is_alive() for thread in threads):
        told = reader.send(limit=5).json()
        seen += [(c["rev"], c["kind"] + c["id"]) for c in told["changes"]]
        reader.cursor = told["cursor"]
    seen += [(c["rev"], c["kind"] + c["id"]) for c in reader.pull()]
    assert [rev for rev, _ in seen] == sorted({rev for rev, _ in seen})
    ids = [identity for _, identity in seen]
    assert len(ids) == len(set(ids))
    assert {"difficulty_raised" + i for own in made for i in own} <= set(ids)


def slips(phone: Phone) -> dict[tuple[str, str], list[str]]:
    """The slips a phone holds, by day and session."""
    found: dict[tuple[str, str], list[str]] = {}
    for (kind, _), change in phone.whole().items():
        if kind == "ballot_slips":
            data = change["data"]
            assert data.keys() >= {"point", "day", "session", "slips"}
            found.setdefault((data["day"], data["session"]), []).extend(data["slips"])
    return found


def test_slips_for_today_and_the_sessions_of_seven_days(stand: Stand) -> None:
    phone = stand.phone(0)
    held = slips(phone)
    duties = {
        (c["data"]["day"], c["data"]["session"])
        for (kind, _), c in phone.whole().items()
        if kind == "duty" and "2026-11-17" <= c["data"]["day"] <= "2026-11-24"
    }
    assert duties >= {("2026-11-17", "morning"), ("2026-11-20", "morning")}
    assert duties | {("2026-11-17", "morning"), ("2026-11-17", "afternoon")} <= held.keys()
    codes = [code for own in held.values() for code in own]
    assert all(len(own) >= 30 for own in held.values())
    assert len(codes) == len(set(codes))
    assert all(len(code) == 10 and not set(code) - set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for code in codes)


def test_slips_come_again_unchanged_and_belong_to_one_phone(stand: Stand) -> None:
    one, two = stand.phone(0), stand.phone(0)
    first = slips(one)
    assert slips(one) == first
    mine, theirs = ({c for own in slips(p).values() for c in own} for p in (one, two))
    assert not mine & theirs


def test_database_holds_only_hashes_of_slips(stand: Stand) -> None:
    codes = [code for own in slips(stand.phone(0)).values() for code in own]
    with stand.database.reader() as connection:
        hashes = set(connection.execute(sa.select(t.slip.c.hash)).scalars())
    assert {stand.keys.hashed(code) for code in codes} <= hashes
    raw = b"".join(f.read_bytes() for f in stand.site.settings.data_dir.glob("shiftbook.db*"))
    assert not [code for code in codes if code.encode() in raw]


def test_slips_are_made_good_when_offered_or_spent(stand: Stand) -> None:
    phone = stand.phone(0)
    today = ("2026-11-17", "morning")
    before = slips(phone)[today]
    offer = {"point": stand.point, "channel": "slip"}
    phone.push(*(phone.fact("ballot_offered", offer, AT) for _ in range(4)))
    after = slips(phone)[today]
    assert after[: len(before)] == before
    assert len(after) - 4 >= 30
    where = (t.slip_block.c.device == phone.device, t.slip_block.c.day == today[0], t.slip_block.c.session == today[1])
    with stand.database.engine.begin() as connection:
        connection.execute(t.slip_block.update().where(*where).values(spent=len(after) - 1))
    assert len(slips(phone)[today]) - (len(after) - 1) >= 30


def test_slips_appear_each_new_day(stand: Stand) -> None:
    phone = stand.phone(0)
    slips(phone)
    stand.set("2026-11-23T06:00:00+07:00")
    assert {("2026-11-23", "morning"), ("2026-11-23", "afternoon")} <= slips(phone).keys()


def test_a_cursor_of_another_phone_starts_from_the_beginning(stand: Stand) -> None:
    """Who enrolled again has another phone in the office's eyes, and may show the old one's cursor."""
    old, new = stand.phone(0), stand.phone(1)
    old.pull()
    new.cursor = old.cursor
    members = {c["id"] for c in new.pull() if c["kind"] == "member"}
    assert stand.members[1] in members


def test_a_day_that_a_correction_gave_to_another_month_leaves_its_line_there_again(stand: Stand) -> None:
    """The phone that was told of that month by a correction hears when another correction, or a void, takes it away."""
    phone = stand.phone(0)
    fact = stand.check_in(phone, AT)
    phone.push(fact)

    def corrected(day: str) -> dict[str, Any]:
        data = {"target": fact["id"], "reason": "nhầm ngày", "data": {**fact["data"], "day": day}}
        made = phone.fact("corrected", data, fact["at"])
        phone.push(made)
        return made

    for day in ("2027-01-12", "2027-02-09"):
        last = corrected(day)
        assert f"{day[:7]}.{stand.members[0]}" in lines(phone)
        assert stand.differences() == []
    assert f"2027-01.{stand.members[0]}" not in lines(phone)
    phone.push(phone.fact("voided", {"target": last["id"], "reason": "đúng là tháng Một"}, fact["at"]))
    assert f"2027-01.{stand.members[0]}" in lines(phone) and f"2027-02.{stand.members[0]}" not in lines(phone)
    assert stand.differences() == []


def lines(phone: Phone) -> set[str]:
    """The allowance lines with a day in them that a phone reads from the beginning on."""
    told = phone.whole().values()
    return {c["id"] for c in told if c["kind"] == "allowance" and not c["deleted"] and c["data"]["days"]}
