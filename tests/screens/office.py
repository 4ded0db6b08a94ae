"""An office inside the test: it answers the phone's posts at once, from what the test put in its drawers."""

import base64
from datetime import datetime
from typing import Any

from phone.http import Answer, Unreachable
from shiftbook import attendance
from shiftbook.codes import heaviest

AT = "2026-11-23T08:01:00+07:00"
POINT = "dai-lanh-1"
HOURS = {"morning": ["08:00", "10:00"], "afternoon": ["14:00", "16:00"]}
COMMUNE = {
    "name": "xã Đại Lãnh",
    "points": [{"id": POINT, "name": "Bộ phận Một cửa", "poster_code": "BIENQUAY"}],
    "hours": HOURS,
    "rates": [{"from": "2024-01-01", "dong": 30_000}],
    "paid_groups": [{"from": "2024-01-01", "groups": ["youth", "union_member"]}],
    "public_url": "https://dailanh.example",
}
AN = {"id": "an", "name": "Nguyễn Thị An", "role": "volunteer"}
BINH = {"id": "binh", "name": "Trần Quốc Bình", "role": "volunteer"}
INVITES = {"MA-CUA-AN": AN, "MA-CUA-BINH": BINH}
WRONG_CODE = "Mã mời không đúng. Hãy xem lại mã, hoặc xin Văn phòng một mã mới."


def duty(day: str, session: str = "morning", *members: dict[str, str]) -> tuple[str, str, dict[str, Any]]:
    who = [{"id": m["id"], "name": m["name"]} for m in members or (AN, BINH)]
    data = {"day": day, "session": session, "point": POINT, "members": who}
    return ("duty", f"{day}.{session}.{POINT}", data)


def roster_notice(
    member: str, rev: int, *, more: tuple[str, ...] = (), less: tuple[str, ...] = (), others: tuple[str, ...] = ()
) -> tuple[str, str, dict[str, Any]]:
    """What a publication told a member of their shifts, each named by day and session."""
    lists = {kind: [{"day": s.split(".")[0], "session": s.split(".")[1], "point": POINT} for s in found]
             for kind, found in (("more", more), ("less", less), ("others", others))}  # fmt: skip
    told = {
        "about": "roster",
        "member": member,
        "rev": rev,
        "at": AT,
        "day": max((*more, *less, *others))[:10],
        **lists,
    }
    return ("notice", f"roster.{rev}.{member}", told)


def procedure(identity: str, name: str, rule: str, record: str = "full") -> tuple[str, str, dict[str, Any]]:
    data = {
        "id": identity, "code": identity, "name": name, "field": "Hộ tịch", "rule": rule, "record": record,
        "reminder": "Người dân tự đọc lại tờ khai.", "legal_basis": "Luật Hộ tịch Điều 16", "rules_version": "2026-07",
    }  # fmt: skip
    return ("procedure", identity, data)


def in_field(identity: str, name: str, field: str) -> tuple[str, str, dict[str, Any]]:
    kind, same, data = procedure(identity, name, "allowed")
    return (kind, same, data | {"field": field})


def paper_list(identity: str, name: str, papers: list[str]) -> tuple[str, str, dict[str, Any]]:
    kind, same, data = procedure(identity, name, "allowed")
    return (kind, same, data | {"papers": papers})


def slips(*codes: str, day: str = "2026-11-23", session: str = "morning") -> tuple[str, str, dict[str, Any]]:
    data = {"point": POINT, "day": day, "session": session, "slips": list(codes)}
    return ("ballot_slips", f"{POINT}.{day}.{session}", data)


def allowance(
    member: str, month: str, days: list[dict[str, Any]], *moved: dict[str, Any], closed: bool = False
) -> tuple[str, str, dict[str, Any]]:
    told = {"member": member, "days": days, "adjustments": list(moved), "closed": closed}
    return ("allowance", f"{month}.{member}", told)


def worked(day: str, grade: str, *codes: str, counted: bool = False) -> dict[str, Any]:
    told = {"day": day, "grade": grade, "counted": counted, "undecided": not counted, "sessions": ["morning"]}
    return told | {"facts": [f"fact-{day}"], "codes": list(codes), "decided_by": None, "reason": None}


EVERY_DAY = (
    duty("2026-11-23"),
    duty("2026-11-25", "afternoon"),
    procedure("1.001193", "Đăng ký khai sinh", "allowed"),
    procedure("2.000815", "Chứng thực di chúc", "barred"),
    procedure("2.002396", "Giải quyết tố cáo", "barred", "none"),
    procedure("3.000527", "Đăng ký cai nghiện", "officer_only", "count"),
    slips("AAAAAAAAAA", "BBBBBBBBBB"),
)


