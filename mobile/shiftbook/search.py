"""Finding Vietnamese text as people type it, without diacritics and in any case, and sorting it."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, TypeVar

T = TypeVar("T")


def folded(text: str) -> str:
    """Lower case without diacritics, đ as d, runs of space as one: 'Đăng ký  Khai sinh' → 'dang ky khai sinh'."""
    flat = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).split())


def found(query: str, items: Iterable[tuple[str, T]]) -> list[T]:
    """The items whose text holds every word of the query, the nearest first.

    Nearest: a text that begins with the query, then one with the query at the beginning of a word, then one with it
    inside a word, then one that has its words apart; among equals where it stands nearer the beginning. Order is
    otherwise kept. `items` are (text to search, item) pairs. An empty query finds everything.
    """
    wanted = folded(query)
    hits = [(folded(text), item) for text, item in items]
    matching = [(text, item) for text, item in hits if all(word in text for word in wanted.split())]
    matching.sort(key=lambda pair: _distance(wanted, pair[0]))
    return [item for _, item in matching]


def _distance(wanted: str, text: str) -> tuple[int, int]:
    if text.startswith(wanted):
        return 0, 0
    place = f" {text}".find(f" {wanted}")
    if place >= 0:
        return 1, place
    return (2, text.find(wanted)) if wanted in text else (3, 0)


# The alphabet of Vietnamese dictionaries; tones weigh only between words whose letters are the same.
_LETTERS: Final = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES: Final = {mark: place for place, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}


def sorting(text: str) -> tuple[list[tuple[int, str]], list[int]]:
    """What Vietnamese text is sorted by: a, ă, â, b…; then no tone, huyền, hỏi, ngã, sắc, nặng; case does not weigh."""
    letters: list[tuple[int, str]] = []
    tones: list[int] = []
    for character in unicodedata.normalize("NFC", text.lower()):
        parts = unicodedata.normalize("NFD", character)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
        letters.append((_LETTERS.get(bare, -1), bare))
        tones.append(max(_TONES.get(part, 0) for part in parts))
    return letters, tones


@lru_cache(maxsize=2048)
def by_given_name(name: str) -> tuple[Any, Any]:
    """What a list of people is sorted by in Việt Nam: the given name, which stands last, then all of the name."""
    return sorting(name.rpartition(" ")[2]), sorting(name)
