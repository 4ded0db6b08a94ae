"""Who may do what, how much, and the one shape of every no (wire contract §3 and §6)."""

import gzip
import json
import string
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiftbook.moments import parse_instant
from sync_server import setup
from sync_server import tables as t
from tests.server.phone_script import Phone
from tests.server.stand import Stand

MONTH = "/api/v1/months/2026-11"


def no(answer: Any, status: int, code: str) -> None:
    """The answer is this refusal, in the one shape."""
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert told["code"] == code
    assert isinstance(told["message"], str) and told["message"]


ROUTES = [
    ("GET", MONTH, {"leader", "office"}),
    ("POST", f"{MONTH}/confirm", {"leader"}),
    ("POST", f"{MONTH}/decide", {"office"}),
    ("POST", f"{MONTH}/close", {"office"}),
    ("POST", "/api/v1/devices/dx/revoke", {"office"}),
    ("GET", "/api/v1/satisfaction", {"leader", "office"}),
    ("GET", "/api/v1/desk/{point}/code", {"leader", "office"}),
]


@pytest.mark.parametrize(("method", "path", "roles"), ROUTES)
def test_only_these_roles(stand: Stand, method: str, path: str, roles: set[str]) -> None:
    path = path.replace("{point}", stand.point)
    no(stand.client.request(method, path, json={}), 401, "unauthorized")
    no(stand.client.request(method, path, json={}, headers={"Authorization": "Bearer nobody"}), 401, "unauthorized")
    phone = stand.phone(0)
    no(stand.client.request(method, path, json={}, headers=phone.headers), 401, "unauthorized")
    for role in ("leader", "office", "admin"):
        answer = stand.client.request(method, path, json={}, headers=stand.headers(role))
        if role in roles:
            assert answer.status_code not in (401, 403), (role, answer.text)
        else:
            no(answer, 403, "forbidden")


@pytest.mark.parametrize("role", ["volunteer", "officer", "accountant", "chairman"])
def test_readers_read_and_others_do_not(stand: Stand, role: str) -> None:
    reads = {MONTH: role in ("accountant", "chairman"), "/api/v1/satisfaction": role == "chairman"}
    for path, may in reads.items():
        assert stand.get(path, role).status_code == (200 if may else 403)
    for method, path, _ in ROUTES[1:5]:
        no(stand.client.request(method, path, json={}, headers=stand.headers(role)), 403, "forbidden")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nowhere", 404, "not_found"), ("DELETE", MONTH, 405, "method_not_allowed"),
        ("GET", "/api/v1/sync", 405, "method_not_allowed"), ("GET", "/api/v1/desk/p9/code", 404, "point_unknown"),
        ("POST", "/api/v1/devices/dx/revoke", 404, "device_unknown"),
        ("GET", "/api/v1/satisfaction?from=x", 422, "day_unreadable"),
        ("GET", "/api/v1/satisfaction?point=p9", 404, "point_unknown"),
    ],
)  # fmt: skip
def test_each_no_has_one_shape(stand: Stand, method: str, path: str, status: int, code: str) -> None:
    no(stand.client.request(method, path, headers=stand.headers("office")), status, code)


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"\xff", b'"x"', b"null"])
def test_malformed_office_bodies(stand: Stand, body: bytes) -> None:
    for path, role in (("decide", "office"), ("close", "office"), ("confirm", "leader")):
        no(stand.client.post(f"{MONTH}/{path}", content=body, headers=stand.headers(role)), 422, "malformed")


@pytest.fixture
def phone(stand: Stand) -> Phone:
    """The phone of the member at place 0."""
    stand.set("2026-11-17T08:00:00+07:00")
    return stand.phone(0)


def facts(phone: Phone, number: int, text: str = "x") -> list[dict[str, Any]]:
    """Small good facts."""
    return [
        phone.fact("difficulty_raised", {"text": text, "urgent": False}, "2026-11-17T08:00:00+07:00")
        for _ in range(number)
    ]


def raw(phone: Phone, content: bytes, **headers: str) -> Any:
    """What these bytes answer."""
    return phone.post("/api/v1/sync", content=content, headers={**phone.headers, **headers})


