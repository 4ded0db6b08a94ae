"""Files of at most 300 lines, functions of at most 50, four positional arguments."""

import ast

from tests.house.sources import PRODUCT, Source, sample, sources

MOST_LINES_A_FILE = 300
MOST_LINES_A_FUNCTION = 50
MOST_ARGUMENTS = 4

Function = ast.FunctionDef | ast.AsyncFunctionDef


def positional(function: Function) -> int:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def oversized(source: Source) -> list[str]:
    found = []
    lines = len(source.text.splitlines())
    if lines > MOST_LINES_A_FILE:
        found.append(f"{source.path} has {lines} lines")
    for node in ast.walk(source.tree):
        if not isinstance(node, Function):
            continue
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > MOST_LINES_A_FUNCTION:
            found.append(f"{source.path}:{node.lineno} {node.name} has {length} lines")
        # A test asks for its fixtures by name: their number says nothing about how it is called.
        if positional(node) > MOST_ARGUMENTS and not source.path.startswith("tests/"):
            found.append(f"{source.path}:{node.lineno} {node.name} takes {positional(node)} positional arguments")
    return found


def test_everything_fits_on_a_screen_or_five() -> None:
    files = sources(*PRODUCT, "tests")
    assert files
    found = [line for source in files for line in oversized(source)]
    assert not found, "\n".join(["", *found])


def test_a_long_file_is_seen() -> None:
    assert oversized(sample("x = 1\n" * 301)) == ["sample.py has 301 lines"]
    assert oversized(sample("x = 1\n" * 300)) == []


def test_a_long_function_is_seen() -> None:
    assert oversized(sample("async def f():\n" + "    x = 1\n" * 50)) == ["sample.py:1 f has 51 lines"]
    assert oversized(sample("def f():\n" + "    x = 1\n" * 49)) == []


def test_many_arguments_are_seen() -> None:
    assert oversized(sample("def f(a, b, c, d, e): ...")) == ["sample.py:1 f takes 5 positional arguments"]
    assert oversized(sample("class C:\n    def f(self, a, b, c, d, *, e): ...")) == []
