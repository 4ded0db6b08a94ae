"""What an office tells the leader's phone, and rows of the feed that swaps are made of."""

from typing import Any

from tests.screens.office import AN, BINH, COMMUNE, EVERY_DAY, POINT, duty

CHI = {"id": "chi", "name": "Lê Thị Kim Chi", "role": "volunteer"}
DUNG = {"id": "dung", "name": "Phạm Văn Dũng", "role": "volunteer"}
RULES = {
    "version": "2024-01",
    "source": "Kế hoạch triển khai mô hình của UBND xã Đại Lãnh",
    "rules": [
        {"text": "Chỉ viết hộ khi người dân yêu cầu.", "clause": "I.2, II.1"},
        {"text": "Không thu bất cứ khoản tiền nào.", "clause": "II.1"},
        {"text": "Người dân tự kiểm tra lại nội dung, tự ký tên hoặc điểm chỉ.", "clause": "II.1"},
    ],
}
TEAM = ("team", "team", {"members": [{"id": m["id"], "name": m["name"]} for m in (AN, BINH, CHI, DUNG)]})
CONDUCT = ("commune", "commune", {**COMMUNE, "conduct": RULES})
LEADER = ("member", "an", {**AN, "role": "leader"})
ASK = "0199b2c0-0000-7000-8000-000000000001"
CAME = [f"0199b2c0-0000-7000-8000-0000000000a{n}" for n in range(4)]
AHEAD = f"2026-11-25.afternoon.{POINT}"


def swap(ask: str, state: str, asker: dict[str, str], asked: dict[str, str], day: str = "2026-11-25") -> Any:
    """A request about an afternoon, as the feed has it."""
    data = {
        "ask": ask, "duty": f"{day}.afternoon.{POINT}", "day": day, "session": "afternoon", "point": POINT,
        "from": {"id": asker["id"], "name": asker["name"]}, "with": {"id": asked["id"], "name": asked["name"]},
        "state": state, "reason": "", "sentence": "",
    }  # fmt: skip
    return ("swap", f"swap.{ask}", data)


def person(member: dict[str, str], state: str, came: str = "", left: str = "", *, rostered: bool = True) -> Any:
    told = {"member": member["id"], "name": member["name"], "rostered": rostered, "state": state}
    at = {
        "came": f"2026-11-23T{came}:00+07:00" if came else None,
        "left": f"2026-11-23T{left}:00+07:00" if left else None,
    }
    return told | at | {"grade": "A" if came else None, "reasons": []}


def shift(session: str, *people: Any, faults: tuple[Any, ...] = ()) -> dict[str, Any]:
    begins, ends = ("08:00", "10:00") if session == "morning" else ("14:00", "16:00")
    told = {"point": POINT, "session": session, "state": "on", "people": list(people), "faults": list(faults)}
    return told | {"begins": f"2026-11-23T{begins}:00+07:00", "ends": f"2026-11-23T{ends}:00+07:00"}


def in_week(day: str, session: str, *members: dict[str, str]) -> dict[str, Any]:
    who = [{"id": m["id"], "name": m["name"]} for m in members]
    return {"day": day, "session": session, "point": POINT, "open": True, "members": who}


def check_in(identity: str, member: dict[str, str], at: str, **more: Any) -> dict[str, Any]:
    """A check-in of a morning as the leader's phone is told of it."""
    return {
        "id": identity, "member": member["id"], "name": member["name"], "day": at[:10], "session": "morning",
        "point": POINT, "at": f"{at}:00+07:00", "left": None, "grade": "A", "reasons": [], "closed": False,
        "changes": [], **more,
    }  # fmt: skip


def taken_back(fact: str, reason: str, *, void: str = "0199b2c0-0000-7000-8000-00000000000f") -> Any:
    """What the office tells An of the leader's taking a fact of hers back."""
    data = {"fact": void, "kind": "voided", "of": "an", "by": "dung", "at": "2026-11-23T08:20:00+07:00",
            "day": "2026-11-23", "data": {"target": fact, "reason": reason}}  # fmt: skip
    return ("amendment", f"amendment.{void}", data)


def told() -> dict[str, Any]:
    """A Monday morning with something of everything."""
    who = {"member": "binh", "name": BINH["name"]}
    return {
        "at": "2026-11-23T08:20:00+07:00", "day": "2026-11-23", "working": True,
        "shifts": [
            shift("morning", person(AN, "came", "07:55"), person(BINH, "late"),
                  person(DUNG, "left", "07:40", "08:10", rostered=False),
                  faults=({"facility": "internet", "state": "broken", **who},)),
            shift("afternoon", person(CHI, "expected")),
        ],
        "check_ins": [
            check_in(CAME[0], AN, "2026-11-23T07:55"),
            check_in(CAME[1], DUNG, "2026-11-23T07:40", left="2026-11-23T08:10:00+07:00", grade="C",
                     reasons=["Không có tên trong lịch ca này.", "Không ghi mã quầy."]),
            check_in(CAME[2], BINH, "2026-11-20T08:05", grade="B", reasons=["Không ghi mã quầy."]),
            check_in(CAME[3], BINH, "2026-11-19T08:02", grade="B", reasons=["Không ghi mã quầy."], closed=True),
        ],
        "waiting": [
            {"day": "2026-11-20", **who, "reasons": ["Không ghi mã quầy."]},
            {"day": "2026-11-20", "member": "chi", "name": CHI["name"],
             "reasons": ["Đồng hồ điện thoại chưa đủ tin cậy."]},
            {"day": "2026-11-19", **who, "reasons": ["Không ghi mã quầy."]},
        ],
        "difficulties": [
            {**who, "text": "Máy in hết mực, người dân phải chờ.", "urgent": True, "at": "2026-11-23T08:10:00+07:00"},
            {**who, "text": "Thiếu mẫu giấy khai sinh.", "urgent": False, "at": "2026-11-20T09:00:00+07:00"},
        ],
        "silent": [{**who, "missing": 4, "silent_since": "2026-11-19T10:00:00+07:00"}],
        "swaps": [swap("s1", "accepted", BINH, CHI)[2], swap("s2", "asked", CHI, DUNG, "2026-11-26")[2]],
        "roster": [
            in_week("2026-11-23", "morning", AN, BINH), in_week("2026-11-23", "afternoon", CHI),
            in_week("2026-11-24", "morning", DUNG), in_week("2026-11-24", "afternoon"),
        ],
        "figures": {"week": "2026-W48", "due": 8, "came": 5, "served": 12,
                    "ballots": {"slip": 7, "poster": 2, "tablet": 0, "paper": 1}},
    }  # fmt: skip


def nothing() -> dict[str, Any]:
    """A week in which nothing waits."""
    return told() | {
        "shifts": [],
        "waiting": [],
        "difficulties": [],
        "silent": [],
        "swaps": [],
        "roster": [],
        "check_ins": [],
    }


SWAPS = (*EVERY_DAY, TEAM)
LEADS = (*EVERY_DAY, TEAM, LEADER)
ASKED = (*EVERY_DAY, TEAM, swap(ASK, "asked", BINH, AN, "2026-11-26"), duty("2026-11-26", "afternoon", BINH))
