"""The little language of a Word template: print a name, repeat over a list, show something on a condition.

Figures are never computed in a template (house rule 6), so nothing else of Jinja is let in: no arithmetic, calls,
subscripts, assignments, macros or imports. That also leaves nothing to escape by and nothing that could run for long.
"""

from collections.abc import Iterator
from typing import Any, Final

from jinja2 import nodes
from jinja2.exceptions import TemplateAssertionError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sync_server.language import _

FILTERS: Final = {"upper": str.upper, "lower": str.lower}
DEEPEST: Final = 2  # a list within a list: the days of each member
_LET_IN: Final = (
    nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Const,
)  # fmt: skip
_LOOP: Final = {"first": "", "last": "", "index": ""}
Fault = tuple[int, str]


class Locked(ImmutableSandboxedEnvironment):
    """Jinja with the little language alone, over values shaped as `shape`: texts, and lists of further values."""

    def __init__(self, shape: dict[str, Any]) -> None:
        super().__init__(autoescape=True)
        self.shape = shape
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update(FILTERS)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for line, sentence in faults(tree, self.shape):
            raise TemplateAssertionError(sentence, line)
        return tree


def faults(tree: nodes.Template, shape: dict[str, Any]) -> list[Fault]:
    """What a template may not say, by the line it stands in, each with a sentence."""
    return list(dict.fromkeys(fault for part in tree.body for fault in _in(part, shape, DEEPEST)))


def _in(node: nodes.Node, known: dict[str, Any], depth: int) -> Iterator[Fault]:
    match node:
        case nodes.For():
            yield from _repeated(node, known, depth)
        case nodes.Name() | nodes.Getattr():
            found = _value(node, known)
            if found is None:
                yield node.lineno, _("không có tên “{name}”.", name=_said(node))
            elif not isinstance(found, str):
                yield node.lineno, _("“{name}” là một danh sách, phải dùng {{% for … in {name} %}}.", name=_said(node))
        case nodes.Filter() if node.name in FILTERS and not node.args and not node.kwargs and node.node is not None:
            yield from _in(node.node, known, depth)
        case _other if isinstance(node, _LET_IN):
            for part in node.iter_child_nodes():
                listed = isinstance(node, nodes.If | nodes.Not | nodes.And | nodes.Or) and _is_list(part, known)
                yield from () if listed else _in(part, known, depth)
        case _:
            yield (
                node.lineno,
                _("mẫu chỉ được in tên, lặp và đặt điều kiện; không được tính toán, gọi hàm hay đặt biến."),
            )


def _repeated(node: nodes.For, known: dict[str, Any], depth: int) -> Iterator[Fault]:
    found = _value(node.iter, known)
    if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
        yield node.lineno, _("vòng lặp chỉ được viết {% for x in danh_sách %}.")
    elif not isinstance(found, list):
        yield node.lineno, _("“{name}” không phải là danh sách.", name=_said(node.iter))
    elif depth == 0:
        yield node.lineno, _("lặp lồng nhau quá {n} tầng.", n=DEEPEST)
    else:
        inner = {**known, node.target.name: found[0], "loop": _LOOP}
        for part in [*node.body, *node.else_]:
            yield from _in(part, inner, depth - 1)


def _is_list(node: nodes.Node, known: dict[str, Any]) -> bool:
    return isinstance(node, nodes.Name | nodes.Getattr) and isinstance(_value(node, known), list)


def _value(node: nodes.Node, known: dict[str, Any]) -> Any:
    """What a name stands for in the shape; None when there is no such name."""
    if isinstance(node, nodes.Name):
        return known.get(node.name)
    if isinstance(node, nodes.Getattr):
        owner = _value(node.node, known)
        return owner.get(node.attr) if isinstance(owner, dict) else None
    return None


def _said(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_said(node.node)}.{node.attr}"
    return str(node.name) if isinstance(node, nodes.Name) else "…"
