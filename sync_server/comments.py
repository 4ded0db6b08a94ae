"""What citizens wrote on ballots: which is urgent, who answers it, by when, and what is told to everybody of it.

A comment is shown without level and channel: it is its writer's word, and no way to what the others answered.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from unicodedata import normalize

import sqlalchemy as sa

from shiftbook.moments import format_instant, local_day, parse_day, parse_instant
from shiftbook.privacy import looks_private
from shiftbook.search import folded
from sync_server import acts, satisfaction, settlement_acts, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.commune import Commune
from sync_server.database import Tx
from sync_server.erasing import GONE
from sync_server.errors import Refused

Span = tuple[date, date]
KINDS: Final = {"money": "Liên quan tiền", "rude": "Thái độ", "said": "Góp ý"}
SET: Final = ("standing", "owner", "due", "answer", "said", "published")
NOTHING: Final = {"standing": "new", "owner": "", "due": None, "answer": "", "said": "", "published": False}
# Who may be told of what: a word about money is between its writer, the office and the chairman.
SEES: Final = {"office": frozenset(KINDS), "chairman": frozenset({"money"})}
DAYS_TO_ANSWER: Final = 3
_PAID: Final = 1


@dataclass(frozen=True)
class Comment:
    """One comment or one "yes, I had to pay", with what was set of it since, the first first.

    `kind` is money, rude or said; `asked` is true when the ballot's own question on payment was answered with yes.
    """

    id: str
    day: date
    session: str
    point: str
    text: str
    kind: str
    asked: bool
    due_first: date | None
    steps: tuple[sa.Row[Any], ...]

    @property
    def last(self) -> dict[str, Any]:
        """SET as it is now; an urgent one is due before anybody has set a day."""
        if not self.steps:
            return {**NOTHING, "due": self.due_first.isoformat() if self.due_first else None}
        return {**{name: getattr(self.steps[-1], name) for name in SET}, "published": bool(self.steps[-1].published)}

    @property
    def urgent(self) -> bool:
        """Whether it raises an alert."""
        return self.kind != "said"

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it: about an urgent one always, until it is done."""
        standing = self.last["standing"]
        return standing != "done" and (self.urgent or standing != "new")

    def overdue(self, today: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.open and bool(self.last["due"]) and self.last["due"] < today.isoformat()


def urgent_words(commune: Commune) -> dict[str, list[str]]:
    """The words that make a comment urgent, by kind: the commune's own, else those the product carries."""
    words: dict[str, list[str]] = commune.config.get("urgent_words") or json.loads(setup.data_text("urgent_words.json"))
    return words


def kind_of(text: str, words: Mapping[str, list[str]]) -> str:
    """money, rude or said, by whole words; diacritics left out are read too, a lone word's only where all are.

    In a phrase "…" stands for up to two words, "[số tiền]" for an amount. What is denied is no alarm.
    """
    plain = normalize("NFC", text.lower())
    bare = not any(c.isalpha() and not c.isascii() for c in plain)
    for kind in ("money", "rude"):
        for match in _pattern(tuple(words.get(kind, ())), bare).finditer(plain):
            spared = kind == "rude" or match[0].split()[0] in _TAKING
            if not (spared and _DENIED.search(plain, max(0, match.start() - 60), match.start())):
                return kind
    return "said"


# What an officer may be said not to have done; "không đưa tiền thì không làm" is no denial.
_TAKING: Final = frozenset(
    ("đòi", "doi", "xin", "vòi", "voi", "lấy", "lay", "thu", "gợi", "goi", "bắt", "bat", "mất", "mat", "phải", "phai",
     "ask", "asked", "asking", "demanded", "demanding", "wanted")
)  # fmt: skip
_DENIED: Final = re.compile(
    r"(?<!\w)(?:(?:không|khong|chưa|chua|chẳng|chang)(?:\s+(?:ai|có|co|hề|he|thấy|thay|từng|tung|bị|bi|phải|phai)){0,3}"
    r"|nobody|no\s+one|never|not|\w+n['’]t)\s+(?:ever\s+)?\Z"
)
# 200k, 20.000 where nothing is counted by it, or "hai trăm nghìn"; not "ba đồng", which begins "ba đồng chí" too.
_AMOUNT: Final = (
    r"(?:\d[\d.,]*\s*(?:k|nghìn|nghin|ngàn|ngan|đồng|dong|đ|triệu|trieu|tr|vnđ|vnd)"
    r"|\d{1,3}(?:[.,]\d{3})+(?=\s*(?:[.,;:!?)]|mới|moi|\Z))"
    r"|(?:(?:một|mot|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|lam|sáu|sau|bảy|bay|tám|tam|chín|chin|mười|mươi|muoi|chục|chuc"
    r"|trăm|tram|vài|vai|mấy|may)\s+){1,5}(?:nghìn|nghin|ngàn|ngan|triệu|trieu))"
)
_PARTS: Final = re.compile(r"\[số tiền\]|…|\.{3}|(?:(?!…|\.{3})\S)+")


@lru_cache(maxsize=20)
def _pattern(phrases: tuple[str, ...], bare: bool) -> re.Pattern[str]:
    said = "|".join(filter(None, (_phrase(one, bare) for one in phrases)))
    return re.compile(rf"(?<!\w)(?:{said})(?!\w)" if said else "(?!)")


def _phrase(phrase: str, bare: bool) -> str:
    parts, wanted, gap = _PARTS.findall(normalize("NFC", phrase.lower())), "", ""
    for part in parts:
        if part in ("…", "..."):
            gap = r"(?:\w+\s+){0,2}?"
            continue
        forms = [part, folded(part)] if bare or len(parts) > 1 else [part]
        said = _AMOUNT if part == "[số tiền]" else "|".join(map(re.escape, forms))
        wanted += (r"\s+" + gap if wanted else "") + f"(?:{said})"
        gap = ""
    return wanted


def listed(
    connection: sa.Connection, commune: Commune, span: Span, role: str, *, now: datetime | None = None
) -> list[Comment]:
    """The comments of a span that a role may see: those to be done first, of them the urgent, then the newest day.

    With `now` those that are not urgent only once their sitting is over: seen at once, they would name their writer to
    whoever stands at the counter.
    """
    b, s = t.ballot.c, t.comment_step.c
    steps: dict[str, list[sa.Row[Any]]] = {}
    for row in connection.execute(sa.select(t.comment_step).where(s.commune_id == commune.id).order_by(s.rev)):
        steps.setdefault(row.ballot, []).append(row)
    wanted = sa.select(b.id, b.day, b.session, b.point, b.comment, b.answers, b.outside_hours).where(
        b.commune_id == commune.id, b.day.between(span[0].isoformat(), span[1].isoformat()),
        sa.or_(b.comment != "", b.answers.contains('"q8": 1')),
    )  # fmt: skip
    words, found = urgent_words(commune), []
    for row in connection.execute(wanted):
        asked = json.loads(row.answers).get("q8") == _PAID
        kind = "money" if asked else kind_of(row.comment, words)
        nothing = row.comment in ("", GONE) and not asked and (not row.comment or row.id not in steps)
        day = parse_day(row.day)
        early = (
            kind == "said"
            and now
            and now < satisfaction.sitting_over(commune, (day, row.session, bool(row.outside_hours)))
        )
        if not nothing and not early and kind in SEES.get(role, ()):
            due = _due(commune, day) if kind != "said" else None
            found.append(Comment(row.id, day, row.session, row.point, row.comment, kind, asked, due,
                                 tuple(steps.get(row.id, ()))))  # fmt: skip
    return sorted(found, key=lambda one: (not one.open, not one.urgent, -one.day.toordinal(), one.session, one.id))


def _due(commune: Commune, day: date) -> date:
    """The third working day after one."""
    left = DAYS_TO_ANSWER
    while left:
        day += timedelta(days=1)
        left -= commune.ground.calendar.is_working(day)
    return day


def waiting(connection: sa.Connection, commune: Commune, role: str, today: date) -> tuple[int, int]:
    """How many urgent comments of the last year wait for a role, and how many of them are past their day."""
    urgent = [one for one in listed(connection, commune, (today - timedelta(days=365), today), role) if one.urgent]
    return sum(one.open for one in urgent), sum(one.overdue(today) for one in urgent)


def take_up(tx: Tx, commune_id: int, identity: str, new: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """Set SET of a comment; nothing is written when nothing is new. The trail keeps no word of what was written.

    Raises Refused for what the role does not see, for a person's number, and for telling everybody half a thing.
    """
    commune = communes.current(tx, commune_id)
    known = {
        one.id: one for one in listed(tx.connection, commune, (date(2000, 1, 1), local_day(now)), actor.role, now=now)
    }
    if identity not in known:
        raise Refused("not_found", 404)
    for name in ("answer", "said"):
        if looks_private(new[name]):
            raise Refused("text_private", 422, field=name)
    if known[identity].last == new:
        return
    row = {"commune_id": commune_id, "ballot": identity, "rev": tx.next_rev(commune_id), **new, "by": actor.name,
           "at": format_instant(now)}  # fmt: skip
    tx.execute(t.comment_step.insert(), row)
    acts.record(tx, commune_id, "comment_set", told_of(row), actor=actor, now=now)
    communes.settled(tx, commune_id)


def told_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A step as the audit trail keeps it: who sees the trail need not see what citizens wrote of, or the answer."""
    kept = {name: row[name] for name in ("standing", "owner", "due")}
    return {"comment": row["ballot"], **kept, "published": bool(row["published"])}


def set_words(tx: Tx, commune_id: int, words: dict[str, list[str]], *, actor: Actor, now: datetime) -> None:
    """Other words make a comment urgent from now on, older comments too."""
    if urgent_words(communes.current(tx, commune_id)) != words:
        change = {"urgent_words": words}
        settlement_acts.set_terms(tx, commune_id, "urgent_words_set", change, told=words, actor=actor, now=now)


def published(connection: sa.Connection, commune: int, span: Span) -> list[dict[str, str]]:
    """What citizens said and what was done, as everybody is told it, by the day of telling, the newest first."""
    s = t.comment_step.c
    last: dict[str, sa.Row[Any]] = {}
    for row in connection.execute(sa.select(t.comment_step).where(s.commune_id == commune).order_by(s.rev)):
        last[row.ballot] = row
    rows = [(local_day(parse_instant(row.at)), row) for row in last.values() if row.published]
    rows.sort(key=lambda pair: pair[1].rev, reverse=True)
    return [
        {"day": day.isoformat(), "said": row.said, "answer": row.answer}
        for day, row in rows
        if span[0] <= day <= span[1]
    ]
