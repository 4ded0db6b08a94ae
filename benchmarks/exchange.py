"""The exchange beside the floor and beside raw SQLite, all in one run: the figures are ratios."""

import json
import os
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy.schema import CreateIndex, CreateTable

from benchmarks import load
from shiftbook.moments import format_instant
from sync_server import demo, enrolment, installation
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.settings import Settings
from sync_server.tables import fact

SECONDS = 4.0
BATCH = 100
FIRST_DAY = date(2025, 1, 6)
JSON = {"Content-Type": "application/json"}


DUTY = ("checked_in", *["assisted", "ballot_offered"] * 6, "assisted", "assisted", "checked_out")


def facts(number: int, seed: int, member: str, about: dict[str, Any]) -> list[dict[str, Any]]:
    """Facts as a phone makes them, 350 bytes or so: one duty after the other, each a check-in, 8 people helped, 6
    ballots offered and a check-out."""
    chance, begun, made = random.Random(seed), "", []
    for place in range(number):
        duty, step = divmod(place, len(DUTY))
        day = (FIRST_DAY + timedelta(days=duty // 2)).isoformat()
        session, hour = (("morning", 8), ("afternoon", 14))[duty % 2]
        raw = (1_790_000_000_000 + seed * 10**7 + place).to_bytes(6, "big") + b"\x70\x00\x80" + chance.randbytes(7)
        identity = str(uuid.UUID(bytes=raw))
        begun = begun if step else identity
        clock = {"offset_ms": chance.randint(-900, 900), "age_s": chance.randint(1, 9000), "steady": True}
        at = f"{day}T{hour:02d}:{step * 3:02d}:{chance.randint(0, 59):02d}.000+07:00"
        data = _data(DUTY[step], (day, session, begun), about, chance)
        made.append({"id": identity, "seq": place + 1, "kind": DUTY[step], "member": member, "at": at, "clock": clock,
                     "data": data})  # fmt: skip
    return made


def _data(kind: str, duty: tuple[str, str, str], about: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    if kind == "checked_in":
        code = f"{chance.randint(0, 999999):06d}"
        state = dict.fromkeys(("computer", "internet", "desk", "paper"), "ok")
        return {"point": about["point"], "day": duty[0], "session": duty[1], "desk_code": code, "facilities": state}
    if kind == "checked_out":
        return {"check_in": duty[2]}
    if kind == "assisted":
        return {"point": about["point"], "procedure": chance.choice(about["procedures"]), "rules_version": "2026-11",
                "mode": "handwritten", "applicant": "person", "requested": True, "reviewed": "read_aloud",
                "signed": "signature", "outcome": "ready", "missing": []}  # fmt: skip
    return {"point": about["point"], "channel": "slip"}


@contextmanager
def server(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[None]:
    """A server as a process of its own, from when it answers until the block ends."""
    process = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex((load.HOST, port)) == 0:
                    break
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind((load.HOST, 0))
        return int(probe.getsockname()[1])


class Ours:
    """Our server over a demonstration commune, with as many phones as are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.settings, database, self.keys = installation.opened(Settings(data_dir=folder))
        told = database.write(lambda tx: demo.fill(tx, self.keys, Clock()))
        self.point, self.poster = told["points"][0]["id"], told["points"][0]["poster_code"]
        self.members = told["members"]
        self.phones = [self._enrolled(database, member) for member in self.members]
        with database.reader() as connection:
            rows = connection.exec_driver_sql('SELECT id FROM procedure WHERE body LIKE \'%"rule": "allowed"%\'')
            self.procedures = [row[0] for row in rows]
        database.close()

    def _enrolled(self, database: Database, member: dict[str, str]) -> tuple[str, str]:
        clock = Clock()
        about = {"model": "bench", "os": "", "app_version": ""}
        moments = (clock.now(), clock.real())
        answer = database.write(
            lambda tx: enrolment.enrol(tx, member["invite"], about, bearer=None, keys=self.keys, moments=moments)
        )
        return answer["token"], member["id"]

    def serving(self) -> Any:
        """The server itself."""
        command = [sys.executable, "-m", "sync_server.cli", "serve", "--port", str(self.port)]
        return server(command, self.port, {"SHIFTBOOK_DATA_DIR": str(self.folder)})

    def made(self, number: int, seed: int, phone: int) -> list[dict[str, Any]]:
        """Facts of one of the phones."""
        about = {"point": self.point, "procedures": self.procedures}
        return facts(number, seed, self.phones[phone % len(self.phones)][1], about)

    def pushes(self, made: list[dict[str, Any]], size: int, phone: int) -> list[bytes]:
        """Requests that push facts, `size` at a time."""
        headers = {**JSON, "Authorization": f"Bearer {self.phones[phone % len(self.phones)][0]}"}
        told = {"cursor": None, "limit": 0, "device_time": format_instant(Clock().real()), "unsent": 0}
        parts = (made[i : i + size] for i in range(0, len(made), size))
        return [load.request("POST", "/api/v1/sync", json.dumps({**told, "facts": p}).encode(), headers) for p in parts]

    def pulls(self, phone: int) -> Iterator[bytes]:
        """The first page of 1000 changes, again and again."""
        headers = {**JSON, "Authorization": f"Bearer {self.phones[phone % len(self.phones)][0]}"}
        body = json.dumps({"cursor": None, "limit": 1000, "unsent": 0, "facts": []}).encode()
        wanted = load.request("POST", "/api/v1/sync", body, headers)
        while True:
            yield wanted


def floor_pushes(made: list[dict[str, Any]], size: int, owner: int) -> list[bytes]:
    """The same facts for the floor."""
    parts = (made[i : i + size] for i in range(0, len(made), size))
    return [load.request("POST", f"/o{owner}/push", json.dumps(p).encode(), JSON) for p in parts]


def endless(request: bytes) -> Iterator[bytes]:
    """One request for ever."""
    while True:
        yield request


def raw_sqlite(folder: Path, made: list[dict[str, Any]]) -> float:
    """Rows a second of SQLite alone: WAL, FULL, a commit for each 100 rows, no network, no JSON, no rules."""
    schema = "CREATE TABLE r (rev INTEGER PRIMARY KEY, owner TEXT, id TEXT, body BLOB, UNIQUE (owner, id))"
    rows = [(None, "o", f["id"], json.dumps(f).encode()) for f in made]
    return _written(sqlite3.connect(folder / "raw.db", isolation_level=None), [schema], ("r", rows))


def raw_ledger(folder: Path, made: list[dict[str, Any]]) -> float:
    """The same with the very rows that ours keeps of these facts: the ledger's own table and indexes."""
    dialect, at = sqlalchemy.create_engine("sqlite://"), "2026-11-23T08:00:00.000+07:00"
    indexes = [str(CreateIndex(index).compile(dialect)) for index in fact.indexes]
    rows = [
        (1, f["id"], rev, f["member"], f["seq"], f["kind"], f["member"], f["at"][:10], "stored", None, None,
         f["data"].get("check_in"), at, f["id"][:16].encode(), json.dumps(f))
        for rev, f in enumerate(made)
    ]  # fmt: skip
    connection = sqlite3.connect(folder / "rows.db", isolation_level=None)
    return _written(connection, [str(CreateTable(fact).compile(dialect)), *indexes], ("fact", rows))


def _written(connection: sqlite3.Connection, schema: list[str], table: tuple[str, list[tuple[Any, ...]]]) -> float:
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *schema):
        connection.execute(statement)
    name, rows = table
    insert = f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})"
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < SECONDS / 2 and done < len(rows):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows[done : done + BATCH])
        connection.execute("COMMIT")
        done += BATCH
    took = time.perf_counter() - began
    connection.close()
    return done / took


