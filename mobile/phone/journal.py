"""TinyDB storage on an append-only journal: what was written is on disk before the call returns, or it never was."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage

from phone.journal_file import JournalFile, StoreBroken, StoreError, StoreFull
from phone.journal_lines import Change, Scan, line_of, scan, text_of
from phone.journal_table import JournalTable
from phone.journal_tables import Tables, copied
from phone.strings import say

__all__ = ["JournalDB", "JournalStorage", "Recovery", "StoreBroken", "StoreError", "StoreFull"]


@dataclass(frozen=True)
class Recovery:
    """What opening found: whole lines kept, damaged ones dropped, a torn last write, whether the copy was needed."""

    kept: int = 0
    dropped: int = 0
    torn_bytes: int = 0
    from_copy: bool = False

    @property
    def sentence(self) -> str:
        """Empty when there is nothing to tell."""
        if self.from_copy and not self.kept:
            return say("recovery.from_copy")
        if self.dropped:
            return say("recovery.dropped", dropped=self.dropped, kept=self.kept)
        if self.torn_bytes:
            return say("recovery.torn")
        return ""


class JournalStorage(Storage):
    """All tables live in memory; each write appends its changes as one line with a checksum and waits for the disk."""

    def __init__(self, path: str, compact_from: int = 256 * 1024) -> None:
        self._file = JournalFile(path)
        self._tables = Tables()
        self._compact_from = compact_from
        self._batch: list[tuple[str, str | None, str]] | None = None
        self._batch_undo: list[Change] = []
        self._undo: tuple[int, list[Change]] | None = None
        self.recovery = self._recover()

    def read(self) -> dict[str, dict[str, Any]] | None:
        """A copy, because TinyDB's own Table changes documents in place before it writes them."""
        return copied(self._tables.memory) or None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        self.append(self._tables.difference(data))

    def documents(self, table: str) -> dict[str, dict[str, Any]]:
        """The live documents of one table, for reading only."""
        return self._tables.memory.get(table, {})

    def names(self) -> set[str]:
        return set(self._tables.memory)

    def watch(self, table: str, changed: Callable[..., None]) -> None:
        """`changed(id, old, new)` is called after each change of a document of the table."""
        self._tables.watchers.setdefault(table, []).append(changed)

    def append(self, changes: list[Change]) -> None:
        """One line for all changes, on disk before memory shows them. StoreError: neither has changed."""
        texts = [text_of(change) for change in changes]
        if self._batch is not None:
            self._batch += [(change[0], change[1], text) for change, text in zip(changes, texts, strict=True)]
            self._batch_undo += self._tables.apply(texts)
        elif texts:
            self._compact_when_due()
            before = self._file.end
            self._file.append(line_of(texts))
            self._undo = before, self._tables.apply(texts)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Everything written inside goes to disk as one line at the end, or, after any error, not at all."""
        if self._batch is not None:
            raise RuntimeError("together() does not nest")
        self._compact_when_due()
        before = self._file.end
        self._undo = None
        self._batch, self._batch_undo = [], []
        try:
            yield
            if self._batch:
                self._file.append(line_of(_last_of_each(self._batch)))
                self._undo, self._batch_undo = (before, self._batch_undo), []
        finally:
            self._batch = None
            self._tables.revert(self._batch_undo)

    def undo(self) -> None:
        """Take the last line back: the browser could not keep it, so it was never saved."""
        if self._undo:
            end, inverse = self._undo
            self._undo = None
            self._file.cut(end)
            self._tables.revert(inverse)

    def compact(self, keep_old: bool = True) -> None:
        """Write what lives to a new file and put it in the journal's place; OSError: the old one goes on."""
        self._file.replace(self._tables.lines(), keep_old)
        self._tables.count_again()
        self._undo = None

    def close(self) -> None:
        self._file.close()

    def _compact_when_due(self) -> None:
        if self._file.end >= self._compact_from and self._file.end > 2 * self._tables.live_bytes:
            try:
                self.compact()
            except OSError:
                # No room for a second file: the journal goes on growing and tries again when it is twice as long.
                self._compact_from = 2 * self._file.end

    def _recover(self) -> Recovery:
        main = scan(self._file.content())
        copy = self._copy_for(main)
        for found in (copy, main):
            if found:
                self._tables.replay(found.changes)
        self._file.end = main.end
        self._put_right(main, copy is not None)
        return Recovery(main.kept, len(main.dropped), len(main.torn), copy is not None)

    def _copy_for(self, main: Scan) -> Scan | None:
        """The last good copy fills in what a damaged journal lost; the journal's own lines are laid over it."""
        if main.kept and not main.dropped:
            return None
        raw = self._file.last_good_copy()
        return scan(raw) if raw else None

    def _put_right(self, main: Scan, from_copy: bool) -> None:
        if main.mends:
            self._file.put_line_feeds(main.mends)
        if main.torn:
            self._file.cut(main.end)
        if main.dropped or from_copy:
            # A full disk must not keep anyone from reading: what was kept is in memory, the next opening tries again.
            with contextlib.suppress(OSError):
                self._file.set_aside([*main.dropped, *([main.torn] if main.torn else [])])
                self.compact(keep_old=False)


def _last_of_each(batch: list[tuple[str, str | None, str]]) -> list[str]:
    """A document changed twice is written once; whole tables made or dropped keep every step."""
    if any(key is None for _, key, _ in batch):
        return [text for _, _, text in batch]
    return list({(table, key): text for table, key, text in batch}.values())


class JournalDB(TinyDB):
    """TinyDB with our storage and table; `JournalDB(path)`."""

    default_storage_class = JournalStorage  # type: ignore[assignment]
    table_class = JournalTable  # type: ignore[assignment]

    def tables(self) -> set[str]:
        return self.storage.names()  # type: ignore[attr-defined]
