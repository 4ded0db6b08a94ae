"""The citizen's ballot beside a bare page, beside bare commits, and with a million ballots beside few, all in one run.

Both sides of a ratio are measured in turns, and the middle one of the turns is taken. `bare PORT SIZE` serves the page
it is compared with: Starlette, one route, a page of the same size made of nothing.
"""

import asyncio
import secrets
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks import load
from benchmarks.exchange import Ours, endless, free_port, noted, server
from sync_server.clock import Clock

SECONDS = 0.6
TURNS = 9
BALLOTS = 1_000_000
CONNECTIONS = 32
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ANSWERS = urlencode({"lang": "vi", "rating": "5", "comment": "Cán bộ tận tình, chờ không lâu"}).encode()


def bare(port: int, size: int) -> None:
    """Serve the page of nothing until ended."""

    async def page(_request: Request) -> Response:
        return Response(b"x" * size, media_type="text/html")

    config = uvicorn.Config(Starlette(routes=[Route("/page", page)]), port=port, log_level="error", access_log=False)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(uvicorn.Server(config).serve())


class Slips:
    """Slips made by the thousand, as many as are asked for, each used once."""

    def __init__(self, ours: Ours) -> None:
        self._ours, self._file = ours, ours.folder / "shiftbook.db"
        with closing(sqlite3.connect(self._file)) as connection:
            (commune,) = connection.execute("SELECT commune_id FROM commune").fetchone()
        self._like = (commune, "bench", ours.point, Clock().now().date().isoformat(), "morning")

    def posts(self, number: int) -> list[Iterator[bytes]]:
        """A stream of ballots for each connection."""
        codes = ["".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(10)) for _ in range(number)]
        rows = [(self._ours.keys.hashed(code), *self._like, False) for code in codes]
        with closing(sqlite3.connect(self._file, timeout=30)) as connection, connection:
            connection.executemany("INSERT INTO slip VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        sent = [load.request("POST", f"/r/{code}", ANSWERS, FORM) for code in codes]
        return [iter(sent[place::CONNECTIONS]) for place in range(CONNECTIONS)]


def commits(folder: Path) -> float:
    """One-row commits a second of SQLite alone (WAL, FULL): one thread, no network."""
    with closing(sqlite3.connect(folder / "raw.db", isolation_level=None)) as connection:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                          "CREATE TABLE IF NOT EXISTS r (id TEXT PRIMARY KEY, body TEXT)"):  # fmt: skip
            connection.execute(statement)
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < SECONDS:
            connection.execute("INSERT INTO r VALUES (?, ?)", (secrets.token_hex(16), ANSWERS.decode()))
            done += 1
        return done / (time.perf_counter() - began)


def many(ours: Ours) -> None:
    """A million ballots of three years."""
    with closing(sqlite3.connect(ours.folder / "shiftbook.db", timeout=30)) as connection, connection:
        (commune,) = connection.execute("SELECT commune_id FROM commune").fetchone()
        days = [f"20{23 + n % 3}-{n % 12 + 1:02d}-{n % 28 + 1:02d}" for n in range(BALLOTS)]
        ids = ((ours.keys.ballot(secrets.token_hex(16), day.replace("-", "")), day) for day in days)
        rows = ((commune, identity, ours.point, day) for identity, day in sorted(ids))
        connection.executemany(
            "INSERT INTO ballot (commune_id, id, point, day, session, channel, lang, rating, answers, comment)"
            " VALUES (?, ?, ?, ?, 'morning', 'slip', 'vi', 5, '{}', 'Cán bộ tận tình, chờ không lâu')", rows
        )  # fmt: skip


def turns(own: Callable[[], float], beside: Callable[[], float]) -> tuple[float, float, float]:
    """The middle of each side's turns, and of their ratios."""
    pairs = [(own(), beside()) for _ in range(TURNS)]
    first, second = (statistics.median(side) for side in zip(*pairs, strict=True))
    return first, second, statistics.median(a / b for a, b in pairs)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        few, plenty, port = Ours(folder / "few"), Ours(folder / "plenty"), free_port()
        many(plenty)
        slips = {ours.port: Slips(ours) for ours in (few, plenty)}
        for ours in (few, plenty):
            running.enter_context(ours.serving())
        size = len(httpx.get(f"http://{load.HOST}:{few.port}/q/{few.poster}").content)
        running.enter_context(server([sys.executable, "-m", "benchmarks.ballots", "bare", str(port), str(size)], port))

        def pages(at: int, path: str) -> float:
            wanted = load.request("GET", path)
            return noted("page", load.run(at, [endless(wanted) for _ in range(8)], SECONDS)).per_second

        def stored(ours: Ours) -> float:
            sent = slips[ours.port].posts(int(SECONDS * 6000))
            return noted("ballots", load.run(ours.port, sent, SECONDS)).per_second

        own, beside = (lambda: pages(few.port, f"/q/{few.poster}")), (lambda: pages(port, "/page"))
        rows = [
            ("trang phiếu (trang/s)", f"Starlette trần, cùng {size:,} byte", turns(own, beside), "≥ 0,7"),
            ("phiếu gửi, bền (phiếu/s)", "SQLite trần, mỗi dòng một commit",
             turns(lambda: stored(few), lambda: commits(folder)), "≥ 0,35"),
            ("trang phiếu, đang giữ 1.000.000 phiếu", "máy chủ ít phiếu",
             turns(lambda: pages(plenty.port, f"/q/{plenty.poster}"), own), "≥ 0,67"),
            ("phiếu gửi, đang giữ 1.000.000 phiếu", "máy chủ ít phiếu",
             turns(lambda: stored(plenty), lambda: stored(few)), "≥ 0,67"),
        ]  # fmt: skip
    print("| việc | Sổ Trực | bên cạnh | tỷ lệ | mục tiêu |\n| --- | ---: | ---: | ---: | --- |")
    for what, floor, (mine, other, ratio), wanted in rows:
        print(f"| {what} | {mine:,.0f} | {floor} {other:,.0f} | {ratio:.2f} | {wanted} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["bare"]:
        bare(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
