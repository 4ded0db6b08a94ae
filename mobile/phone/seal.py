"""Sealing what a carrier takes along: AES-256-GCM by the browser's WebCrypto, elsewhere by the cryptography package."""

import base64
import os
from typing import Any

from phone.book import Book
from phone.http import IN_BROWSER
from phone.offers import as_many_as_fit
from shiftbook import sealed
from shiftbook.sealed import Sealed

KEY_BYTES = 32


class Bundle:
    """Everybody's unsent facts on a phone, as a text that only the office can open."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._kept: tuple[tuple[str, ...], str] = (), ""

    @property
    def possible(self) -> bool:
        """Whether the office gave this phone a key to seal with."""
        return bool(self._key())

    async def text(self) -> str:
        """The text to carry. As long as the facts are the same so is it, and a carrier may scan in several goes."""
        told, facts = self.holds(), self._facts()
        if self._kept[0] != told:
            self._kept = told, await _sealed(facts, str(self._book.device), self._key())
        return self._kept[1]

    def holds(self) -> tuple[str, ...]:
        """What tells one bundle from another: the enrolment that seals it, and the facts in it."""
        return (str(self._book.device), self._key().hex(), *(fact["id"] for fact in self._facts()))

    def _facts(self) -> list[dict[str, Any]]:
        """The oldest that one hand-in takes; a bundle made later brings the rest."""
        return as_many_as_fit(self._book.unsent(sealed.MOST_ITEMS))

    def _key(self) -> bytes:
        """The key of AES-256; nothing where the office gave none, or one of a kind that this version does not know."""
        told = str((self._book.enrolment() or {}).get("carry_key") or "")
        try:
            key = base64.b64decode(told, validate=True)
        except ValueError:
            return b""
        return key if len(key) == KEY_BYTES else b""


async def _sealed(facts: list[dict[str, Any]], device: str, key: bytes) -> str:
    nonce, front = os.urandom(sealed.NONCE_BYTES), sealed.covered(device, len(facts))
    body = await _encrypted(key, nonce, sealed.pack(facts), front)
    return sealed.to_text(Sealed(device, len(facts), nonce, body))


async def _encrypted(key: bytes, nonce: bytes, content: bytes, front: bytes) -> bytes:
    if not IN_BROWSER:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(key).encrypt(nonce, content, front)
    import js  # type: ignore[import-not-found]
    from pyodide.ffi import to_js  # type: ignore[import-not-found]

    subtle = js.crypto.subtle
    held = await subtle.importKey("raw", to_js(key), "AES-GCM", False, to_js(["encrypt"]))
    how = {"name": "AES-GCM", "iv": to_js(nonce), "additionalData": to_js(front)}
    done = await subtle.encrypt(to_js(how, dict_converter=js.Object.fromEntries), held, to_js(content))
    return bytes(done.to_bytes())
