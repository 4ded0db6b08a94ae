"""Bugs are not swallowed, nothing is skipped, and no name says only that it helps."""

import ast
import re

from tests.house.sources import PRODUCT, Source, sample, sources

BROAD = {"Exception", "BaseException"}
EMPTY_NAMES = re.compile(r"(Manager|Service|Helper|Util|Utils|Base|Data|Info)$")
EMPTY_FILES = re.compile(r"(^|_)(utils?|helpers?|misc|common|base|manager|service)\.py$")
UNFINISHED = re.compile(r"#.*\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b")


def caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {"BaseException"}
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {ast.unparse(name) for name in named}


def handed_on(handler: ast.ExceptHandler) -> bool:
    """Whether the handler raises again, or gives the error to whoever will raise it."""
    if isinstance(handler.body[-1], ast.Raise):
        return True
    for node in ast.walk(handler):
        returned = isinstance(node, ast.Return) and node.value is not None
        given = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".set_exception")
        if (returned or given) and any(
            isinstance(name, ast.Name) and name.id == handler.name for name in ast.walk(node)
        ):
            return True
    return False


def swallowed(source: Source) -> list[str]:
    """Broad handlers after which nobody knows of the error."""
    return [
        f"{source.path}:{node.lineno} catches everything"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler) and caught(node) & BROAD and not handed_on(node)
    ]


def ill_named(source: Source) -> list[str]:
    found = [f"{source.path} is named after nothing"] if EMPTY_FILES.search(source.path.split("/")[-1]) else []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and EMPTY_NAMES.search(node.name):
            found.append(f"{source.path}:{node.lineno} {node.name} is named after nothing")
    return found


def unfinished(source: Source) -> list[str]:
    lines = source.text.splitlines()
    found = [f"{source.path}:{number} is unfinished" for number, line in enumerate(lines, 1) if UNFINISHED.search(line)]
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"skip", "skipif", "xfail"}
            and "pytest" in ast.unparse(node)
        ):
            found.append(f"{source.path}:{node.lineno} skips")
        elif isinstance(node, ast.Name) and node.id == "NotImplementedError":
            found.append(f"{source.path}:{node.lineno} is a stub")
    return found


def test_nothing_is_swallowed() -> None:
    found = [line for source in sources(*PRODUCT) for line in swallowed(source)]
    assert not found, "\n".join(["", *found])


def test_names_say_something() -> None:
    found = [line for source in sources(*PRODUCT) for line in ill_named(source)]
    assert not found, "\n".join(["", *found])


def test_nothing_is_left_unfinished_or_skipped() -> None:
    found = [line for source in sources(*PRODUCT, "tests") for line in unfinished(source)]
    assert not found, "\n".join(["", *found])


def test_a_swallowed_bug_is_seen() -> None:
    for clause in ("except:", "except Exception:", "except (ValueError, BaseException) as error:"):
        assert swallowed(sample(f"try:\n    f()\n{clause}\n    pass")) == ["sample.py:3 catches everything"]
    assert swallowed(sample("try:\n    f()\nexcept BaseException:\n    undo()\n    raise")) == []
    assert swallowed(sample("try:\n    f()\nexcept Exception as error:\n    log(error)")) != []
    assert swallowed(sample("try:\n    f()\nexcept Exception as error:\n    waiting.set_exception(error)")) == []
    assert swallowed(sample("try:\n    f()\nexcept ValueError:\n    pass")) == []


def test_an_empty_name_is_seen() -> None:
    assert ill_named(sample("class SyncManager: ...")) == ["sample.py:1 SyncManager is named after nothing"]
    assert ill_named(Source("phone/utils.py", "")) == ["phone/utils.py is named after nothing"]
    assert ill_named(Source("phone/database.py", "class Journal: ...")) == []


def test_what_is_unfinished_is_seen() -> None:
    assert unfinished(sample("x = 1  # TO" + "DO later")) == ["sample.py:1 is unfinished"]
    assert unfinished(sample("@pytest.mark.skip\ndef test_f(): ...")) == ["sample.py:1 skips"]
    assert unfinished(sample("raise NotImplementedError")) == ["sample.py:1 is a stub"]
    assert unfinished(sample("rows.skip(3)")) == []
