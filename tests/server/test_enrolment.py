"""How a phone joins (wire contract §2)."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from shiftbook.moments import format_instant
from sync_server import tables as t
from tests.server.phone_script import MODEL
from tests.server.stand import Stand


def test_answer_has_its_parts(stand: Stand) -> None:
    code = stand.invite(0)
    answer = stand.client.post("/api/v1/enrol", json={"code": code, "device": MODEL})
    told = answer.json()
    assert answer.status_code == 200
    assert {"device", "token", "member", "commune", "epoch", "server_time"} <= told.keys()
    assert told["member"]["id"] == stand.members[0]
    assert told["commune"]["id"] == str(stand.commune)
    assert told["server_time"] == "2026-11-16T07:50:00.000+07:00"
    assert len(told["token"]) >= 22  # 128 bits in base64


def test_token_and_code_are_stored_only_as_hashes(stand: Stand) -> None:
    code = stand.invite(0)
    told = stand.client.post("/api/v1/enrol", json={"code": code, "device": MODEL}).json()
    raw = b"".join(f.read_bytes() for f in stand.site.settings.data_dir.glob("shiftbook.db*"))
    assert code.encode() not in raw
    assert told["token"].encode() not in raw


def refused(stand: Stand, code: object, status: int, why: str) -> None:
    """The code is refused for this reason."""
    answer = stand.client.post("/api/v1/enrol", json={"code": code, "device": MODEL})
    assert (answer.status_code, answer.json()["code"]) == (status, why)
    assert answer.json()["message"]


def test_code_works_once(stand: Stand) -> None:
    code = stand.invite(0)
    assert stand.client.post("/api/v1/enrol", json={"code": code, "device": MODEL}).status_code == 200
    refused(stand, code, 403, "code_used")


def test_unknown_code(stand: Stand) -> None:
    refused(stand, "NOSUCHCODE", 403, "code_unknown")
    refused(stand, "", 403, "code_unknown")
    refused(stand, "x" * 100_000, 403, "code_unknown")


def test_expired_code_by_the_machines_own_clock(stand: Stand) -> None:
    code = stand.invite(0)
    stand.set("2030-01-01T00:00:00+07:00")
    past = format_instant(stand.clock.real() - timedelta(seconds=1))
    with stand.database.engine.begin() as connection:
        held = connection.execute(sa.select(t.invite.c.expires_at)).scalars().all()
        assert max(held) > format_instant(stand.clock.real() + timedelta(hours=23, minutes=59))
        connection.execute(t.invite.update().values(expires_at=past))
    refused(stand, code, 403, "code_expired")


def test_rehearsed_time_does_not_expire_a_code(stand: Stand) -> None:
    code = stand.invite(0)
    stand.set("2030-01-01T00:00:00+07:00")
    assert stand.client.post("/api/v1/enrol", json={"code": code, "device": MODEL}).status_code == 200


def test_code_may_be_typed_as_people_type(stand: Stand) -> None:
    code = stand.invite(0)
    typed = f" {code[:5].lower()}-{code[5:]} "
    assert stand.client.post("/api/v1/enrol", json={"code": typed, "device": MODEL}).status_code == 200


def test_ten_bad_codes_and_no_more(stand: Stand) -> None:
    for _ in range(10):
        refused(stand, "NOSUCHCODE", 403, "code_unknown")
    answer = stand.client.post("/api/v1/enrol", json={"code": "NOSUCHCODE", "device": MODEL})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
    assert int(answer.headers["Retry-After"]) > 0
    assert stand.client.post("/api/v1/enrol", json={"code": stand.invite(0), "device": MODEL}).status_code == 429


def test_good_codes_are_not_counted(stand: Stand) -> None:
    for place in range(12):
        stand.phone(place)
    stand.phone(0)


@pytest.mark.parametrize(
    "body",
    [{}, {"code": 5}, {"code": None}, {"code": ["x"]}, {"code": "x", "device": "phone"}, {"code": "x", "device": []}],
)
def test_malformed(stand: Stand, body: dict) -> None:
    answer = stand.client.post("/api/v1/enrol", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


@pytest.mark.parametrize(
    "device", [None, {}, {"model": None}, {"model": 5, "os": ["x"]}, {"model": "a\x00b" * 500, "colour": "red"}]
)
def test_device_may_tell_little_or_too_much(stand: Stand, device: object) -> None:
    body = {"code": stand.invite(0), "device": device}
    assert stand.client.post("/api/v1/enrol", json=body).status_code == 200


def test_second_member_on_one_phone(stand: Stand) -> None:
    first = stand.phone(0)
    second = stand.phone(1, bearer=first.token)
    assert second.device == first.device
    assert second.token == first.token
    assert second.member == stand.members[1]
    own = first.fact("difficulty_raised", {"text": "x", "urgent": False}, "2026-11-16T08:00:00+07:00")
    theirs = {**first.fact("difficulty_raised", {"text": "x", "urgent": False}, own["at"]), "member": second.member}
    assert first.codes(own, theirs) == [("stored", None)] * 2


def test_same_member_again_on_the_same_phone(stand: Stand) -> None:
    first = stand.phone(0)
    assert stand.phone(0, bearer=first.token).device == first.device


@pytest.mark.parametrize("bearer", ["nobody's", "x" * 5000])
def test_unknown_bearer_makes_a_new_phone(stand: Stand, bearer: str) -> None:
    assert stand.phone(0, bearer=bearer).token != bearer


def test_revoked_phone_enrols_as_a_new_one(stand: Stand) -> None:
    old = stand.phone(0)
    assert stand.act(f"/api/v1/devices/{old.device}/revoke").status_code == 204
    new = stand.phone(0, bearer=old.token)
    assert new.device != old.device
    assert new.send().status_code == 200


def test_refused_code_leaves_nothing_behind(stand: Stand) -> None:
    with stand.database.reader() as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(t.device)).scalar()
    refused(stand, "NOSUCHCODE", 403, "code_unknown")
    with stand.database.reader() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.device)).scalar() == before
