"""What the documents say about the code is still so."""

import ast
import re

import pytest

from tests.house.sources import ROOT, tracked

CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s#:]+)(?:#[^)]*)?\)")


def rows(page: str) -> list[list[str]]:
    """The cells of every row of every table, without headings and rules."""
    text = (ROOT / page).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| #"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def contents(place: str) -> str:
    """The text of a file, or of every Python file below a folder; nothing when there is none."""
    path = ROOT / place
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.is_file() else []
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def absent(names: list[str], place: str) -> list[str]:
    text = contents(place)
    return [f"{name} is not in {place}" for name in names if not re.search(rf"\b{re.escape(name)}\b", text)]


def defined(place: str) -> set[str]:
    tree = ast.parse(contents(place))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_word_is_where_it_is_said_to_be() -> None:
    words = [row for row in rows("docs/words.md") if row[0] != "Tiếng Việt"]
    found = [line for row in words for line in absent(CODE.findall(row[2]), CODE.findall(row[3])[0])]
    assert len(words) > 30
    assert not found, "\n".join(["", *found])


def test_the_seven_functions_are_where_they_are_said_to_be() -> None:
    steps = [row for row in rows("docs/way-of-a-fact.md") if row[0].isdigit() and row[1].startswith("`")]
    assert [row[0] for row in steps] == list("1234567")
    places = [(row[1].strip("`"), row[2].strip("`")) for row in steps]
    missing = [f"{function} is not in {place}" for place, function in places if function not in defined(place)]
    assert not missing, "\n".join(["", *missing])


@pytest.mark.parametrize("page", [name for name in tracked() if name.endswith(".md")])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not ((ROOT / page).parent / link).exists()] == []


def test_a_stale_document_is_seen() -> None:
    assert absent(["dong_in_words"], "mobile/shiftbook/money.py") == []
    assert absent(["dong_in_word"], "mobile/shiftbook/money.py") != []
    assert absent(["words"], "mobile/shiftbook/gone.py") != []
    assert "words" in defined("mobile/shiftbook/money.py")
    assert LINK.findall("[a](b.md#c) [d](https://e.vn) [f](#g)") == ["b.md"]
