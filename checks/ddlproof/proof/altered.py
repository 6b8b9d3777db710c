"""The values in a condition altered on purpose: constants moved, list elements misspelt, patterns without an anchor.

And the trap of three-valued logic: a comparison that is never NULL in place of one that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ddlproof.model.expression import Binary, Call, Cast, Constant, Expression, In, Is
from ddlproof.model.scalar import NUMBERS

_ORDERED = ("=", "<>", "<", "<=", ">", ">=")
_NEVER_NULL = {"=": "is not distinct from", "<>": "is distinct from"}
_NUMBER = re.compile(r"-?\d+(?:\.(\d+))?\Z")


def altered_values(node: Expression) -> Iterator[Expression]:
    """The node with one of its own values altered."""
    match node:
        case Binary(operator, left, right) if operator in _ORDERED:
            yield from (replace(node, right=other) for other in moved(right))
            yield from (replace(node, left=other) for other in moved(left))
            if operator in _NEVER_NULL and not (_never_null(left) or _never_null(right)):
                yield replace(node, operator=_NEVER_NULL[operator])
        case Binary(operator, _, Constant("string", text)) if "like" in operator or "~" in operator:
            yield from (replace(node, right=Constant("string", other)) for other in _loosened(operator, text))
        case In(_, items):
            for i, item in enumerate(items):
                for other in moved(item):
                    yield replace(node, items=(*items[:i], other, *items[i + 1 :]))


def _never_null(node: Expression) -> bool:
    """Whether one side says for itself that it is no NULL, so that the trap is none."""
    match node:
        case Cast(operand):
            return _never_null(operand)
        case Binary("+" | "-" | "*", left, right):
            return _never_null(left) and _never_null(right)
        case _:
            return isinstance(node, Is) or (isinstance(node, Call) and node.name in ("num_nonnulls", "num_nulls"))


def moved(node: Expression) -> Iterator[Expression]:
    """A constant's neighbours: a number one more and one less, in its last digit; a text with a letter more."""
    match node:
        case Cast(Constant("string", text), type_) if type_.name in NUMBERS and _NUMBER.match(text):
            yield from (replace(node, operand=Constant("string", one.text)) for one in _neighbours(text))
        case Cast(operand):
            yield from (replace(node, operand=other) for other in moved(operand))
        case Constant("number", text) if _NUMBER.match(text):
            yield from _neighbours(text)
        case Constant("string", text) if text.isalpha():
            yield Constant("string", f"{text}x")


def _neighbours(text: str) -> Iterator[Constant]:
    match = _NUMBER.match(text)
    step = Decimal(1).scaleb(-len(match[1] or "" if match else ""))
    yield from (Constant("number", format(Decimal(text) + one, "f")) for one in (step, -step))


def _loosened(operator: str, text: str) -> Iterator[str]:
    """A pattern without the anchor at its beginning, and at its end."""
    if "like" in operator:
        yield from (other for other in (f"%{text}", f"{text}%") if "%%" not in other)
        return
    if text.startswith("^"):
        yield text[1:]
    if text.endswith("$") and not text.endswith("\\$"):
        yield text[:-1]
