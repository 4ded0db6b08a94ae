"""One byte of a phone's journal changed, each in turn: it is told, and costs no more than the one line it stands in."""

import asyncio
import os

import pytest

from phone.book import Book
from phone.browser_disk import FolderDisk
from tests.crash.writer_terms import AT, ENROLMENT, TODAY

FACTS = 6


async def lived(folder):
    book = await Book.open(FolderDisk(folder))
    await book.set_enrolment(**ENROLMENT)
    facts = [await book.write("checked_in", "an", at=AT, clock=None, data={"point": "Đại Lãnh"}) for _ in range(FACTS)]
    await book.settle(verdicts=[{"id": facts[0]["id"], "status": "stored"}], today=TODAY)
    book.close()
    return {fact["id"] for fact in facts}


async def look(folder, facts):
    """How many facts are lost, and what opening says of it."""
    book = await Book.open(FolderDisk(folder))
    lost, recovery = facts - {fact["id"] for fact in book.facts()}, book.recovery
    book.close()
    return len(lost), recovery


@pytest.mark.parametrize("step", [13, pytest.param(1, marks=pytest.mark.nightly)])
def test_a_changed_byte_is_told_and_costs_its_line_alone(tmp_path, step):
    with asyncio.Runner() as runner:
        facts = runner.run(lived(str(tmp_path / "whole")))
        raw = (tmp_path / "whole" / "book.jnl").read_bytes()
        for spot in range(0, len(raw), step):
            changed = bytearray(raw)
            changed[spot] ^= 0x01
            folder = tmp_path / "changed"
            folder.mkdir(exist_ok=True)
            for name in os.listdir(folder):
                os.unlink(folder / name)
            (folder / "book.jnl").write_bytes(changed)
            lost, recovery = runner.run(look(str(folder), facts))
            # A changed line feed costs nothing: the lines on both its sides are read all the same.
            assert lost <= (raw[spot] != 0x0A), spot
            assert recovery.sentence or not lost, spot
            assert recovery.dropped + bool(recovery.torn_bytes) == (raw[spot] != 0x0A), (spot, recovery)
