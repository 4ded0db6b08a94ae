"""Tokens, codes and seals: everything secret is random or derived from the installation's key, and stored hashed."""

import base64
import hashlib
import hmac
import secrets

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pwdlib import PasswordHash

from shiftbook import sealed
from shiftbook.sealed import Sealed

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", CROCKFORD.encode())
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
DESK_STEP_S = 60
passwords = PasswordHash.recommended()


def token() -> str:
    """A bearer token of 256 random bits."""
    return secrets.token_urlsafe(32)


def code(length: int = 10) -> str:
    """A random code of Crockford base32 letters, easy to read out and type."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))


def typed(text: str) -> str:
    """A code as a person typed it, back in its own letters."""
    return text.strip().upper().translate(_LOOK_ALIKES)


def _told(key: hmac.HMAC, text: str) -> str:
    """A keyed hash in hex; `hmac.digest` would give up its turn to the writer for so short a text."""
    made = key.copy()
    made.update(text.encode())
    return made.hexdigest()


class Keys:
    """Purposes of the installation's one key; no purpose can be turned into another."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.content = self._derived("content")
        self._hash = hmac.new(self._derived("hash"), digestmod="sha256")
        self._slip = self._derived("slip")
        self._spent = self._derived("spent")
        self._ballot = hmac.new(self._derived("ballot"), digestmod="sha256")
        self._seal = self._derived("receipt")
        self._carry = self._derived("carry")
        self._calendar = self._derived("calendar")
        self._desk_secrets: dict[tuple[int, str], bytes] = {}
        self._slips: dict[str, list[str]] = {}
        self._desk_codes: dict[tuple[int, str, int], str] = {}

    def _derived(self, purpose: str) -> bytes:
        return hmac.digest(self._key, b"sotruc/" + purpose.encode(), "sha256")

    def hashed(self, secret: str) -> str:
        """The keyed hash under which a token, code or slip is stored."""
        return _told(self._hash, secret)

    def spent(self, hashed: str) -> str:
        """The mark of a used slip, from the slip's own hash: without the key nobody can say which slip it was."""
        return hashlib.blake2b(hashed.encode(), key=self._spent, digest_size=16).hexdigest()

    def ballot(self, once: str, day: str) -> str:
        """A ballot's id from the random text its page made for it, so that sent again it is the same ballot.

        Ids of one day begin alike, so that among a million the day's ballots lie together.
        """
        return _told(self._ballot, day)[:4] + _told(self._ballot, once)[:28]

    def seal(self, text: str) -> str:
        """The server's own seal over a receipt."""
        return hmac.digest(self._seal, text.encode(), "sha256").hex()[:32]

    def carrying(self, device: str) -> bytes:
        """The key a phone gets when it joins, for what it hands to a carrier; its id is enough to make it again."""
        return hmac.digest(self._carry, device.encode(), "sha256")

    def calendar(self, commune: int, member: str, generation: int) -> str:
        """The secret part of a member's calendar address, 130 bits; another one for each time it was renewed."""
        raw = hmac.digest(self._calendar, f"{commune}|{member}|{generation}".encode(), "sha256")
        return base64.b32encode(raw).translate(_TO_CROCKFORD)[:26].decode().lower()

    def opened(self, bundle: Sealed) -> bytes:
        """What a phone has sealed; ValueError when it was changed on the way or never sealed with that phone's key."""
        front = sealed.covered(bundle.device, bundle.items)
        try:
            return AESGCM(self.carrying(bundle.device)).decrypt(bundle.nonce, bundle.body, front)
        except InvalidTag:
            raise ValueError("the seal is broken") from None

    def digest(self, content: bytes) -> bytes:
        """The keyed digest by which contents of facts are compared."""
        return hashlib.blake2b(content, key=self.content, digest_size=16).digest()

    def slips(self, scope: str, blocks: int, size: int) -> list[str]:
        """The codes of the first `blocks` blocks of a scope; the same codes every time (RFC 2104).

        The newest scopes are remembered, since phones that read from the beginning ask for them again and again.
        """
        known = self._slips.setdefault(scope, [])
        if len(self._slips) > 4096:
            self._slips = {scope: known}
        for n in range(len(known), blocks * size):
            raw = hmac.digest(self._slip, f"{scope}|{n}".encode(), "sha256")
            known.append(base64.b32encode(raw[:7]).translate(_TO_CROCKFORD)[:10].decode())
        return known[: blocks * size]

    def desk_code(self, commune: int, point: str, step: int) -> str:
        """The code of one 60 s step since 1970; the newest are remembered, since every check-in asks for three."""
        key = (commune, point, step)
        if key not in self._desk_codes:
            if len(self._desk_codes) > 4096:
                self._desk_codes.clear()
            self._desk_codes[key] = self._hotp(commune, point, step)
        return self._desk_codes[key]

    def _hotp(self, commune: int, point: str, counter: int) -> str:
        """RFC 4226 §5.3 with SHA-1 and six digits, as `desk` shows it, without its cost for every check-in."""
        raw = hmac.digest(self._desk_secret(commune, point), counter.to_bytes(8, "big"), "sha1")
        offset = raw[-1] & 15
        number = int.from_bytes(raw[offset : offset + 4], "big") & 0x7FFFFFFF
        return f"{number % 10**6:06d}"

    def desk(self, commune: int, point: str) -> pyotp.TOTP:
        """The changing code of a counter screen (RFC 6238, SHA-1, six digits, steps of 60 s)."""
        return pyotp.TOTP(base64.b32encode(self._desk_secret(commune, point)).decode(), interval=DESK_STEP_S)

    def _desk_secret(self, commune: int, point: str) -> bytes:
        key = (commune, point)
        if key not in self._desk_secrets:
            self._desk_secrets[key] = self._derived(f"desk/{commune}/{point}")[:20]
        return self._desk_secrets[key]
