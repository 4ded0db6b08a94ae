"""What must hold of the phone's store after each kind of accident; a check raises AssertionError when it does not."""

import asyncio
import errno
import os
from unittest import mock

from tinydb import where

from phone import journal_file
from phone.book import Book
from phone.browser_disk import FolderDisk
from phone.journal import JournalDB, StoreFull
from tests.crash.disks import FullDisk, Gone, PluggedDisk, StoppingDisk
from tests.crash.writer_terms import AT, ENROLMENT


def disk(stand_in):
    return mock.patch.object(journal_file, "os", stand_in)


def documents(path):
    db = JournalDB(path)
    found = {doc["id"]: doc["n"] for doc in db}
    db.close()
    return found


def changed_byte(folder):
    """A changed byte costs its own line and no other, and no changed text is taken for what was written."""
    path = os.path.join(folder, "book.jnl")
    for name in "abc":
        db = JournalDB(path)
        db.insert({"id": name, "n": 1})
        db.close()
    with open(path, "r+b") as file:
        raw = file.read()
        file.seek(raw.index(b'"b"') + 1)
        file.write(b"x")
    assert documents(path) == {"a": 1, "c": 1}


def full_disk(folder):
    """A refused write is in the file no more than in memory, and the next one goes through."""
    path = os.path.join(folder, "book.jnl")
    db = JournalDB(path)
    db.insert({"id": "a", "n": 1})
    length = os.path.getsize(path)
    try:
        with disk(FullDisk(20, errno.ENOSPC)):
            db.insert({"id": "b", "n": 1})
        raise AssertionError("a full disk took the write")
    except StoreFull:
        assert [doc["id"] for doc in db] == ["a"]
        assert db.get(where("id") == "b") is None
        assert os.path.getsize(path) == length
    db.insert({"id": "c", "n": 1})
    db.close()
    assert documents(path) == {"a": 1, "c": 1}


def _life(path, saved):
    """Writes, changes and compactions; `saved` holds what the store has said is on disk."""
    db = JournalDB(path, compact_from=400)
    for number in range(12):
        name = "abc"[number % 3]
        db.upsert({"id": name, "n": number}, where("id") == name)
        saved[name] = number
    db.storage.compact()
    db.insert({"id": "z", "n": 0})
    saved["z"] = 0
    db.close()


def stop_at_each_step(folder):
    """Wherever the process stops, the store opens and holds what was said to be saved, or one write more."""
    steps, finished = 0, False
    while not finished:
        path = os.path.join(folder, f"{steps}.jnl")
        saved, stand_in = {}, StoppingDisk(steps)
        with disk(stand_in):
            try:
                _life(path, saved)
                finished = True
            except Gone:
                finished = False
        found = documents(path)
        newer = {name: n for name, n in found.items() if saved.get(name) != n}
        assert saved.keys() <= found.keys() and len(newer) <= 1, f"stopped at step {steps}: {saved} {found}"
        assert all(n >= saved.get(name, -1) for name, n in newer.items()), f"stopped at step {steps}"
        steps += 1
    assert steps > 40


def power_cut(folder):
    """What was said to be saved is on the disk itself, whatever the disk writes first: names or contents."""
    for names_at_once in (False, True):
        home = os.path.join(folder, f"names {names_at_once}")
        os.makedirs(home)
        plug, saved = PluggedDisk(home, names_at_once), {}
        with disk(plug):
            db = JournalDB(os.path.join(home, "book.jnl"), compact_from=300)
            for number in range(30):
                name = "abc"[number % 3]
                db.upsert({"id": name, "n": number}, where("id") == name)
                saved[name] = number
                plug.pull(f"{home} {number}")
                assert documents(os.path.join(f"{home} {number}", "book.jnl")) == saved
            # Twice, so that neither the journal nor the copy beside it has been written to since.
            db.storage.compact()
            db.storage.compact()
            db.close()
        plug.pull(f"{home} at the end")
        assert documents(os.path.join(f"{home} at the end", "book.jnl")) == saved


def numbers(folder):
    """A number is never given twice, not even when its fact is gone."""

    async def life():
        book = await Book.open(FolderDisk(folder))
        await book.set_enrolment(**ENROLMENT)
        given = []
        for today in ("2026-11-23", "2027-02-01", "2027-05-01"):
            given.append((await book.write("checked_in", "an", at=AT, clock=None, data={}))["seq"])
            stored = [{"id": fact["id"], "status": "stored"} for fact in book.unsent()]
            await book.settle(verdicts=stored)
            await book.purge(today)
            book.close()
            book = await Book.open(FolderDisk(folder))
        assert (book.count_acknowledged(), book.count_all()) == (3, 3)
        book.close()
        assert given == [1, 2, 3]

    asyncio.run(life())


CHECKS = (changed_byte, full_disk, stop_at_each_step, power_cut, numbers)
