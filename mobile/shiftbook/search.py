"""Finding Vietnamese text as people type it: without diacritics, in any case."""

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

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
