"""The floor: the least a server can do that keeps records durably, with no sign-in, rules, receipts or scopes.

Starlette, msgspec and one SQLite file (WAL, FULL) with one writer and group commit: what ours is measured against.
Run: python -m benchmarks.floor PORT FILE
"""

import asyncio
import sqlite3
import sys
from typing import Any

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


class Record(msgspec.Struct):
    """The fields a record must have to be kept."""

    id: str
    seq: int
    kind: str
    member: str
    at: str
    data: dict[str, Any]


def opened(path: str) -> sqlite3.Connection:
    """The database, made if need be."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS record"
        " (rev INTEGER PRIMARY KEY, owner TEXT, id TEXT, body BLOB, UNIQUE (owner, id))"
    )
    connection.execute("CREATE INDEX IF NOT EXISTS record_feed ON record (owner, rev)")
    return connection


class Floor:
    """One database, one writer."""

    def __init__(self, path: str) -> None:
        self.database = opened(path)
        self.read = opened(path)
        self.decoder = msgspec.json.Decoder(list[Record])
        self.raw = msgspec.json.Decoder(list[msgspec.Raw])
        self.waiting: list[tuple[list[tuple[str, str, bytes]], asyncio.Future[None]]] = []
        self.wake = asyncio.Event()

    def _commit(self, rows: list[tuple[str, str, bytes]]) -> None:
        self.database.execute("BEGIN IMMEDIATE")
        self.database.executemany("INSERT INTO record (owner, id, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
        self.database.execute("COMMIT")

    async def write(self) -> None:
        """Commit whatever waits, together, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            await self.wake.wait()
            self.wake.clear()
            while self.waiting:
                work, self.waiting = self.waiting, []
                await loop.run_in_executor(None, self._commit, [row for rows, _ in work for row in rows])
                for _, done in work:
                    done.set_result(None)

    async def push(self, request: Request) -> Response:
        """Keep records."""
        body = await request.body()
        owner = request.path_params["owner"]
        pairs = zip(self.decoder.decode(body), self.raw.decode(body), strict=True)
        done = asyncio.get_running_loop().create_future()
        self.waiting.append(([(owner, r.id, bytes(b)) for r, b in pairs], done))
        self.wake.set()
        await done
        return Response(b'{"ok":true}', media_type="application/json")

    async def pull(self, request: Request) -> Response:
        """Records after a revision."""
        since, limit = int(request.query_params["since"]), int(request.query_params["limit"])
        query = "SELECT body FROM record WHERE owner = ? AND rev > ? ORDER BY rev LIMIT ?"
        rows = self.read.execute(query, (request.path_params["owner"], since, limit)).fetchall()
        return Response(b"[" + b",".join(row[0] for row in rows) + b"]", media_type="application/json")


async def serve(port: int, path: str) -> None:
    """Serve until ended."""
    floor = Floor(path)
    routes = [Route("/{owner}/push", floor.push, methods=["POST"]), Route("/{owner}/changes", floor.pull)]
    config = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=port, log_level="error", access_log=False)
    writer = asyncio.create_task(floor.write())
    await uvicorn.Server(config).serve()
    writer.cancel()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
