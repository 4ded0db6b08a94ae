"""The tables a journal describes, in memory: changes applied, taken back, counted, and written out anew."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from phone.journal_lines import Change, line_of, text_of

Document = dict[str, Any]


def copied(value: Any) -> Any:
    """A deep copy of JSON values; several times faster than copy.deepcopy."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value


def same(one: Any, other: Any) -> bool:
    """Whether both are the same on disk: 1, 1.0 and True are equal in Python and differ in JSON."""
    return one == other and text_of(one) == text_of(other)


class Tables:
    """`live_bytes` is about what a new journal of the same documents would take."""

    def __init__(self) -> None:
        self.memory: dict[str, dict[str, Document]] = {}
        self.watchers: dict[str, list[Callable[..., None]]] = {}
        self.live_bytes = 0
        self._sizes: dict[tuple[str, str], int] = {}

    def apply(self, texts: Iterable[str]) -> list[Change]:
        """Take changes in as a reader of the file would see them; the answer takes them back, see `revert`."""
        inverse: list[Change] = []
        for text in texts:
            change = json.loads(text)
            inverse += self._inverse(change)
            self._take(change, len(text))
        return inverse

    def replay(self, changes: list[Change]) -> None:
        for change in changes:
            self._take(change, 0)
        self.count_again()

    def revert(self, inverse: list[Change]) -> None:
        while inverse:
            change = inverse.pop()
            self._take(change, len(text_of(change)))

    def lines(self) -> Iterator[bytes]:
        """A journal of what lives: a document a line, so that damage costs no more than one; never empty."""
        yield line_of([text_of([name, None, {}]) for name in self.memory])
        for name, documents in self.memory.items():
            for key, document in documents.items():
                yield line_of([text_of([name, key, document])])

    def count_again(self) -> None:
        self._sizes = {
            (name, key): len(text_of([name, key, document]))
            for name, documents in self.memory.items()
            for key, document in documents.items()
        }
        self.live_bytes = sum(self._sizes.values())

    def difference(self, data: dict[str, dict[str, Any]]) -> list[Change]:
        """The changes that lead from these tables to `data`, where document ids may be any kind TinyDB uses."""
        changes: list[Change] = [[name, None, None] for name in self.memory if name not in data]
        for name, documents in data.items():
            old = self.memory.get(name)
            if old is None:
                changes.append([name, None, {}])
            old = old or {}
            new = {str(key): document for key, document in documents.items()}
            changes += [[name, key, None] for key in old if key not in new]
            changes += [[name, key, doc] for key, doc in new.items() if key not in old or not same(doc, old[key])]
        return changes

    def _inverse(self, change: Change) -> list[Change]:
        """In the order to be popped: what must be done first comes last."""
        name, key, document = change
        table = self.memory.get(name)
        if table is None:
            return [] if document is None else [[name, None, None]]
        if key is None:
            kept = [[name, k, d] for k, d in reversed(table.items())]
            return [] if document is not None else [*kept, [name, None, {}]]
        return [[name, key, table.get(key)]]

    def _take(self, change: Change, size: int) -> None:
        name, key, document = change
        if key is None:
            if document is None:
                for gone in list(self.memory.get(name, {})):
                    self._put(name, gone, None, 0)
                self.memory.pop(name, None)
            else:
                self.memory.setdefault(name, {})
        elif document is not None or name in self.memory:
            self._put(name, key, document, size)

    def _put(self, name: str, key: str, document: Document | None, size: int) -> None:
        table = self.memory.setdefault(name, {})
        old = table.pop(key, None) if document is None else table.get(key)
        self.live_bytes -= self._sizes.pop((name, key), 0)
        if document is not None:
            table[key] = document
            self._sizes[name, key] = size
            self.live_bytes += size
        for changed in self.watchers.get(name, ()):
            changed(key, old, document)
