"""The morning check of the printed poster: the address that must stand there, and what was found today."""

from urllib.parse import quote

from phone.acts import sessions_today
from phone.model import Phone
from phone.strings import say_to_others

FINE = ("ok", "unasked")
BAD = ("wrong", "dead", "unreadable", "gone")
REPORTED = "reported"


def page(phone: Phone) -> str:
    """The page that reads the poster by camera or from a picture, told what must stand there."""
    return f"ap-phich.html#{quote(phone.poster_url(), safe='')}"


def found_today(phone: Phone) -> str:
    """What was found today at this point with this phone; nothing when nobody looked yet."""
    kept = phone.book.recall("poster") or {}
    here = kept.get("point") == phone.point and kept.get("day") == phone.today.isoformat()
    return str(kept["found"]) if here else ""


def due(phone: Phone) -> bool:
    """Whether to ask for it: on duty, in the first shift of my day, and nobody looked yet."""
    return phone.open_turn() is not None and len(sessions_today(phone)) == 1 and not found_today(phone)


async def keep(phone: Phone, found: str) -> None:
    """Remember it for the day."""
    await phone.book.remember("poster", {"point": phone.point, "day": phone.today.isoformat(), "found": found})


async def report(phone: Phone, found: str) -> None:
    """An urgent difficulty for the office, in words ready made."""
    text = f"{say_to_others(f'poster.report.{found}')} ({phone.point_name(phone.point)})"
    await phone.record("difficulty_raised", {"text": text, "urgent": True})
    await keep(phone, REPORTED)