class Office:
    """`refuse` names the code for facts of a kind; `online` False is a phone without network, `only_enrols` one
    that loses it right after joining; `sent` is what came.

    `team` is what it tells a leader, and `acts` what the leader then did.

    With a `desk_code` it judges check-ins by that, and tells the allowance of their days.
    """

    def __init__(self, *rows: tuple[str, str, dict[str, Any]]) -> None:
        self.rows = rows or EVERY_DAY
        self.later: list[tuple[str, str, dict[str, Any]]] = []
        self.online = True
        self.only_enrols = False
        self.device = "d1"
        self.refuse: dict[str, str] = {}
        self.sent: list[dict[str, Any]] = []
        self.now = datetime.fromisoformat(AT)
        self.desk_code = ""
        self.also: set[str] = set()
        self.commune = dict(COMMUNE)
        self.team: dict[str, Any] | None = None
        self.paid: list[dict[str, Any]] = []
        self.own_page: Answer | None = None
        self.acts: list[tuple[str, dict[str, Any]]] = []
        self.carry_key = base64.b64encode(b"k" * 32).decode()

    async def __call__(self, path: str, body: dict[str, Any], token: str | None) -> Answer:
        if not self.online or (self.only_enrols and path != "/api/v1/enrol"):
            raise Unreachable("no network")
        if path.startswith("/api/v1/calendar"):
            return self.own_page or Answer(503, {"code": "busy", "message": "Máy chủ đang bận."})
        if path.startswith("/api/v1/team"):
            return self._team_told(path, body)
        if path.startswith("/api/v1/paid"):
            return Answer(200, {"months": self.paid})
        return self._enrolled(body["code"]) if path == "/api/v1/enrol" else self._exchanged(body)

    def _team_told(self, path: str, body: dict[str, Any]) -> Answer:
        """The leader asks or acts: whatever was acted on waits no longer."""
        if self.team is None:
            return Answer(403, {"code": "forbidden", "message": "Chỉ Tổ trưởng làm được việc này."})
        if body is not None:
            acted = path.split("?")[0].removeprefix("/api/v1/team/")
            self.acts.append((acted, body))
            self.team |= {
                "waiting": [w for w in self.team["waiting"] if w["day"] != body.get("day")],
                "swaps": [s for s in self.team["swaps"] if not acted.endswith(s["ask"])],
            }
        return Answer(200, self.team)

    def _enrolled(self, code: str) -> Answer:
        member = INVITES.get(code)
        if member is None:
            return Answer(403, {"code": "code_unknown", "message": WRONG_CODE})
        told = {"device": self.device, "token": "t1", "member": member, "commune": self.commune, "epoch": "e1"}
        return Answer(200, told | {"server_time": AT, "carry_key": self.carry_key})

    def _exchanged(self, body: dict[str, Any]) -> Answer:
        self.sent += body["facts"]
        verdicts = [self._verdict(fact) for fact in body["facts"]]
        fresh = [*(self.rows if body["cursor"] is None else ()), *self.later, *self._lines()]
        changes = [{"rev": i, "kind": k, "id": n, "data": d, "deleted": False} for i, (k, n, d) in enumerate(fresh, 1)]
        highest = max((f["seq"] for f in self.sent), default=0)
        receipt = {
            "device": self.device,
            "contiguous_seq": highest,
            "highest_seq": highest,
            "stored": highest,
            "mac": "",
        }
        told = {
            "epoch": "e1",
            "server_time": self.now.isoformat(),
            "verdicts": verdicts,
            "receipt": receipt | {"at": self.now.isoformat()},
        }
        return Answer(200, told | {"changes": changes, "cursor": "c1", "more": False})

    def _verdict(self, fact: dict[str, Any]) -> dict[str, Any]:
        code = self.refuse.get(fact["kind"])
        if self.desk_code and fact["kind"] == "checked_in":
            code = "already_checked_in" if fact != self._tries()[0] else heaviest(self._codes(fact))
        status = "refused" if code else "stored"
        return {"id": fact["id"], "status": status, "rev": 100 + fact["seq"], "code": code, "message": None}

    def _tries(self) -> list[dict[str, Any]]:
        return [fact for fact in self.sent if fact["kind"] == "checked_in"]

    def _codes(self, fact: dict[str, Any]) -> set[str]:
        """Of one check-in: what its desk code was worth, and whatever else the test wants held `also` against it."""
        told = fact["data"]["desk_code"]
        desk = {"desk_code_missing"} if told is None else {"desk_code_wrong"} if told != self.desk_code else set()
        return desk | self.also

    def _lines(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The line of one member with one day, as the real office tells it: best grade, the codes of all."""
        tries = self._tries() if self.desk_code else []
        if not tries:
            return []
        grade = attendance.best([attendance.grade(self._codes(fact)) for fact in tries])
        codes = sorted(set.union(*(self._codes(fact) for fact in tries)))
        if len(tries) > 1:
            codes.append("already_checked_in")
        day = worked(tries[0]["data"]["day"], str(grade), *codes, counted=grade == "A")
        return [allowance(tries[0]["member"], day["day"][:7], [day | {"facts": [fact["id"] for fact in tries]}])]
