"""The exchange with the office: offer what is unsent, take in verdicts, receipts and changes, any number of times."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from phone import answers
from phone.book import Book
from phone.clock import Asked, PhoneClock
from phone.http import Post, Unreachable
from phone.journal_file import StoreError
from phone.offers import Offers
from shiftbook.moments import format_instant, parse_instant

STUCK_AFTER_S = 90.0
LOOK_AGAIN_S = 60.0
FIRST_RETRY_S = 4.0
LONGEST_RETRY_S = 120.0
LONGEST_WISH_S = 600.0


@dataclass(frozen=True)
class Outcome:
    """How an exchange ended: `reason` is None when all went well; `retry_after_s` is the office's wish."""

    reason: str | None = None
    retry_after_s: float | None = None


async def exchange(book: Book, post: Post, clock: PhoneClock) -> Outcome:
    """Talk to the office until nothing is left to send and nothing more to read, or until it will not go on.

    Trouble with sending never stops reading: a request refused with facts in it is made again without them first.
    """
    offers = Offers(book)
    while True:
        enrolment = book.enrolment()
        if enrolment is None:
            return Outcome("not_enrolled")
        facts = offers.next()
        body, asked = _envelope(book, clock, facts, offers.limit), clock.asked()
        try:
            answer = await post("/api/v1/sync", body, enrolment["token"])
        except (Unreachable, asyncio.CancelledError) as ended:
            await offers.unanswered(facts, clock.steady() - asked.steady_s)
            if isinstance(ended, asyncio.CancelledError):
                raise
            return Outcome("unreachable")
        told, no = answer.body, Outcome(str(answer.body.get("code") or "failed"), answer.retry_after_s)
        if answer.status not in (200, 401):
            if not facts or answer.retry_after_s is not None:
                return no
            offers.refused(facts)
            continue
        if not answers.of_exchange(told, whole=answer.status == 200):
            return no
        await offers.carried(facts, len(told.get("changes", [])), clock.steady() - asked.steady_s)
        await _take(book, clock, told, asked)
        if answer.status == 401 or (facts and book.waits(facts[0]["id"])):  # once more would be no better
            return no
        if told["more"] and told["cursor"] == body["cursor"] and not facts:  # it would be asked the same for ever
            return no
        await offers.answered(facts)
        if not told.get("more") and offers.over:
            await _tidy(book, clock)
            return Outcome("kept_back" if offers.kept_back else None)


def _envelope(book: Book, clock: PhoneClock, facts: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    return {
        "cursor": book.cursor,
        "limit": limit,
        "device_time": format_instant(clock.now()),
        "unsent": book.count_unsent() - len(facts),
        "facts": facts,
    }


async def _take(book: Book, clock: PhoneClock, told: dict[str, Any], asked: Asked) -> None:
    if "server_time" in told:
        await compare_clocks(book, clock, told["server_time"], asked)
    wanted = {k: told[k] for k in ("verdicts", "receipt", "receipts", "changes", "cursor", "more") if k in told}
    epoch = told.get("epoch") if "cursor" in told else None
    await book.settle(**wanted, epoch=epoch, today=clock.office_now().date().isoformat())


async def compare_clocks(book: Book, clock: PhoneClock, server_time: str, asked: Asked) -> None:
    """Measure this phone's clock by the time a reply tells, and keep that beyond this run of the app."""
    measured = clock.heard(parse_instant(server_time), asked)
    if measured:
        await book.remember("clock", measured)


async def _tidy(book: Book, clock: PhoneClock) -> None:
    """Once a day let go of what is old, by the office's time: this phone's own clock may be years ahead."""
    today = clock.office_now().date().isoformat()
    if book.recall("tidied") != today:
        await book.purge(today)
        await book.remember("tidied", today)


class Courier:
    """Sends in the background: at once when woken, again after a while, later and later while nobody answers."""

    def __init__(self, book: Book, post: Post, clock: PhoneClock, told: Callable[[], None]) -> None:
        self._book, self._post, self._clock, self._told = book, post, clock, told
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self.busy = False
        self.last = Outcome()

    def start(self) -> None:
        """Begin; a second call does nothing."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
            self._woken.set()

    def wake(self) -> None:
        """Send soon: something was saved, or the network is back. Work that a fault has ended is begun again."""
        self._woken.set()
        if self._task is not None and self._task.done():
            self._task = None
            self.start()

    async def stop(self) -> None:
        """End the background work."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def once(self) -> Outcome:
        """One exchange now; a stuck one is given up after 90 s, and nothing is lost by that."""
        async with self._turn:
            self.busy = True
            self._told()
            try:
                async with asyncio.timeout(STUCK_AFTER_S):
                    self.last = await exchange(self._book, self._post, self._clock)
            except TimeoutError:
                self.last = Outcome("unreachable")
            except StoreError as refused:
                self.last = Outcome(refused.code)
            finally:
                self.busy = False
                self._told()
        return self.last

    async def _run(self) -> None:
        failures = 0
        while True:
            self._woken.clear()
            outcome = await self.once()
            failures = 0 if outcome.reason is None else failures + 1
            # What the office asked to wait is waited out: only a tap on Gửi ngay is more urgent.
            await asyncio.sleep(min(outcome.retry_after_s or 0, LONGEST_WISH_S))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_pause(outcome, failures)):
                    await self._woken.wait()


def _pause(outcome: Outcome, failures: int) -> float:
    """How long to wait for a reason to send, beyond the office's own wish; never the same on two phones."""
    if outcome.retry_after_s is not None:
        return random.uniform(0, 5)
    wait = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2.0 ** min(failures - 1, 8)) if failures else LOOK_AGAIN_S
    return wait * random.uniform(0.7, 1.3)
