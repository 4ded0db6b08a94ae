"""Facts: every kind there and back, every bad field named, and nothing that arrives raises anything else."""

import json
from dataclasses import FrozenInstanceError
from datetime import timedelta
from typing import Any
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiftbook.facts import KINDS, Clock, content, content_json, fact
from shiftbook.fields import BadField
from tests.cast import AN, BINH, POINT, uuid

# protocol.md §4, each kind with all its data.
DATA: dict[str, dict[str, Any]] = {
    "checked_in": {"point": POINT, "day": "2026-11-23", "session": "morning", "desk_code": "012345",
                   "facilities": {"computer": "ok", "internet": "broken", "desk": "ok", "paper": "missing"}},
    "checked_out": {"check_in": uuid(1)},
    "presence_confirmed": {"check_in": uuid(1)},
    "assisted": {"point": POINT, "procedure": "1.001193", "rules_version": "2026-07", "mode": "handwritten",
                 "applicant": "person", "requested": True, "reviewed": "read_aloud", "signed": "fingerprint",
                 "outcome": "incomplete", "missing": ["Giấy chứng sinh"],
                 "dossier_code": "H15.50.05.13-261123-0975", "due_on": "2026-11-24"},
    "handed_over": {"point": POINT, "procedure": "2.001019", "reason": "barred", "note": "Chứng thực di chúc"},
    "ballot_offered": {"point": POINT, "channel": "slip"},
    "difficulty_raised": {"text": "Máy in hết mực", "urgent": True},
    "outreach_done": {"channel": "radio", "note": "Đọc bản tin sáng"},
    "conduct_acknowledged": {"version": "2024-01"},
    "swap_asked": {"duty": "2026-11-24.morning.dai-lanh-1", "with": BINH.id},
    "swap_answered": {"ask": uuid(2), "accept": False},
    "corrected": {"target": uuid(1), "reason": "Bấm nhầm buổi",
                  "data": {"session": "afternoon", "lists": [1, {"a": None}]}},
    "voided": {"target": uuid(1), "reason": "Bấm nhầm"},
}  # fmt: skip
REQUIRED = {
    "checked_in": {"point", "day", "session"}, "checked_out": {"check_in"}, "presence_confirmed": {"check_in"},
    "assisted": {"point", "mode", "applicant", "outcome"}, "handed_over": {"point", "reason"},
    "ballot_offered": {"point", "channel"}, "difficulty_raised": {"text"}, "outreach_done": {"channel"},
    "conduct_acknowledged": {"version"}, "swap_asked": {"duty", "with"}, "swap_answered": {"ask", "accept"},
    "corrected": {"target", "reason", "data"}, "voided": {"target", "reason"},
}  # fmt: skip
FIELDS = [(kind, name) for kind, data in DATA.items() for name in data]
# What each field must turn down whatever its kind: another shape, a broken text, a near miss.
NEVER = {
    "point": ["", "x" * 101, 7, None, "a\x00", "a\ud800"], "day": ["2026-2-3", "2026-02-30", 20261123, None],
    "session": ["evening", "Morning", None, []], "desk_code": ["12345", "1234567", "12345a", 123456, "１２３４５６"],
    "facilities": [None, [], {"computer": "fine"}, {"desk": None}, {"desk": []}],
    "check_in": ["", "not a uuid", uuid(1).upper() + "A", None, uuid(11).upper(), 1],
    "procedure": ["", 1, ["1.001193"], "\ud800"], "rules_version": [True, 1.5, "", 2**63, []],
    "mode": ["written", None, True], "applicant": ["citizen", 1, None], "requested": ["true", 1, 0],
    "reviewed": ["yes", True, ""], "signed": ["yes", True, ""], "outcome": ["done", 1, None],
    "missing": ["Giấy chứng sinh", None, [1], [None], ["x" * 2001], ["a"] * 51, ["\udfff"]],
    "dossier_code": [5, "x" * 2001, "\x00"], "due_on": ["mai", "2026-11-31", 1],
    "reason": ["", "   ", None, 1, "\x00", "x" * 2001], "note": [None, 1, "x" * 2001, "\ud800"],
    "channel": ["zalo", None, 1], "text": ["", " \n", None, 1, "x" * 2001, "\ud83d"], "urgent": [None, "no", 0],
    "version": [None, True, 1.5, "", 10**20], "duty": ["", None], "with": ["", None, 3], "ask": ["", None, "x"],
    "accept": [None, "yes", 1], "target": [None, "", "x"],
    "data": [None, [], "{}", {"x": "\ud800"}, {"\x00": 1}, {"x": float("nan")}, {"x": 10**30}],
}  # fmt: skip


