"""The weekly report as JSON: its figures, its stamp, what sending freezes, and where a week begins and ends."""

import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from sync_server import months, setup, weeks
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.stand import Stand
from tests.server.week_cast import PATH, SENT_AT, WEEK, at, lived, told, vote, written

KEYS = {
    "week", "status", "overdue", "from", "to", "due_at", "totals", "organisation", "results", "ballots", "facilities",
    "outreach", "days", "before", "difficulties", "next_week", "texts", "version", "completeness", "paper", "steps",
    "undecided_signs", "since", "code", "heard",
}  # fmt: skip
TEXTS = {"feedback": "", "causes": "", "proposals": "Xin một máy in", "plan": "", "base": "0"}


def send(stand: Stand, **texts: str) -> None:
    with cast.opened(stand) as office:
        answer = office.browser("leader").post(f"{PATH}/text", {**TEXTS, **texts, "send": "yes"})
        assert answer.status_code == 303, answer.text


def step(stand: Stand, name: str, role: str, note: str = "") -> int:
    with cast.opened(stand) as office:
        return office.browser(role).post(f"{PATH}/{name}", {"note": note}).status_code


def test_the_six_parts_are_told_and_add_up(stand: Stand) -> None:
    lived(stand)
    found = told(stand)
    n = found["totals"]
    assert set(found) == KEYS
    assert (found["from"], found["to"], found["status"], found["code"]) == ("2026-11-16", "2026-11-22", "draft", None)
    assert (n["due"], n["held"], n["ahead"], n["served"], n["written"], n["guided"]) == (10, 9, 1, 9, 6, 3)
    assert (n["handwritten"], n["typed"], n["handed_over"], n["outreach"], n["difficulties"]) == (3, 3, 1, 1, 1)
    assert (n["ballots"], n["satisfied"]) == (9, 7)
    assert found["ballots"]["levels"] is None  # the Friday is not over
    assert found["results"]["procedures"][0]["name"] == "Đăng ký khai sinh"
    assert found["results"]["handed_over"] == {
        "total": 1, "barred": 1, "officer_only": 0, "not_requested": 0, "other": 0
    }  # fmt: skip
    for day_key, total in (("served", n["served"]), ("turns", n["turns"]), ("ballots", 9), ("sessions", 10)):
        assert sum(day[day_key] for day in found["days"]) == total
    assert sum(one["came"] for one in found["organisation"]["members"]) == n["turns"]
    assert [one["name"] for one in found["next_week"]["resting"]] == ["Ngày Văn hóa Việt Nam"]


def test_it_agrees_with_satisfaction_and_the_leaders_phone(stand: Stand) -> None:
    lived(stand)
    found = told(stand)
    rates = stand.get("/api/v1/satisfaction?from=2026-11-16&to=2026-11-22").json()
    for channel in found["ballots"]["channels"].values():
        assert channel.pop("judged") == channel["ballots"]
    assert found["ballots"]["channels"] == rates
    assert rates["slip"]["served"] == found["totals"]["served"]
    phone = stand.phone(0)
    team = stand.client.get(f"/api/v1/team?member={phone.member}", headers=phone.headers).json()["figures"]
    assert (team["due"], team["came"]) == (found["totals"]["places"], found["totals"]["filled"])


def test_under_five_ballots_no_levels_are_told(stand: Stand) -> None:
    for rating in (5, 5, 4, 1):
        vote(stand, rating)
    stand.set("2026-11-17T07:00:00+07:00")
    found = told(stand)
    assert (found["ballots"]["total"], found["ballots"]["judged"], found["ballots"]["levels"]) == (4, 0, None)
    assert found["totals"]["satisfied"] == 0
    vote(stand, 5)
    assert told(stand)["ballots"]["levels"] is None
    stand.set("2026-11-18T07:00:00+07:00")
    assert told(stand)["ballots"]["judged"] == 5
    stand.set("2026-11-21T07:00:00+07:00")
    assert told(stand)["ballots"]["levels"] == {"54": 4, "321": 1}


def test_corrected_and_taken_back_work_is_counted_as_it_now_stands(stand: Stand) -> None:
    phone = stand.phone(1)
    stand.set("2026-11-17T16:00:00+07:00")
    one, two, three = (written(stand, phone, n) for n in range(3))
    better = {**one["data"], "mode": "typed"}
    phone.push(one, two, three, phone.fact("corrected", {"target": one["id"], "reason": "x", "data": better}, at(5)))
    phone.push(phone.fact("voided", {"target": two["id"], "reason": "nhầm"}, at(6)))
    unsigned = phone.push(written(stand, phone, 7, signed=None))[0]
    assert unsigned["code"] == "not_signed"
    n = told(stand)["totals"]
    assert (n["served"], n["typed"], n["handwritten"]) == (2, 1, 1)


@pytest.mark.parametrize("role", ["leader", "office", "accountant", "chairman"])
def test_readers_may_read(stand: Stand, role: str) -> None:
    assert told(stand, role=role)["week"] == WEEK