@pytest.mark.parametrize("path", ["/api/v1/sync", "/api/v1/enrol"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"facts": NaN}', b"1e999", b"[" * 5000])
def test_bad_envelope(phone: Phone, path: str, body: bytes) -> None:
    no(phone.post(path, content=body, headers=phone.headers), 422, "malformed")


@pytest.mark.parametrize(
    "envelope",
    [{"facts": {}}, {"facts": "x"}, {"cursor": 5}, {"cursor": []}, {"limit": -1}, {"limit": "5"}, {"limit": True},
     {"limit": 1.5}, {"unsent": -1}, {"unsent": "many"}, {"unsent": None, "facts": 1}],
)  # fmt: skip
def test_envelope_fields(phone: Phone, envelope: dict) -> None:
    no(phone.send(**envelope), 422, "malformed")


def test_envelope_may_be_bare_and_may_hold_more(phone: Phone) -> None:
    assert phone.post("/api/v1/sync", json={}, headers=phone.headers).status_code == 200
    assert phone.send(colour="red", device_time="whenever").status_code == 200
    assert phone.send(unsent=2**60, limit=2**60).status_code == 200


def test_body_that_does_not_unpack(phone: Phone) -> None:
    whole = gzip.compress(b'{"facts": []}')
    for content in (b"plain", whole[:-9], b"", whole[:-6] + b"xx" + whole[-4:]):
        no(raw(phone, content, **{"Content-Encoding": "gzip"}), 400, "malformed")
    no(raw(phone, whole, **{"Content-Encoding": "br"}), 400, "malformed")


def test_packed_body_is_the_same_as_plain(phone: Phone) -> None:
    body = json.dumps({"facts": facts(phone, 3, "Mất mạng từ sáng")}).encode()
    packed = raw(phone, gzip.compress(body), **{"Content-Encoding": "gzip"}).json()["verdicts"]
    assert [v["status"] for v in packed] == ["stored"] * 3
    assert [v["status"] for v in raw(phone, body).json()["verdicts"]] == ["duplicate"] * 3


def test_five_hundred_facts_and_not_one_more(phone: Phone) -> None:
    many = facts(phone, 501)
    no(phone.send(*many), 413, "too_large")
    told = phone.send(*many[:500]).json()
    assert {v["status"] for v in told["verdicts"]} == {"stored"}
    assert told["receipt"]["contiguous_seq"] == 500


def test_two_mebibytes_and_not_a_byte_more(phone: Phone) -> None:
    most = 2 * 1024 * 1024
    body = b'{"facts": [], "x": "' + b"a" * (most - 22) + b'"}'
    assert len(body) == most
    for encoded in (lambda b: (b, {}), lambda b: (gzip.compress(b), {"Content-Encoding": "gzip"})):
        content, headers = encoded(body)
        assert raw(phone, content, **headers).status_code == 200
        content, headers = encoded(body[:-2] + b'a"}')
        no(raw(phone, content, **headers), 413, "too_large")


def test_a_bomb_is_read_no_further_than_the_limit(phone: Phone) -> None:
    bomb = gzip.compress(b"0" * 200_000_000, 9)
    no(raw(phone, bomb, **{"Content-Encoding": "gzip"}), 413, "too_large")


def test_full_disk_and_busy_database_say_when_to_come_back(stand: Stand, phone: Phone) -> None:
    """A database that cannot take more: 503, nothing stored, and all is taken when it can again."""
    with stand.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    many = facts(phone, 400, "đ" * 1000)
    stand.database.submit(lambda tx: tx.connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")).result()
    refused = [phone.send(*many) for _ in range(3)]
    assert {a.status_code for a in refused} <= {200, 503}
    for answer in refused:
        if answer.status_code == 503:
            no(answer, 503, "storage_full")
            assert int(answer.headers["Retry-After"]) > 0
    assert 503 in {a.status_code for a in refused}
    with stand.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
    stand.database.submit(lambda tx: tx.connection.exec_driver_sql("PRAGMA max_page_count=1073741823")).result()
    assert {v["status"] for v in phone.push(*many)} == {"stored"}
    assert stand.differences() == []


def test_commune_without_a_counter_yet(stand: Stand, phone: Phone) -> None:
    with stand.database.engine.begin() as connection:
        connection.execute(t.point.delete())
    stand.database.write(lambda tx: setup.tell_commune(tx, stand.commune))
    stranger = stand.phone(7)
    assert stranger.send(*facts(stranger, 1)).status_code == 200


def test_no_connection_left_is_said_as_busy(stand: Stand, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection taken, and nobody waits long: readers and the writer say so, and go on when there is one."""
    stand.headers("office")
    monkeypatch.setattr(stand.database.engine.pool, "_timeout", 0.01)
    with ExitStack() as held, pytest.raises(sa.exc.TimeoutError):
        while True:
            held.enter_context(stand.database.engine.connect())
            if stand.database.engine.pool.overflow() == 8:
                for answer in (stand.get(MONTH), phone.send(*facts(phone, 1))):
                    no(answer, 503, "busy")
                    assert int(answer.headers["Retry-After"]) > 0
    assert stand.get(MONTH).status_code == 200
    assert phone.push(*facts(phone, 1))[0]["status"] == "stored"


def test_desk_code_is_of_rfc_6238_and_told_with_its_end(stand: Stand) -> None:
    stand.set("2026-11-17T07:55:10+07:00")
    told = stand.get(f"/api/v1/desk/{stand.point}/code", "leader").json()
    assert told.keys() == {"code", "valid_until"}
    assert len(told["code"]) == 6 and not set(told["code"]) - set(string.digits)
    assert parse_instant(told["valid_until"]) == parse_instant("2026-11-17T07:56:00+07:00")
    stand.set("2026-11-17T07:55:59.999+07:00")
    assert stand.get(f"/api/v1/desk/{stand.point}/code", "office").json() == told
    stand.set("2026-11-17T07:56:00+07:00")
    assert stand.get(f"/api/v1/desk/{stand.point}/code", "office").json() != told


def test_health(stand: Stand) -> None:
    for path in ("/healthz", "/readyz"):
        assert stand.client.get(path).status_code == 200
    stand.get(MONTH)
    metrics = stand.client.get("/metrics")
    assert metrics.status_code == 200
    assert "# TYPE" in metrics.text and "/api/v1/months/{month}" in metrics.text


def test_satisfaction_has_its_four_channels(stand: Stand) -> None:
    told = stand.get("/api/v1/satisfaction?from=2026-11-01&to=2026-11-30").json()
    assert told.keys() == {"slip", "poster", "tablet", "paper"}
    for channel in told.values():
        assert channel.keys() == {"ballots", "satisfied", "rate", "low", "high", "served"}
        assert (channel["ballots"], channel["rate"]) == (0, None)


_names = st.sampled_from(
    ["id", "seq", "kind", "member", "at", "clock", "data", "device", "point", "day", "target", "x"]
)
_kinds = st.sampled_from(["checked_in", "assisted", "corrected", "voided", "swap_asked", "unheard_of"])
_texts = st.text(max_size=12) | _kinds | st.sampled_from(["2026-11-17", "2026-11-17T08:00:00+07:00", "0912345678"])
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names | st.text(max_size=5), inner, max_size=6),
    max_leaves=20,
)
_fact = st.fixed_dictionaries(
    {"kind": _kinds | _json, "data": _json},
    optional={"id": st.uuids().map(str) | _json, "seq": st.integers(1, 99) | _json, "member": _json,
              "at": _texts | _json, "clock": _json, "device": _json},
)  # fmt: skip
_whole = st.fixed_dictionaries(
    {"facts": st.lists(_fact | _json, max_size=5) | _json}, optional={"cursor": _json, "limit": _json, "unsent": _json}
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=_whole | _json)
def test_nothing_a_phone_sends_is_the_servers_fault(stand: Stand, body: Any) -> None:
    if "fuzzer" not in stand.tokens:
        stand.tokens["fuzzer"] = stand.phone(0).token
    headers = {"Authorization": f"Bearer {stand.tokens['fuzzer']}"}
    answer = stand.client.post("/api/v1/sync", json=body, headers=headers)
    assert answer.status_code in (200, 413, 422), answer.text
    if answer.status_code == 200:
        sent = (body.get("facts") if isinstance(body, dict) else None) or []
        assert len(answer.json()["verdicts"]) == len(sent)
    enrol = stand.client.post("/api/v1/enrol", json=body)
    assert enrol.status_code in (403, 422, 429), enrol.text


def test_verify_agrees_after_all_of_it(stand: Stand) -> None:
    phone = stand.phone(0)

    @settings(max_examples=60, deadline=None)
    @given(items=st.lists(_fact, min_size=1, max_size=6))
    def fuzz(items: list[Any]) -> None:
        facts = [{"member": phone.member, "at": "2026-11-17T08:00:00+07:00", **item} for item in items]
        assert phone.send(*facts).status_code == 200

    fuzz()
    assert stand.differences() == []