def raw(kind: str, /, **changed: Any) -> dict[str, Any]:
    """A whole fact as it travels."""
    return {"id": uuid(41), "seq": 41, "kind": kind, "member": AN.id, "at": "2026-11-23T08:01:00.000+07:00",
            "clock": {"offset_ms": -1200, "age_s": 5400, "steady": True}, "data": DATA[kind]} | changed  # fmt: skip


def test_every_kind_of_the_contract_is_here() -> None:
    assert set(KINDS) == set(DATA) == set(REQUIRED)


@pytest.mark.parametrize("kind", DATA)
def test_every_kind_there_and_back(kind: str) -> None:
    sent = json.loads(json.dumps(raw(kind)))
    received = fact(sent)
    assert received.json() == sent
    assert fact(received.json()) == received
    with pytest.raises(FrozenInstanceError):
        received.seq = 42


@pytest.mark.parametrize("kind", DATA)
def test_the_least_a_kind_may_say(kind: str) -> None:
    least = {name: DATA[kind][name] for name in REQUIRED[kind]}
    received = fact(raw(kind, data=least))
    assert fact(received.json()) == received
    assert set(content_json(received.content)) == set(DATA[kind])


@pytest.mark.parametrize("kind", DATA)
def test_a_missing_field_is_named(kind: str) -> None:
    for name in REQUIRED[kind]:
        lacking = {k: v for k, v in DATA[kind].items() if k != name}
        with pytest.raises(BadField) as refused:
            fact(raw(kind, data=lacking))
        assert refused.value.args == (name,)


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_bad_field_is_named(kind: str, name: str) -> None:
    for value in [*NEVER[name], {"a": 1} if name not in ("data", "facilities") else "x"]:
        with pytest.raises(BadField) as refused:
            content(kind, DATA[kind] | {name: value})
        assert refused.value.args == (name,), value


@pytest.mark.parametrize(("name", "values"), {
    "id": [None, "", 5, "0199", uuid(11).upper(), [], {}], "seq": [None, 0, -1, 1.0, "1", True, 2**53, [], 10**400],
    "kind": [None, "", "checked", "CHECKED_IN", 1, [], {}], "member": [None, "", 1, "x" * 101, "\ud800"],
    "at": [None, "", 1, "2026-11-23", "2026-11-23T08:01:00", "2026-11-23T08:01:00+07:60", []],
    "clock": [0, "", [], {}, {"offset_ms": 1}, {"offset_ms": 1, "age_s": -1, "steady": True},
              {"offset_ms": None, "age_s": 1, "steady": True}, {"offset_ms": 10**14, "age_s": 1, "steady": True},
              {"offset_ms": 1, "age_s": 1, "steady": 1}, {"offset_ms": True, "age_s": 1, "steady": True},
              {"offset_ms": float("nan"), "age_s": 1, "steady": True},
              {"offset_ms": 1, "age_s": 1e308, "steady": True}],
    "data": [None, [], "", 1],
}.items())  # fmt: skip
def test_a_bad_envelope_field_is_named(name: str, values: list[Any]) -> None:
    for value in values:
        with pytest.raises(BadField) as refused:
            fact(raw("checked_in", **{name: value}))
        assert refused.value.args == (name,), value
    lacking = raw("checked_in")
    del lacking[name]
    if name == "clock":
        assert fact(lacking).clock is None
    else:
        with pytest.raises(BadField, match=name):
            fact(lacking)


@pytest.mark.parametrize("kind", DATA)
def test_unknown_fields_are_left_out_without_a_word(kind: str) -> None:
    more = raw(kind, data=DATA[kind] | {"colour": "xanh", "with_": 1, "kind": 1}, device="x", later={"a": []})
    more["clock"] = more["clock"] | {"source": "ntp"}
    assert fact(more) == fact(raw(kind))


