"""The journal as a TinyDB storage: failed writes leave no trace, damage is told, compaction loses nothing."""

import errno
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import where

from phone import journal_file
from phone.journal import JournalDB, JournalStorage, StoreBroken, StoreFull


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "book.jnl")


@pytest.fixture
def open_db(path):
    opened = []

    def open_again(**options):
        while opened:
            opened.pop().close()
        opened.append(JournalDB(path, **options))
        return opened[-1]

    yield open_again
    while opened:
        opened.pop().close()


class FillingDisk:
    """Stands in for the file layer's `os`: takes so many bytes, then none; or refuses to sync."""

    def __init__(self, room, error=errno.ENOSPC):
        self.room, self.error = room, error

    def __getattr__(self, name):
        return getattr(os, name)

    def write(self, fd, content):
        if not self.room:
            raise OSError(self.error, os.strerror(self.error))
        part = bytes(content)[: self.room]
        self.room -= len(part)
        return os.write(fd, part)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def change_file(path, change):
    raw = read(path)
    with open(path, "wb") as file:
        file.write(change(raw))


@pytest.mark.parametrize("room", [0, 1, 20])
@pytest.mark.parametrize(
    ("error", "named"), [(errno.ENOSPC, StoreFull), (errno.EFBIG, StoreFull), (errno.EIO, StoreBroken)]
)
def test_a_disk_that_takes_no_more_leaves_no_trace(open_db, path, monkeypatch, room, error, named):
    db = open_db()
    db.insert({"id": "a", "n": 1})
    before = read(path)
    monkeypatch.setattr(journal_file, "os", FillingDisk(room, error))
    for attempt in (lambda: db.insert({"id": "b"}), lambda: db.update({"n": 2}), lambda: db.remove(doc_ids=[1])):
        with pytest.raises(named) as refused:
            attempt()
        assert "chưa được lưu" in refused.value.sentence
        monkeypatch.setattr(journal_file, "os", FillingDisk(room, error))
    assert db.all() == [{"id": "a", "n": 1}]
    assert db.get(where("id") == "b") is None
    assert read(path) == before
    monkeypatch.setattr(journal_file, "os", os)
    db.insert({"id": "c"})
    assert [doc["id"] for doc in open_db()] == ["a", "c"]
    assert not db.storage.recovery.sentence


def test_a_half_written_line_that_cannot_be_cut_is_cut_later(open_db, path, monkeypatch):
    db = open_db()
    db.insert({"id": "a"})
    broken = FillingDisk(9)
    broken.ftruncate = lambda fd, length: (_ for _ in ()).throw(OSError(errno.EIO, "no"))
    monkeypatch.setattr(journal_file, "os", broken)
    with pytest.raises(StoreFull):
        db.insert({"id": "b"})
    with pytest.raises(StoreBroken):
        db.insert({"id": "b"})
    monkeypatch.setattr(journal_file, "os", os)
    db.insert({"id": "c"})
    assert [doc["id"] for doc in open_db()] == ["a", "c"]
    assert open_db().storage.recovery.dropped == 0


def test_a_torn_last_line_is_told_and_cut(open_db, path):
    open_db().insert({"id": "a"})
    open_db().insert({"id": "b"})
    change_file(path, lambda raw: raw[:-7])
    db = open_db()
    assert [doc["id"] for doc in db] == ["a"]
    assert db.storage.recovery.torn_bytes > 0
    assert "bị ngắt giữa chừng" in db.storage.recovery.sentence
    db.insert({"id": "c"})
    db = open_db()
    assert [doc["id"] for doc in db] == ["a", "c"] and not db.storage.recovery.sentence


def test_a_damaged_line_in_the_middle_costs_only_itself(open_db, path):
    for name in "abc":
        open_db().insert({"id": name})
    change_file(path, lambda raw: raw.replace(b'"b"', b'"x"'))
    db = open_db()
    assert [doc["id"] for doc in db] == ["a", "c"]
    assert (db.storage.recovery.kept, db.storage.recovery.dropped) == (2, 1)
    assert "1 dòng bị hỏng" in db.storage.recovery.sentence and "2 dòng" in db.storage.recovery.sentence
    assert b'"x"' in read(path + ".bad")
    assert not open_db().storage.recovery.sentence


def test_a_lost_line_feed_is_put_back(open_db, path):
    for name in "ab":
        open_db().insert({"id": name})
    whole = read(path)
    change_file(path, lambda raw: raw.replace(b"\n", b"#"))
    assert [doc["id"] for doc in open_db()] == ["a", "b"]
    assert read(path) == whole


@pytest.mark.parametrize(
    "ruin", [lambda path: os.unlink(path), lambda path: change_file(path, lambda raw: b"\x00" * len(raw))]
)
def test_without_a_readable_journal_the_last_good_copy_is_used(open_db, path, ruin):
    db = open_db()
    db.insert_multiple({"id": name} for name in "abc")
    db.storage.compact()
    db.close()
    ruin(path)
    db = open_db()
    assert [doc["id"] for doc in db] == ["a", "b", "c"]
    assert db.storage.recovery.from_copy and "bản lưu gần nhất" in db.storage.recovery.sentence
    db.insert({"id": "d"})
    db = open_db()
    assert [doc["id"] for doc in db] == ["a", "b", "c", "d"] and not db.storage.recovery.sentence


def test_what_damage_took_from_the_journal_is_filled_in_from_the_copy(open_db, path):
    db = open_db()
    db.insert_multiple({"id": name, "n": 1} for name in "abc")
    db.storage.compact()
    db.update({"n": 2}, where("id") == "a")
    db.remove(where("id") == "c")
    change_file(path, lambda raw: raw.replace(b'"b"', b'"x"'))
    assert open_db().all() == [{"id": "a", "n": 2}, {"id": "b", "n": 1}]


