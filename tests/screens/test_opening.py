"""Before the book is open: the wait, another tab, and a disk that refuses."""

import asyncio
import errno

import flet as ft
import pytest

from phone.browser_disk import FolderDisk
from phone.strings import say
from tests.screens.office import COMMUNE


class TakenDisk(FolderDisk):
    """A disk another tab has until `freed` is set."""

    def __init__(self, folder):
        super().__init__(folder)
        self.another_tab_open = True
        self.freed = asyncio.Event()

    async def wait_for_turn(self):
        await self.freed.wait()
        self.another_tab_open = False


def test_another_tab_is_named_and_waited_for(open_app, tmp_path):
    disk = TakenDisk(str(tmp_path))
    app = open_app("/", disk=disk)
    assert say("store.store_busy") in app.texts()

    async def close_the_other():
        disk.freed.set()

    app.run(close_the_other())
    assert app.has(ft.TextField, "Mã mời")


class DeafDisk(FolderDisk):
    """A disk that refuses until it is `mended`."""

    mended = False

    async def flush(self):
        if not self.mended:
            raise OSError(errno.EIO, "input/output error")


def test_a_disk_that_refuses_is_told_and_can_be_tried_again(open_app, tmp_path):
    disk = DeafDisk(str(tmp_path))
    app = open_app("/", disk=disk)
    assert say("store.store_broken") in app.texts()
    disk.mended = True
    app.tap("Thử lại")
    assert app.has(ft.TextField, "Mã mời")


def test_a_torn_book_says_what_it_kept(enrolled, open_app, tmp_path):
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    app.phone.book.close()
    with (tmp_path / "book.jnl").open("ab") as book:
        book.write(b"half a li")
    again = open_app("/")
    assert "Sổ vừa được khôi phục" in again.texts()
    assert "mọi mục đã lưu trước đó vẫn còn đủ" in again.text()
    assert "Đã lưu trên máy" in again.texts()
    again.tap("Đã hiểu")
    assert "Sổ vừa được khôi phục" not in again.texts()


def test_an_unknown_address_leads_to_today(enrolled):
    app = enrolled()
    app.go("/khong/co")
    assert app.title == "Hôm nay"


@pytest.mark.parametrize("route", ["/", "/write", "/write/1.001193", "/ballot", "/roster", "/mine", "/trouble",
                                   "/people", "/rescue", "/difficulty", "/outreach", "/enrol"])  # fmt: skip
def test_every_screen_says_that_it_shows_demonstration_data(enrolled, monkeypatch, route):
    monkeypatch.setitem(COMMUNE, "demonstration", True)
    app = enrolled()
    app.go(route)
    assert "Dữ liệu trình diễn, không dùng để chi tiền" in app.texts()


def test_a_rehearsal_says_that_it_is_one(enrolled, monkeypatch):
    monkeypatch.setitem(COMMUNE, "rehearsal", True)
    assert "Diễn tập, không phải sổ thật" in enrolled().texts()


def test_a_real_commune_says_nothing_of_the_kind(enrolled):
    assert "trình diễn" not in enrolled().text()
