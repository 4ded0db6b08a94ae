"""Reading the JSON that phones send: one bad text never holds up the facts beside it."""

import json
import math
import re
from typing import Any

import orjson

from sync_server.errors import Refused


def read_object(raw: bytes) -> dict[str, Any]:
    """The object in a text of JSON; Refused `malformed` when there is none."""
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError:
        told = _mended(raw)
    if not isinstance(told, dict):
        raise Refused("malformed", 422)
    return told


def _mended(raw: bytes) -> Any:
    """JSON that only the fast parser refuses, for half a character, a number or a depth beyond it.

    One bad text must not hold up a phone's other facts: what cannot be kept as sent becomes text in its place.
    """
    try:
        text = _shallow(raw.decode("utf-8", "surrogatepass"))
        told = json.loads(text, parse_int=_number(int), parse_float=_number(float), parse_constant=str)
        return orjson.loads(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise Refused("malformed", 422) from None


def _number(kind: type[int] | type[float]) -> Any:
    def read(text: str) -> Any:
        held = len(text) < 19 if kind is int else math.isfinite(float(text))
        return kind(text) if held else text

    return read


_DEEPEST = 200
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def _shallow(text: str) -> str:
    """The same JSON with whatever is nested deeper than any parser likes replaced by null."""
    parts, begins, depth = [], 0, 0
    for found in _NESTING.finditer(text):
        if found[0] in ("[", "{"):
            depth += 1
            if depth == _DEEPEST:
                parts += [text[begins : found.start()], "null"]
        elif found[0] in ("]", "}"):
            if depth == _DEEPEST:
                begins = found.end()
            depth -= 1
    return "".join([*parts, text[begins:]])