Row = tuple[str, str, str, float, str]


def pushed(ours: Ours, floor_port: int, folder: Path) -> Iterator[Row]:
    """Batches of 100, fresh and again."""
    eight = [ours.made(12_000, seed, seed) for seed in range(8)]
    half = [f for made in eight[:4] for f in made]
    raw, rows = raw_sqlite(folder, half), raw_ledger(folder, half)
    batches = [ours.pushes(made, BATCH, i) for i, made in enumerate(eight)]
    fresh = noted("batch", load.run(ours.port, [iter(b) for b in batches], SECONDS))
    sent = fresh.per_second * BATCH
    yield "đẩy 100 mục, 8 kết nối (mục/s)", f"{sent:,.0f}", f"SQLite trần {raw:,.0f}", sent / raw, "≥ 0,35"
    yield "cùng việc ấy", f"{sent:,.0f}", f"SQLite trần, bảng của sổ {rows:,.0f}", sent / rows, ""
    floor = load.run(floor_port, [iter(floor_pushes(made, BATCH, i)) for i, made in enumerate(eight)], SECONDS)
    least = floor.per_second * BATCH
    yield "cùng việc ấy", f"{sent:,.0f}", f"sàn {least:,.0f}", sent / least, ""
    reached = len(fresh.times) // 8 - 1
    again = noted("again", load.run(ours.port, [iter(b[:reached] * 20) for b in batches], SECONDS))
    same = again.per_second * BATCH
    yield "đẩy lại chính các mục ấy (mục/s)", f"{same:,.0f}", f"đẩy mới {sent:,.0f}", same / sent, "≥ 2"


