"""The journal's file on disk: append and fsync, cut back, replace by rename, and the last good copy beside it.

StoreError
├── StoreFull    no room: nothing was written, free some space and save again
└── StoreBroken  the disk refuses: nothing was written, restart or use paper
"""

import contextlib
import errno
import os
import sys
from collections.abc import Iterable

from phone.strings import say

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
_HAS_FOLDER_FSYNC = sys.platform not in {"emscripten", "win32"}


class StoreError(Exception):
    """The write did not happen, on disk or in memory; `sentence` is for the person who tapped."""

    code = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        return say(f"store.{self.code}")


class StoreFull(StoreError):
    code = "store_full"


class StoreBroken(StoreError):
    code = "store_broken"


def store_error(error: OSError) -> StoreError:
    return StoreFull() if error.errno in _FULL else StoreBroken()


class JournalFile:
    """`end` is the length of what is safely written; bytes behind it are never read as saved."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.end = 0
        self._rough = False
        try:
            self._clear_interrupted_swap()
            self._fd = os.open(path, _FLAGS, 0o600)
            _fsync_folder(path)
        except OSError as error:
            raise store_error(error) from error

    def content(self) -> bytes:
        with open(self.path, "rb") as file:
            return file.read()

    def last_good_copy(self) -> bytes | None:
        try:
            with open(self.path + ".bak", "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def append(self, line: bytes) -> None:
        """On disk when it returns; after an error the file is as before and the caller has a StoreError."""
        try:
            self._smooth()
            self._rough = True
            os.lseek(self._fd, self.end, os.SEEK_SET)
            _write_all(self._fd, line)
            os.fsync(self._fd)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._smooth()
            raise store_error(error) from error
        self._rough = False
        self.end += len(line)

    def cut(self, end: int) -> None:
        """Forget everything behind `end`."""
        self.end = end
        self._rough = True
        try:
            self._smooth()
        except OSError as error:
            raise store_error(error) from error

    def put_line_feeds(self, offsets: Iterable[int]) -> None:
        try:
            for offset in offsets:
                os.lseek(self._fd, offset, os.SEEK_SET)
                os.write(self._fd, b"\n")
            os.fsync(self._fd)
        except OSError as error:
            raise store_error(error) from error

    def set_aside(self, stretches: Iterable[bytes]) -> None:
        """Damaged stretches are kept for whoever may still read something in them."""
        with open(self.path + ".bad", "ab") as file:
            file.write(b"".join(stretch + b"\n" for stretch in stretches))

    def replace(self, lines: Iterable[bytes], keep_old: bool = True) -> None:
        """A new file takes this one's place; this one becomes the last good copy. OSError: all as before."""
        try:
            length = self._write_new(lines)
            self._swap(keep_old)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(self.path + ".new")
            raise
        self.end = length
        self._rough = False

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _clear_interrupted_swap(self) -> None:
        new, copy = self.path + ".new", self.path + ".bak"
        if not os.path.exists(new):
            return
        if not os.path.exists(self.path) and os.path.exists(copy):
            os.replace(copy, self.path)
        os.unlink(new)

    def _smooth(self) -> None:
        if self._rough:
            os.ftruncate(self._fd, self.end)
            os.fsync(self._fd)
            self._rough = False

    def _write_new(self, lines: Iterable[bytes]) -> int:
        fd = os.open(self.path + ".new", _FLAGS | os.O_TRUNC, 0o600)
        try:
            length = sum(_write_all(fd, line) for line in lines)
            os.fsync(fd)
        finally:
            os.close(fd)
        return length

    def _swap(self, keep_old: bool) -> None:
        """The old file is moved away first: opening undoes a swap interrupted between the renames."""
        self.close()
        try:
            if keep_old:
                os.replace(self.path, self.path + ".bak")
            os.replace(self.path + ".new", self.path)
        except OSError:
            if keep_old and not os.path.exists(self.path):
                os.replace(self.path + ".bak", self.path)
            raise
        finally:
            self._fd = os.open(self.path, _FLAGS, 0o600)
        _fsync_folder(self.path)


def _write_all(fd: int, line: bytes) -> int:
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(fd, rest) :]
    return len(line)


def _fsync_folder(path: str) -> None:
    if not _HAS_FOLDER_FSYNC:
        return
    fd = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
