"""What the tests of the phone's book share: one enrolled phone, and words for what the office answers."""

import asyncio
import errno

from phone.book import Book
from phone.browser_disk import FolderDisk

TODAY = "2026-11-23"
AT = "2026-11-23T08:01:00.000+07:00"
ENROLMENT = {"server": "https://a", "token": "t1", "commune": {"id": "c"}, "epoch": "e1"}
PLACE = ("p1", TODAY, "morning")
BLOCK = {"point": "p1", "day": TODAY, "session": "morning", "slips": ["S1", "S2"]}


class FullBrowser(FolderDisk):
    """A browser that takes nothing while `full`, and shows what was offered for sending meanwhile."""

    full = False
    book = None

    async def flush(self):
        await asyncio.sleep(0)
        self.seen = self.book and self.book.unsent()
        if self.full:
            raise OSError(errno.ENOSPC, "QuotaExceededError")


async def enrolled(folder):
    book = await Book.open(FolderDisk(folder))
    await book.set_enrolment(**ENROLMENT, device="d1", member="an")
    return book


async def opened_again(book):
    book.close()
    return await Book.open(book.disk)


def write(book, member="an", at=AT, kind="checked_in", **data):
    return book.write(kind, member, at=at, clock=None, data=data)


def verdict(fact, status="stored", code=None, rev=1):
    return {"id": fact["id"], "status": status, "rev": rev, "code": code, "message": code and "Vì sao."}


def change(kind, row_id, data, rev=5, deleted=False):
    return {"rev": rev, "kind": kind, "id": row_id, "data": data, "deleted": deleted}


def settle(book, *verdicts, changes=(), epoch="e1", cursor="c", receipt=None, more=False):
    return book.settle(verdicts=verdicts, changes=changes, epoch=epoch, cursor=cursor, receipt=receipt, more=more)


def counts(book):
    return book.count_acknowledged(), book.count_all(), book.count_unsent()
