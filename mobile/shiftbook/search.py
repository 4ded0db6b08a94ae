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
    """The items whose text holds every word of the query, those that begin with it first; order is otherwise kept.

    `items` are (text to search, item) pairs. An empty query finds everything.
    """
    wanted = folded(query)
    hits = [(folded(text), item) for text, item in items]
    matching = [(text, item) for text, item in hits if all(word in text for word in wanted.split())]
    matching.sort(key=lambda pair: (not pair[0].startswith(wanted), wanted not in pair[0]))
    return [item for _, item in matching]
