"""Fact ids: UUIDv7 (RFC 9562 §5.7) from a time the caller passes, rising within one millisecond."""

import os
import uuid

_COUNTER_BITS = 12


class Ids:
    """Ids made one after another in the same millisecond sort in the order they were made."""

    def __init__(self) -> None:
        self._tick = 0

    def make(self, unix_ms: int) -> str:
        if self._tick >> _COUNTER_BITS in (unix_ms, unix_ms + 1):
            self._tick += 1
        else:
            # A random start below half of the counter's range leaves room to count up (RFC 9562 §6.2, method 1).
            self._tick = unix_ms << _COUNTER_BITS | int.from_bytes(os.urandom(2), "big") >> 5
        milliseconds, counter = divmod(self._tick, 1 << _COUNTER_BITS)
        noise = int.from_bytes(os.urandom(8), "big") >> 2
        return str(uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | noise))