def others(ours: Ours, floor_port: int) -> Iterator[Row]:
    """Single pushes and pulls."""
    singles = [ours.made(1500, 100 + i, i) for i in range(32)]
    one = noted("one", load.run(ours.port, [iter(ours.pushes(m, 1, i)) for i, m in enumerate(singles)], SECONDS))
    base = load.run(floor_port, [iter(floor_pushes(m, 1, 100 + i)) for i, m in enumerate(singles)], SECONDS)
    late = one.percentile_ms(0.99), base.percentile_ms(0.99)
    yield "đẩy 1 mục, 32 kết nối, p99 (ms)", f"{late[0]:.1f}", f"sàn {late[1]:.1f}", late[0] / late[1], "≤ 2,5"
    pull = noted("pull", load.run(ours.port, [ours.pulls(i) for i in range(8)], SECONDS))
    wanted = load.request("GET", "/o0/changes?since=0&limit=1000")
    base = load.run(floor_port, [endless(wanted) for _ in range(8)], SECONDS)
    told = pull.per_second * 1000, base.per_second * 1000
    yield "kéo 1000 mục, 8 kết nối (mục/s)", f"{told[0]:,.0f}", f"sàn {told[1]:,.0f}", told[0] / told[1], "≥ 0,2"


def noted(name: str, run: load.Result) -> load.Result:
    """The same result; what spoils it is said aloud."""
    if run.failures or run.client_cpu > 0.9:
        print(
            f"note: {name}: {run.failures} failures, client CPU {run.client_cpu:.2f}, {run.sample!r}", file=sys.stderr
        )
    return run


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, port = Ours(folder / "ours"), free_port()
        floor = [sys.executable, "-m", "benchmarks.floor", str(port), str(folder / "floor.db")]
        with ours.serving(), server(floor, port):
            rows = [*pushed(ours, port, folder), *others(ours, port)]
    print("| việc | Sổ Trực | bên cạnh | tỷ lệ | mục tiêu |\n| --- | ---: | ---: | ---: | --- |")
    for what, own, beside, ratio, wanted in rows:
        print(f"| {what} | {own} | {beside} | {ratio:.2f} | {wanted} |")


if __name__ == "__main__":
    main()
