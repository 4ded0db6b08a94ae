"""A week with work in it: acts of help of every mode, people taken to the officer, outreach, ballots."""

from typing import Any

from tests.server import office_cast as cast
from tests.server.phone_script import Phone
from tests.server.stand import Stand

WEEK = "2026-W47"
PATH = f"/office/weeks/{WEEK}"
BIRTH = "1.001193"
SENT_AT = "2026-11-20T16:30:00+07:00"


def lived(stand: Stand) -> dict[int, Phone]:
    """The office's week at the counter, and six writings, a handover, outreach and nine ballots on its Tuesday."""
    phones = cast.week(stand)
    stand.set("2026-11-17T16:00:00+07:00")
    one = phones[2]
    acts = [written(stand, one, n, "handwritten" if n % 2 else "typed") for n in range(6)]
    handed = one.fact("handed_over", {"point": stand.point, "reason": "barred", "procedure": None, "note": ""}, at(20))
    told = one.fact("outreach_done", {"channel": "radio", "note": ""}, at(21))
    assert {v["status"] for v in one.push(*acts, handed, told)} == {"stored"}
    for rating in (5, 5, 4, 4, 4, 3, 5, 2, 5):
        vote(stand, rating)
    stand.set(cast.NOW)
    return phones


def at(minute: int, day: str = "2026-11-17") -> str:
    """A moment of a morning."""
    return f"{day}T09:{minute:02d}:00+07:00"


def written(stand: Stand, phone: Phone, minute: int, mode: str = "handwritten", **more: Any) -> dict[str, Any]:
    """One form written for a person."""
    data = {
        "point": stand.point, "procedure": BIRTH, "rules_version": "2026-11", "mode": mode, "applicant": "person",
        "requested": True, "reviewed": "read", "signed": "signature", "outcome": "ready", "missing": [],
    }  # fmt: skip
    return phone.fact("assisted", {**data, **more}, at(minute))


def vote(stand: Stand, rating: int, comment: str = "") -> None:
    """A ballot from the poster."""
    form = {"rating": str(rating), "comment": comment}
    assert stand.client.post(f"/q/{stand.poster}", data=form).status_code == 200


def told(stand: Stand, week: str = WEEK, role: str = "chairman") -> dict[str, Any]:
    """The week as its JSON tells it."""
    answer = stand.get(f"/api/v1/weeks/{week}", role)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
