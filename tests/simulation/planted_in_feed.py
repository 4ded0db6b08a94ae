"""Faults in the order of changes: two with one revision, and a cursor that goes by time."""

from typing import Any

import pytest

from sync_server.database import Tx
from sync_server.ledger import changes
from tests.simulation import ways
from tests.simulation.planting import shown_by

Patch = pytest.MonkeyPatch


@shown_by(ways.plain)
def gives_one_revision_to_a_whole_commit(patch: Patch) -> None:
    whole = Tx.next_rev

    def broken(tx: Tx, commune: int) -> int:
        return tx.head(commune) if commune in tx._moved else whole(tx, commune)

    patch.setattr(Tx, "next_rev", broken)


@shown_by(ways.two_phones_at_one_instant)
def reads_on_by_time(patch: Patch) -> None:
    whole = changes.after

    def broken(connection: Any, *more: Any, since: int, **rest: Any) -> Any:
        query = "SELECT max(rev) FROM fact WHERE arrived_at <= (SELECT max(arrived_at) FROM fact WHERE rev <= ?)"
        seen = connection.exec_driver_sql(query, (since,)).scalar() or 0
        return whole(connection, *more, since=max(since, seen) if since else 0, **rest)

    patch.setattr(changes, "after", broken)
