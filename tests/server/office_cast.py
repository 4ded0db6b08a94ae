"""Those who open the office's pages, and a week at the counter with something of everything for them to see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from html import unescape
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI

from shiftbook.roster import SESSIONS
from sync_server import commune as communes
from sync_server import setup
from sync_server import tables as t
from tests.server.phone_script import DRIFTING, Phone
from tests.server.stand import Client, Stand

PASSWORD = "một mật khẩu đủ dài"
ROLES = ("leader", "office", "officer", "accountant", "chairman", "admin")
FIRST, TODAY = date(2026, 11, 16), date(2026, 11, 20)
NOW = f"{TODAY}T09:10:00+07:00"


# What the page of names sends, as it stands in the demonstration.
NAMES = {
    "from": "2025-07-01", "authority": "ỦY BAN NHÂN DÂN XÃ ĐẠI LÃNH", "place": "Đại Lãnh",
    "unit": "Văn phòng HĐND và UBND", "counter": "Trung tâm Phục vụ hành chính công", "maker": "Người lập biểu",
    "accountant": "Kế toán", "chairman": "Chủ tịch UBND xã", "leader_title": "Tổ trưởng",
    "office_title": "Chánh Văn phòng", "recipients": "Đảng ủy;\nLưu: VT.", "request_recipients": "Như trên;\nLưu: VT.",
}  # fmt: skip


class Browser:
    """One browser: it keeps its cookies, asks for pages and says that its forms come from the same origin."""

    def __init__(self, application: FastAPI) -> None:
        self._client = Client(application)
        self.headers = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A page, redirects not followed."""
        return self._client.get(path, headers={**self.headers, **headers})

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """What a form answers."""
        return self._client.post(path, data=fields or {}, headers={**self.headers, **headers})

    def sent(self, path: str, fields: dict[str, Any], file: bytes) -> httpx.Response:
        """What a form with a file answers."""
        return self._client.post(path, data=fields, files={"file": ("bang.csv", file)}, headers=self.headers)

    def sign_in(self, username: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in."""
        return self.post("/login", {"username": username, "password": password})

    def cookie(self) -> str:
        """The session it keeps, as the header that carries it."""
        request = self.get("/login").request
        return str(request.headers["cookie"])

    def close(self) -> None:
        """Close it."""
        self._client.close()


class Office:
    """A stand with its pages, a known password for each role, and browsers that are closed with it."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.app = stand.app
        self._browsers: list[Browser] = []
        stand.database.write(self._users)

    def _users(self, tx: Any) -> None:
        stored = setup.security.passwords.hash(PASSWORD)
        for role in ROLES:
            member = self.stand.members[0] if role == "leader" else None
            row = {"commune_id": self.stand.commune, "password": stored, "role": role, "name": role, "member": member}
            tx.execute(t.web_user.delete().where(t.web_user.c.username == role))
            tx.execute(t.web_user.insert(), {"username": role, **row})

    def browser(self, role: str | None = None) -> Browser:
        """A browser, signed in when a role is named."""
        made = Browser(self.app)
        self._browsers.append(made)
        if role:
            assert made.sign_in(role).status_code == 303
        return made

    def close(self) -> None:
        """Close every browser."""
        for browser in self._browsers:
            browser.close()

    def rows(self, table: sa.Table) -> list[Any]:
        """Everything in a table."""
        with self.stand.database.reader() as connection:
            return list(connection.execute(sa.select(table)))

    def acts(self) -> list[Any]:
        """The audit trail, but for who signed in and out."""
        return [row for row in self.rows(t.audit) if row.act not in ("signed_in", "signed_out")]


@contextmanager
def opened(stand: Stand) -> Iterator[Office]:
    """The office on a stand."""
    office = Office(stand)
    try:
        yield office
    finally:
        office.close()


def text(answer: httpx.Response) -> str:
    """A page's text with its entities undone and its white space made single."""
    return " ".join(unescape(answer.text).split())


def week(stand: Stand) -> dict[int, Phone]:
    """Five days: every grade, a stranger, someone missing, broken things, people served; answers phones by place."""
    phones = {place: stand.phone(place) for place in range(12)}
    with stand.database.reader() as connection:
        ground = communes.read(connection, stand.commune).ground
    turn = 0
    for day in (FIRST + timedelta(days=n) for n in range((TODAY - FIRST).days + 1)):
        for session in SESSIONS:
            if (day, session) == (TODAY, "afternoon"):
                continue
            for member in ground.roster.members(stand.point, day, session):
                place, turn = stand.members.index(member), turn + 1
                _shift(stand, phones[place], (day, session), turn)
    _today(stand, phones)
    stand.set(NOW)
    return phones


def _shift(stand: Stand, phone: Phone, shift: tuple[date, str], turn: int) -> None:
    day, session = shift
    begins, ends = ("07:52:10", "10:01:00") if session == "morning" else ("13:55:40", "16:02:00")
    if turn % 9 == 0:
        return
    stand.set(f"{day}T{ends}+07:00")
    other: dict[str, Any] = {}
    if turn % 7 == 3:
        other = {"data": {"desk_code": None}}
    elif turn % 7 == 5:
        other = {"clock": DRIFTING}
    elif turn % 10 == 8:
        other = {"data": {"desk_code": "000000"}}
    elif turn % 10 == 1:
        other = {"data": {"facilities": {"computer": "broken", "internet": "ok", "paper": "missing"}}}
    came = stand.check_in(phone, f"{day}T{begins}+07:00", session, **other)
    facts = [came, phone.fact("ballot_offered", {"point": stand.point, "channel": "slip"}, f"{day}T{begins}+07:00")]
    if day < TODAY:
        facts.append(phone.fact("checked_out", {"check_in": came["id"]}, f"{day}T{ends}+07:00"))
    phone.push(*facts)


def _today(stand: Stand, phones: dict[int, Phone]) -> None:
    at = f"{TODAY}T08:30:00+07:00"
    stand.set(at)
    stranger, helper = phones[9], phones[1]
    came = stand.check_in(stranger, at)
    stranger.push(came)
    guided = {"point": stand.point, "procedure": None, "mode": "guided"}
    helper.push(
        *(helper.fact("assisted", guided, at) for _ in range(3)),
        helper.fact("difficulty_raised", {"text": "Máy in hết mực, người dân phải chờ.", "urgent": True}, at),
        helper.fact("presence_confirmed", {"check_in": came["id"]}, at),
    )
    phones[5].send(unsent=4)
