"""A member's name taken out of what others wrote: reasons, answers, sent reports, the trail; closed lists keep it.

What was written is not read for nicknames: only the full name goes, and earlier full names with it.
"""

import json
import re
from typing import Any, Final

import sqlalchemy as sa

from sync_server import tables as t
from sync_server.database import Tx

GONE: Final = "(đã xóa)"
# Every column in which somebody writes of somebody. Closed lists are not among them: accounting law keeps these.
WRITTEN: Final[tuple[tuple[sa.Table, tuple[str, ...]], ...]] = (
    (t.decision, ("reason",)), (t.swap_ruling, ("reason",)), (t.difficulty_step, ("owner", "answer")),
    (t.comment_step, ("owner", "answer", "said")), (t.ballot_ruling, ("reason",)), (t.paper_batch, ("outcome",)),
    (t.week_text, ("body",)), (t.week_step, ("note", "body")),
    (t.month_step, ("note",)), (t.matter_word, ("owner", "reason")), (t.payment, ("reason",)),
    (t.outreach_cost, ("about",)), (t.roster_draft, ("body",)), (t.audit, ("detail",)),
)  # fmt: skip


def names(tx: Tx, commune: int, member: str) -> list[str]:
    """The full names a member has or had, the longest first; a single word is no full name."""
    m, a = t.member.c, t.audit.c
    own = sa.select(m.name).where(m.commune_id == commune, m.id == member)
    found = {str(tx.execute(own).scalar_one())}
    changed = sa.select(a.detail).where(a.commune_id == commune, a.act == "member_changed")
    for detail in tx.execute(changed).scalars():
        told = json.loads(detail)
        if told["member"] == member:
            found |= {str(told[side]["name"]) for side in ("before", "after") if "name" in told[side]}
    return sorted((name for name in found if " " in name), key=len, reverse=True)


def unnamed(tx: Tx, commune: int, member: str, known: list[str]) -> dict[str, list[int]]:
    """Put GONE in the place of the names everywhere; answers the revisions of sent weeks and of the trail's acts."""
    whole = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known)) if known else None
    touched: dict[str, list[int]] = {"weeks": _weeks(tx, commune, member), "acts": []}
    for table, columns in WRITTEN if whole else ():
        named = sa.or_(*(table.c[column].contains(name, autoescape=True) for column in columns for name in known))
        for row in tx.execute(sa.select(table).where(table.c.commune_id == commune, named)).mappings().all():
            assert whole is not None
            new = {column: whole.sub(GONE, row[column]) for column in columns if row[column]}
            tx.execute(table.update().where(*(key == row[key.name] for key in table.primary_key)).values(new))
            if table is t.audit:
                touched["acts"].append(row["rev"])
            if table is t.week_step and new.get("body") != row["body"]:
                touched["weeks"].append(row["rev"])
    return {kind: sorted(set(revs)) for kind, revs in touched.items()}


def _weeks(tx: Tx, commune: int, member: str) -> list[int]:
    """Take the words of difficulties a member raised out of sent reports; answers the revisions of these."""
    s, found = t.week_step.c, []
    wanted = sa.select(s.week, s.rev, s.body).where(s.commune_id == commune, s.body.contains(member))
    for row in tx.execute(wanted).all():
        told: dict[str, Any] = json.loads(row.body)
        raised = [one for one in told["difficulties"] if one["member"] == member]
        for one in raised:
            one["text"] = GONE
        if raised:
            body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            own = (s.commune_id == commune, s.week == row.week, s.rev == row.rev)
            tx.execute(t.week_step.update().where(*own).values(body=body))
            found.append(row.rev)
    return found


def cleaned(connection: sa.Connection, commune: int, kind: str) -> frozenset[int]:
    """The revisions of `weeks` or `acts` that erasing has touched, as the trail says."""
    a = t.audit.c
    wanted = sa.select(a.detail).where(a.commune_id == commune, a.act == "member_erased")
    return frozenset(rev for detail in connection.execute(wanted).scalars() for rev in json.loads(detail).get(kind, ()))
