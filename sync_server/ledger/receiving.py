"""What arrives from a phone: told apart, and read into a fact or the reason why it is none; needs no database."""

import json
import unicodedata
from collections.abc import Set
from dataclasses import fields
from typing import Any, NamedTuple

import orjson

from shiftbook import facts
from shiftbook import fields as check
from shiftbook.facts import Fact
from shiftbook.fields import BadField
from shiftbook.moments import parse_instant
from shiftbook.privacy import MASK, SHORTEST, masked, masked_code
from sync_server.commune import Commune
from sync_server.security import Keys

_CONTENT = ("id", "seq", "kind", "member", "at", "data")
_KEPT = ("id", "seq", "kind", "member", "at", "clock", "data")
DEEPEST = 40
TOO_DEEP = "[quá sâu]"
_SAID = (check.text, check.words, check.word_list, check.record, check.version, check.identifier, check.facilities)
# Whether a field of a kind holds only codes, days and UUIDs: nobody can have written a name or a number into those.
_CODED = {
    kind: {f.name: getattr(f.metadata["check"], "of", f.metadata["check"]) not in _SAID for f in fields(record)}
    for kind, record in facts.KINDS.items()
}
_FACILITIES = frozenset(check.FACILITIES)
_MEASURED = frozenset({"seq", "clock"})  # of the envelope: large numbers that name nobody


class Arrival(NamedTuple):
    """One item of a request as far as telling it from others needs: `digest` is of its content.

    `device` is the phone that made it when another one carries it, `nobody` whether that cannot be read.
    """

    id: str | None
    seq: int | None
    device: str | None
    nobody: bool
    digest: bytes
    raw: Any

    @property
    def key(self) -> tuple[bytes, bool]:
        """What two items must share to be read alike."""
        return self.digest, self.nobody


def arrival(raw: Any, keys: Keys) -> Arrival:
    """Tell one item as sent from all others; nothing a phone can send makes this raise."""
    digest = keys.digest(_canonical(raw))
    if not isinstance(raw, dict):
        return Arrival(None, None, None, True, digest, raw)
    device = raw.get("device")
    try:
        device = None if device is None else check.identifier(device)
    except ValueError:  # made by nobody knows which phone: kept, but numbered under none
        return Arrival(_id(raw), None, None, True, digest, raw)
    return Arrival(_id(raw), _seq(raw), device, False, digest, raw)


def read(item: Arrival) -> Fact | str:
    """The checked fact in an item, or the code that says why there is none."""
    try:
        return "bad_field" if item.nobody else facts.fact(item.raw)
    except BadField:
        return _why(item.raw)


def _why(raw: dict[str, Any]) -> str:
    kind = raw.get("kind")
    return "unknown_kind" if isinstance(kind, str) and kind not in facts.KINDS else "bad_field"


def _id(raw: dict[str, Any]) -> str | None:
    """The id as it was sent, also one that is not as ids should be: the phone knows its item by nothing else."""
    try:
        return check.identifier(raw.get("id"))
    except ValueError:
        return None


def _seq(raw: dict[str, Any]) -> int | None:
    seq = raw.get("seq")
    return seq if isinstance(seq, int) and not isinstance(seq, bool) and 0 < seq < 2**53 else None


def _canonical(raw: Any) -> bytes:
    """The content's one spelling: sorted keys, NFC; the clock and the device that carried it are not content."""
    value = {name: raw.get(name) for name in _CONTENT} if isinstance(raw, dict) else raw
    try:
        text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # nested too deep for any fact: told apart by what lies above
        text = orjson.dumps(_above(value, 0), option=orjson.OPT_SORT_KEYS)
    return text if text.isascii() else unicodedata.normalize("NFC", text.decode()).encode()


def _above(value: Any, depth: int) -> Any:
    """The value down to the depth that is kept."""
    if depth > DEEPEST:
        return TOO_DEEP
    if isinstance(value, dict):
        return {key: _above(item, depth + 1) for key, item in value.items()}
    return [_above(item, depth + 1) for item in value] if isinstance(value, list) else value


