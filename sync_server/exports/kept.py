"""The office's own Word templates: every version is kept, and each says from which month on it is used."""

from typing import Any, Final

import sqlalchemy as sa

from sync_server import tables as t
from sync_server.database import Tx
from sync_server.exports import shipped

LONGEST_REV: Final = 19


def in_force(connection: sa.Connection, commune: int, kind: str, month: str) -> Any:
    """The newest version that is meant for a month, None when nothing but the shipped one ever was.

    Its `file` is None when the office went back to the shipped template.
    """
    p = t.paper_template.c
    wanted = sa.select(t.paper_template).where(p.commune_id == commune, p.kind == kind, p.from_month <= month)
    return connection.execute(wanted.order_by(p.rev.desc()).limit(1)).first()


def template(connection: sa.Connection, commune: int, kind: str, month: str) -> bytes:
    """The template a paper of a month is made of."""
    found = in_force(connection, commune, kind, month)
    return shipped.template(kind) if found is None or found.file is None else bytes(found.file)


def version(connection: sa.Connection, commune: int, kind: str, number: str) -> Any:
    """One version of a paper by its number as an address has it, None when there is none."""
    p = t.paper_template.c
    if not (number.isascii() and number.isdigit() and len(number) < LONGEST_REV):
        return None
    wanted = sa.select(t.paper_template).where(p.commune_id == commune, p.kind == kind, p.rev == int(number))
    return connection.execute(wanted).first()


def versions(connection: sa.Connection, commune: int) -> list[Any]:
    """Every version of every paper without its file, the newest first."""
    p = t.paper_template.c
    columns = (p.rev, p.kind, p.from_month, p.name, p.warnings, p.by, p.at)
    return list(connection.execute(sa.select(*columns).where(p.commune_id == commune).order_by(p.rev.desc())))


def add(tx: Tx, commune: int, row: dict[str, Any]) -> None:
    """Keep a version: kind, from_month, name and file (both None for the shipped one), warnings, by, at."""
    tx.execute(t.paper_template.insert(), {"commune_id": commune, "rev": tx.next_rev(commune), **row})
