"""What a phone without network hands to a carrier: its unsent facts packed small, the text around the seal, and that
text cut into frames for QR codes. The sealing itself, AES-256-GCM (NIST SP 800-38D), is left to whoever has a library.

A sealed text is `SOTRUC1.<device>.<items>.<base32 of nonce and sealed bytes>.<check>`: only letters that QR codes hold
most tightly (ISO/IEC 18004 §7.3.4), so that it may be shown and cut anywhere. What stands in front is covered by the
seal; the check, a digest of all before it, tells a carrier that a part was lost.
"""

import base64
import binascii
import hashlib
import json
import re
import zlib
from typing import Any, NamedTuple

MARK = "SOTRUC1"
MOST_ITEMS = 5000
MOST_BYTES = 8 * 1024 * 1024
NONCE_BYTES = 12
FRAME_LETTERS = 480
_SHAPE = re.compile(rf"{MARK}\.([0-9A-Z-]{{1,64}})\.([1-9][0-9]{{0,3}})\.([A-Z2-7]+)\.([A-Z2-7]{{8}})")


class Sealed(NamedTuple):
    """A sealed bundle: whose it is, how many items, and the bytes that only the office can open."""

    device: str
    items: int
    nonce: bytes
    body: bytes


def pack(facts: list[dict[str, Any]]) -> bytes:
    """Facts as they are sent, as `{"facts": […]}` in as few bytes as zlib (RFC 1950) can make of it."""
    return zlib.compress(json.dumps({"facts": facts}, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpack(packed: bytes) -> bytes:
    """The JSON text that was packed; ValueError for what was not packed, or is more than 8 MiB."""
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, MOST_BYTES)
    except zlib.error as error:
        raise ValueError("not packed") from error
    if not unpacking.eof:
        raise ValueError("too large or cut short")
    return text


def covered(device: str, items: int) -> bytes:
    """What is readable in front of the seal and still covered by it (additional authenticated data)."""
    return f"{MARK}.{device.upper()}.{items}".encode()


def to_text(sealed: Sealed) -> str:
    """The bundle as the text to carry."""
    letters = base64.b32encode(sealed.nonce + sealed.body).decode().rstrip("=")
    text = f"{covered(sealed.device, sealed.items).decode()}.{letters}"
    return f"{text}.{_check(text)}"


def from_text(text: str) -> Sealed:
    """The one bundle in a carried text, whatever a message put around or into it; ValueError when it is none, or two.

    Senders write a word before it, and message apps break lines and slip in marks that nobody sees.
    """
    whole = "".join(c for c in text.upper() if c.isascii() and c.isprintable() and c != " ")
    found = _SHAPE.search(whole) if whole.count(MARK) == 1 else None
    if found is None or _check(found[0][:-9]) != found[4]:
        raise ValueError("not a whole sealed text")
    device, items, letters, _ = found.groups()
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error as error:
        raise ValueError("not base32") from error
    return Sealed(device.lower(), int(items), raw[:NONCE_BYTES], raw[NONCE_BYTES:])


def _check(text: str) -> str:
    return base64.b32encode(hashlib.sha256(text.encode()).digest())[:8].decode()


def frames(text: str, letters: int = FRAME_LETTERS) -> list[str]:
    """The text as QR frames `STQ1/<check>/<place>/<of>/<part>`; places count from 1, and the text's own check keeps the
    frames of two bundles apart."""
    parts = [text[at : at + letters] for at in range(0, len(text), letters)]
    return [f"STQ1/{text[-8:]}/{place}/{len(parts)}/{part}" for place, part in enumerate(parts, 1)]
