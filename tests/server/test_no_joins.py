"""An attack on the anonymity of ballots: who holds files, logs, backup and answers, but not the key, joins nothing.

Each way is tried twice: on what the product writes, where it must fail, and with a fault planted, where it must find.
"""

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from sync_server import ballots as product
from sync_server import copies, database
from sync_server import tables as t
from sync_server.ledger import slips as slip_book
from tests.server.stand import Stand
from tests.server.test_rating import IN_HOURS, this_mornings

NUMBER = 24


@pytest.fixture(autouse=True)
def during_the_morning(stand: Stand) -> None:
    stand.set(IN_HOURS)


def cast(stand: Stand, slips: list[str]) -> list[str]:
    """Ballots one after the other, told apart by their comments; answers the comments in order of arrival."""
    said = [f"ý kiến {random.Random(n).randrange(10**6):06d} của phiếu" for n in range(len(slips))]
    for slip, comment in zip(slips, said, strict=True):
        assert stand.client.post(f"/r/{slip}", data={"rating": "4", "comment": comment}).status_code == 200
    return said


def quiet(stand: Stand) -> Path:
    """The database's file once a quiet moment has passed."""
    file = stand.site.settings.file
    assert file
    stand.database.close()
    return file


def lying_order(raw: bytes, said: list[str]) -> list[str]:
    """The comments as their bytes lie in a file, from its end to its beginning: SQLite fills a page from the end."""
    places = {comment: raw.rfind(comment.encode()) for comment in said}
    assert min(places.values()) >= 0
    return sorted(said, key=lambda comment: -places[comment])


def in_step(found: list[str], arrived: list[str]) -> float:
    """How far one order tells another: 1 the same, about a half for chance, 0 backwards (pairs in order)."""
    place = {comment: n for n, comment in enumerate(found)}
    pairs = [(a, b) for n, a in enumerate(arrived) for b in arrived[n + 1 :]]
    return sum(place[a] < place[b] for a, b in pairs) / len(pairs)


def tells(found: list[str], arrived: list[str]) -> bool:
    """Whether an order says more than chance would: of 24 shuffled ones, 0.5 ± 0.06 are in order (one deviation)."""
    return abs(in_step(found, arrived) - 0.5) > 0.3


@pytest.fixture
def slips(stand: Stand) -> list[str]:
    return this_mornings(stand, stand.phone(0))[:NUMBER]


def test_how_ballots_lie_in_the_file_does_not_say_which_came_first(stand: Stand, slips: list[str]) -> None:
    said = cast(stand, slips)
    assert not tells(lying_order(quiet(stand).read_bytes(), said), said)


def test_planted_never_shuffled_they_lie_as_they_came(
    stand: Stand, slips: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(product, "shuffle", lambda tx, **_: None)
    said = cast(stand, slips)
    assert tells(lying_order(quiet(stand).read_bytes(), said), said)


def frames(log: Path) -> Iterator[tuple[int, bytes, bool]]:
    """The write-ahead log's frames (SQLite file format §4.1): page number, page, whether a commit ends with it."""
    raw = log.read_bytes()
    size = int.from_bytes(raw[8:12], "big") if len(raw) > 32 else 0
    place = 32
    while size and place + 24 + size <= len(raw) and raw[place + 8 : place + 16] == raw[16:24]:
        page, commit = int.from_bytes(raw[place : place + 4], "big"), int.from_bytes(raw[place + 4 : place + 8], "big")
        yield page, raw[place + 24 : place + 24 + size], commit > 0
        place += 24 + size


def together(log: Path, said: list[str], slip_rows: list[dict[str, Any]]) -> dict[str, set[str]]:
    """For each comment the slips (hashes) whose row was written in the very commit that first held the comment."""
    base, last = log.with_name("thief").read_bytes(), dict[int, bytes]()
    found: dict[str, set[str]] = {}
    changed: list[tuple[bytes, bytes]] = []
    for page, held, ends in frames(log):
        changed.append((last.get(page) or base[(page - 1) * len(held) : page * len(held)], held))
        last[page] = held
        if ends:
            new = {c for c in said if any(c.encode() in now and c.encode() not in was for was, now in changed)}
            rows = {
                row["hash"] for row in slip_rows for was, now in changed
                if was and row["hash"].encode() in now and _row(was, row["hash"]) != _row(now, row["hash"])
            }  # fmt: skip
            for comment in new:
                found.setdefault(comment, set()).update(rows)
            changed = []
    return found


def _row(page: bytes, hashed: str) -> bytes:
    """A row's head in a page, with the types of its columns: SQLite keeps a flag there (file format §2.1)."""
    place = page.find(hashed.encode())
    return page[place - 10 : place] if place >= 0 else b""


def slip_rows(stand: Stand) -> list[dict[str, Any]]:
    with stand.database.reader() as connection:
        return [dict(row) for row in connection.execute(sa.select(t.slip)).mappings()]


def log_of(stand: Stand, folder: Path) -> Path:
    """A thief's copy of the database and its write-ahead log while ballots come in."""
    for end in ("", "-wal"):
        shutil.copy(stand.site.settings.data_dir / f"shiftbook.db{end}", folder / f"thief{end}")
    return folder / "thief-wal"


def test_no_commit_writes_a_slip_together_with_a_ballot(
    stand: Stand, slips: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "QUIET_S", 600)
    said = cast(stand, slips)
    found = together(log_of(stand, tmp_path), said, slip_rows(stand))
    assert found.keys() == set(said)
    assert set().union(*found.values()) == set()


def test_planted_a_flag_on_the_slip_gives_every_ballot_away(
    stand: Stand, slips: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "QUIET_S", 600)
    real = product.use

    def flagging(tx: Any, marks: set[tuple[int, str]]) -> set[tuple[int, str]]:
        own = [row["hash"] for row in rows if stand.keys.spent(row["hash"]) in {mark for _, mark in marks}]
        tx.execute(t.slip.update().where(t.slip.c.hash.in_(own)).values(spent=True))
        return real(tx, marks)

    rows = slip_rows(stand)
    monkeypatch.setattr(product, "use", flagging)
    said = cast(stand, slips)
    found = together(log_of(stand, tmp_path), said, rows)
    hashes = [stand.keys.hashed(slip) for slip in slips]
    joined = [found[comment] == {own} for comment, own in zip(said, hashes, strict=True)]
    assert sum(joined) > NUMBER // 2


def test_after_a_quiet_moment_the_log_holds_no_ballot(stand: Stand, slips: list[str]) -> None:
    said = cast(stand, slips[:3])
    stand.database._quieten()  # what the writer does a second after the last ballot
    log = stand.site.settings.data_dir / "shiftbook.db-wal"
    assert not log.exists() or not any(comment.encode() in log.read_bytes() for comment in said)


def test_a_backup_holds_ballots_in_no_order_and_nothing_that_was_deleted(
    stand: Stand, slips: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "QUIET_S", 600)
    said = cast(stand, slips)
    live = stand.site.settings.file
    assert live
    copies.backup(stand.site.settings, tmp_path / "backup.db")
    assert not tells(lying_order((tmp_path / "backup.db").read_bytes(), said), said)
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(tmp_path / "planted.db")) as target:
        source.backup(target)  # page by page, as a backup used to be made
    assert tells(lying_order((tmp_path / "planted.db").read_bytes(), said), said)


