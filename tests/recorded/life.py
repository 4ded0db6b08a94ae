"""What the recordings tell: every kind of fact and status, a restore, two phones of one person, a closed month."""

from typing import Any

from tests.recorded.recording import Recording
from tests.simulation.world import PROCEDURE, Sim


def live(world: Recording) -> None:
    """From joining to a fact that comes after its month was closed."""
    world.until("2026-11-17T07:00:00+07:00")
    leader, other = world.add_phone(0), world.add_phone(1)
    world.turned_away()
    for phone in (leader, other):
        world.exchange(phone)
    _morning(world, leader, other)
    second = _second_phone(world)
    world.office("confirm", {}, "leader")
    world.office("decide", {"member": world.stand.members[2], "day": "2026-11-17", "counted": True, "reason": "Có mặt"})
    for phone in (leader, other, second):
        world.exchange(phone)
    _restored(world, (leader, other, second))
    _revoked(world, other)
    _closed(world, (leader, other, second))


def _morning(world: Recording, leader: Sim, other: Sim) -> None:
    """Two check-ins, one without its code and with a lost reply, then everything else a phone can say."""
    world.until("2026-11-17T07:55:00+07:00")
    first, weak = _check_in(world, leader), _check_in(world, other, code=False)
    world.exchange(other, "reply lost")
    world.exchange(other)
    for kind, data in _said(world, first, weak):
        world.record(leader, kind, data)
    for kind in ("kind_of_a_later_version", "difficulty_raised"):
        world.unchecked(leader, kind, {"note": "một mẫu khác"})
    world.exchange(leader)
    ask = next(fact["id"] for fact in leader.saved.values() if fact["kind"] == "swap_asked")
    world.record(other, "swap_answered", {"ask": ask, "accept": True})
    world.exchange(other)
    world.changed_content(leader, first)


def _said(world: Recording, first: str, weak: str) -> list[tuple[str, dict[str, Any]]]:
    point = world.stand.point
    note = {"text": "Máy in hết mực", "urgent": False}
    form = {"point": point, "procedure": PROCEDURE, "rules_version": "2026-07", "mode": "handwritten",
            "applicant": "person", "requested": True, "reviewed": "read", "signed": "signature", "outcome": "ready",
            "missing": []}  # fmt: skip
    told = world.data_of(first)
    return [
        ("presence_confirmed", {"check_in": weak}),
        ("assisted", form),
        ("assisted", {**form, "procedure": "2.001019", "reviewed": "read_aloud", "signed": "fingerprint"}),
        ("assisted", {**form, "requested": False}),
        ("assisted", {"point": point, "procedure": PROCEDURE, "rules_version": "2026-07", "mode": "guided",
                      "applicant": "organisation", "outcome": "incomplete", "missing": ["giấy chứng sinh"]}),
        ("handed_over", {"point": point, "procedure": PROCEDURE, "reason": "officer_only", "note": ""}),
        ("ballot_offered", {"point": point, "channel": "slip"}),
        ("difficulty_raised", note),
        ("outreach_done", {"channel": "radio", "note": "phát lúc 17 giờ"}),
        ("conduct_acknowledged", {"version": "2026-1"}),
        ("swap_asked", {"duty": f"2026-11-18.morning.{point}", "with": world.stand.members[1]}),
        ("corrected", {"target": first, "reason": "thiếu bàn", "data": {**told, "facilities": {"desk": "missing"}}}),
        ("voided", {"target": "0199a000-0000-7000-8000-000000000000", "reason": "mục không có ở đâu"}),
        ("checked_out", {"check_in": first}),
    ]  # fmt: skip


def _second_phone(world: Recording) -> Sim:
    """The leader's other phone, which somebody who is not on the shift joins and checks in with."""
    phone = world.add_phone(0)
    _check_in(world, phone)
    world.enrol(phone, 2)
    _check_in(world, phone)
    world.exchange(phone)
    return phone


def _restored(world: Recording, phones: tuple[Sim, ...]) -> None:
    """What was said after the backup is offered again, in a new epoch."""
    world.until("2026-11-17T10:00:00+07:00")
    world.backup()
    world.record(phones[0], "difficulty_raised", {"text": "Mất điện", "urgent": True})
    world.exchange(phones[0])
    world.restore(0)
    for phone in phones:
        world.exchange(phone)


def _revoked(world: Recording, phone: Sim) -> None:
    """A phone put out by mistake joins again and brings what it held."""
    world.office("revoke", {"device": phone.device})
    world.record(phone, "outreach_done", {"channel": "other", "note": "trước khi biết"})
    world.exchange(phone)
    world.enrol(phone, 1)
    world.record(phone, "outreach_done", {"channel": "other", "note": "sau khi tham gia lại"})
    world.exchange(phone)


def _closed(world: Recording, phones: tuple[Sim, ...]) -> None:
    """A check-in that is sent when its month has been closed is an adjustment of the next."""
    world.until("2026-11-18T07:55:00+07:00")
    for phone in phones:
        world.exchange(phone)
    _check_in(world, phones[0])
    world.until("2026-12-01T08:00:00+07:00")
    world.office("close", {"override": "máy chưa gửi hết"})
    for _ in range(2):
        for phone in phones:
            world.exchange(phone)


def _check_in(world: Recording, phone: Sim, *, code: bool = True) -> str:
    fact = world.check_in(phone, "morning", world.desk_code() if code else None)
    assert fact is not None
    return fact
