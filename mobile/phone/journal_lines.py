"""One line of the journal: a checksum and the changes of one write, and what can be read back from a damaged file."""

import json
import re
import zlib
from dataclasses import dataclass
from typing import Any

# A change is [table, document id, document]; document null: removed.
# [table, null, {}]: the table exists, though empty; [table, null, null]: the table is dropped.
Change = list[Any]

_HEAD = re.compile(rb"[0-9a-f]{8} \[")


@dataclass(frozen=True)
class Scan:
    """What a journal file says: changes in order, whole lines, damaged stretches, where the last whole line ends."""

    changes: list[Change]
    kept: int
    dropped: tuple[bytes, ...]
    end: int
    torn: bytes
    mends: tuple[int, ...]


def text_of(change: Change) -> str:
    return json.dumps(change, ensure_ascii=False, separators=(",", ":"))


def line_of(texts: list[str]) -> bytes:
    """The bytes of one journal line, line feed included; surrogatepass so that no text a keyboard makes is refused."""
    body = ("[" + ",".join(texts) + "]").encode("utf-8", "surrogatepass")
    return b"%08x " % zlib.crc32(body) + body + b"\n"


def whole(line: bytes) -> bool:
    """Whether a line, without its line feed, is the one that was written."""
    return _HEAD.match(line) is not None and b"%08x" % zlib.crc32(line[9:]) == line[:8]


def changes_of(line: bytes) -> list[Change] | None:
    """The changes of one line without its line feed, or None when the line is not whole."""
    if not whole(line):
        return None
    try:
        changes = json.loads(line[9:].decode("utf-8", "surrogatepass"))
    except ValueError:
        return None
    return changes if all(isinstance(change, list) and len(change) == 3 for change in changes) else None


def scan(raw: bytes) -> Scan:
    """Read a whole journal: every line that passes its checksum is kept, wherever it stands."""
    mends = _lost_line_feeds(raw)
    if mends:
        raw = _mended(raw, mends)
    *lines, torn = raw.split(b"\n")
    changes: list[Change] = []
    dropped = []
    for line in lines:
        found = changes_of(line)
        if found is None:
            dropped.append(line)
        else:
            changes += found
    return Scan(changes, len(lines) - len(dropped), tuple(dropped), len(raw) - len(torn), torn, mends)


def _mended(raw: bytes, mends: tuple[int, ...]) -> bytes:
    fixed = bytearray(raw)
    for offset in mends:
        fixed[offset : offset + 1] = b"\n"
    return bytes(fixed)


def _lost_line_feeds(raw: bytes) -> tuple[int, ...]:
    """Offsets of damaged line feeds: one bad byte there would otherwise cost the two whole lines beside it."""
    mends: list[int] = []
    start = 0
    while start < len(raw):
        feed = raw.find(b"\n", start)
        end = len(raw) if feed < 0 else feed
        line = raw[start:end]
        if feed < 0 and line:
            end = _end_without_feed(line)
            mends += [start + end] if end else []
            line = line[: end or None]
        if not whole(line):
            mends += [start + cut for cut in _cuts(line)]
        start = len(raw) if feed < 0 else feed + 1
    return tuple(sorted(mends))


def _end_without_feed(tail: bytes) -> int:
    """Where the last line of a file ends when only its line feed is missing or changed; 0 when it is torn."""
    for end in (len(tail), len(tail) - 1):
        starts = [0, *(found.start() for found in _HEAD.finditer(tail))]
        if any(whole(tail[start:end]) for start in starts):
            return end
    return 0


def _cuts(line: bytes) -> list[int]:
    cuts = []
    end = len(line)
    for found in reversed(list(_HEAD.finditer(line))):
        start = found.start()
        if start and whole(line[start:end]):
            end = start - 1
            cuts.append(end)
    return cuts
