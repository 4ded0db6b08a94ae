"""What every route works with: settings, database, keys, clock, limits, and who is asking."""

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import limits
import sqlalchemy as sa
from fastapi import Request

from shiftbook.moments import format_instant, parse_instant
from sync_server import tables as t
from sync_server import whence
from sync_server.acts import Actor
from sync_server.arrivals import Arrivals
from sync_server.clock import Clock
from sync_server.database import Database, Tx
from sync_server.errors import Refused
from sync_server.guessing import Guesses
from sync_server.ledger import answering
from sync_server.security import Keys
from sync_server.settings import Settings

TEN_A_MINUTE = limits.parse("10/minute")
THIRTY_A_MINUTE = limits.parse("30/minute")
ONE_IN_FIVE_SECONDS = limits.parse("1/5seconds")
MOST_READY = 500
TOKEN_HOLDS = timedelta(days=365)
SESSION_COOKIE = "sotruc"
SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass
class Site:
    """One running server: what it works with, the address it listens at, and a rehearsal beside it if one runs.

    `remembered` holds the newest months' days (`folded.month`).
    """

    settings: Settings
    database: Database
    keys: Keys
    clock: Clock
    exchanges: Any = None
    where: tuple[str, int] = ("127.0.0.1", 0)
    cookie: str = SESSION_COOKIE
    rehearsal: Any = None
    remembered: dict[Any, Any] = field(default_factory=dict)
    arrivals: Arrivals = field(default_factory=Arrivals)
    guesses: Any = None
    ready: dict[Any, Any] = field(default_factory=dict)
    limiter: Any = field(
        default_factory=lambda: limits.strategies.MovingWindowRateLimiter(limits.storage.MemoryStorage())
    )

    def __post_init__(self) -> None:
        def exchanges(tx: Tx, asks: list[answering.Ask]) -> list[Any]:
            return answering.answer(tx, asks, self.keys, self.clock.now())

        self.exchanges = exchanges
        self.guesses = Guesses(self.database, self.limiter, self.clock)

    def keep_ready(self, key: Any, value: Any) -> None:
        """Remember what a citizen's page is made of, among the newest few hundred."""
        if len(self.ready) >= MOST_READY:
            self.ready.clear()
        self.ready[key] = value

    @property
    def secure(self) -> bool:
        """Whether the public address is HTTPS, so that cookies may be held to it."""
        return self.settings.public_url.startswith("https://")


@dataclass(frozen=True)
class Visitor:
    """A signed-in person, a script or a counter screen; `point` limits a screen to one counter."""

    commune: int
    role: str
    name: str
    member: str | None = None
    point: str | None = None
    session: str | None = None
    source: str = ""

    @property
    def actor(self) -> Actor:
        """The visitor as the audit trail names them."""
        return Actor(self.name, self.role, self.member, self.source)


def site(request: Request) -> Site:
    """The running server of a request."""
    found: Site = request.app.state.site
    return found


def address(request: Request) -> str:
    """The visitor's address: the nearest one not named as a trusted proxy."""
    peer = request.client.host if request.client else "unknown"
    proxies = site(request).settings.proxies
    hops = [h.strip() for h in request.headers.get("x-forwarded-for", "").split(",") if h.strip()]
    while hops and _inside(peer, proxies):
        peer = hops.pop()
    return peer


def _inside(peer: str, networks: tuple[Any, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def network(request: Request) -> str:
    """The network a visitor comes from: the address itself, or the /64 of an IPv6 one."""
    text = address(request)
    try:
        return str(ipaddress.ip_network(f"{text}/64", strict=False)) if ":" in text else text
    except ValueError:
        return text


def network_name(request: Request) -> str:
    """A name for the visitor's network that lasts a day, from which the address cannot be found again."""
    salt = _salt(site(request).clock.real().date())
    return hashlib.blake2b(network(request).encode(), key=salt, digest_size=16).hexdigest()


@lru_cache(maxsize=1)
def _salt(_day: date) -> bytes:
    return secrets.token_bytes(32)


def visitor(request: Request) -> Visitor | None:
    """Who is asking: by bearer token, else by session cookie; None for nobody known. Looked up once a request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = _known(request)
    found: Visitor | None = request.state.visitor
    return found


def _known(request: Request) -> Visitor | None:
    header = request.headers.get("authorization", "")
    if header[:7].lower() == "bearer ":
        found = _by_token(site(request), header[7:].strip())
    else:
        secret = request.cookies.get(site(request).cookie)
        found = _by_session(site(request), secret) if secret else None
    return replace(found, source=source(request)) if found else None


def source(request: Request) -> str:
    """From where a request comes, coarse enough to be kept in the audit trail."""
    return whence.told(address(request), request.headers.get("user-agent", ""))


def _by_token(here: Site, secret: str) -> Visitor | None:
    with here.database.reader() as connection:
        query = sa.select(t.api_token).where(t.api_token.c.hash == here.keys.hashed(secret))
        row = connection.execute(query).first()
    if row is None or parse_instant(row.made_at) + TOKEN_HOLDS <= here.clock.real():
        return None
    return Visitor(row.commune_id, row.role, f"token:{row.role}")


def _by_session(here: Site, secret: str) -> Visitor | None:
    s = t.web_session.c
    hashed = here.keys.hashed(secret)
    with here.database.reader() as connection:
        row = connection.execute(sa.select(t.web_session).where(s.hash == hashed)).first()
        if row is None or row.expires_at <= format_instant(here.clock.real()) or (row.point and not row.started_at):
            return None
        user = connection.execute(sa.select(t.web_user).where(t.web_user.c.username == row.username)).first()
    if row.role != "screen" and user is None:
        return None
    member = user.member if user else None
    return Visitor(row.commune_id, row.role, row.username or "màn hình quầy", member, row.point, hashed)


def allowed(request: Request, *roles: str) -> Visitor:
    """The visitor, when their role is one of these; raises 401 for nobody, 403 for anyone else."""
    found = visitor(request)
    if found is None:
        raise Refused("unauthorized", 401)
    if found.role not in roles:
        raise Refused("forbidden", 403)
    same_origin(request)
    return found


def same_origin(request: Request) -> None:
    """Refuse a write that a foreign page makes with the visitor's cookie (Fetch Metadata, else Origin)."""
    if request.method in SAFE or site(request).cookie not in request.cookies:
        return
    told = request.headers.get("sec-fetch-site")
    if told is not None:
        if told in ("same-origin", "none"):
            return
        raise Refused("cross_origin", 403)
    origin = request.headers.get("origin")
    hosts = {request.headers.get("host", ""), urlsplit(site(request).settings.public_url).netloc}
    if origin is not None and urlsplit(origin).netloc not in hosts:
        raise Refused("cross_origin", 403)


def limit(request: Request, what: str, who: str, *, spend: bool = True) -> None:
    """Let ten a minute through and refuse more; with spend=False only look."""
    limiter = site(request).limiter
    ok = limiter.hit(TEN_A_MINUTE, what, who) if spend else limiter.test(TEN_A_MINUTE, what, who)
    if not ok:
        raise Refused("too_many", 429, headers={"Retry-After": "60"})
