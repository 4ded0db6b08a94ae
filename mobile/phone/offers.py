"""Which facts the next request carries: as many as fit, fewer where the office refused them whole or the network is
slow, a lone one last."""

from typing import Any

from phone.book import Book

MOST_AT_ONCE = 500
MOST_BYTES = 1_500_000
MOST_SET_ASIDE = 3
LEAST_READ = 20
# A request that ends unanswered after so long was on a network, only too large for it; one without network ends sooner.
SLOW_S = 10.0

Facts = list[dict[str, Any]]


class Offers:
    """What one exchange offers. A fact that was refused alone is set aside, tried again once an exchange, and holds up
    nobody: the book remembers which those are."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._most = MOST_AT_ONCE
        self._refused: Facts = []
        self._set_aside = 0
        self._tried = False

    def next(self) -> Facts:
        """The facts to send now, in the order made; none where reading comes first, or where all were offered."""
        if self._refused:
            return []
        aside = self._aside()
        waiting = self._book.unsent(self._book.count_unsent())
        fresh = [fact for fact in waiting if fact["id"] not in aside]
        if fresh:
            return as_many_as_fit(fresh[: min(self._most, self._carried)])
        return [] if self._tried else [fact for fact in waiting if fact["id"] in aside[:1]]

    @property
    def limit(self) -> int:
        """How many changes to ask for at once."""
        return max(LEAST_READ, self._carried)

    @property
    def over(self) -> bool:
        """Whether everything was offered, or the office refused too much to go on now."""
        return self._set_aside >= MOST_SET_ASIDE or not (self._refused or self.next())

    @property
    def kept_back(self) -> bool:
        """Whether there are facts that the office did not even judge."""
        return bool(self._aside())

    def refused(self, facts: Facts) -> None:
        """The office took none of these: whether it was for them is known once it has answered without them."""
        self._refused = facts

    async def unanswered(self, facts: Facts, took_s: float) -> None:
        """No answer came. What the network was too slow for is made smaller the next time, also after a restart."""
        if took_s >= SLOW_S:
            await self._book.remember("carried", max(1, (len(facts) or self._carried) // 2))

    async def carried(self, facts: Facts, changes: int, took_s: float) -> None:
        """An answer came: what was as large as allowed, and quick, may be larger the next time."""
        was = self._carried
        if was < MOST_AT_ONCE and took_s < SLOW_S and (len(facts) >= was or changes >= self.limit):
            await self._book.remember("carried", min(MOST_AT_ONCE, was * 2))

    async def answered(self, facts: Facts) -> None:
        """The office answered a request that carried these."""
        aside, was, self._refused = self._aside(), self._refused, []
        if len(was) > 1:
            self._most = len(was) // 2
        elif was:
            self._set_aside += 1
            self._tried = True
            await self._book.remember("aside", [known for known in aside if known != was[0]["id"]] + [was[0]["id"]])
        elif facts:
            self._most = min(MOST_AT_ONCE, self._most * 2)
            if aside != self._book.recall("aside", []):
                await self._book.remember("aside", aside)

    @property
    def _carried(self) -> int:
        return int(self._book.recall("carried", MOST_AT_ONCE))

    def _aside(self) -> list[str]:
        """Those still unsent: one may have been settled by an answer that ended the exchange."""
        return [known for known in self._book.recall("aside", []) if self._book.waits(known)]


def as_many_as_fit(facts: Facts) -> Facts:
    """As many facts as fit in one request."""
    size = 0
    for count, fact in enumerate(facts):
        size += len(str(fact)) * 2
        if size > MOST_BYTES:
            return facts[: max(1, count)]
    return facts
