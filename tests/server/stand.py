"""A server stood up in the test's own process on a copy of the demonstration database, with a clock tests may set."""

import asyncio
import threading
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from shiftbook.moments import format_instant, parse_instant
from sync_server import app, security, setup, verification
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.security import Keys
from sync_server.settings import Settings
from sync_server.site import Site
from tests.server.phone_script import Phone

SECRET = "một khóa chỉ dùng trong kiểm thử, đủ dài"
MONDAY = "2026-11-16T07:50:00+07:00"
# Passwords are made to cost a tenth of a second each, and nearly every test signs in.
security.passwords = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
# Applications whose stands have closed: working out the routes takes longer than most tests.
_SPARE: dict[Path, list[FastAPI]] = defaultdict(list)


class Standing(Clock):
    """A judging clock that stands where a test puts it."""

    def __init__(self, instant: str) -> None:
        super().__init__()
        self.instant = parse_instant(instant)

    def now(self) -> datetime:
        """The instant it was put at."""
        return self.instant


class Client:
    """Requests to an application in this process; threads may share it."""

    def __init__(self, application: FastAPI) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        transport = httpx.ASGITransport(application, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One answer."""
        return asyncio.run_coroutine_threadsafe(self._client.request(method, path, **more), self._loop).result()

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a GET."""
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        """The answer to a POST."""
        return self.request("POST", path, **more)

    def close(self) -> None:
        """End the loop and its thread."""
        asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Stand:
    """The server, its demonstration commune and the people who ask it."""

    def __init__(self, database: Database, settings: Settings, told: dict[str, Any]) -> None:
        self.database = database
        self.keys = Keys(settings.key())
        self.clock = Standing(MONDAY)
        self.site = Site(settings, database, self.keys, self.clock)
        spare = _SPARE[settings.app_dir]
        self.app = spare.pop() if spare else app.build(self.site)
        self.app.state.site = self.site
        self.client = Client(self.app)
        self.commune = int(told["commune"])
        self.point: str = told["points"][0]["id"]
        self.poster: str = told["points"][0]["poster_code"]
        self.members: list[str] = [m["id"] for m in told["members"]]
        self.tokens: dict[str, str] = {}

    def close(self) -> None:
        """Let go of the client and the database."""
        self.client.close()
        self.database.close()
        _SPARE[self.site.settings.app_dir].append(self.app)

    def set(self, instant: str) -> None:
        """Put the judging clock at an instant."""
        self.clock.instant = parse_instant(instant)

    def invite(self, place: int) -> str:
        """A fresh invite for the member at a place of the demonstration team."""
        member, keys, now = self.members[place], self.keys, self.clock.real()
        return self.database.write(lambda tx: setup.invite(tx, self.commune, member, keys=keys, real_now=now))

    def phone(self, place: int, bearer: str | None = None) -> Phone:
        """A phone of the member at a place."""
        return Phone(self.client.post, self.invite(place), bearer)

    def headers(self, role: str) -> dict[str, str]:
        """The bearer header of a script with a role."""
        if role not in self.tokens:
            secret = security.token()
            made_at = format_instant(self.clock.real())
            row = {"hash": self.keys.hashed(secret), "commune_id": self.commune, "role": role, "made_at": made_at}
            self.database.write(lambda tx: tx.execute(t.api_token.insert(), row) and None)
            self.tokens[role] = secret
        return {"Authorization": f"Bearer {self.tokens[role]}"}

    def get(self, path: str, role: str = "office") -> Any:
        """An answer to a role."""
        return self.client.get(path, headers=self.headers(role))

    def act(self, path: str, body: Any = None, role: str = "office") -> Any:
        """An answer to what a role posts."""
        return self.client.post(path, json={} if body is None else body, headers=self.headers(role))

    def month(self, month: str = "2026-11") -> dict[str, Any]:
        """A month's figures."""
        answer = self.get(f"/api/v1/months/{month}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def day(self, place: int, day: str, month: str | None = None) -> dict[str, Any] | None:
        """One member's day as the month shows it, None when it has none."""
        lines = self.month(month or day[:7])["lines"]
        days = next(x["days"] for x in lines if x["member"] == self.members[place])
        return next((d for d in days if d["day"] == day), None)

    def decide(self, place: int, day: str, counted: bool = True, month: str | None = None) -> Any:
        """The office's decision on a member's day."""
        wish = {"member": self.members[place], "day": day, "counted": counted, "reason": "Có mặt, đã hỏi Tổ trưởng"}
        return self.act(f"/api/v1/months/{month or day[:7]}/decide", wish)

    def desk_code(self, at: str) -> str:
        """The counter screen's code at an instant, read as a screen reads it; the clock is put back."""
        before = self.clock.instant
        self.set(at)
        code = self.get(f"/api/v1/desk/{self.point}/code", "leader").json()["code"]
        self.clock.instant = before
        return str(code)

    def check_in(self, phone: Phone, at: str, session: str = "morning", **other: Any) -> dict[str, Any]:
        """A check-in at an instant by the server's clock, with the right code unless `data` says otherwise."""
        clock = other.get("clock", {"offset_ms": -1200})
        told = parse_instant(at) - timedelta(milliseconds=clock["offset_ms"] if clock else 0)
        data = {"point": self.point, "day": at[:10], "session": session, "facilities": {"computer": "ok"}}
        code = {} if "desk_code" in other.get("data", {}) else {"desk_code": self.desk_code(at)}
        return phone.fact(
            "checked_in", {**data, **code, **other.pop("data", {})}, other.pop("told", format_instant(told)), **other
        )

    def differences(self) -> list[str]:
        """What `shiftbook verify` would say."""
        return verification.differences(self.database, self.keys)
