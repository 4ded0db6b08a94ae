"""What the phone says of the exchange, in words a volunteer understands."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from phone.book import Book
from phone.clock import PhoneClock
from phone.strings import moment, say, words
from phone.sync import Courier
from shiftbook.moments import local, parse_instant


@dataclass(frozen=True)
class SyncLine:
    """The line at the foot of every screen; `details` says since when something waits and when the office was heard."""

    received: str
    waiting: str
    why: str
    last_heard: str
    details: tuple[str, ...]
    busy: bool


def sync_line(book: Book, courier: Courier) -> SyncLine:
    """n acknowledged of m facts ever made here, how many wait, and why."""
    unsent, receipt, oldest = book.count_unsent(), book.receipt(), book.oldest_unsent()
    reason = courier.last.reason
    heard = moment(receipt["at"]) if receipt else ""
    since = [say("sync.oldest", when=moment(oldest["at"]))] if oldest else []
    return SyncLine(
        received=_received(book),
        waiting=say("sync.waiting", count=unsent) if unsent else "",
        why=why(reason),
        last_heard=heard,
        details=(*since, say("sync.heard", when=heard) if heard else say("sync.unheard")),
        busy=courier.busy,
    )


def why(reason: str | None) -> str:
    """Why the last exchange did not bring everything; nothing when it did, or when nobody is enrolled."""
    sentences = words("sync.why")
    return "" if reason in (None, "not_enrolled") else sentences.get(str(reason), sentences["otherwise"])


def receipt_of(book: Book, left: dict[str, Any]) -> str:
    """What the office's last receipt says once it covers this check-out."""
    receipt = book.receipt()
    if receipt is None or left["stage"] == "unsent":
        return say("sync.receipt_comes")
    return say("sync.receipt", received=_received(book), at=local(parse_instant(receipt["at"])))


def join_again(book: Book, me: dict[str, Any] | None) -> tuple[str, ...]:
    """What to do when another person's joining made this phone a new device to the office, and mine is the old one."""
    another = me and me.get("on", book.device) != book.device
    return (say("sync.joined_by_another"), say("sync.join_again")) if another else ()


def _received(book: Book) -> str:
    made = book.count_all()
    return say("sync.received", came=min(book.count_acknowledged(), made), made=made)


def clock_lines(clock: PhoneClock) -> list[str]:
    """What is wrong with the phone's clock, what to do, and what it means for the day; nothing while it is trusted."""
    trouble = clock.trouble()
    if trouble is None:
        return []
    way = "sync.clock_slow" if clock.behind > timedelta(0) else "sync.clock_fast"
    wrong = say("sync.clock_moved") if trouble == "moved" else say(way, span=_span(abs(clock.behind)))
    return [wrong, say("sync.clock_step"), say("sync.clock_means")]


def _span(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    if minutes < 120:
        return say("sync.minutes", count=minutes)
    return say("sync.hours", count=minutes // 60) if minutes < 48 * 60 else say("sync.days", count=minutes // 1440)
