"""The names that PostgreSQL gives to constraints, indexes and sequences that the SQL leaves unnamed.

Source: `makeObjectName`, `ChooseConstraintName` and `ChooseRelationName` in src/backend/commands/indexcmds.c and
src/backend/catalog/pg_constraint.c: table, columns and a suffix, cut to 63 bytes, then counted up until it is free.
"""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import count

from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import Array, Call, Case, Cast, Column, Expression, Opaque, columns
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
        case Exclude():
            return choose(table, _joined(attnames(constraint)), "excl", taken)
        case _:
            return choose(table, _joined(attnames(constraint)), "key", taken)


def index_name(index: Index, taken: Container[str]) -> str:
    """The name of an unnamed index: a function's name stands for its call, `expr` for most other expressions."""
    return choose(index.table.name, _joined(attnames(index)), "idx", taken)


def attnames(of: Index | Unique | Exclude) -> tuple[str, ...]:
    """The names of an index's own columns, each made different (`ChooseIndexColumnNames` in indexcmds.c).

    A rename of the table's columns leaves them as they are, and a copy of the index has the same.
    """
    if of.attnames:
        return of.attnames
    match of:
        case Index():
            names = [_key_name(key.expression) for key in of.keys]
        case Exclude():
            names = [_key_name(key.expression) for key, _ in of.elements]
        case Unique():
            names = list(of.columns)
    unique: list[str] = []
    for name in (*names, *of.include):
        unique.append(name if name not in unique else next(p for n in count(1) if (p := f"{name}{n}") not in unique))
    return tuple(unique)


def _joined(names: tuple[str, ...]) -> str:
    return cut_name("_".join(names))


def _key_name(expression: Expression) -> str:
    return _figured(expression)[0] or "expr"


# The names under which the catalog has the types that SQL has longer names for.
_INTERNAL = {
    "boolean": "bool", "smallint": "int2", "integer": "int4", "bigint": "int8", "real": "float4",
    "double precision": "float8", "character varying": "varchar", "character": "bpchar", "bit varying": "varbit",
    "timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz",
    "time without time zone": "time", "time with time zone": "timetz",
}  # fmt: skip


def internal_name(type_: str) -> str:
    """The name under which the catalog has a type, by `Type.name`."""
    return _INTERNAL.get(type_, _bare(type_).partition(" ")[0])


_ELEMENT = re.compile(r'("(?:[^"]|"")+"|\w+)\s*[\[(]')
_WEAK, _STRONG = 1, 2


def _figured(expression: Expression) -> tuple[str, int]:
    """A name for an expression and how good it is (`FigureColname` in src/backend/parser/parse_target.c)."""
    match expression:
        case Column(name):
            return name, _STRONG
        case Call("collate", (operand, _)):
            return _figured(operand)
        case Call(name) if name[:1] == '"' or name[:1].isalpha() or name[:1] == "_":
            return _bare(name), _STRONG
        case Cast(operand, type_):
            name, strength = _figured(operand)
            named = internal_name(type_.name)
            return (name, strength) if strength > _WEAK else (named, _WEAK)
        case Case(_, default):
            name, strength = _figured(default) if default is not None else ("", 0)
            return (name, strength) if strength > _WEAK else ("case", _WEAK)
        case Array():
            return "array", _STRONG
        case Opaque(sql) if match := _ELEMENT.match(sql):
            return _bare(match[1]), _STRONG
        case _:
            return "", 0


def _bare(name: str) -> str:
    """The last part of a name as SQL writes it, without quotes."""
    last: str = re.findall(r'"(?:[^"]|"")+"|[^".]+', name)[-1]
    return last[1:-1].replace('""', '"') if last.startswith('"') else last
