"""The names that PostgreSQL gives to constraints, indexes and sequences that the SQL leaves unnamed.

Source: `makeObjectName`, `ChooseConstraintName` and `ChooseRelationName` in src/backend/commands/indexcmds.c and
src/backend/catalog/pg_constraint.c: table, columns and a suffix, cut to 63 bytes, then counted up until it is free.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import count

from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey
from ddlproof.model.expression import Call, Column, Expression, columns
from ddlproof.model.index import Index
from ddlproof.sql.cursor import NAMEDATALEN, cut_name


def object_name(table: str, middle: str, suffix: str) -> str:
    """`table_middle_suffix`, where the longer of table and middle gives way until all fits into 63 bytes."""
    first, second = table.encode(), middle.encode()
    room = NAMEDATALEN - len(suffix.encode()) - 1 - (1 if middle else 0)
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts = [first.decode(errors="ignore"), second.decode(errors="ignore") if middle else "", suffix]
    return "_".join(part for part in parts if part)


def choose(table: str, middle: str, suffix: str, taken: Container[str]) -> str:
    """The first free one of `table_middle_suffix`, `table_middle_suffix1`, …"""
    first = object_name(table, middle, suffix)
    if first not in taken:
        return first
    return next(name for n in count(1) if (name := object_name(table, middle, f"{suffix}{n}")) not in taken)


def constraint_name(table: str, constraint: Constraint, taken: Container[str]) -> str:
    """The name of an unnamed constraint."""
    match constraint:
        case PrimaryKey():
            return choose(table, "", "pkey", taken)
        case ForeignKey():
            return choose(table, "_".join(constraint.columns), "fkey", taken)
        case Check():
            named = columns(constraint.expression)
            return choose(table, named[0] if len(named) == 1 else "", "check", taken)
        case _:
            return choose(table, cut_name("_".join(constraint.columns)), "key", taken)


def index_name(index: Index, taken: Container[str]) -> str:
    """The name of an unnamed index: a function's name stands for its call, `expr` for any other expression."""
    parts = [_key_name(key.expression) for key in index.keys]
    parts += list(index.include)
    unique: list[str] = []
    for part in parts:
        unique.append(part if part not in unique else next(p for n in count(1) if (p := f"{part}{n}") not in unique))
    return choose(index.table.name, cut_name("_".join(unique)), "idx", taken)


def _key_name(expression: Expression) -> str:
    match expression:
        case Column(name):
            return name
        case Call(name):
            return name.rpartition(".")[2]
        case _:
            return "expr"
