"""The conditions that a CHECK consists of, by names: what its mutants share with it is evaluated once for a row."""

from __future__ import annotations

from functools import lru_cache

from ddlproof.model.expression import And, Binary, Expression, In, Is, Not, Or, render, walk

RELATIONS = ("=", "<>", "<", "<=", ">", ">=")
MOST = 500
"""Parts that get a name: a target list has at most 1,664 entries (documentation, appendix K)."""
_NAME = "ddlproof_part"


class Parts:
    """Writes expressions with names for what they have in common with the original.

    Alike are expressions that are written alike. `columns` is a list for SELECT that gives the names their meaning;
    empty where there is nothing to name.
    """

    def __init__(self, original: Expression) -> None:
        self._written: dict[int, tuple[Expression, str]] = {}
        self._names: dict[str, str] = {}
        self._meant: list[str] = []
        for node in reversed(list(walk(original))):  # what is inside comes first
            if is_condition(node) and len(self._names) < MOST:
                self._name(node)

    def _name(self, node: Expression) -> None:
        written = self(node)
        if written not in self._names.values():
            name = self._names[written] = f"{_NAME}{len(self._names)}"
            self._meant.append(f"({render(node)}) as {name}")
            self._written[id(node)] = (node, name)

    def __call__(self, node: Expression) -> str:
        known = self._written.get(id(node))
        if known is None:
            text = render(node, self)
            # The node is kept, so that no other one can have its id.
            known = self._written[id(node)] = (node, self._names.get(text, text))
        return known[1]

    @property
    def columns(self) -> str:
        """`(a is null) as ddlproof_part0, …`"""
        return ", ".join(self._meant)


@lru_cache(maxsize=1)
def parts_of(original: Expression) -> Parts:
    """The parts of an expression; the same again for who asks next about the same one."""
    return Parts(original)


def is_condition(node: Expression) -> bool:
    """Whether the node is sure to be a condition, not a value of another type."""
    pattern = isinstance(node, Binary) and ("like" in node.operator or "~" in node.operator)
    relation = isinstance(node, Binary) and node.operator in RELATIONS
    return isinstance(node, And | Or | Not | Is | In) or relation or pattern


def is_atom(node: Expression) -> bool:
    """A condition that has no condition in it."""
    return is_condition(node) and not any(is_condition(part) for part in list(walk(node))[1:])
