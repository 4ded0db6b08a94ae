"""Every sentence of the phone, from one catalogue a language in `texts`; what is said is in the language in force.

The book's own sentences are Vietnamese and stay in the book; the English catalogue has their twins below `book`.
"""

import functools
import json
import pkgutil
from collections.abc import Mapping
from datetime import date
from typing import Any

from shiftbook import swaps
from shiftbook.allowance import GROUPS
from shiftbook.codes import SENTENCES
from shiftbook.legality import RULES
from shiftbook.moments import local, parse_instant
from shiftbook.money import dong
from shiftbook.roster import SESSION_NAMES

VIETNAMESE = "vi"
LANGUAGES = (VIETNAMESE, "en")
BOOK = {"codes": SENTENCES, "groups": GROUPS, "rules": RULES, "sessions": SESSION_NAMES, "swaps": swaps.SENTENCES}

_in_force = {"language": VIETNAMESE}


@functools.cache
def catalogue(language: str) -> dict[str, Any]:
    """All texts of one language, by screen and purpose."""
    packed = pkgutil.get_data("phone", f"texts/{language}.json")
    assert packed is not None
    return {"book": BOOK, **json.loads(packed)}


def speak(language: str) -> None:
    """Say everything in this language from now on; in Vietnamese where a later version kept one unknown here."""
    _in_force["language"] = language if language in LANGUAGES else VIETNAMESE


def language() -> str:
    """The language in force."""
    return _in_force["language"]


def say(key: str, **named: Any) -> str:
    """The text of a key such as today.check_in; where `count` decides between `one` and `other`, the right one."""
    return _said(language(), key, named)


def say_to_others(key: str) -> str:
    """A text that the office or a citizen reads: in Vietnamese, whatever the phone speaks."""
    return _said(VIETNAMESE, key, {})


def words(key: str) -> dict[str, str]:
    """The texts below a key by their last name, in order, as for a choice."""
    return _found(language(), key)


def _said(spoken: str, key: str, named: dict[str, Any]) -> str:
    text = _found(spoken, key)
    if isinstance(text, dict):
        text = text["one" if named["count"] == 1 else "other"]
    return str(text).format(**named)


def _found(spoken: str, key: str) -> Any:
    return functools.reduce(lambda texts, name: texts[name], key.split("."), catalogue(spoken))


def money(amount_dong: int) -> str:
    """360.000 đồng."""
    return dong(amount_dong).replace(".", say("common.thousands"))


def megabytes(size_bytes: int) -> str:
    """1,2 MB; from a hundred on without a fraction."""
    number = f"{size_bytes / 1e6:.{0 if size_bytes >= 10**8 else 1}f}"
    return say("common.megabytes", number=number.replace(".", say("common.decimal")))


def day_name(day: date) -> str:
    """Thứ Hai 23/11."""
    return say("dates.day", weekday=_weekday(day), day=day)


def long_day(day: date) -> str:
    """Thứ Hai, 23/11/2026."""
    return say("dates.long_day", weekday=_weekday(day), day=day)


def _weekday(day: date) -> str:
    return say(f"dates.weekdays.{day.weekday()}")


def relative_day(day: date, today: date) -> str:
    """Hôm nay, Ngày mai, else Thứ Hai 23/11."""
    return {0: say("dates.today"), 1: say("dates.tomorrow")}.get((day - today).days, day_name(day))


def moment(at: Any) -> str:
    """08:01 ngày 23/11; nothing for what is no time, as another phone may have written it."""
    try:
        return say("dates.moment", at=local(parse_instant(str(at))))
    except ValueError:
        return ""


def session_name(session: str) -> str:
    """Buổi sáng."""
    return say(f"book.sessions.{session}")


def session_hours(session: str, hours: Mapping[str, tuple[str, str]]) -> str:
    """Buổi sáng, 08:00–10:00; without the hours while the office has not told them."""
    pair = hours.get(session)
    return f"{session_name(session)}, {pair[0]}–{pair[1]}" if pair else session_name(session)


def sessions_text(sessions: tuple[str, ...]) -> str:
    """Sáng, chiều."""
    return ", ".join(say(f"dates.sessions.{session}") for session in sessions).capitalize()


def others(members: list[dict[str, str]], me: str) -> str:
    """Who is on the shift besides me, in one line."""
    names = [m["name"] for m in members if m["id"] != me]
    return say("roster.together", names=", ".join(names)) if names else say("roster.alone")
