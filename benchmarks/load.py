"""A closed-loop HTTP/1.1 load: each connection sends prepared requests one after the other and times each answer."""

import asyncio
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import httptools
import uvloop

HOST = "127.0.0.1"


def request(method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    """One request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", *(f"{k}: {v}" for k, v in (headers or {}).items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass
class Result:
    """What a run came to; `client_cpu` near 1 means that the load itself was the limit."""

    seconds: float = 0.0
    client_cpu: float = 0.0
    times: list[float] = field(default_factory=list)
    failures: int = 0
    sample: bytes = b""

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def percentile_ms(self, share: float) -> float:
        """The time within which this share of answers came."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], result: Result, deadline: float, done: asyncio.Future[None]) -> None:
        self._requests, self._result, self._deadline, self._done = requests, result, deadline, done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None) if time.perf_counter() < self._deadline else None
        if request is None:
            self._transport.close()
            if not self._done.done():
                self._done.set_result(None)
            return
        self._parser = httptools.HttpResponseParser(self)
        self._began = time.perf_counter()
        self._transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        if not self._result.sample:
            self._result.sample = body[:300]

    def on_message_complete(self) -> None:
        self._result.times.append(time.perf_counter() - self._began)
        if self._parser.get_status_code() >= 400:
            self._result.failures += 1
        asyncio.get_running_loop().call_soon(self._next)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self._done.done():
            self._result.failures += 1
            self._done.set_result(None)


def run(port: int, streams: list[Iterator[bytes]], seconds: float) -> Result:
    """Drive one connection for each stream of requests until they end or time is up."""

    async def drive() -> Result:
        result = Result()
        loop = asyncio.get_running_loop()
        began = time.perf_counter()
        waits = [loop.create_future() for _ in streams]
        for stream, done in zip(streams, waits, strict=True):
            connection = partial(_Connection, stream, result, began + seconds, done)
            await loop.create_connection(connection, HOST, port)
        await asyncio.gather(*waits)
        result.seconds = time.perf_counter() - began
        return result

    before = resource.getrusage(resource.RUSAGE_SELF)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        result = runner.run(drive())
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    result.client_cpu = used / result.seconds
    return result
