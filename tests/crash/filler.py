"""A phone whose file may not grow beyond a limit: writes until it is told why not, then finds room again."""

import asyncio
import resource
import sys

from phone.book import Book
from phone.browser_disk import FolderDisk
from phone.journal import StoreError
from tests.crash.writer_terms import AT, ENROLMENT


async def fill(folder, limit):
    book = await Book.open(FolderDisk(folder))
    await book.set_enrolment(**ENROLMENT)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    refused = 0
    while refused < 3:
        try:
            fact = await book.write("checked_in", "an", at=AT, clock=None, data={})
            print("saved", fact["id"], fact["seq"])
        except StoreError as error:
            refused += 1
            print("refused", error.code, error.sentence)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    fact = await book.write("checked_in", "an", at=AT, clock=None, data={})
    print("saved", fact["id"], fact["seq"])


if __name__ == "__main__":
    asyncio.run(fill(sys.argv[1], int(sys.argv[2])))
