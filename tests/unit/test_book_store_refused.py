"""The book when something is in the way: a full browser, a second tab, no place, a reply that cannot be read."""

import asyncio
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phone.book import Book, StoreBusy
from phone.browser_disk import FolderDisk, StoreShut, open_disk
from phone.journal_file import StoreBroken, StoreFull
from tests.unit.store_cast import TODAY, FullBrowser, counts, enrolled, opened_again, settle, verdict, write


def test_what_the_browser_would_not_keep_was_never_there(run, folder):
    disk = FullBrowser(folder)
    run(enrolled(folder)).close()
    book = disk.book = run(Book.open(disk))
    first = run(write(book))
    assert disk.seen == []
    with open(os.path.join(folder, "book.jnl"), "rb") as file:
        before = file.read()
    disk.full = True
    with pytest.raises(StoreFull):
        run(write(book))
    with pytest.raises(StoreFull):
        run(settle(book, verdict(first)))
    with open(os.path.join(folder, "book.jnl"), "rb") as file:
        assert file.read() == before
    assert counts(book) == (0, 1, 1) and book.cursor is None
    disk.full = False
    assert run(write(book))["seq"] == 2
    book.close()


def test_many_taps_at_once_are_numbered_one_by_one(run, folder):
    run(enrolled(folder)).close()
    book = run(Book.open(FullBrowser(folder)))

    async def taps():
        return await asyncio.gather(*(write(book) for _ in range(20)))

    assert [fact["seq"] for fact in run(taps())] == list(range(1, 21))
    book.close()


def test_a_second_tab_is_told_so(run, folder):
    disk = FolderDisk(folder)
    disk.another_tab_open = True
    with pytest.raises(StoreBusy) as busy:
        run(Book.open(disk))
    assert "cửa sổ" in busy.value.sentence


def test_a_phone_without_a_place_for_the_book_is_told_so(run, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(StoreShut) as shut:
        FolderDisk(str(tmp_path / "taken" / "data"))
    assert "không cho Sổ Trực lưu" in shut.value.sentence
    (tmp_path / "book.jnl").mkdir()
    with pytest.raises(StoreBroken):
        run(Book.open(FolderDisk(str(tmp_path))))


def test_a_reply_that_cannot_be_read_is_not_half_taken(run, book):
    fact = run(write(book))
    with pytest.raises(KeyError):
        run(settle(book, verdict(fact), changes=[{"kind": "procedure"}], cursor="c9"))
    assert counts(book) == (0, 1, 1) and book.cursor is None and book.unsent() == [fact]


def test_a_phone_that_was_never_enrolled_writes_nothing(run, folder, monkeypatch):
    monkeypatch.setenv("FLET_APP_STORAGE_DATA", folder)
    book = run(Book.open(run(open_disk())))
    assert book.disk.folder == folder and book.enrolment() is None and counts(book) == (0, 0, 0)
    with pytest.raises(RuntimeError):
        run(write(book))
    assert book.facts() == []
    book.close()


WORK = st.lists(
    st.sampled_from(["write", "send", "send twice", "lose reply", "reopen", "purge", "restore"]), max_size=25
)


@settings(max_examples=40, deadline=None)
@given(WORK)
def test_numbers_have_no_gaps_and_counts_are_true_whatever_happens(tmp_path_factory, work):
    async def live():
        book = await enrolled(str(tmp_path_factory.mktemp("book")))
        held, days, epoch = set(), {}, 1
        for number, step in enumerate(work):
            if step == "write":
                fact = await write(book, at=f"2026-{number % 11 + 1:02}-05T08:00:00+07:00")
                days[fact["id"]] = fact["at"][:10]
                assert fact["seq"] == len(days)
            elif step == "reopen":
                book = await opened_again(book)
            elif step == "purge":
                await book.purge(TODAY)
            elif step == "restore":
                epoch += 1
                held = {fact_id for fact_id in held if book.fact(fact_id) is None}
                await settle(book, epoch=f"e{epoch}")
            else:
                sent = book.unsent(2)
                verdicts = [verdict(fact, "duplicate" if fact["id"] in held else "stored") for fact in sent]
                held |= {fact["id"] for fact in sent}
                for _ in range({"send": 1, "send twice": 2}.get(step, 0)):
                    await settle(book, *verdicts, epoch=f"e{epoch}")
            waiting = {fact["id"] for fact in book.unsent(1000)}
            assert book.count_all() == len(days) == book.count_acknowledged() + len(waiting)
            assert days.keys() - waiting <= held
        book.close()

    asyncio.run(live())