def test_others_may_not(stand: Stand) -> None:
    assert stand.get(f"/api/v1/weeks/{WEEK}", "admin").status_code == 403
    assert stand.client.get(f"/api/v1/weeks/{WEEK}").status_code == 401


@pytest.mark.parametrize("week", ["2026-W54", "2025-W53", "2026-47", "2026-W00", "1999-W01", "9999-W52", "x"])
def test_what_is_no_week_is_refused(stand: Stand, week: str) -> None:
    answer = stand.get(f"/api/v1/weeks/{week}")
    assert (answer.status_code, answer.json()["code"]) == (422, "week_unreadable")


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-11-22T23:59:59+07:00", "2026-W47"),
        ("2026-11-23T00:00:00+07:00", "2026-W48"),
        ("2026-11-22T17:00:00Z", "2026-W48"),
        ("2026-12-31T09:00:00+07:00", "2026-W53"),
        ("2027-01-03T23:59:00+07:00", "2026-W53"),
        ("2027-01-04T00:00:00+07:00", "2027-W01"),
    ],
)
def test_a_week_begins_on_monday_at_midnight_here(stand: Stand, moment: str, week: str) -> None:
    phone = stand.phone(1)
    stand.set(moment)
    data = {"point": stand.point, "procedure": None, "mode": "guided"}
    clock = {"offset_ms": 0, "age_s": 1, "steady": True}
    assert phone.push(phone.fact("assisted", data, moment, clock=clock))[0]["status"] == "stored"
    stand.set("2027-01-15T09:00:00+07:00")
    found = {name: told(stand, name)["totals"]["served"] for name in ("2026-W47", "2026-W48", "2026-W53", "2027-W01")}
    assert found == {**dict.fromkeys(found, 0), week: 1}


def test_the_stamp_names_what_may_be_missing(stand: Stand) -> None:
    phones = lived(stand)
    stamp = told(stand)["completeness"]
    assert not stamp["complete"]
    assert ("Võ Minh Khôi", 4) in [(row["name"], row["missing"]) for row in stamp["unsynced"]]
    assert stamp["shifts_ahead"] == 2  # this afternoon's, and this morning's still on
    stand.set(SENT_AT)
    for phone in phones.values():
        phone.send()
    stand.act("/api/v1/months/2026-11/confirm", {}, "leader")
    for line in stand.month()["lines"]:
        for day in line["days"]:
            if day["undecided"]:
                stand.decide(stand.members.index(line["member"]), day["day"])
    stamp = told(stand)["completeness"]
    assert ([one["name"] for one in stamp["phoneless"]], stamp["complete"]) == (["Huỳnh Gia Hân"], False)
    stand.decide(stand.members.index(stamp["phoneless"][0]["member"]), "2026-11-18")
    stamp = told(stand)["completeness"]
    assert stamp == {"at": "2026-11-20T16:30:00.000+07:00", "complete": True, "phones": 11, "unsynced": [],
                     "phoneless": [], "undecided": 0, "shifts_ahead": 0}  # fmt: skip


def test_a_phone_silent_since_before_its_shift_is_named_only_once_the_shift_is_over(stand: Stand) -> None:
    lived(stand)
    stand.set("2026-11-20T13:00:00+07:00")
    before = {row["member"] for row in told(stand)["completeness"]["unsynced"]}
    stand.set("2026-11-20T16:30:00+07:00")
    after = {row["member"] for row in told(stand)["completeness"]["unsynced"]}
    assert before < after


def test_sending_freezes_every_byte_and_later_facts_are_told_apart(stand: Stand) -> None:
    phones = lived(stand)
    stand.set(SENT_AT)
    send(stand)
    first = told(stand)
    assert (first["status"], first["since"], first["texts"]["proposals"]) == ("sent", [], "Xin một máy in")
    with stand.database.reader() as connection:
        body = weeks.frozen(connection, stand.commune, WEEK)
    assert body is not None
    assert months.code_of(body) == first["code"]
    assert {name: first[name] for name in json.loads(body)} == json.loads(body)
    phones[2].push(written(stand, phones[2], 40))
    vote(stand, 1)
    stand.set("2026-11-25T09:00:00+07:00")
    assert stand.differences() == []
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, stand.members[1], {"name": "Đổi Tên"}))
    later = told(stand)
    assert {name: later[name] for name in json.loads(body)} == json.loads(body)
    changed = {one["figure"]: (one["sent"], one["now"]) for one in later["since"]}
    assert changed["served"] == (9, 10)
    assert changed["ballots"] == (9, 10)


