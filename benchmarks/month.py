"""The office's month beside a bare template, a full ledger beside an empty one, stored totals beside the facts."""

import argparse
import asyncio
import gc
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from benchmarks.ledgers import BRIEF, ORDINARY, Town, copy, opened
from shiftbook.moments import VN, format_instant, month_before, month_days
from sync_server import app, security, totals, verification_money
from sync_server import commune as communes
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.months import told
from sync_server.office.sheet import Month, laid_out
from sync_server.security import Keys
from sync_server.settings import Settings
from sync_server.site import Site

MONTH = "2026-07"  # has 23 working days
NOW = datetime(2026, 7, 31, 18, 0, tzinfo=VN)
COMMUNES = 3321
YEARS_BEFORE = 24
OTHER_MONTHS = 3
ROUNDS = 15
PAGE, JSON = f"/office/months/{MONTH}", f"/api/v1/months/{MONTH}"
BARE = """<!doctype html><html lang="vi"><body><table>
{% for line in lines %}<tr><th scope="row">{{ line.name }}</th>
{% for cell in line.cells %}{% if cell %}<td class="day {{ cell.state }}"><a href="{{ cell.address }}" aria-label="{{ cell.label }}" title="{{ cell.title }}"><span>{{ cell.shape }}</span><b>{{ cell.letter }}</b></a></td>
{% else %}<td class="day"></td>{% endif %}{% endfor %}
<td class="number">{{ line.count }}</td><td class="number">{{ line.rate }}</td><td class="number"><b>{{ line.amount }}</b></td></tr>
{% endfor %}</table>{{ rest }}</body></html>"""  # noqa: E501

Row = tuple[str, str, str, float, str]


class _Then(Clock):
    """A clock that stands at the end of the month."""

    def now(self) -> datetime:
        return NOW


class Door:
    """An application asked in this process; signed in as the office when it is ours."""

    def __init__(self, application: Any, secret: str = "") -> None:
        self.app, self.headers = (
            application,
            [(b"accept", b"text/html"), (b"authorization", f"Bearer {secret}".encode())],
        )
        self.loop = asyncio.new_event_loop()

    @classmethod
    def of(cls, settings: Settings, database: Database, keys: Keys, commune: int) -> "Door":
        """The server over a database."""
        secret = security.token()
        row = {"hash": keys.hashed(secret), "commune_id": commune, "role": "office",
               "made_at": format_instant(Clock().real())}  # fmt: skip
        database.write(lambda tx: tx.execute(t.api_token.insert(), row) and None)
        return cls(app.build(Site(settings, database, keys, _Then())), secret)

    def asked(self, path: str) -> tuple[float, bytes]:
        """Seconds to the whole answer, and the answer."""
        return self.loop.run_until_complete(self._asked(path))

    def seconds(self, path: str) -> float:
        """Seconds to the whole answer."""
        return self.asked(path)[0]

    async def _asked(self, path: str) -> tuple[float, bytes]:
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            assert message.get("status", 200) == 200, message
            parts.append(message.get("body", b""))

        scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
                 "headers": self.headers, "client": ("127.0.0.1", 1), "server": ("localhost", 80), "scheme": "http",
                 "http_version": "1.1", "root_path": ""}  # fmt: skip
        began = time.process_time()
        await self.app(scope, receive, send)
        return time.process_time() - began, b"".join(parts)


def alternating(one: Callable[[], float], other: Callable[[], float], rounds: int = ROUNDS) -> tuple[float, float]:
    """The medians of both in milliseconds of this process's own time, in turns, after a turn that does not count."""
    gc.collect()
    gc.freeze()  # what made the ledgers is no garbage of a page's
    found: list[tuple[float, float]] = [(one(), other()) for _ in range(rounds + 1)][1:]
    ours, theirs = (statistics.median(pair[n] for pair in found) * 1000 for n in (0, 1))
    return ours, theirs


def bare(laid: Month, size: int) -> Door:
    """A page of the same cells and exactly as many bytes, made of values that are there already."""

    def cell(line: dict[str, Any], one: Any) -> dict[str, str] | None:
        return one and {"state": one.state, "shape": one.shape, "letter": one.letter,
                        "title": f"{one.day}: {one.words}", "address": f"{PAGE}/days/{line['member']}/{one.day}",
                        "label": f"{line['name']}, ngày {one.day.day}: {one.words}"}  # fmt: skip

    lines = [{"name": x["name"], "count": x["count"], "rate": x["rate_dong"], "amount": x["amount_dong"],
              "cells": [cell(x, one) for one in laid.cells[x["member"]]]} for x in laid.told["lines"]]  # fmt: skip
    template = Environment(autoescape=True).from_string(BARE)
    rest = "." * (size - len(template.render(lines=lines, rest="").encode()))

    def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(template.render(lines=lines, rest=rest))

    return Door(Starlette(routes=[Route(PAGE, page)]))


