"""Values of a column that tell conditions apart, by its type: those that they name, their neighbours, some besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ddlproof.model.expression import Constant, Expression, walk


def _numbers(conditions: Sequence[Expression]) -> list[str]:
    whole = sorted({int(text) for text in _constants(conditions, "number") if text.lstrip("-").isdigit()}, key=abs)
    near = [str(number + step) for number in whole for step in (0, 1, -1)]
    return [*near, *(text for text in _constants(conditions, "number") if "." in text), "0", "1", "-1", "2"]


def _texts(conditions: Sequence[Expression]) -> list[str]:
    found = _constants(conditions, "string")
    filled = [text.replace("%", fill).replace("_", "x") for text in found for fill in ("", "x")]
    lengths = [int(text) + step for text in _constants(conditions, "number") if text.isdigit() for step in (0, 1, -1)]
    long = ["a" * length for length in lengths if 0 < length <= 10_000]
    return [*found, *filled, *long, *(f"{text}x" for text in found), "", "a", " ", "A", "1", "a@example.org", "ab1"]


def _constants(conditions: Sequence[Expression], kind: str) -> list[str]:
    nodes = (node for condition in conditions for node in walk(condition))
    return list(dict.fromkeys(node.text for node in nodes if isinstance(node, Constant) and node.kind == kind))


def _named(conditions: Sequence[Expression]) -> list[str]:
    return _constants(conditions, "string")


POOLS: Mapping[str, Callable[[Sequence[Expression]], list[str]]] = {
    "text": _texts,
    "character": _texts,
    "boolean": lambda conditions: ["true", "false"],
    "date": _named,
    "timestamp without time zone": _named,
    "timestamp with time zone": _named,
    **dict.fromkeys(("smallint", "integer", "bigint", "numeric"), _numbers),
}
"""What makes values of the conditions, by the name of a type."""
