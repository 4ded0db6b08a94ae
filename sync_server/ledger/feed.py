"""Rows that phones receive beside facts: each stands once for its audience and moves up when it changes."""

from sync_server import tables as t
from sync_server.database import Tx
from sync_server.ledger import known


def put(tx: Tx, commune: int, audience: str, name: tuple[str, str], *, body: str, deleted: bool = False) -> None:
    """Put a row (kind, id) before an audience: everyone '*', a member 'm:…' or a device 'd:…'."""
    kind, identity = name
    values = {"rev": tx.next_rev(commune), "body": body, "deleted": deleted}
    row = known.insert(tx.connection, t.feed).values(
        commune_id=commune, audience=audience, kind=kind, id=identity, **values
    )
    tx.execute(row.on_conflict_do_update(index_elements=["commune_id", "audience", "kind", "id"], set_=values))
