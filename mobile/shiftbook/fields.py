"""Checks of single fields of a fact: each takes what arrived and returns it, or raises BadField."""

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Final
from unicodedata import normalize

from shiftbook.moments import parse_day

LONGEST_TEXT: Final = 2000
LONGEST_ID: Final = 100
LAST_YEAR: Final = 9999
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
# What no database and no UTF-8 file can hold: NUL and halves of a surrogate pair.
_UNSTORABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
_LARGEST_WHOLE: Final = 2**53 - 1
_DEEPEST: Final = 20
_DESK_CODE: Final = re.compile(r"\d{6}", re.ASCII)
FACILITIES: Final = ("computer", "internet", "desk", "paper")
FACILITY_STATES: Final = ("ok", "broken", "missing")

Check = Callable[[Any], Any]


class BadField(ValueError):
    """A field that does not fit its kind; its only argument is the field's name."""


def uuid(value: Any) -> str:
    """A UUID in its canonical lower-case form."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise ValueError
    return value


def identifier(value: Any) -> str:
    """A non-empty id of at most 100 printable characters."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isprintable():
        raise ValueError
    return value


def text(value: Any) -> str:
    """Free text of at most 2000 characters in NFC, perhaps empty."""
    if not isinstance(value, str) or _UNSTORABLE.search(value):
        raise ValueError
    composed = normalize("NFC", value)
    if len(composed) > LONGEST_TEXT:
        raise ValueError
    return composed


def words(value: Any) -> str:
    """Free text that says something."""
    said = text(value)
    if not said.strip():
        raise ValueError
    return said


def word_list(value: Any) -> list[str]:
    """At most 50 texts."""
    if not isinstance(value, list) or len(value) > 50:
        raise ValueError
    return [text(v) for v in value]


def truth(value: Any) -> bool:
    """True or false, nothing that merely looks like it."""
    if value is not True and value is not False:
        raise ValueError
    return value


def day(value: Any) -> str:
    """A day YYYY-MM-DD that exists and whose month has a next one."""
    if not isinstance(value, str) or parse_day(value).year >= LAST_YEAR:
        raise ValueError
    return value


def desk_code(value: Any) -> str:
    """The six digits shown on the counter screen."""
    if not isinstance(value, str) or not _DESK_CODE.fullmatch(value):
        raise ValueError
    return value


def facilities(value: Any) -> dict[str, str]:
    """What works at the counter; facilities this version does not know are left out."""
    if not isinstance(value, Mapping):
        raise ValueError
    known = {name: value[name] for name in FACILITIES if name in value}
    if any(state not in FACILITY_STATES for state in known.values()):
        raise ValueError
    return known


def version(value: Any) -> str | int:
    """A version: a short text or a whole number."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_WHOLE:
        return value
    return identifier(value)


def record(value: Any) -> dict[str, Any]:
    """A JSON object that can be stored: no broken text, no number beyond JSON's, at most 20 levels."""
    if not isinstance(value, dict):
        raise ValueError
    pending: list[tuple[Any, int]] = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        if depth > _DEEPEST or not _storable(item):
            raise ValueError
        inner = [*item, *item.values()] if isinstance(item, dict) else item if isinstance(item, list) else ()
        pending.extend((each, depth + 1) for each in inner)
    return value


def _storable(item: Any) -> bool:
    if isinstance(item, str):
        return not _UNSTORABLE.search(item)
    if isinstance(item, float):
        return isfinite(item)
    return not isinstance(item, int) or abs(item) <= _LARGEST_WHOLE


def one_of(*choices: str) -> Check:
    """A check that lets only the named values through."""

    def check(value: Any) -> Any:
        if not isinstance(value, str) or value not in choices:
            raise ValueError
        return value

    return check


def or_none(check: Check) -> Check:
    """The same check with null let through; `of` is the check itself."""

    def checked(value: Any) -> Any:
        return None if value is None else check(value)

    checked.of = check  # type: ignore[attr-defined]
    return checked