def body(fact: Fact, raw: dict[str, Any], commune: Commune) -> str:
    """The fact as it is kept and shown: as sent, texts masked, matters that may not be named left out.

    A body in which anything was left out says so with `masked`, since its digest is of what was sent.
    """
    sent = {name: raw.get(name) for name in _KEPT}
    data = raw["data"]
    if not _wordless(fact.kind, data) or data.get("procedure") in commune.unnamed:
        data = without_identity(_unnamed(data, commune.unnamed), commune.named)
    return orjson.dumps(sent if data == raw["data"] else {**sent, "data": data, "masked": True}).decode()


def _wordless(kind: str, data: dict[str, Any]) -> bool:
    """Whether a checked fact's data holds nothing that people wrote, or too little to be an identity number."""
    coded = _CODED[kind]
    for name, value in data.items():
        known = coded.get(name)
        if known is None:
            return False
        if known or not value or (isinstance(value, str) and len(value) < SHORTEST):
            continue
        if not (isinstance(value, dict) and value.keys() <= _FACILITIES):
            return False
    return True


def quarantined(raw: Any, matters: Set[str], named: Set[str]) -> str:
    """The text of an item that is no fact, as it is kept for the office."""
    if not isinstance(raw, dict):
        return json.dumps(without_identity(raw, named), ensure_ascii=False)
    shown = {**raw, "data": _unnamed(raw["data"], matters)} if "data" in raw else raw
    kept = {name: value for name, value in raw.items() if name in _MEASURED and _plain(value)}
    return json.dumps({**without_identity(shown, named), **kept}, ensure_ascii=False)


def _plain(value: Any) -> bool:
    """Whether a number or a flat object of numbers, as `seq` and `clock` are."""
    numbers = (
        value.values() if isinstance(value, dict) and value.keys() <= {"offset_ms", "age_s", "steady"} else [value]
    )
    return all(isinstance(number, int | float) for number in numbers)


def _unnamed(data: Any, matters: Set[str]) -> Any:
    """The same data without the name of a matter that may only be counted or not be recorded (report §3.1)."""
    if not isinstance(data, dict):
        return data
    procedure, inner = data.get("procedure"), data.get("data")  # a correction carries its target's whole new data
    hidden: dict[str, Any] = {"procedure": None} if isinstance(procedure, str) and procedure in matters else {}
    if isinstance(inner, dict) and isinstance(inner.get("procedure"), str) and inner["procedure"] in matters:
        hidden["data"] = {**inner, "procedure": None}
    return {**data, **hidden} if hidden else data


def digest_of_body(text: str, keys: Keys) -> bytes | None:
    """The digest a kept body must have, None when masking took part of it away."""
    kept = orjson.loads(text)
    return None if kept.get("masked") else keys.digest(_canonical(kept))


def without_identity(value: Any, named: Set[str] = frozenset(), name: str = "", depth: int = 0) -> Any:
    """The same JSON with whatever looks like an identity or phone number masked, in texts, names and numbers.

    Left alone are UUIDs and instants, told by their shape, and the ids of `named`; never a field for its name.
    """
    if isinstance(value, str):
        if len(value) < SHORTEST or value in named or _named_by_shape(value):
            return value
        return masked_code(value) if name == "dossier_code" else masked(unicodedata.normalize("NFC", value))
    if depth > DEEPEST:
        return TOO_DEEP
    if isinstance(value, dict):
        return {masked(key): without_identity(item, named, key, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [without_identity(item, named, name, depth + 1) for item in value]
    return MASK if isinstance(value, int | float) and abs(value) >= 10 ** (SHORTEST - 1) else value


def _named_by_shape(text: str) -> bool:
    for shape in (check.uuid, parse_instant):
        try:
            shape(text)
        except ValueError:
            continue
        return True
    return False
