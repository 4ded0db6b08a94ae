"""TinyDB's promises, kept alike by its stock stores and by the journal, with its own table and with ours."""

import pytest
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.storages import JSONStorage, MemoryStorage
from tinydb.table import Document

from phone.journal import JournalDB, JournalStorage

STORES = {
    "memory": lambda path: TinyDB(storage=MemoryStorage),
    "json": lambda path: TinyDB(path, storage=JSONStorage, encoding="utf-8"),
    "journal": lambda path: TinyDB(path, storage=JournalStorage),
    "journal table": JournalDB,
}


@pytest.fixture(params=STORES)
def db(request, tmp_path):
    store = STORES[request.param](str(tmp_path / "db"))
    store.insert_multiple({"id": f"f{number}", "seq": number, "data": {"words": ["một"]}} for number in range(3))
    yield store
    store.close()


@pytest.fixture(params=[name for name in STORES if name != "memory"])
def opened(request, tmp_path):
    """Opens the same store again and again; all are closed at the end."""
    stores = []

    def open_again():
        while stores:
            stores.pop().close()
        stores.append(STORES[request.param](str(tmp_path / "db")))
        return stores[-1]

    yield open_again
    stores.pop().close()


def test_what_is_inserted_is_found(db):
    assert db.insert({"id": "x", "seq": 7}) == 4
    assert db.get(where("id") == "x") == {"id": "x", "seq": 7}
    assert db.get(doc_id=4).doc_id == 4
    assert db.get(doc_id=9) is None
    assert db.get(where("id") == "y") is None
    assert [doc.doc_id for doc in db.get(doc_ids=[4, 1, 9])] == [1, 4]
    assert len(db) == 4
    assert [doc["id"] for doc in db] == ["f0", "f1", "f2", "x"]


def test_a_query_says_the_same_with_and_without_an_index(db):
    db.insert_multiple([{"id": True}, {"id": 1}, {"id": 1.0}, {"id": None}, {"id": [1]}, {"other": 1}])
    for value in (True, 1, 1.0, None, "f1", "none"):
        assert db.search(where("id") == value) == [doc for doc in db if "id" in doc and doc["id"] == value]
    assert db.search(where("id") == [1]) == [{"id": [1]}]
    assert db.search((where("id") == "f1") & (where("seq") == 1)) == [db.get(doc_id=2)]
    assert db.search((where("seq") == 2) & (where("id") == "f1")) == []
    assert len(db.search((where("id") == "f1") | (where("seq") == 2))) == 2
    assert [doc.doc_id for doc in db.search(~(where("id") == "f1"))] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert db.search(where("data").words.any(["một"]))[0]["id"] == "f0"
    assert db.count(where("id") == "f1") == 1
    assert db.contains(where("id") == "f1") and not db.contains(doc_id=77)


def test_update_by_condition_by_id_and_by_function(db):
    assert db.update({"seq": 9}, where("id") == "f1") == [2]
    assert db.update(increment("seq"), where("id") == "f1") == [2]
    assert db.get(doc_id=2)["seq"] == 10
    assert db.update(delete("seq"), doc_ids=[3, 50]) == [3]
    assert "seq" not in db.get(doc_id=3)
    assert db.update({"all": True}) == [1, 2, 3]
    assert db.update({"id": "renamed"}, where("id") == "f0") == [1]
    assert db.get(where("id") == "f0") is None and db.get(where("id") == "renamed").doc_id == 1
    assert db.update_multiple([({"n": 1}, where("id") == "f1"), ({"n": 2}, where("id") == "f2")]) == [2, 3]
    assert db.update({"n": 3}, where("id") == "nobody") == []


def test_upsert_and_remove(db):
    assert db.upsert({"id": "f1", "seq": 5}, where("id") == "f1") == [2]
    assert db.upsert({"id": "new"}, where("id") == "new") == [4]
    assert db.upsert(Document({"id": "ninth"}, doc_id=9)) == [9]
    assert db.insert({"id": "tenth"}) == 10
    assert db.remove(where("id") == "f0") == [1]
    assert db.remove(doc_ids=[9, 99]) == [9]
    assert [doc.doc_id for doc in db] == [2, 3, 4, 10]
    db.truncate()
    assert len(db) == 0 and db.insert({"id": "first"}) == 1


def test_a_wrong_document_changes_nothing(db):
    before = db.all()
    with pytest.raises(ValueError, match="Mapping"):
        db.insert_multiple([{"id": "good"}, "not a document"])
    with pytest.raises(ValueError, match="already exists"):
        db.insert(Document({"id": "again"}, doc_id=1))
    assert db.all() == before


def test_tables_are_named_and_dropped(db):
    db.table("a").insert({"n": 1})
    db.table("b", persist_empty=True)
    assert db.tables() == {"_default", "a", "b"}
    db.drop_table("a")
    assert db.tables() == {"_default", "b"} and len(db.table("a")) == 0
    assert db.table("a").insert({"n": 2}) == 1
    db.drop_tables()
    assert db.tables() == set()
    assert db.insert({"id": "after"}) == 1


def test_all_is_there_after_opening_again(opened):
    db = opened()
    db.insert({"text": "Đỗ Thị Sương\nhai dòng\u2028", "deep": {"list": [1, 2.5, None, True]}})
    db.update({"seq": 1}, doc_ids=[1])
    db.table("other").insert_multiple([{"n": 1}, {"n": 2}])
    db.table("other").remove(doc_ids=[1])
    db.table("gone").insert({})
    db.drop_table("gone")
    db = opened()
    assert db.all() == [{"text": "Đỗ Thị Sương\nhai dòng\u2028", "deep": {"list": [1, 2.5, None, True]}, "seq": 1}]
    assert db.tables() == {"_default", "other"}
    assert db.table("other").all() == [{"n": 2}]
    assert db.table("other").insert({}) == 3


def test_what_json_cannot_hold_is_not_half_kept(opened):
    db = opened()
    db.insert({"id": "kept"})
    with pytest.raises(TypeError):
        db.insert({"id": object()})
    assert opened().all() == [{"id": "kept"}]


def test_a_document_handed_out_is_the_callers_own(opened):
    db = opened()
    db.insert({"id": "a", "data": {"words": ["một"]}})
    for found in (db.get(doc_id=1), db.all()[0], db.get(where("id") == "a")):
        found["data"]["words"].append("hai")
    assert db.get(doc_id=1)["data"]["words"] == ["một"]
    assert opened().get(doc_id=1)["data"]["words"] == ["một"]
