"""A phone that works until it is killed: says on standard output what the book has told it is saved."""

import asyncio
import os
import sys

from phone.book import Book
from phone.browser_disk import FolderDisk
from phone.journal import JournalDB
from tests.crash.writer_terms import AT, ENROLMENT


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def work(folder, compact):
    disk = FolderDisk(folder)
    book = Book(disk, JournalDB(os.path.join(folder, "book.jnl"), compact_from=4000))
    if book.device is None:
        await book.set_enrolment(**ENROLMENT)
    say("open")
    while True:
        fact = await book.write("checked_in", "an", at=AT, clock=None, data={"point": "Đại Lãnh"})
        say("saved", fact["id"], fact["seq"])
        if compact:
            say("compacting")
            book._storage.compact()
        if fact["seq"] % 3 == 0:
            offered = book.unsent(10)
            await book.settle(verdicts=[{"id": one["id"], "status": "stored"} for one in offered])
            for one in offered:
                say("settled", one["id"], one["seq"])


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2] == "compact"))