def test_the_book_opens_on_a_full_disk_with_all_that_is_whole(open_db, path, monkeypatch):
    for name in "abc":
        open_db().insert({"id": name})
    change_file(path, lambda raw: raw.replace(b'"b"', b'"x"') + b"torn")
    monkeypatch.setattr(journal_file, "os", FillingDisk(0))
    db = open_db()
    assert [doc["id"] for doc in db] == ["a", "c"]
    monkeypatch.setattr(journal_file, "os", os)
    db.insert({"id": "d"})
    assert [doc["id"] for doc in open_db()] == ["a", "c", "d"]


def test_garbage_is_compacted_and_the_old_file_kept(open_db, path):
    db = open_db(compact_from=2000)
    for number in range(200):
        db.upsert({"id": "a", "n": number}, where("id") == "a")
        assert os.path.getsize(path) < 2200
    assert os.path.exists(path + ".bak") and not os.path.exists(path + ".new")
    db.table("empty", persist_empty=True)
    db.storage.compact()
    db = open_db()
    assert db.all() == [{"id": "a", "n": 199}] and db.tables() == {"_default", "empty"}


def test_history_without_garbage_is_never_compacted(open_db, path):
    db = open_db(compact_from=2000)
    db.insert_multiple({"id": str(number)} for number in range(50))
    for number in range(100):
        db.insert({"id": f"n{number}"})
    assert os.path.getsize(path) > 4000 and not os.path.exists(path + ".bak")


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_no_room_to_compact_does_not_stop_writing(open_db, path, monkeypatch, error):
    db = open_db(compact_from=500)
    unwritable = FillingDisk(10**6)
    unwritable.replace = lambda old, new: (_ for _ in ()).throw(OSError(error, "no"))
    monkeypatch.setattr(journal_file, "os", unwritable)
    for number in range(60):
        db.upsert({"id": "a", "n": number}, where("id") == "a")
    assert not os.path.exists(path + ".new")
    monkeypatch.setattr(journal_file, "os", os)
    assert open_db().all() == [{"id": "a", "n": 59}]


def test_together_is_one_line_or_nothing(open_db, path, monkeypatch):
    db = open_db()
    db.insert({"id": "a"})
    lines = read(path).count(b"\n")
    with db.storage.together():
        db.insert({"id": "b"})
        db.table("state").upsert({"id": "n", "value": 1}, where("id") == "n")
        db.table("state").upsert({"id": "n", "value": 2}, where("id") == "n")
        db.remove(where("id") == "a")
    assert read(path).count(b"\n") == lines + 1
    kept = {name: db.table(name).all() for name in ("_default", "state")}
    with pytest.raises(ZeroDivisionError), db.storage.together():
        db.truncate()
        db.drop_table("state")
        raise ZeroDivisionError
    monkeypatch.setattr(journal_file, "os", FillingDisk(5))
    with pytest.raises(StoreFull), db.storage.together():
        db.table("state").insert({"id": "m"})
        db.insert({"id": "c"})
    monkeypatch.setattr(journal_file, "os", os)
    for store in (db, open_db()):
        assert {name: store.table(name).all() for name in ("_default", "state")} == kept
        assert store.get(where("id") == "c") is None and store.get(where("id") == "b").doc_id == 2


def test_the_last_line_can_be_taken_back(open_db, path):
    db = open_db()
    db.insert({"id": "a"})
    before = read(path)
    with db.storage.together():
        db.insert({"id": "b"})
        db.update({"id": "z"}, where("id") == "a")
    db.storage.undo()
    db.storage.undo()
    assert db.all() == [{"id": "a"}] and read(path) == before
    assert db.get(where("id") == "a").doc_id == 1 and db.get(where("id") == "b") is None


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(0, 5)),
        st.tuples(st.just("update"), st.integers(0, 5)),
        st.tuples(st.just("remove"), st.integers(0, 5)),
        st.sampled_from([("compact", 0), ("reopen", 0), ("undo", 0), ("truncate", 0)]),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_any_order_of_work_reads_the_same_after_opening_again(tmp_path_factory, steps):
    path = str(tmp_path_factory.mktemp("steps") / "book.jnl")
    db = JournalDB(path, compact_from=300)
    model, undoable = {}, None
    for number, (step, key) in enumerate(steps):
        before = dict(model)
        if step == "insert":
            model[db.insert({"id": str(key), "n": number})] = {"id": str(key), "n": number}
        elif step == "update":
            model |= {doc_id: {"id": str(key), "n": -number} for doc_id, doc in model.items() if doc["id"] == str(key)}
            db.update({"n": -number}, where("id") == str(key))
        elif step == "remove":
            model = {doc_id: doc for doc_id, doc in model.items() if doc["id"] != str(key)}
            db.remove(where("id") == str(key))
        elif step == "truncate":
            model = {}
            db.truncate()
        elif step == "compact":
            db.storage.compact()
        elif step == "undo" and undoable is not None:
            db.storage.undo()
            model = undoable
        else:
            db.close()
            db = JournalDB(path, compact_from=300)
        undoable = before if step in {"insert", "update", "remove", "truncate"} and model != before else None
        assert {doc.doc_id: dict(doc) for doc in db} == model
        for wanted in "012345":
            assert [doc.doc_id for doc in db.search(where("id") == wanted)] == sorted(
                doc_id for doc_id, doc in model.items() if doc["id"] == wanted
            )
    db.close()
    storage = JournalStorage(path)
    documents = storage.documents("_default")
    storage.close()
    assert {int(key): document for key, document in documents.items()} == model
