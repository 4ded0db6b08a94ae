"""No sentence of the phone stands in its code: each is in both catalogues, and each text of a catalogue is said."""

import ast
import json
import re
import string
from collections.abc import Iterator
from typing import Any

from tests.house.sources import ROOT, Source, sample, sources

PHONE = ("mobile/phone",)
CATALOGUES = {name: json.loads((ROOT / f"mobile/phone/texts/{name}.json").read_text("utf-8")) for name in ("vi", "en")}
# Written the same in both: names, and what is said in both languages at once.
SAME = re.compile(r"app\.name|ballot\.card\.\w+\.\w+|common\.megabytes|settings\.(languages\.\w+|language)")
NAMES = {"Cốc Cốc", "Samsung Internet"}
SAYING = {"say", "say_to_others", "words"}
TWO_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def texts(found: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a catalogue with its key; both forms of a plural under one key."""
    for name, value in found.items():
        key = above if value.__class__ is str and {"one", "other"} == found.keys() else f"{above}.{name}".lstrip(".")
        if isinstance(value, str):
            yield key, value
        else:
            yield from texts(value, key)


def keys(language: str) -> set[str]:
    return {key for key, _ in texts(CATALOGUES[language])}


def holes(text: str) -> set[str]:
    """The placeholders, without what is asked of them: {day:%d/%m} and {day:%d %b} are one."""
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def literals(source: Source) -> Iterator[tuple[int, str]]:
    """Line and value of each text in the code, but for docstrings and what a bug says for a developer."""
    tree = source.tree
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            left_out.add(id(node.value))
        elif isinstance(node, ast.Raise):
            left_out |= {id(each) for each in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.lineno, node.value


def spoken(source: Source) -> list[str]:
    """Literals somebody could read: another letter than ASCII's, or two words in a row."""
    return [
        f"{source.path}:{line} {text!r}"
        for line, text in literals(source)
        if text not in NAMES and (any(c.isalpha() and not c.isascii() for c in text) or TWO_WORDS.search(text))
    ]


def asked(source: Source, saying: set[str] = SAYING) -> Iterator[tuple[str, bool]]:
    """The keys that are said; of some only the beginning stands in the code."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in saying:
            for key, begins in _keys(node.args[0]):
                yield (key + ".", True) if node.func.id == "words" else (key, begins)


def _keys(wanted: ast.expr) -> Iterator[tuple[str, bool]]:
    if isinstance(wanted, ast.IfExp):
        yield from _keys(wanted.body)
        yield from _keys(wanted.orelse)
    elif isinstance(wanted, ast.JoinedStr):
        yield str(getattr(wanted.values[0], "value", "")), True
    elif isinstance(wanted, ast.Constant):
        yield str(wanted.value), False


def unknown(source: Source, known: set[str]) -> list[str]:
    return [
        f"{source.path} says {key}"
        for key, begins in asked(source)
        if not (any(each.startswith(key) for each in known) if begins and "." in key else key in known)
    ]


def named(source: Source) -> set[str]:
    """Every literal that looks like a key: a few are chosen before they are said."""
    return {text for _, text in literals(source) if re.fullmatch(r"\w+(\.[\w/]+)+", text)}


def test_no_sentence_stands_in_the_code() -> None:
    files = sources(*PHONE)
    assert len(files) > 40
    found = [line for source in files for line in spoken(source)]
    assert not found, "\n".join(["", *found])


def test_every_text_that_is_said_is_in_both_catalogues() -> None:
    from phone.strings import BOOK

    book = {f"book.{table}.{code}" for table, codes in BOOK.items() for code in codes}
    found = [line for source in sources(*PHONE) for line in unknown(source, keys("vi") | book)]
    chosen = {key for source in sources(*PHONE) for key in named(source) if key.split(".")[0] in CATALOGUES["vi"]}
    found += [key for key in chosen - keys("vi") if not any(each.startswith(f"{key}.") for each in keys("vi"))]
    assert not found, "\n".join(["", *found])
    others = {key for source in sources(*PHONE) for key, begins in asked(source, {"say_to_others"}) if not begins}
    assert keys("vi") | book == keys("en") | others and not others & keys("en")


def test_every_text_of_a_catalogue_is_said() -> None:
    exact: set[str] = set()
    beginnings: list[str] = []
    for source in sources(*PHONE):
        exact |= named(source)
        beginnings += [key for key, begins in asked(source) if begins]
    assert [key for key in keys("vi") if key not in exact and not key.startswith(tuple(beginnings))] == []


def test_placeholders_agree() -> None:
    english: dict[str, list[str]] = {}
    for key, text in texts(CATALOGUES["en"]):
        english.setdefault(key, []).append(text)
    found = [key for key, text in texts(CATALOGUES["vi"]) if any(holes(text) != holes(e) for e in english.get(key, ()))]
    assert found == []


def test_english_is_english() -> None:
    vietnamese = dict(texts(CATALOGUES["vi"]))
    same = {key for key, text in texts(CATALOGUES["en"]) if text == vietnamese.get(key)}
    assert {key for key in same if not SAME.fullmatch(key)} == set()
    assert same, "what is listed as the same is no longer"


def test_a_sentence_in_the_code_is_seen() -> None:
    for bad in ('line("Đã lưu")', 'x = f"Còn {n}"', 'say("a") or "not saved yet"'):
        assert spoken(sample(bad)), bad
    for good in ('"""Đã lưu."""', 'raise ValueError("not saved yet")', 'go("/write")', 'x = " · "'):
        assert not spoken(sample(good)), good


def test_a_wrong_key_is_seen() -> None:
    known = {"today.title", "dates.weekdays.0"}
    for good in ('say("today.title")', 'say(f"dates.weekdays.{n}")', 'words("dates.weekdays")'):
        assert not unknown(sample(good), known), good
    for bad in ('say("today.titel")', 'say(f"dates.days.{n}")', 'words("today.titles")', 'say("dates.weekdays")'):
        assert unknown(sample(bad), known), bad
    assert named(sample('x = {1: "today.title"}')) == {"today.title"}
    assert dict(texts({"a": {"b": {"one": "x", "other": "y"}}})) == {"a.b": "y"}
    assert holes("{day:%d/%m} {first.month}") == {"day", "first"}
