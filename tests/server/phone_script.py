"""A phone reduced to a script: it enrols, numbers its facts, sends them and reads on from its cursor."""

import itertools
import os
import uuid
from collections.abc import Callable
from typing import Any

STEADY = {"offset_ms": -1200, "age_s": 5400, "steady": True}
DRIFTING = {"offset_ms": -1200, "age_s": 5400, "steady": False}
MODEL = {"model": "Redmi 9A", "os": "Android 11", "app_version": "0.1.0"}
Post = Callable[..., Any]
_made = itertools.count(0x0199_A000_0000)


def uuid7() -> str:
    """A UUIDv7 greater than every one made before in this process (RFC 9562 §5.7)."""
    raw = bytearray(next(_made).to_bytes(6, "big") + os.urandom(10))
    raw[6] = raw[6] & 0x0F | 0x70
    raw[8] = raw[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(raw)))


class Phone:
    """One enrolled phone; `post(path, json=…, headers=…)` is how it reaches the server."""

    def __init__(self, post: Post, code: str, bearer: str | None = None) -> None:
        self.post = post
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        answer = post("/api/v1/enrol", json={"code": code, "device": MODEL}, headers=headers)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        self.device: str = told["device"]
        self.token: str = told["token"]
        self.member: str = told["member"]["id"]
        self.epoch: str = told["epoch"]
        self.carry_key: str = told["carry_key"]
        self.seq = 0
        self.cursor: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """What says who is asking."""
        return {"Authorization": f"Bearer {self.token}"}

    def fact(self, kind: str, data: Any, at: str, **other: Any) -> dict[str, Any]:
        """The phone's next fact; `other` replaces or adds fields of the envelope."""
        self.seq += 1
        made = {"id": uuid7(), "seq": self.seq, "kind": kind, "member": self.member, "at": at, "clock": STEADY}
        return {**made, "data": data, **other}

    def send(self, *facts: Any, **envelope: Any) -> Any:
        """One exchange as it is answered, whatever the status."""
        body = {"cursor": self.cursor, "limit": 500, "unsent": 0, "facts": list(facts), **envelope}
        return self.post("/api/v1/sync", json=body, headers=self.headers)

    def push(self, *facts: Any, **envelope: Any) -> list[dict[str, Any]]:
        """The verdicts on these facts."""
        answer = self.send(*facts, **envelope)
        assert answer.status_code == 200, answer.text
        verdicts = answer.json()["verdicts"]
        assert len(verdicts) == len(facts)
        return list(verdicts)

    def codes(self, *facts: Any) -> list[tuple[str, str | None]]:
        """Status and code of each verdict."""
        return [(v["status"], v["code"]) for v in self.push(*facts)]

    def pull(self, limit: int = 1000) -> list[dict[str, Any]]:
        """Every change since the cursor, which then stands at the end."""
        changes: list[dict[str, Any]] = []
        more = True
        while more:
            told = self.send(limit=limit).json()
            changes += told["changes"]
            self.cursor, more = told["cursor"], told["more"]
        return changes

    def whole(self) -> dict[tuple[str, str], dict[str, Any]]:
        """What a pull from the beginning shows now, by (kind, id)."""
        self.cursor = None
        return {(c["kind"], c["id"]): c for c in self.pull()}
