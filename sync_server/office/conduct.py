"""The rules of conduct as the office words them; a new wording is put before every member once more."""

import json
import re
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shiftbook.moments import local_day
from sync_server import acts, setup
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.office.forms import Form, Posted
from sync_server.pages import page, seen
from sync_server.site import Visitor, allowed, site

router = APIRouter(include_in_schema=False)
EDITORS: Final = ("office", "admin")
MOST_RULES: Final = 20
LONGEST_RULE: Final = 300
_CLAUSE: Final = re.compile(r"(.*?)\s*\[([^\[\]]*)\]")


@router.get("/office/conduct")
def conduct(request: Request) -> Response:
    """The rules as phones show them, to be changed."""
    return _shown(request, allowed(request, *EDITORS), Form())


def _shown(request: Request, found: Visitor, form: Form, *, status: int = 200) -> Response:
    with site(request).database.reader() as connection:
        told = communes.read(connection, found.commune).config.get("conduct", {})
    lines = [f"{r['text']} [{r['clause']}]" if r["clause"] else r["text"] for r in told.get("rules", [])]
    form.values = {"source": [told.get("source", "")], "rules": ["\n".join(lines)]} | form.values
    return page(request, "conduct.html", status, form=form, told=told)


@router.post("/office/conduct")
def change(request: Request, form: Posted) -> Response:
    """Put the new wording before everybody."""
    found = allowed(request, *EDITORS)
    here, now = site(request), site(request).clock.now()
    source, rules = form.needed("source", 500), _rules(form)
    form.refusal = "Chưa lưu quy tắc ứng xử."

    def work(tx: Tx) -> None:
        new = _set(tx, found.commune, source, rules, now=now)
        if new:
            told = {"version": new["version"], "rules": len(rules)}
            acts.record(tx, found.commune, "conduct_set", told, actor=found.actor, now=now)
        communes.settled(tx, found.commune)

    if not form.sound:
        return _shown(request, found, form, status=422)
    here.database.write(work)
    return seen(request, "/office/conduct", "conduct_set")


def _set(tx: Tx, commune: int, source: str, rules: list[dict[str, str]], *, now: datetime) -> dict[str, Any] | None:
    """Put other rules of conduct ({"text", "clause"}) before everybody, to be read anew; None when nothing is new."""
    config = communes.current(tx, commune).config
    before = config.get("conduct", {})
    if (before.get("source"), before.get("rules")) == (source, rules):
        return None
    day = local_day(now).isoformat()
    conduct = {"version": f"{day}.{tx.next_rev(commune)}", "from": day, "source": source, "rules": rules}
    text = json.dumps({**config, "conduct": conduct}, ensure_ascii=False)
    tx.execute(t.commune.update().where(t.commune.c.commune_id == commune).values(config=text))
    setup.tell_commune(tx, commune)
    return conduct


def _rules(form: Form) -> list[dict[str, str]]:
    """One rule a line, its source in square brackets at the end if it has one."""
    lines = [" ".join(line.split()) for line in form.needed("rules", MOST_RULES * LONGEST_RULE).splitlines()]
    rules = []
    for line in filter(None, lines):
        named = _CLAUSE.fullmatch(line)
        rules.append({"text": named[1] if named else line, "clause": named[2].strip() if named else ""})
    if len(rules) > MOST_RULES or any(len(rule["text"]) > LONGEST_RULE for rule in rules):
        form.refuse("rules", "too_long")
    elif rules and not all(rule["text"] for rule in rules):
        form.refuse("rules", "Có dòng chỉ ghi nguồn. Hãy ghi câu trước, nguồn trong ngoặc vuông ở cuối dòng.")
    return rules
