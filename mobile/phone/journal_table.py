"""A TinyDB table on the journal: TinyDB's own API, its cost bound to the documents touched and not to the history."""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from phone.journal_lines import Change
from phone.journal_tables import copied, same

_ABSENT = object()


class Draft(MutableMapping):
    """What TinyDB's updaters work on: a document is copied when it is first touched, so a failed write changes none."""

    def __init__(self, documents: dict[str, dict[str, Any]]) -> None:
        self._documents = documents
        self._touched: dict[int, dict[str, Any] | None] = {}

    def __getitem__(self, doc_id: int) -> dict[str, Any]:
        if doc_id not in self._touched:
            self._touched[doc_id] = copied(self._documents[str(doc_id)])
        document = self._touched[doc_id]
        if document is None:
            raise KeyError(doc_id)
        return document

    def __setitem__(self, doc_id: int, document: dict[str, Any]) -> None:
        self._touched[doc_id] = document

    def __delitem__(self, doc_id: int) -> None:
        if doc_id not in self:
            raise KeyError(doc_id)
        self._touched[doc_id] = None

    def __contains__(self, doc_id: object) -> bool:
        if doc_id in self._touched:
            return self._touched[doc_id] is not None
        return str(doc_id) in self._documents

    def __iter__(self) -> Iterator[int]:
        yield from [doc_id for doc_id in map(int, self._documents) if doc_id in self]
        yield from [doc_id for doc_id in self._touched if str(doc_id) not in self._documents and doc_id in self]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        self._touched = {int(key): None for key in self._documents}

    def changes(self, table: str) -> list[Change]:
        changed: list[Change] = []
        for doc_id, document in self._touched.items():
            old = self._documents.get(str(doc_id))
            if not same(document, old):
                changed.append([table, str(doc_id), document])
        return changed


class JournalTable(Table):
    """Equality on an indexed top-level field (`where("id") == x`) is looked up; any other query reads the whole table.

    Documents handed out are copies. The query cache is not used: the table itself is in memory.
    """

    def __init__(self, storage: Any, name: str, indexed: tuple[str, ...] = ("id",), **options: Any) -> None:
        self._indexed = indexed
        self._index: dict[str, dict[Any, dict[str, None]]] = {field: {} for field in indexed}
        super().__init__(storage, name, **options)
        for key, document in storage.documents(name).items():
            self._changed(key, None, document)
        storage.watch(name, self._changed)

    def tally(self, field: str, value: Any) -> int:
        """How many documents have `value` in an indexed field."""
        return len(self._index[field].get(value, ()))

    def search(self, cond: QueryLike) -> list[Document]:
        return list(self._matching(cond))

    def get(self, cond: QueryLike | None = None, doc_id: int | None = None, doc_ids: list | None = None) -> Any:
        documents = self._read_table()
        if doc_id is not None:
            document = documents.get(str(doc_id))
            return None if document is None else Document(copied(document), doc_id)
        if doc_ids is not None:
            wanted = sorted(set(map(int, doc_ids)))
            return [Document(copied(documents[str(key)]), key) for key in wanted if str(key) in documents]
        if cond is not None:
            return next(self._matching(cond), None)
        return super().get()

    def update(
        self,
        fields: Mapping | Callable[[MutableMapping], None],
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        return super().update(fields, cond, self._narrowed(cond, doc_ids))

    def remove(self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        return super().remove(cond, self._narrowed(cond, doc_ids))

    def __iter__(self) -> Iterator[Document]:
        for key, document in list(self._read_table().items()):
            yield Document(copied(document), int(key))

    def _narrowed(self, cond: QueryLike | None, doc_ids: Iterable[int] | None) -> Iterable[int] | None:
        """TinyDB prefers ids to a condition; only the documents that match are then copied into the draft."""
        if doc_ids is None and cond is not None:
            return [int(key) for key in self._keys_matching(cond)]
        return doc_ids

    def _matching(self, cond: QueryLike) -> Iterator[Document]:
        documents = self._read_table()
        for key in self._keys_matching(cond):
            yield Document(copied(documents[key]), int(key))

    def _keys_matching(self, cond: QueryLike) -> Iterator[str]:
        documents = self._read_table()
        keys = self._looked_up(getattr(cond, "_hash", None))
        for key in list(documents) if keys is None else sorted(keys, key=int):
            if cond(documents[key]):
                yield key

    def _looked_up(self, query: Any) -> Iterable[str] | None:
        """TinyDB keeps the shape of a query in its hash: ("==", (field,), value), or ("and", {both})."""
        if not isinstance(query, tuple):
            return None
        if query[0] == "and":
            found = [keys for keys in map(self._looked_up, query[1]) if keys is not None]
            return min(found, key=len) if found else None  # type: ignore[arg-type]
        if query[0] != "==" or len(query[1]) != 1 or query[1][0] not in self._index or not _plain(query[2]):
            return None
        return self._index[query[1][0]].get(query[2], {})

    def _changed(self, key: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> None:
        for field, index in self._index.items():
            before = (old or {}).get(field, _ABSENT)
            after = (new or {}).get(field, _ABSENT)
            if _plain(before):
                keys = index.get(before, {})
                keys.pop(key, None)
                if not keys:
                    index.pop(before, None)
            if _plain(after):
                index.setdefault(after, {})[key] = None

    def _read_table(self) -> dict[str, Any]:
        return self._storage.documents(self.name)  # type: ignore[attr-defined]

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        draft = Draft(self._read_table())
        updater(draft)
        changes = draft.changes(self.name)
        if not changes and self.name not in self._storage.names():  # type: ignore[attr-defined]
            changes = [[self.name, None, {}]]
        self._storage.append(changes)  # type: ignore[attr-defined]


def _plain(value: Any) -> bool:
    """Values an index can hold; 1, 1.0 and True share one entry, as they are equal to a query."""
    return value is None or isinstance(value, (str, int, float))
