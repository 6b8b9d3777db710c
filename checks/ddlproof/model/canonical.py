"""One spelling for expressions that PostgreSQL takes for the same.

What the catalog prints differs from what people write: casts are made explicit, IN becomes = ANY, one-element lists
become comparisons. Two expressions with equal canonical forms mean the same; unequal ones may still do
(`model/meaning.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ddlproof.model import expression as e
from ddlproof.model.types import Type

_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TEXTUAL = ("text", "character varying", "character", "name", "bpchar")
_NUMERIC = ("integer", "bigint", "smallint", "numeric", "real", "double precision")
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_SYNONYMS = {"char_length": "length", "character_length": "length", "transaction_timestamp": "now"}


def canonical(node: e.Expression, types: Mapping[str, Type] | None = None) -> e.Expression:
    """The canonical form. `types` are the columns' types, where known: a cast of a column to its own type is none."""
    known = types or {}
    match node:
        case e.Cast(operand, type_):
            return _cast(canonical(operand, known), type_, known)
        case e.And(operands):
            return e.And(_flat(e.And, tuple(canonical(part, known) for part in operands)))
        case e.Or(operands):
            return e.Or(_flat(e.Or, tuple(canonical(part, known) for part in operands)))
        case e.Not(operand):
            return _negated(canonical(operand, known))
        case e.Is(operand, what, negated):
            return e.Is(canonical(operand, known), what, negated)
        case e.Binary(operator, left, right):
            return e.Binary(operator, canonical(left, known), canonical(right, known))
        case e.In(operand, items, negated):
            return _in(canonical(operand, known), tuple(canonical(item, known) for item in items), negated)
        case e.Call(name, arguments):
            return e.Call(_SYNONYMS.get(name, name), tuple(canonical(argument, known) for argument in arguments))
        case e.Array(items):
            return e.Array(tuple(canonical(item, known) for item in items))
        case e.Case(branches, default):
            made = tuple((canonical(test, known), canonical(value, known)) for test, value in branches)
            end = None if default is None or default == e.NULL else canonical(default, known)
            return e.Case(made, None if end == e.NULL else end)
        case e.Column() | e.Constant() | e.Opaque():
            return node


def default_form(node: e.Expression | None, type_: Type) -> e.Expression | None:
    """The canonical form of a column's default. DEFAULT NULL is no default."""
    if node is None:
        return None
    made = canonical(node)
    if isinstance(made, e.Cast) and made.type == type_:
        made = made.operand
    if isinstance(made, e.Constant) and made.kind == "string" and type_.name in _NUMERIC and _NUMBER.match(made.text):
        made = e.Constant("number", made.text)
    if isinstance(made, e.Constant) and made.kind == "string" and type_.name == "boolean":
        made = {"t": e.TRUE, "true": e.TRUE, "f": e.FALSE, "false": e.FALSE}.get(made.text.lower(), made)
    return None if made == e.NULL else made


def _cast(operand: e.Expression, type_: Type, types: Mapping[str, Type]) -> e.Expression:
    if isinstance(operand, e.Constant):
        if operand.kind == "string" and type_.name in _NUMERIC and not type_.array and _NUMBER.match(operand.text):
            return e.Constant("number", operand.text)
        return operand
    if isinstance(operand, e.Array):
        return operand
    if type_.name in _TEXTUAL and not type_.array and not type_.modifiers:
        return operand
    if isinstance(operand, e.Column) and types.get(operand.name) == type_:
        return operand
    return e.Cast(operand, type_)


def _flat(kind: type[e.And] | type[e.Or], operands: tuple[e.Expression, ...]) -> tuple[e.Expression, ...]:
    flat: list[e.Expression] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, kind) else (operand,))
    return tuple(flat)


def _negated(operand: e.Expression) -> e.Expression:
    match operand:
        case e.Is(inner, what, negated):
            return e.Is(inner, what, not negated)
        case e.In(inner, items, negated):
            return e.In(inner, items, not negated)
        case e.Binary(operator, left, right) if operator in _OPPOSITE:
            return e.Binary(_OPPOSITE[operator], left, right)
        case e.Not(inner):
            return inner
        case _:
            return e.Not(operand)


def _in(operand: e.Expression, items: tuple[e.Expression, ...], negated: bool) -> e.Expression:
    if len(items) == 1:
        return e.Binary("<>" if negated else "=", operand, items[0])
    return e.In(operand, tuple(sorted(set(items), key=e.render)), negated)
