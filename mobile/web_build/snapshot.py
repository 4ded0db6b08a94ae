"""Freezes the memory of a Python that has imported the whole app, so that a start need not do it again."""

import json
import re
import struct
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from web_build.client import SOURCE
from web_build.packages import NODE, run

FREEZE = Path(__file__).parent / "page" / "freeze.mjs"
BYTES = 4096  # of one page of memory
MAGIC = b"STQS"


def names_of_flet(phone: Path) -> list[str]:
    """What the phone's source takes from flet: each is imported there only once somebody asks for it."""
    texts = [path.read_text(encoding="utf-8") for path in phone.rglob("*.py")]
    return sorted({name for text in texts for name in re.findall(r"\bft\.([A-Za-z]\w+)", text)})


def freeze(folder: Path, phone: Path) -> bytes:
    """The memory of Pyodide with the archives of `folder` imported, as Pyodide writes it."""
    with tempfile.TemporaryDirectory() as temporary:
        out, names = Path(temporary, "memory"), json.dumps(names_of_flet(phone))
        run([str(NODE), str(FREEZE), str(SOURCE / "pyodide"), str(folder), str(out), names])
        return out.read_bytes()


def runs(memory: bytes) -> Iterator[tuple[int, int]]:
    """The pages that hold anything, as number of the first and how many follow each other."""
    nothing = bytes(BYTES)
    pages = range(len(memory) // BYTES)
    for used, group in groupby(pages, lambda page: memory[page * BYTES : (page + 1) * BYTES] != nothing):
        if used:
            run_of = list(group)
            yield run_of[0], len(run_of)


def pack_memory(snapshot: bytes) -> bytes:
    """Without its empty pages: mark, three lengths, Pyodide's own head, the runs, their pages."""
    head_bytes = struct.unpack_from("<I", snapshot, 4)[0]
    head, memory = snapshot[:head_bytes], snapshot[head_bytes:]
    found = list(runs(memory))
    parts = [MAGIC, struct.pack("<III", len(head), len(memory), len(found)), head]
    parts += [struct.pack("<II", first, count) for first, count in found]
    parts += [memory[first * BYTES : (first + count) * BYTES] for first, count in found]
    return b"".join(parts)