def page_beside_template(folder: Path) -> Iterator[Row]:
    """Sixty members who came on each of 23 days, all of them rostered; opened again, and after something happened."""
    settings, database, keys = opened(folder)
    with closing(database):
        town = Town(database, keys, points=15, people=60)
        town.live(MONTH, BRIEF)
        door = Door.of(settings, database, keys, town.id)
        with database.reader() as connection:
            laid = laid_out(connection, communes.read(connection, town.id), MONTH, NOW)
        assert [len(line["days"]) for line in laid.told["lines"]] == [23] * 60
        size = len(door.asked(PAGE)[1])
        plain = bare(laid, size)
        assert len(plain.asked(PAGE)[1]) == size

        days = itertools.cycle(filter(town.calendar.is_working, month_days(MONTH)))

        def happened() -> float:
            town.helps(next(days), NOW)
            return door.seconds(PAGE)

        what = "trang tháng 60 người × 23 ngày"
        ours, theirs = alternating(partial(door.seconds, PAGE), partial(plain.seconds, PAGE))
        yield f"{what} (ms)", f"{ours:.1f}", f"mẫu Jinja trần {theirs:.1f}", ours / theirs, "≤ 5"
        ours, theirs = alternating(happened, partial(plain.seconds, PAGE))
        yield f"{what}, ngay sau một mục mới (ms)", f"{ours:.1f}", f"mẫu Jinja trần {theirs:.1f}", ours / theirs, "≤ 5"


def empty(folder: Path) -> tuple[Database, Door]:
    """One commune with one month in it."""
    settings, database, keys = opened(folder)
    town = Town(database, keys, points=1, people=12)
    town.live(MONTH, ORDINARY)
    return database, Door.of(settings, database, keys, town.id)


def full(folder: Path, number: int) -> tuple[Database, Door]:
    """The same commune after years, beside so many others with some months each."""
    settings, database, keys = opened(folder)
    town, before = Town(database, keys, points=1, people=12), [MONTH]
    while len(before) <= YEARS_BEFORE:
        before.append(month_before(before[-1]))
    for month in reversed(before):
        town.live(month, ORDINARY)
        if month != MONTH:
            town.close(month)
    other = Town(database, keys, points=1, people=12)
    for month in reversed(before[: OTHER_MONTHS + 1]):
        other.live(month, ORDINARY, on_a_shift=1)
    door = Door.of(settings, database, keys, town.id)
    database.close()
    copy(folder / "shiftbook.db", other.id, range(other.id + 1, number + 1))
    return database, door


def full_beside_empty(large: Door, small: Door) -> Iterator[Row]:
    """The same month of the same commune from both."""
    for name, path in (("trang tháng", PAGE), ("JSON của tháng", JSON)):
        ours, theirs = alternating(partial(large.seconds, path), partial(small.seconds, path))
        yield f"{name} của một xã, sổ đầy (ms)", f"{ours:.1f}", f"sổ trống {theirs:.1f}", ours / theirs, "≤ 2"


def stored_beside_facts(database: Database, keys: Keys) -> Row:
    """Every commune's total of the open month by both ways, the same to the đồng, and `verify` agrees."""
    with database.reader() as connection:
        _, numbers = totals.stored(connection, MONTH)
        began = time.process_time()
        folded = [totals.figures(told(connection, communes.read(connection, n), MONTH)) for n in numbers]
        theirs = time.process_time() - began
    totals.current(database, MONTH)
    times = []
    for _ in range(ROUNDS):
        with database.reader() as connection:
            began = time.process_time()
            found, missing = totals.stored(connection, MONTH)
            times.append(time.process_time() - began)
    ours = statistics.median(times)
    assert not missing
    assert [{name: getattr(one, name) for name in totals.FIGURES} for one in found] == folded
    with database.reader() as connection:
        for number in numbers:
            wrong = verification_money.month_totals(connection, communes.read(connection, number), keys)
            assert list(wrong) == []
    what = f"tổng một tháng của {len(found):,} xã (ms)".replace(",", ".")
    return what, f"{ours * 1000:.1f}", f"tính từ sổ {theirs * 1000:,.0f}", theirs / ours, "≥ 20 lần nhanh hơn"


def measured(number: int) -> Iterator[Row]:
    """All of it, with so many communes in the full ledger."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from page_beside_template(folder / "page")
        small_database, small = empty(folder / "small")
        database, large = full(folder / "large", number)
        with closing(small_database), closing(database):
            with database.reader() as connection:
                facts = connection.exec_driver_sql("SELECT count(*) FROM fact").scalar_one()
            print(f"note: {facts:,} facts of {number:,} communes", file=sys.stderr)
            yield from full_beside_empty(large, small)
            yield stored_beside_facts(database, Keys(Settings(data_dir=folder / "large").key()))


def main() -> None:
    """Print the table."""
    wish = argparse.ArgumentParser(description=__doc__)
    wish.add_argument("--communes", type=int, default=COMMUNES, help="fewer, to try it")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    print("| việc | Sổ Trực | bên cạnh | tỷ lệ | mục tiêu |\n| --- | ---: | ---: | ---: | --- |")
    for what, own, beside, ratio, wanted in measured(wish.parse_args().communes):
        print(f"| {what} | {own} | {beside} | {ratio:.2f} | {wanted} |", flush=True)


if __name__ == "__main__":
    main()