def test_facilities_of_a_later_version_are_left_out() -> None:
    data = DATA["checked_in"] | {"facilities": {"desk": "ok", "printer": "on fire"}}
    assert content_json(content("checked_in", data))["facilities"] == {"desk": "ok"}


def test_guidance_needs_neither_applicant_nor_outcome() -> None:
    assert content_json(content("assisted", {"point": POINT, "mode": "guided"}))["applicant"] is None


@pytest.mark.parametrize("requested", [True, False, None])
def test_an_act_that_lacks_confirmations_is_a_fact_all_the_same(requested: bool | None) -> None:
    data = DATA["assisted"] | {"requested": requested, "reviewed": None, "signed": None}
    assert content_json(content("assisted", data)) == data


def test_the_longest_of_everything_is_taken() -> None:
    longest = {"missing": ["x" * 2000] * 50, "procedure": "x" * 100, "rules_version": 2**53 - 1}
    data = content_json(content("assisted", DATA["assisted"] | longest))
    assert {name: data[name] for name in longest} == longest
    assert fact(raw("checked_out", seq=2**53 - 1)).seq == 2**53 - 1


def test_an_unknown_kind_of_content_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        content("paid", {})


def test_texts_are_composed() -> None:
    said = "Người dân chờ lâu quá"
    received = content("difficulty_raised", {"text": normalize("NFD", said)})
    assert content_json(received)["text"] == said
    longest = normalize("NFD", "ế" * 2000)
    assert is_normalized("NFC", content_json(content("voided", DATA["voided"] | {"reason": longest}))["reason"])
    lacking = content("assisted", DATA["assisted"] | {"missing": [normalize("NFD", "Hộ khẩu")]})
    assert content_json(lacking)["missing"] == ["Hộ khẩu"]


@pytest.mark.parametrize(("told", "kept"), [
    ((0, 0), (0, 0)), ((-1200.4, 0.2), (-1201, 1)), ((300_000.1, 86_400.5), (300_001, 86_401)), ((5.0, 7.0), (5, 7)),
])  # fmt: skip
def test_a_clock_in_fractions_is_kept_whole_and_never_better_than_told(told: tuple, kept: tuple) -> None:
    clock = {"offset_ms": told[0], "age_s": told[1], "steady": True}
    assert fact(raw("checked_in", clock=clock)).clock == Clock(*kept, True)


@given(st.integers(-(10**13), 10**13))
def test_the_corrected_time_is_the_phones_plus_the_offset(offset: int) -> None:
    received = fact(raw("checked_in", clock={"offset_ms": offset, "age_s": 0, "steady": True}))
    if abs(offset) < 5 * 10**12:
        assert received.corrected_moment - received.moment == timedelta(milliseconds=offset)
    assert fact(raw("checked_in", clock=None)).corrected_moment == received.moment


TEXTS = st.text(st.characters(), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_arbitrary_json_is_a_bad_field_and_nothing_worse(value: Any) -> None:
    with pytest.raises(BadField):
        fact(value)


@given(st.sampled_from(sorted(DATA)), st.data())
def test_a_good_fact_with_anything_put_in_it_is_a_fact_or_a_bad_field(kind: str, drawn: st.DataObject) -> None:
    spoiled = raw(kind)
    spoiled["data"] = dict(DATA[kind])
    where = drawn.draw(st.sampled_from([*spoiled, *DATA[kind]]))
    (spoiled if where in spoiled else spoiled["data"])[where] = drawn.draw(JSON | st.just({where: where}))
    try:
        received = fact(spoiled)
    except BadField as refused:
        assert refused.args[0] in {*spoiled, *DATA[kind]}
        return
    json.dumps(received.json(), ensure_ascii=False).encode()
    assert fact(received.json()) == received
    assert isinstance(received.corrected_moment.year, int)


def test_a_correction_as_deep_as_a_well_is_a_bad_field() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"x": deep}
    with pytest.raises(BadField, match="data"):
        content("corrected", DATA["corrected"] | {"data": deep})
    while deep:
        deep = deep["x"]
