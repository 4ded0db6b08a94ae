"""A PIN for each person on a shared phone: kept stretched, few tries in a row, and no key to anything but a switch."""

import hashlib
import hmac
import math
import os
from datetime import timedelta
from itertools import pairwise

from phone.book import Book
from phone.clock import PhoneClock
from phone.http import IN_BROWSER
from phone.strings import say

ROUNDS = 200_000
FREE_TRIES = 5
FIRST_WAIT_S = 60
LONGEST_WAIT_S = 3600


async def stretched(pin: str, salt: bytes, rounds: int) -> bytes:
    """PBKDF2 with HMAC-SHA256 (RFC 8018 §5.2), 32 bytes: Python's own, and in the browser, whose Python lacks it,
    WebCrypto's."""
    if not IN_BROWSER:
        return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, rounds)
    import js  # type: ignore[import-not-found]
    from pyodide.ffi import to_js  # type: ignore[import-not-found]

    subtle = js.crypto.subtle
    key = await subtle.importKey("raw", to_js(pin.encode()), "PBKDF2", False, to_js(["deriveBits"]))
    wish = {"name": "PBKDF2", "hash": "SHA-256", "salt": salt, "iterations": rounds}
    bits = await subtle.deriveBits(to_js(wish, dict_converter=js.Object.fromEntries), key, 256)
    return bytes(bits.to_bytes())


def unlike_a_pin(pin: str) -> str:
    """The sentence for what cannot be anybody's PIN, nothing for four to six digits."""
    return "" if 4 <= len(pin) <= 6 and pin.isascii() and pin.isdigit() else say("pin.digits")


def unfit(pin: str) -> str:
    """The sentence for a PIN nobody may choose: too short or long, one digit over and over, or digits in a row."""
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    return unlike_a_pin(pin) or (say("pin.weak") if len(steps) == 1 and steps <= {0, 1, -1} else "")


class Pins:
    """Who may take the phone over. Wrong tries are counted in the book; the waiting is counted by the clock that never
    jumps, and begins again when the app is started, so that neither setting the time nor a restart shortens it."""

    def __init__(self, book: Book, clock: PhoneClock, rounds: int = ROUNDS) -> None:
        self._book, self._clock, self._rounds = book, clock, rounds
        self._begun = clock.steady()
        self._missed: dict[str, float] = {}

    def has(self, member: str) -> bool:
        """Whether this person has chosen a PIN."""
        return self._book.recall(f"pin:{member}") is not None

    async def choose(self, member: str, pin: str) -> str:
        """A new PIN in the place of the old; the sentence when it may not be this one."""
        refused = unfit(pin)
        if not refused:
            salt = os.urandom(16)
            digest = await stretched(pin, salt, self._rounds)
            kept = {"salt": salt.hex(), "rounds": self._rounds, "digest": digest.hex(), "wrong": 0}
            await self._book.remember(f"pin:{member}", kept)
        return refused

    async def entered(self, member: str, pin: str) -> str:
        """Nothing when this is the person's PIN, else the sentence to show."""
        refused = unlike_a_pin(pin) or self.waiting(member)
        if refused:
            return refused
        kept = self._book.recall(f"pin:{member}")
        # Counted before it is looked at: who ends the app in between has used up a try.
        await self._book.remember(f"pin:{member}", {**kept, "wrong": kept["wrong"] + 1})
        digest = await stretched(pin, bytes.fromhex(kept["salt"]), kept["rounds"])
        if hmac.compare_digest(digest, bytes.fromhex(kept["digest"])):
            await self._book.remember(f"pin:{member}", {**kept, "wrong": 0})
            return ""
        self._missed[member] = self._clock.steady()
        return self.waiting(member) or say("pin.wrong", count=FREE_TRIES - kept["wrong"] - 1)

    def waiting(self, member: str) -> str:
        """The sentence while nobody may try this person's PIN, nothing otherwise."""
        kept = self._book.recall(f"pin:{member}")
        over = kept["wrong"] - FREE_TRIES if kept else -1
        if over < 0:
            return ""
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(over, 9))
        left = self._missed.get(member, self._begun) + wait - self._clock.steady()
        if left <= 0:
            return ""
        again = self._clock.now() + timedelta(seconds=left + 59)
        return say("pin.wait", wrong=kept["wrong"], count=math.ceil(left / 60), again=again)

    async def forget(self, member: str) -> None:
        """The person came with a new invite: who they are was asked at the office."""
        if self.has(member):
            await self._book.remember(f"pin:{member}", None)