def test_the_chain_is_leader_office_chairman(stand: Stand) -> None:
    lived(stand)
    assert step(stand, "forwarded", "office") == 409
    send(stand)
    assert step(stand, "sent", "leader") == 409
    assert step(stand, "acknowledged", "chairman") == 409
    assert step(stand, "returned", "office") == 422
    assert step(stand, "returned", "office", "Thiếu nguyên nhân") == 303
    returned = told(stand)
    assert (returned["status"], returned["code"]) == ("returned", None)
    send(stand, base="1", causes="Mất điện sáng thứ Tư")
    assert told(stand)["version"] == 2
    assert step(stand, "forwarded", "office", "Đã nhắc các ban ngành") == 303
    assert step(stand, "acknowledged", "chairman") == 303
    found = told(stand)
    assert [(s["step"], s["by"]) for s in found["steps"]] == [
        ("sent", "leader"), ("returned", "office"), ("sent", "leader"), ("forwarded", "office"),
        ("acknowledged", "chairman"),
    ]  # fmt: skip
    assert found["steps"][3]["note"] == "Đã nhắc các ban ngành"
    assert all(s["at"].startswith("2026-11-20T09:10:00") for s in found["steps"])
    assert stand.differences() == []


def test_a_week_that_has_not_begun_is_not_sent(stand: Stand) -> None:
    with cast.opened(stand) as office:
        answer = office.browser("leader").post("/office/weeks/2026-W48/sent")
    assert answer.status_code == 409
    assert "chưa bắt đầu" in cast.text(answer)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (t.week_step.update().values(body="{}"), "không còn khớp mã số liệu"),
        (t.week_step.update().values(by="kẻ khác"), "không khớp với nhật ký"),
        (t.week_step.delete(), "không khớp với nhật ký"),
    ],
)
def test_verify_sees_a_report_that_was_changed(stand: Stand, statement: Any, sentence: str) -> None:
    send(stand)
    stand.database.write(lambda tx: tx.execute(statement) and None)
    assert any(sentence in line for line in stand.differences())


def test_a_difficulty_left_undone_comes_up_again_and_one_done_does_not(stand: Stand) -> None:
    lived(stand)
    raised = told(stand)["difficulties"][0]
    stand.set("2026-11-25T09:00:00+07:00")
    again = told(stand, "2026-W48")["difficulties"]
    assert [(one["id"], one["carried"], one["standing"]) for one in again] == [(raised["id"], True, "new")]
    with cast.opened(stand) as office:
        done = {"standing": "done", "answer": "Đã thay mực"}
        assert office.browser("leader").post(f"/office/registers/difficulties/{raised['id']}", done).status_code == 303
    assert told(stand)["difficulties"][0]["standing"] == "done"
    assert told(stand, "2026-W48")["difficulties"][0]["standing"] == "done"
    stand.set("2026-12-01T09:00:00+07:00")
    assert told(stand, "2026-W49")["difficulties"] == []


def test_the_week_before_is_beside_it_when_anything_happened(stand: Stand) -> None:
    lived(stand)
    assert told(stand)["before"] is None
    after = told(stand, "2026-W48")
    assert after["before"]["week"] == WEEK
    assert after["before"]["totals"] == told(stand)["totals"]


def test_the_due_hour_and_overdue_follow_the_communes_meeting(stand: Stand) -> None:
    found = told(stand, "2026-W46")
    assert (found["due_at"], found["overdue"]) == ("2026-11-16T07:30:00.000+07:00", True)
    stand.set("2026-11-23T07:30:00+07:00")
    assert not told(stand)["overdue"]
    stand.set("2026-11-23T07:30:01+07:00")
    assert told(stand)["overdue"]
    assert not told(stand, "2026-W40")["overdue"]
    with cast.opened(stand) as office:
        wish = {"weekday": "5", "time": "15:00"}
        assert office.browser("office").post("/office/weeks/terms", wish).status_code == 303
    assert told(stand)["due_at"] == "2026-11-20T15:00:00.000+07:00"


def test_another_commune_sees_none_of_it(stand: Stand) -> None:
    lived(stand)
    send(stand)
    assert told(stand)["status"] == "sent"

    def other(tx: Any) -> int:
        return setup.new_commune(tx, "xã Khác", setup.plan_config("xã Khác"), demonstration=False)

    number = stand.database.write(other)
    stand.database.write(lambda tx: tx.execute(t.api_token.update().values(commune_id=number)) and None)
    found = told(stand)
    assert (found["status"], found["steps"], found["difficulties"]) == ("draft", [], [])
    assert not any(found["totals"].values())


def test_nobody_the_team_helped_is_in_it(stand: Stand) -> None:
    phones = lived(stand)
    phones[2].push(written(stand, phones[2], 45, dossier_code="H15.50.05.13-261117-0975"))
    vote(stand, 1, "Tôi là Lê Văn Chờ, phải đợi lâu")
    text = json.dumps(told(stand), ensure_ascii=False)
    assert "0975" not in text
    assert "Lê Văn Chờ" not in text
    assert date(2026, 11, 17).isoformat() in text


def test_every_row_carries_its_commune(stand: Stand) -> None:
    send(stand)
    with stand.database.reader() as connection:
        for table in (t.week_text, t.week_step):
            assert connection.execute(sa.select(table.c.commune_id)).scalars().all() == [stand.commune]
