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
    return told() | {"shifts": [], "waiting": [], "difficulties": [], "silent": [], "swaps": [], "roster": []}


SWAPS = (*EVERY_DAY, TEAM)
LEADS = (*EVERY_DAY, TEAM, LEADER)
ASKED = (*EVERY_DAY, TEAM, swap(ASK, "asked", BINH, AN, "2026-11-26"), duty("2026-11-26", "afternoon", BINH))
