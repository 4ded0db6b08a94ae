"""What each kind of fact is judged by (wire contract §4), and what is kept of sensitive matters."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from sync_server import tables as t
from tests.server.phone_script import Phone, uuid7
from tests.server.stand import Stand

AT = "2026-11-17T08:10:00+07:00"


@pytest.fixture
def phone(stand: Stand) -> Phone:
    """The phone of the leader, at place 0."""
    stand.set("2026-11-17T08:00:00+07:00")
    return stand.phone(0)


def procedures(phone: Phone) -> list[dict[str, Any]]:
    """Every procedure as the phone was told of it."""
    return [c["data"] for (kind, _), c in phone.whole().items() if kind == "procedure"]


def one(phone: Phone, rule: str, record: str = "full") -> dict[str, Any]:
    """A procedure with a rule."""
    return next(p for p in procedures(phone) if p["rule"] == rule and p["record"] == record)


def written(stand: Stand, phone: Phone, about: dict[str, Any] | None, **data: Any) -> dict[str, Any]:
    """A form written on behalf, in order unless `data` says otherwise."""
    told = {
        "point": stand.point, "procedure": about and about["id"], "rules_version": about and about["rules_version"],
        "mode": "handwritten", "applicant": "person", "requested": True, "reviewed": "read",
        "signed": "signature", "outcome": "ready", "missing": [],
    }  # fmt: skip
    return phone.fact("assisted", {k: v for k, v in {**told, **data}.items() if v is not ...}, AT)


def test_procedures_have_the_shape_of_the_contract(phone: Phone) -> None:
    found = procedures(phone)
    assert len(found) == 86
    names = {"id", "code", "name", "field", "rule", "record", "reminder", "legal_basis", "rules_version"}
    assert all(names <= p.keys() for p in found)
    assert {p["rule"] for p in found} <= {"allowed", "conditional", "officer_only", "barred", "not_applicable"}
    assert {p["record"] for p in found} <= {"full", "count", "none"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [("allowed", None), ("conditional", None), ("officer_only", "procedure_officer_only"),
     ("barred", "procedure_barred"), ("not_applicable", "nothing_to_write")],
)  # fmt: skip
def test_rule_decides(stand: Stand, phone: Phone, rule: str, code: str | None) -> None:
    found = next((p for p in procedures(phone) if p["rule"] == rule), None)
    assert found is not None
    for mode in ("handwritten", "typed"):
        assert phone.push(written(stand, phone, found, mode=mode))[0]["code"] == code
    guided = written(stand, phone, found, mode="guided", requested=..., reviewed=..., signed=...)
    assert phone.codes(guided) == [("stored", None)]


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        ({"requested": False}, ("refused", "not_requested")),
        ({"requested": None}, ("refused", "not_requested")),
        ({"requested": False, "reviewed": None, "signed": None}, ("refused", "not_requested")),
        ({"reviewed": None}, ("refused", "not_reviewed")),
        ({"reviewed": ...}, ("refused", "not_reviewed")),
        ({"reviewed": None, "signed": None}, ("refused", "not_reviewed")),
        ({"signed": None}, ("refused", "not_signed")),
        ({"signed": ...}, ("refused", "not_signed")),
        ({"reviewed": "read_aloud", "signed": "fingerprint"}, ("stored", None)),
        ({"signed": "not_needed", "applicant": "organisation", "outcome": "incomplete"}, ("stored", None)),
        ({"dossier_code": "H32.14.8-261117-0001", "due_on": "2026-11-20", "missing": ["ảnh"]}, ("stored", None)),
        ({"reviewed": "skimmed"}, ("quarantined", "bad_field")),
        ({"signed": True}, ("quarantined", "bad_field")),
        ({"requested": "yes"}, ("quarantined", "bad_field")),
        ({"mode": "dictated"}, ("quarantined", "bad_field")),
        ({"outcome": "done"}, ("quarantined", "bad_field")),
        ({"applicant": "cat"}, ("quarantined", "bad_field")),
        ({"missing": "ảnh"}, ("quarantined", "bad_field")),
        ({"due_on": "20/11/2026"}, ("quarantined", "bad_field")),
        ({"point": ...}, ("quarantined", "bad_field")),
        ({"procedure": "no-such-procedure"}, ("refused", "target_unknown")),
    ],
    ids=str,
)
def test_confirmations_of_a_written_form(stand: Stand, phone: Phone, data: dict, verdict: tuple) -> None:
    assert phone.codes(written(stand, phone, one(phone, "allowed"), **data)) == [verdict]


@pytest.mark.parametrize("record", ["count", "none"])
def test_sensitive_matters_are_never_named(stand: Stand, phone: Phone, record: str) -> None:
    """Neither in the ledger nor in quarantine, in a correction, a hand-over or what comes back (report §3.1)."""
    found = next(p for p in procedures(phone) if p["record"] == record)
    named = written(stand, phone, found, mode="guided")
    plain = written(stand, phone, one(phone, "allowed"))
    over = {"point": stand.point, "reason": "barred", "procedure": found["id"], "note": ""}
    corrected = phone.fact("corrected", {"target": plain["id"], "reason": "nhầm", "data": named["data"]}, AT)
    broken = written(stand, phone, found, outcome="done")
    odd = phone.fact("written_in_the_future", {"procedure": found["id"]}, AT)
    phone.push(named, plain, phone.fact("handed_over", over, AT), corrected, broken, odd)
    with stand.database.reader() as connection:
        bodies = [*connection.execute(sa.select(t.fact.c.body)).scalars()]
        bodies += connection.execute(sa.select(t.quarantine.c.raw)).scalars()
    assert len(bodies) == 6
    assert not [b for b in bodies if f'"{found["id"]}"' in b]
    told = phone.whole()
    assert told["assisted", named["id"]]["data"]["data"]["procedure"] is None
    assert told["corrected", corrected["id"]]["data"]["data"]["data"]["procedure"] is None
    assert phone.codes(named, corrected) == [("duplicate", None)] * 2
    assert stand.differences() == []


def test_unnamed_matter(stand: Stand, phone: Phone) -> None:
    assert phone.codes(written(stand, phone, None, mode="guided")) == [("stored", None)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("rule", ["barred", "officer_only"])
def test_a_correction_towards_an_unnamed_matter_gets_one_code_in_any_order(
    stand: Stand, phone: Phone, rule: str, order: tuple[int, int]
) -> None:
    """One that waited for its target is judged again from what was kept, and that does not say which matter it was."""
    act = written(stand, phone, one(phone, "allowed"))
    hidden = {**act["data"], "procedure": one(phone, rule, "count")["id"]}
    both = act, phone.fact("corrected", {"target": act["id"], "reason": "nhầm thủ tục", "data": hidden}, AT)
    for place in order:
        phone.push(both[place])
    assert phone.codes(both[1]) == [("duplicate", "procedure_officer_only")]
    assert stand.differences() == []


def good(stand: Stand, check_in: str) -> dict[str, dict[str, Any]]:
    """One good `data` for every other kind."""
    return {
        "checked_out": {"check_in": check_in},
        "handed_over": {"point": stand.point, "procedure": None, "reason": "other", "note": "hỏi đường"},
        "ballot_offered": {"point": stand.point, "channel": "slip"},
        "difficulty_raised": {"text": "Hết giấy", "urgent": True},
        "outreach_done": {"channel": "radio", "note": "phát lúc 17 giờ"},
        "conduct_acknowledged": {"version": "2026-1"},
        "swap_asked": {"duty": f"2026-11-18.morning.{stand.point}", "with": stand.members[1]},
        "corrected": {"target": check_in, "reason": "gõ nhầm", "data": {}},
        "voided": {"target": check_in, "reason": "bấm nhầm"},
    }


def test_every_kind_is_stored_and_comes_back_as_sent(stand: Stand, phone: Phone) -> None:
    entry = stand.check_in(phone, "2026-11-17T07:55:00+07:00")
    data = {**good(stand, entry["id"]), "corrected": None}
    data["corrected"] = {"target": entry["id"], "reason": "gõ nhầm", "data": entry["data"]}
    made = [entry, *(phone.fact(kind, told, AT) for kind, told in data.items())]
    ask = next(f for f in made if f["kind"] == "swap_asked")
    made.append(phone.fact("swap_answered", {"ask": ask["id"], "accept": True}, AT))
    assert phone.codes(*made) == [("stored", None)] * len(made)
    told = phone.whole()
    for fact in made:
        change = told[fact["kind"], fact["id"]]
        assert {k: change["data"][k] for k in fact} == fact
        assert (change["data"]["status"], change["data"]["code"], change["deleted"]) == ("stored", None, False)


def test_every_kind_with_a_field_missing_is_quarantined(stand: Stand, phone: Phone) -> None:
    required = {"note", "urgent"}
    for kind, data in good(stand, uuid7()).items():
        for name in data.keys() - required - ({"procedure"} if kind == "handed_over" else set()):
            short = {k: v for k, v in data.items() if k != name}
            assert phone.codes(phone.fact(kind, short, AT)) == [("quarantined", "bad_field")], (kind, name)


def test_presence_is_confirmed_by_another(stand: Stand, phone: Phone) -> None:
    entry = stand.check_in(phone, "2026-11-17T07:55:00+07:00", data={"desk_code": None})
    phone.push(entry)
    fellow = stand.phone(1)
    assert fellow.codes(fellow.fact("presence_confirmed", {"check_in": entry["id"]}, AT)) == [("stored", None)]
    assert phone.codes(phone.fact("presence_confirmed", {"check_in": entry["id"]}, AT)) == [("refused", "not_allowed")]
    assert stand.day(0, "2026-11-17")["grade"] == "B"
    assert not stand.day(0, "2026-11-17")["counted"]


def test_what_names_nothing_known_is_refused_until_it_comes(stand: Stand, phone: Phone) -> None:
    entry = stand.check_in(phone, "2026-11-17T07:55:00+07:00")
    out = phone.fact("checked_out", {"check_in": entry["id"]}, AT)
    void = phone.fact("voided", {"target": entry["id"], "reason": "bấm nhầm"}, AT)
    assert phone.codes(out, void) == [("refused", "target_unknown")] * 2
    assert phone.codes(entry) == [("stored", None)]
    told = phone.whole()
    assert told["checked_out", out["id"]]["data"]["status"] == "stored"
    assert told["voided", void["id"]]["data"]["status"] == "stored"
    assert stand.day(0, "2026-11-17") is None
    assert stand.differences() == []


def test_member_takes_back_only_their_own_and_the_leader_anyones(stand: Stand, phone: Phone) -> None:
    other, third = stand.phone(1), stand.phone(2)
    entry = stand.check_in(other, "2026-11-17T07:55:00+07:00")
    other.push(entry)
    data = {"target": entry["id"], "reason": "không có mặt"}
    assert third.codes(third.fact("voided", data, AT)) == [("refused", "not_allowed")]
    assert stand.day(1, "2026-11-17")["counted"]
    assert phone.codes(phone.fact("voided", data, AT)) == [("stored", None)]
    assert stand.day(1, "2026-11-17") is None


def test_correction_with_data_that_does_not_fit_its_target(stand: Stand, phone: Phone) -> None:
    raised = phone.fact("difficulty_raised", {"text": "Hết giấy", "urgent": True}, AT)
    wrong = phone.fact("corrected", {"target": raised["id"], "reason": "nhầm", "data": {"text": 5}}, AT)
    assert phone.push(raised, wrong)[1]["status"] in ("refused", "quarantined")
    assert phone.whole()["difficulty_raised", raised["id"]]["data"]["data"]["text"] == "Hết giấy"


def test_chain_of_corrections_in_one_request(stand: Stand, phone: Phone) -> None:
    """A correction of a correction speaks for the first fact, whether they come together or apart."""
    entry = stand.check_in(phone, "2026-11-17T07:55:00+07:00", data={"desk_code": None})
    right = {**entry["data"], "desk_code": stand.desk_code("2026-11-17T07:55:00+07:00")}
    first = phone.fact("corrected", {"target": entry["id"], "reason": "nhầm mã", "data": entry["data"]}, AT)
    second = phone.fact("corrected", {"target": first["id"], "reason": "nhầm mã", "data": right}, AT)
    assert phone.codes(entry, first, second) == [
        ("refused", "desk_code_missing"), ("refused", "desk_code_missing"), ("stored", None),
    ]  # fmt: skip
    day = stand.day(0, "2026-11-17")
    assert (day["grade"], day["counted"], day["facts"]) == ("A", True, [entry["id"]])
    void = phone.fact("voided", {"target": second["id"], "reason": "vẫn nhầm"}, AT)
    assert phone.codes(void) == [("stored", None)]
    assert stand.day(0, "2026-11-17")["grade"] == "B"
    assert json.dumps(stand.differences()) == "[]"


def served(stand: Stand) -> int:
    """How many people the satisfaction figures say were helped."""
    told = stand.get(f"/api/v1/satisfaction?from=2026-11-17&to=2026-11-17&point={stand.point}").json()
    assert len({channel["served"] for channel in told.values()}) == 1
    return int(told["slip"]["served"])


def test_served_are_the_acts_that_stand_and_count(stand: Stand, phone: Phone) -> None:
    allowed, barred = one(phone, "allowed"), one(phone, "barred")
    good, unsigned, wrong = (written(stand, phone, p) for p in (allowed, allowed, barred))
    unsigned["data"]["signed"] = None
    phone.push(good, unsigned, wrong, written(stand, phone, barred, mode="guided"))
    assert served(stand) == 2
    signed = {**unsigned["data"], "signed": "signature"}
    fixed = phone.fact("corrected", {"target": unsigned["id"], "reason": "quên ghi", "data": signed}, AT)
    assert phone.codes(fixed) == [("stored", None)]
    assert served(stand) == 3
    void = phone.fact("voided", {"target": good["id"], "reason": "ghi nhầm"}, AT)
    phone.push(void)
    assert served(stand) == 2
    phone.push(phone.fact("voided", {"target": void["id"], "reason": "không nhầm"}, AT))
    assert served(stand) == 3
    worse = phone.fact("corrected", {"target": good["id"], "reason": "nhầm thủ tục", "data": wrong["data"]}, AT)
    assert phone.codes(worse) == [("refused", "procedure_barred")]
    assert served(stand) == 2
    assert stand.differences() == []
