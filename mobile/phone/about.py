"""What this phone tells of itself: versions, counts and reasons; nobody's name, and nothing of anybody's work."""

from phone import http
from phone.browser_disk import Room
from phone.joining import APP_VERSION
from phone.model import Phone
from phone.strings import language, megabytes, say
from phone.words import why

# The wire contract this app speaks; the office answers it below /api/v1.
CONTRACT = 1
Rows = list[tuple[str, str]]


def of_app(phone: Phone) -> Rows:
    """Which app talks to which office, each with its name."""
    return [
        (say("about.app"), APP_VERSION),
        (say("about.office"), say("about.contract", address=phone.base, number=CONTRACT)),
        (say("about.device"), http.device()),
    ]


def of_book(phone: Phone, room: Room | None) -> Rows:
    """What the book holds, what of it the office has, and how safely it lies here; `room` None before that is known."""
    book, line = phone.book, phone.sync_line()
    rows = [
        (say("about.kept"), say("about.facts", count=len(book.facts()), unsent=book.count_unsent())),
        (say("about.received"), f"{min(book.count_acknowledged(), book.count_all())}/{book.count_all()}"),
        (say("about.heard"), line.last_heard or say("about.never")),
    ]
    return rows if room is None else [*rows, *_of_room(room)]


def _of_room(room: Room) -> Rows:
    kept = (say("about.promise"), say("about.promised" if room.promised else "about.not_promised"))
    if room.whole_bytes is None:
        return [(say("about.size"), megabytes(room.book_bytes)), kept]
    browser = say("about.of_browser", used=megabytes(room.used_bytes), whole=megabytes(room.whole_bytes))
    return [(say("about.size"), f"{megabytes(room.book_bytes)}. {browser}"), kept]


def report(phone: Phone, room: Room | None, size: tuple[float, float]) -> str:
    """All of it as text to send to whoever helps, with what only they need."""
    last, found = phone.courier.last.reason, phone.book.recovery
    bad = found.dropped + bool(found.torn_bytes)
    rows = [
        *of_app(phone),
        *of_book(phone, room),
        (say("about.last"), f"{last}. {why(last)}" if last else say("about.well")),
        (say("about.clock"), _clock(phone)),
        (say("about.opened"), say("about.lines", kept=found.kept, dropped=bad)),
        (say("about.people"), str(len(phone.members))),
        (say("about.screen"), f"{size[0]:.0f}x{size[1]:.0f}, {language()}"),
    ]
    return "\n".join([say("about.report"), *(f"{name}: {value}" for name, value in rows)])


def _clock(phone: Phone) -> str:
    told = phone.clock.stamp()
    if told is None:
        return say("about.never")
    steady = say("about.steady" if told["steady"] else "about.unsteady")
    return say("about.offset", seconds=round(told["offset_ms"] / 1000), steady=steady)
