"""What ALTER COLUMN … TYPE makes of a table: which changes of type leave the rows as they are, which lose something.

Source: `ATColumnChangeRequiresRewrite` in src/backend/commands/tablecmds.c, the support functions of the length
coercions (`varchar_support`, `numeric_support`, `TemporalSimplify`), pg_cast; all pairs are tried on a server by the
tests. A table is left alone where the old values need no conversion at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal as OneOf

from ddlproof.model.expression import Cast, Column, Expression
from ddlproof.model.types import BUILTIN, Type

Cost = OneOf["nothing", "rewrite", "rewrite unless utc", "unknown"]

_ZONED, _PLAIN = "timestamp with time zone", "timestamp without time zone"
_TEXTS = ("text", "character varying")
_RELABELLED = (
    frozenset((old, new) for old in _TEXTS for new in (*_TEXTS, "bpchar", "character") if old != new)
    | {("xml", "text"), ("xml", "character varying"), ("xml", "bpchar"), ("xml", "character")}
    | {("cidr", "inet"), ("bit", "bit varying"), ("bit varying", "bit"), ("character", "bpchar")}
    | {("integer", "oid"), ("oid", "integer")}
)
"""Pairs of different types with the same bytes: `castmethod = 'b'` in pg_cast, of those that columns have."""

_TEMPORAL = frozenset((_ZONED, _PLAIN, "time with time zone", "time without time zone"))
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Retype:
    """A column's type changes. `using` is the expression after USING, which may be a cast of the column."""

    column: str
    old: Type
    new: Type
    using: Expression | None = None

    @property
    def cost(self) -> Cost:
        """What PostgreSQL has to do to the rows."""
        steps = _steps(self)
        if steps is None:
            return "rewrite"
        worst: Cost = "nothing"
        for old, new in pairwise(steps):
            step = _cost(old, new)
            if step == "unknown" or worst == "nothing" or (step == "rewrite" and worst != "unknown"):
                worst = step
        return worst


def _steps(change: Retype) -> list[Type] | None:
    """The types that a value goes through; None where USING is more than casts of the column."""
    casts: list[Type] = []
    node = change.using or Column(change.column)
    while isinstance(node, Cast):
        casts.insert(0, node.type)
        node = node.operand
    return [change.old, *casts, change.new] if node == Column(change.column) else None


def _cost(old: Type, new: Type) -> Cost:
    if old == new:
        return "nothing"
    if old.array != new.array or (new.array and old.name != new.name):
        return "rewrite"
    if not {old.name, new.name} <= BUILTIN:
        # A domain may cost nothing, and so may a type of an extension.
        return "unknown"
    if old.name != new.name:
        if {old.name, new.name} == {_ZONED, _PLAIN}:
            # The old precision is lost on the way through the conversion.
            return "rewrite unless utc" if _fits(Type(new.name), new) else "rewrite"
        if (old.name, new.name) not in _RELABELLED:
            return "rewrite"
        old = Type(new.name)
    return "nothing" if _fits(old, new) else "rewrite"


def _fits(old: Type, new: Type) -> bool:
    """Whether every value of the old modifiers is one of the new ones, and PostgreSQL knows it."""
    if old.modifiers == new.modifiers or not new.modifiers:
        return True
    if new.array:
        return False
    match new.name:
        case "character varying" | "bit varying":
            return bool(old.modifiers) and _number(old, 0) <= _number(new, 0)
        case "numeric":
            return bool(old.modifiers) and _number(old, 1) == _number(new, 1) and _number(old, 0) <= _number(new, 0)
        case name if name in _TEMPORAL:
            if _number(new, 0) >= _MOST_DIGITS:
                return True
            return bool(old.modifiers) and _number(old, 0) <= _number(new, 0)
        case _:
            return False


def _number(type_: Type, at: int) -> int:
    return int(type_.modifiers[at]) if at < len(type_.modifiers) and type_.modifiers[at].lstrip("-").isdigit() else 0
