"""Functions that defaults, generated columns, CHECKs and indexes call: these follow a new name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ddlproof.model import expression as e
from ddlproof.model.constraint import Check, Constraint, Exclude
from ddlproof.model.index import Index, Key
from ddlproof.model.names import QName
from ddlproof.model.table import Column
from ddlproof.model.usertype import Domain
from ddlproof.sql.draft import Draft
from ddlproof.sql.things.speakers import calls

Change = Callable[[e.Expression], e.Expression]


def rename_calls(draft: Draft, was: QName, now: QName) -> None:
    """Every call of a function by its new name."""
    old, new = str(was), str(now)

    def change(node: e.Expression) -> e.Expression:
        return _renamed(node, old, new) if calls(node, old) else node

    for made in draft.tables.values():
        made.columns = {name: _column(column, change) for name, column in made.columns.items()}
        made.constraints = {name: _constraint(one, change) for name, one in made.constraints.items()}
    for name, index in draft.indexes.items():
        draft.indexes[name] = _index(index, change)
    for type_ in [one for one in draft.types.values() if isinstance(one, Domain)]:
        checks = tuple(replace(check, expression=change(check.expression)) for check in type_.checks)
        default = None if type_.default is None else change(type_.default)
        draft.types[type_.name] = replace(type_, checks=checks, default=default)


def _renamed(node: e.Expression, old: str, new: str) -> e.Expression:
    made = e.rebuild(node, tuple(_renamed(part, old, new) for part in e.children(node)))
    return replace(made, name=new) if isinstance(made, e.Call) and made.name == old else made


def _column(column: Column, change: Change) -> Column:
    if column.default is None and column.generated is None:
        return column
    default = None if column.default is None else change(column.default)
    return replace(column, default=default, generated=None if column.generated is None else change(column.generated))


def _constraint(constraint: Constraint, change: Change) -> Constraint:
    match constraint:
        case Check():
            return replace(constraint, expression=change(constraint.expression))
        case Exclude():
            elements = tuple((_key(key, change), operator) for key, operator in constraint.elements)
            predicate = None if constraint.predicate is None else change(constraint.predicate)
            return replace(constraint, elements=elements, predicate=predicate)
        case _:
            return constraint


def _index(index: Index, change: Change) -> Index:
    predicate = None if index.predicate is None else change(index.predicate)
    return replace(index, keys=tuple(_key(key, change) for key in index.keys), predicate=predicate)


def _key(key: Key, change: Change) -> Key:
    return replace(key, expression=change(key.expression))
