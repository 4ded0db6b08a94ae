"""The book reads no clock, disk, network or chance: same facts in, same figures out."""

import ast
from collections.abc import Iterator

from tests.house.sources import BOOK, Source, sample, sources

ALLOWED_MODULES = {
    "__future__",
    "base64",
    "binascii",
    "bisect",
    "calendar",
    "collections",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "hmac",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "shiftbook",
    "types",
    "typing",
    "unicodedata",
    "zlib",
}
CLOCK_METHODS = {"now", "today", "utcnow", "localtime", "gmtime"}
OUTSIDE_CALLS = {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or "." if node.level == 0 else "shiftbook"


def impurities(source: Source) -> list[str]:
    found = []
    for line, module in imported(source.tree):
        if module.split(".")[0] not in ALLOWED_MODULES:
            found.append(f"{source.path}:{line} imports {module}")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_METHODS:
            found.append(f"{source.path}:{node.lineno} reads the clock: {node.attr}")
        elif isinstance(node, ast.Attribute) and node.attr == "fromtimestamp":
            found.append(f"{source.path}:{node.lineno} depends on the machine's time zone: fromtimestamp")
        elif isinstance(node, ast.Name) and node.id in OUTSIDE_CALLS:
            found.append(f"{source.path}:{node.lineno} reaches outside: {node.id}")
        elif isinstance(node, ast.Global):
            found.append(f"{source.path}:{node.lineno} keeps state: global {', '.join(node.names)}")
    return found


def test_the_book_is_pure() -> None:
    files = sources(*BOOK)
    assert files
    found = [line for source in files for line in impurities(source)]
    assert not found, "\n".join(["", *found])


def test_each_way_out_is_seen() -> None:
    ways = (
        "import os",
        "import io",
        "import uuid",
        "import time",
        "from pathlib import Path",
        "from random import random",
        "import flet as ft",
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import date\nx = date.today()",
        "from datetime import datetime\nmake = datetime.fromtimestamp",
        "open('f')",
        "show = print",
        "__import__('os')",
        "def f():\n    global x\n    x = 1",
    )
    for way in ways:
        assert len(impurities(sample(way))) == 1, way


def test_what_is_pure_passes() -> None:
    assert (
        impurities(
            sample("import re\nfrom datetime import date\nfrom shiftbook.money import dong\nx = date(2026, 1, 1)")
        )
        == []
    )
