"""A world whose requests and replies are written down, with every id, token and code replaced by a name."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from phone.http import Answer
from phone.model import Phone
from shiftbook.moments import format_instant, parse_instant
from tests.server.stand import Stand
from tests.simulation.world import Sim, World

Step = dict[str, Any]


class Recording(World):
    """Each step is an exchange of one of the phones, of nobody's, or an act of the office."""

    def __init__(self, stand: Stand, folder: Path) -> None:
        self.steps: list[Step] = []
        self.names: dict[str, str] = {stand.point: "<point>", stand.poster: "<poster>"}
        self.names |= {member: f"<member {place}>" for place, member in enumerate(stand.members)}
        self._speaks: int | None = None
        self._lost = False
        super().__init__(stand, folder)

    @property
    def at(self) -> str:
        """Now."""
        return format_instant(self.stand.clock.instant)

    def until(self, instant: str) -> None:
        """Time goes on."""
        self.pass_time((parse_instant(instant).timestamp() - self.now_s) / 60)

    def post(self, path: str, body: dict[str, Any], token: str | None, *, cut: bool = False) -> Answer:
        """What the server answers, written down."""
        answer = super().post(path, body, token, cut=cut)
        told = {"at": self.at, "phone": self._speaks, "to": path, "token": token, "body": body}
        lost = {"lost": True} if self._lost else {}
        self.steps.append({**told, "status": answer.status, "reply": answer.body, **lost})
        return answer

    def record(self, sim: Sim, kind: str, data: dict[str, Any]) -> str | None:
        """A tap, a second after the last: ids rise in the order of the taps."""
        self.pass_time(1 / 60)
        return super().record(sim, kind, data)

    def enrol(self, sim: Sim, place: int) -> str | None:
        """A member joins by an invite that has a name."""
        code = self.stand.invite(place)
        self.names[code] = f"<invite {len(self.steps)} of member {place}>"
        self._speaks = self.phones.index(sim)
        return self.run(sim.app.enrol(code))

    def exchange(self, sim: Sim, fault: str | None = None) -> None:
        """One exchange of a phone."""
        self._speaks, self._lost = self.phones.index(sim), fault == "reply lost"
        super().exchange(sim, fault)
        self._speaks, self._lost = None, False

    def desk_code(self) -> str:
        """The code on the counter screen now."""
        code = self.stand.desk_code(self.at)
        self.names[f'"{code}"'] = f'"<desk code at {self.at}>"'
        return code

    def data_of(self, fact: str) -> dict[str, Any]:
        """The content of a fact as it was written."""
        return next(sim.saved[fact]["data"] for sim in self.phones if fact in sim.saved)

    def unchecked(self, sim: Sim, kind: str, data: dict[str, Any]) -> None:
        """A fact that this version's rules would not let anybody write."""
        clock, member = sim.app.clock.stamp(), sim.app.me["id"]
        self.run(sim.book.write(kind, member, at=self.at, clock=clock, data=data))

    def turned_away(self) -> None:
        """Somebody with a code that was used, one with none, a stranger's token and an envelope that is none."""
        self._speaks = None
        used = self.steps[0]["body"]["code"]
        for code in (used, "MÃ-KHÔNG-CÓ"):
            self.post("/api/v1/enrol", {"code": code, "device": {}}, None)
        self.post("/api/v1/sync", {"facts": []}, "a stranger")
        self.post("/api/v1/sync", {"facts": "none"}, self.steps[0]["reply"]["token"])

    def changed_content(self, sim: Sim, fact: str) -> None:
        """The same id comes with another content."""
        other = {**sim.saved[fact], "data": {**sim.saved[fact]["data"], "desk_code": None}}
        self.post("/api/v1/sync", {"cursor": None, "limit": 0, "facts": [other]}, sim.book.token("http://testserver"))

    def office(self, act: str, told: dict[str, Any], role: str = "office") -> None:
        """What the office does on its own pages."""
        self.steps.append({"at": self.at, "office": act, "told": told, "role": role})
        office_acts(self.stand, act, told, role)

    def backup(self) -> None:
        """A copy is made."""
        self.steps.append({"at": self.at, "office": "backup"})
        super().backup()

    def restore(self, number: int) -> None:
        """The copy is put back."""
        self.steps.append({"at": self.at, "office": "restore"})
        super().restore(number)

    def named(self, value: Any) -> Any:
        """The same with every id, token and code replaced by its name."""
        text = json.dumps(value, ensure_ascii=False)
        names = self.names | dict(_names_in(self.steps))
        for real in sorted(names, key=len, reverse=True):
            text = text.replace(real, names[real])
        return json.loads(text)


def office_acts(stand: Stand, act: str, told: dict[str, Any], role: str) -> None:
    """Confirm, decide or close November, or revoke a device."""
    path = f"/api/v1/devices/{told['device']}/revoke" if act == "revoke" else f"/api/v1/months/2026-11/{act}"
    answer = stand.act(path, told, role)
    assert answer.status_code in (200, 204), answer.text


def shown(phone: Phone, run: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """The figures of a phone's screens, for each of its members."""
    line, screens = phone.sync_line(), []
    for member in phone.members:
        run(phone.book.remember("active", member["id"]))
        months = [phone.month(name) for name in ("2026-11", "2026-12")]
        days = [[day.day.isoformat(), day.grade, day.counted] for month in months for day in month.days]
        money = [[month.count, month.amount_dong, month.closed] for month in months]
        rules = {p.id: p.rule for p in phone.procedures()}
        screens.append({"member": member["id"], "line": [line.received, line.waiting], "days": days, "money": money,
                        "trouble": len(phone.troubles()), "duties": len(phone.duties()), "rules": rules})  # fmt: skip
    return screens


def _names_in(steps: list[Step]) -> Iterator[tuple[str, str]]:
    """Whatever the server and the phones made up, in the order in which it was first seen."""
    seen: dict[str, list[str]] = {}
    facts: set[str] = set()
    for step in (s for s in steps if "reply" in s):
        facts |= {f["id"] for f in step["body"].get("facts") or () if isinstance(f, dict)}
        reply = step["reply"]
        for kind in ("device", "token", "epoch", "cursor"):
            seen.setdefault(kind, []).extend([reply[kind]] if isinstance(reply.get(kind), str) else [])
        seen.setdefault("mac", []).extend(receipt["mac"] for receipt in reply.get("receipts", ()))
        for change in reply.get("changes", ()):
            seen.setdefault("slip", []).extend(change["data"].get("slips") or ())
    for kind, values in {**seen, "fact": sorted(facts)}.items():
        for number, value in enumerate(dict.fromkeys(values)):
            yield value, f"<{kind} {number}>"
