"""The reconciliation of a month: each mismatch with its owner, due day and decision, one by one or several at once."""

from collections import Counter
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day, month_before, next_month
from shiftbook.reconciling import KINDS
from sync_server import commune as communes
from sync_server import language, matters
from sync_server.api_office import READERS, readable_month
from sync_server.commune import Commune
from sync_server.errors import Refused
from sync_server.language import _
from sync_server.matters import OWNERS, REOPENED, VERDICTS, Matter, Word
from sync_server.office import words
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
PATH: Final = "/office/months/{month}/matters"
CHOICES: Final = {**VERDICTS, REOPENED: "Mở lại, chưa quyết định"}
SHOWN: Final = {"open": "Chưa quyết định", "late": "Quá hạn", "done": "Đã quyết định", "all": "Tất cả"}


@router.get(PATH)
def shown(request: Request, month: str, show: str = "open", kind: str = "") -> Response:
    """The mismatches of a month: those that wait, the late, the decided or all; of one kind or of every."""
    found = allowed(request, *READERS)
    chosen = (show if show in SHOWN else "open", kind if kind in KINDS else "")
    return _shown(request, found, (readable_month(month), *chosen), Form())


def _shown(
    request: Request, found: Visitor, where: tuple[str, str, str], form: Form, *, status: int = 200
) -> Response:  # fmt: skip
    name, show, kind = where
    here, now = site(request), site(request).clock.now()
    today = local_day(now)
    with here.database.reader() as connection:
        commune = communes.read(connection, found.commune)
        everything = matters.matters(connection, commune, name, now)
    passes = {"open": lambda one: one.open, "late": lambda one: one.open and one.due_on < today,
              "done": lambda one: not one.open, "all": lambda one: True}  # fmt: skip
    listed = [one for one in everything if passes[show](one) and kind in ("", one.mismatch.kind)]
    values: dict[str, Any] = {
        "month": name, "commune": commune, "listed": listed, "show": show, "kind": kind, "today": today, "form": form,
        "counts": {key: sum(map(test, everything)) for key, test in passes.items()},
        "kinds": Counter(one.mismatch.kind for one in everything if passes[show](one)),
        "owners": _owners(commune, today), "SHOWN": language.shown(SHOWN), "VERDICTS": language.shown(VERDICTS),
        "CHOICES": language.shown(CHOICES),
        "said_of": words.mismatch,
        "before": month_before(name), "after": next_month(name), "owner_name": lambda one: _owner(commune, one),
    }  # fmt: skip
    return page(request, "matters.html", status, **values)


def _owners(commune: Commune, today: date) -> list[tuple[str, str]]:
    return [*language.shown(OWNERS).items(), *((p.id, p.name) for p in commune.by_name if p.active_on(today))]


def _owner(commune: Commune, one: Matter) -> str:
    return _(OWNERS.get(one.owner, "")) or (
        commune.people[one.owner].name if one.owner in commune.people else one.owner
    )


@router.post(PATH)
def say(request: Request, month: str, form: Posted) -> Response:
    """Say whose the chosen mismatches are and until when, and for the office what is decided: all of them or none."""
    found, name = allowed(request, "leader", "office"), readable_month(month)
    form.refusal = "Chưa ghi gì."
    wanted = dict(_chosen(one) for one in form.all("matters"))
    if not wanted:
        form.refuse("matters", "no_matter_chosen")
    word = Word(
        form.text("owner") or None,
        form.day("due_on") if form.text("due_on") else None,
        form.chosen("verdict", CHOICES) if form.text("verdict") else None,
        form.text("reason")[:500],
    )
    if word.verdict and len(wanted) > 1 and not form.text("looked"):
        form.refuse("looked", "matters_not_looked")
    if form.sound and not (word.owner or word.due_on or word.verdict or word.reason):
        form.refuse("verdict", "nothing_said")
    here, now, where = site(request), site(request).clock.now(), (name, *_filter(form))
    if not form.sound:
        return _shown(request, found, where, form, status=422)
    try:
        here.database.write(
            lambda tx: matters.say(tx, found.commune, name, wanted, word=word, actor=found.actor, now=now)
        )
    except Refused as refused:
        return _shown(request, found, where, form.refused(refused, "verdict"), status=refused.status)
    return seen(request, f"/office/months/{name}/matters", "matter_said")


def _chosen(value: str) -> tuple[str, int]:
    """A mismatch's name, and the revision of the word that was seen on it."""
    identity, _at, rev = value.rpartition("@")
    return identity, int(rev) if rev.isascii() and rev.isdigit() and len(rev) < 19 else -1


def _filter(form: Form) -> tuple[str, str]:
    show, kind = form.text("show"), form.text("kind")
    return show if show in SHOWN else "open", kind if kind in KINDS else ""
