"""What one tap costs on the phone: our book beside TinyDB's stock JSON storage, as a Markdown table."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mobile"))

from typing import Any

from tinydb import TinyDB

from phone.book import Book
from phone.browser_disk import FolderDisk
from phone.ids import Ids

HISTORY = (100, 1_000, 5_000, 20_000)
TAPS = {"book": 100, "stock": 6}
ROUNDS = 2
TARGET_MS, TARGET_KB = 1.0, 1.0
AT = "2026-11-23T08:01:00.000+07:00"
CLOCK = {"offset_ms": -1200, "age_s": 5400, "steady": True}
FORM = {
    "point": "dai-lanh-1",
    "procedure": "2.000635.000.00.00.H32",
    "rules_version": "2026-01",
    "mode": "handwritten",
    "applicant": "person",
    "requested": True,
    "reviewed": "read_aloud",
    "signed": "signature",
    "outcome": "ready",
    "missing": [],
}


def bytes_written() -> int:
    """What this process has handed to write(2) since it started."""
    for line in Path("/proc/self/io").read_text().splitlines():
        if line.startswith("wchar:"):
            return int(line.split()[1])
    raise OSError("/proc/self/io has no wchar")


async def measured(tap: Callable[[], Awaitable[object]], taps: int) -> tuple[float, float]:
    """Median milliseconds and mean KB of one tap."""
    times = []
    before = bytes_written()
    for _ in range(taps):
        start = time.perf_counter()
        await tap()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000, (bytes_written() - before) / taps / 1024


def history(number: int) -> list[dict[str, object]]:
    ids = Ids()
    first = 1_790_000_000_000
    content = {"kind": "assisted", "member": "an", "at": AT, "clock": CLOCK, "data": FORM, "device": "d"}
    kept = {"day": AT[:10], "stage": "settled", "status": "stored", "code": None, "message": None}
    return [{"id": ids.make(first + seq), "seq": seq, **content, **kept} for seq in range(1, number + 1)]


async def book_taps(folder: str, facts: list[dict[str, object]]) -> tuple[float, float]:
    book = await Book.open(FolderDisk(folder))
    terms: dict[str, Any] = {"server": "s", "device": "d", "token": "t", "member": "an", "commune": {}, "epoch": "e"}
    await book.set_enrolment(**terms)
    with book._storage.together():
        book._facts.insert_multiple(facts)
        book._state.keep("seq:d", len(facts))
    found = await measured(lambda: book.write("assisted", "an", at=AT, clock=CLOCK, data=FORM), TAPS["book"])
    book.close()
    return found


async def stock_taps(folder: str, facts: list[dict[str, object]]) -> tuple[float, float]:
    with TinyDB(os.path.join(folder, "stock.json"), encoding="utf-8", ensure_ascii=False) as db:
        db.insert_multiple(facts)

        async def tap() -> None:
            db.insert(facts[0])

        return await measured(tap, TAPS["stock"])


async def row(number: int) -> tuple[str, bool]:
    """One line of the table, and whether the book stays within its target there."""
    facts = history(number)
    rounds: dict[str, list[tuple[float, float]]] = {"book": [], "stock": []}
    for _ in range(ROUNDS):
        for name, taps in (("stock", stock_taps), ("book", book_taps)):
            with tempfile.TemporaryDirectory() as folder:
                rounds[name].append(await taps(folder, facts))
    (book_ms, book_kb), (stock_ms, stock_kb) = (
        tuple(statistics.median(found[part] for found in rounds[name]) for part in (0, 1)) for name in rounds
    )
    line = (
        f"| {number:,} | {book_ms:.2f} | {stock_ms:.1f} | {stock_ms / book_ms:,.0f}× "
        f"| {book_kb:.2f} | {stock_kb:,.0f} | {stock_kb / book_kb:,.0f}× |"
    )
    return line, book_ms <= TARGET_MS and book_kb <= TARGET_KB


async def main() -> int:
    print("| facts held | ms, book | ms, stock TinyDB | ratio | KB written, book | KB, stock | ratio |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    met = True
    for number in HISTORY:
        line, met = await row(number)
        print(line, flush=True)
    print(
        f"\nAt {HISTORY[-1]:,} facts at most {TARGET_MS:g} ms and {TARGET_KB:g} KB a tap: {'met' if met else 'MISSED'}."
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