def values(row: dict[str, Any]) -> set[str]:
    """What of a row could be joined on: anything long enough to be nobody else's."""
    return {str(value) for value in row.values() if len(str(value)) >= 8}


def test_no_value_of_a_ballot_is_found_anywhere_else(stand: Stand, slips: list[str]) -> None:
    cast(stand, slips)
    with stand.database.reader() as connection:
        tables = {
            name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for name, table in t.metadata.tables.items()
        }
    shared = {IN_HOURS[:10], stand.point}
    own = {value for row in tables["ballot"] for value in values(row)} - shared
    marks = {row["mark"] for row in tables["slip_spent"]}
    elsewhere = {v for name, many in tables.items() if name != "ballot" for row in many for v in values(row)}
    apart = {v for name, many in tables.items() if name != "slip_spent" for row in many for v in values(row)}
    assert not own & elsewhere and not marks & apart
    assert {name for name, many in tables.items() for row in many if row.get("spent")} == set()


def of_phones(stand: Stand) -> dict[str, list[dict[str, Any]]]:
    """Every table with anything by device, as it stands, without when each was heard."""
    with stand.database.reader() as connection:
        return {
            name: [{k: v for k, v in row.items() if not k.startswith(("heard", "told"))} for row in connection.execute(
                sa.select(table).order_by(*table.primary_key.columns)).mappings()]
            for name, table in t.metadata.tables.items() if name not in ("ballot", "slip_spent", "device")
        }  # fmt: skip


@pytest.mark.parametrize("first", [slip_book.FIRST, 1])
def test_an_exchange_after_a_ballot_does_not_say_whose_slip_it_was(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    """Planted: with one block at first, the phone whose slip was used gets a second one."""
    monkeypatch.setattr(slip_book, "FIRST", first)
    phones = [stand.phone(0), stand.phone(1)]
    used = [code for phone in phones for code in this_mornings(stand, phone)[:1]]
    before = of_phones(stand)
    assert stand.client.post(f"/r/{used[0]}", data={"rating": "4"}).status_code == 200
    for phone in phones:
        phone.pull()
        assert phone.push() == []
    assert (of_phones(stand) == before) is (first > 1)


def test_thirty_slips_are_left_however_many_were_used(stand: Stand) -> None:
    phone = stand.phone(0)
    held = this_mornings(stand, phone)
    for code in held[:31]:
        assert stand.client.post(f"/r/{code}", data={"rating": "4"}).status_code == 200
    phone.cursor = None
    assert len(this_mornings(stand, phone)) - 31 >= 30


def test_logs_and_measures_say_nothing_of_a_ballot(stand: Stand, slips: list[str]) -> None:
    before = stand.client.get("/metrics").text
    with capture_logs() as logged:
        cast(stand, slips)
        stand.client.get(f"/q/{stand.poster}")
    assert logged == []
    after = stand.client.get("/metrics").text
    assert not [line for line in after.splitlines() if "/r/" in line or "/q/" in line] and before.count("\n") > 1


def test_the_register_lists_what_was_written_in_no_order_of_arrival(stand: Stand, slips: list[str]) -> None:
    said = [f"chờ lâu {n:03d}" for n in range(len(slips))]
    for n, (slip, comment) in enumerate(zip(slips, said, strict=True)):
        fields = {"rating": "1", "comment": comment, "once": f"20261117-{n:020d}"}
        assert stand.client.post(f"/r/{slip}", data=fields).status_code == 200
    stand.set("2026-11-17T12:00:00+07:00")
    shown = stand.get("/office/registers/complaints.csv?from=2026-11-17&to=2026-11-17").text
    assert not tells(sorted(said, key=shown.index), said)
    told = json.dumps(stand.get("/api/v1/satisfaction").json())
    assert not any(comment in told for comment in said)
