"""Every module says in one sentence what it is, and every public function of the book what the caller gets."""

import ast

from tests.house.sources import BOOK, PRODUCT, Source, sample, sources


def unsaid(source: Source) -> list[str]:
    first = (ast.get_docstring(source.tree) or "").split("\n\n")[0]
    ends_well = " ".join(first.split()).endswith((".", "!", "?"))
    if source.path.endswith("__init__.py") and not source.text.strip():
        return []
    return [] if ends_well else [f"{source.path}:1 does not say in a sentence what it is"]


def undocumented(source: Source) -> list[str]:
    return [
        f"{source.path}:{node.lineno} {node.name} does not say what the caller gets"
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def test_every_module_says_what_it_is() -> None:
    found = [line for source in sources(*PRODUCT, "tests") for line in unsaid(source)]
    assert not found, "\n".join(["", *found])


def test_every_public_function_of_the_book_says_what_the_caller_gets() -> None:
    found = [line for source in sources(*BOOK) for line in undocumented(source)]
    assert not found, "\n".join(["", *found])


def test_silence_is_seen() -> None:
    assert unsaid(sample("x = 1")) == ["sample.py:1 does not say in a sentence what it is"]
    assert unsaid(sample('"""helpers"""')) == ["sample.py:1 does not say in a sentence what it is"]
    assert unsaid(sample('"""What a day is worth."""')) == []
    assert undocumented(sample("def f(): ...\nclass C: ...\ndef _g(): ...")) == [
        "sample.py:1 f does not say what the caller gets",
        "sample.py:2 C does not say what the caller gets",
    ]
    assert undocumented(sample('def f():\n    """One."""')) == []
