"""A query, command or body in its normal form once what it reads has another name: it asks the same.

PostgreSQL keeps it by the oids of what it reads and by the numbers of their columns: a rename is no change of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from sqlglot import exp

from ddlproof.model.names import QName
from ddlproof.sql.commands import read_body
from ddlproof.sql.figured import Tree, called, give_names, listed
from ddlproof.sql.query import ERRORS, calls, rename_call, rename_table, rename_type, types
from ddlproof.sql.shown import columns_of, unalias

Named = Literal["relation", "routine", "type"]


def with_name(text: str, was: QName, now: QName, kind: Named) -> str:
    """A table or view, a function, or a type has another name or schema."""
    return _changed(text, lambda tree: _CHANGES[kind](tree, was, now))


def _relation(tree: Tree, was: QName, now: QName) -> None:
    for table in tree.find_all(exp.Table):
        if (table.db, table.name) == (was.schema, was.name):
            rename_table(table, now)
    unalias(tree)


def _routine(tree: Tree, was: QName, now: QName) -> None:
    for call, schema in calls(tree):
        if QName(schema, called(call)) == was:
            rename_call(call, now)


def _type(tree: Tree, was: QName, now: QName) -> None:
    for node, schema, name in types(tree):
        if QName(schema, name) == was:
            rename_type(node, now)


_CHANGES: dict[Named, Callable[[Tree, QName, QName], None]] = {
    "relation": _relation,
    "routine": _routine,
    "type": _type,
}


def with_column(text: str, table: QName, column: str, to: str, row: QName | None = None) -> str:
    """A column of a table has another name. `row` is the table that NEW and OLD are rows of."""

    def change(tree: Tree) -> None:
        for name, of in columns_of(tree, row):
            if (of, name.name) == (table, column):
                name.set("this", to)
                name.set("quoted", True)

    return _changed(text, change)


def with_label(text: str, enum: QName, label: str, to: str) -> str:
    """A value of an enum has another label."""

    def change(tree: Tree) -> None:
        for node, schema, name in types(tree):
            constant = node.parent.this if isinstance(node.parent, exp.Cast) else None
            if QName(schema, name) == enum and isinstance(constant, exp.Literal) and constant.this == label:
                constant.set("this", to)

    return _changed(text, change)


def with_output(text: str, column: str, to: str) -> str:
    """A column of the view itself has another name."""

    def change(tree: Tree) -> None:
        give_names(tree, tuple(to if one.alias_or_name == column else one.alias_or_name for one in listed(tree)))

    return _changed(text, change)


def _changed(text: str, change: Callable[[Tree], None]) -> str:
    """The text as it is then; as it was where sqlglot cannot read it."""
    try:
        body = read_body(text)
        if body is None:
            return text
        for tree in body.trees:
            change(tree)
        return body.text
    except ERRORS:
        return text
