"""Functions that defaults, generated columns, CHECKs and indexes call: they follow a new name, and keep it from going.

PostgreSQL documentation, section 5.15 "Dependency Tracking".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ddlproof.errors import SqlError
from ddlproof.model import expression as e
from ddlproof.model.constraint import Check, Constraint, Exclude
from ddlproof.model.index import Index, Key
from ddlproof.model.names import QName
from ddlproof.model.table import Column
from ddlproof.model.usertype import Domain
from ddlproof.source import Span
from ddlproof.sql.constraints import drop_column, drop_constraint
from ddlproof.sql.draft import Draft
from ddlproof.sql.things.remarks import forget

Change = Callable[[e.Expression], e.Expression]


@dataclass(frozen=True, slots=True)
class _User:
    """What calls a function, and how it goes."""

    what: str
    drop: Callable[[], None]


def rename_calls(draft: Draft, was: QName, now: QName) -> None:
    """Every call of a function by its new name."""
    old, new = str(was), str(now)

    def change(node: e.Expression) -> e.Expression:
        return _renamed(node, old, new) if _calls(node, old) else node

    for made in draft.tables.values():
        made.columns = {name: _column(column, change) for name, column in made.columns.items()}
        made.constraints = {name: _constraint(one, change) for name, one in made.constraints.items()}
    for name, index in draft.indexes.items():
        draft.indexes[name] = _index(index, change)
    for type_ in [one for one in draft.types.values() if isinstance(one, Domain)]:
        checks = tuple(replace(check, expression=change(check.expression)) for check in type_.checks)
        default = None if type_.default is None else change(type_.default)
        draft.types[type_.name] = replace(type_, checks=checks, default=default)


def drop_callers(draft: Draft, name: QName, what: str, cascade: bool, at: Span) -> None:
    """Before a function goes: what calls it goes with it by CASCADE only.

    Raises:
        SqlError: something calls it; the draft is as before.
    """
    users = list(_users(draft, str(name), at))
    if users and not cascade:
        listed = ", ".join(user.what for user in users)
        raise SqlError(f"{what} cannot be dropped: {listed} depends on it", span=at, hint="CASCADE drops that as well.")
    for user in users:
        user.drop()


def _users(draft: Draft, name: str, at: Span) -> Iterator[_User]:
    for table, made in draft.tables.items():
        for column in made.columns.values():
            yield from _of_column(draft, table, column, name, at)
        for constraint in made.constraints.values():
            if any(_calls(node, name) for node in _of_constraint(constraint)):
                yield _constraint_user(draft, table, constraint, at)
    for index in draft.indexes.values():
        if any(_calls(node, name) for node in _of_index(index)):
            yield _index_user(draft, index)


def _of_column(draft: Draft, table: QName, column: Column, name: str, at: Span) -> Iterator[_User]:
    columns = draft.tables[table].columns

    def undefault() -> None:
        columns[column.name] = replace(columns[column.name], default=None)

    def drop() -> None:
        if column.name in columns:
            drop_column(draft, table, column.name, True, at)

    if column.default is not None and _calls(column.default, name):
        yield _User(f"the default of column {column.name} of table {table}", undefault)
    if column.generated is not None and _calls(column.generated, name):
        yield _User(f"column {column.name} of table {table}", drop)


def _constraint_user(draft: Draft, table: QName, constraint: Constraint, at: Span) -> _User:
    def drop() -> None:
        if constraint.name in draft.tables[table].constraints:
            drop_constraint(draft, table, constraint.name, True, at)

    return _User(f"constraint {constraint.name} of table {table}", drop)


def _index_user(draft: Draft, index: Index) -> _User:
    def drop() -> None:
        if index.name in draft.indexes:
            draft.remove_index(index.name)
            forget(draft, "index", index.name)

    return _User(f"index {index.name}", drop)


def _calls(node: e.Expression, name: str) -> bool:
    if isinstance(node, e.Constant | e.Column):
        return False
    return any(isinstance(part, e.Call) and part.name == name for part in e.walk(node))


def _renamed(node: e.Expression, old: str, new: str) -> e.Expression:
    made = e.rebuild(node, tuple(_renamed(part, old, new) for part in e.children(node)))
    return replace(made, name=new) if isinstance(made, e.Call) and made.name == old else made


def _of_constraint(constraint: Constraint) -> list[e.Expression]:
    match constraint:
        case Check(expression=expression):
            return [expression]
        case Exclude(elements=elements, predicate=predicate):
            return [key.expression for key, _ in elements] + ([] if predicate is None else [predicate])
        case _:
            return []


def _of_index(index: Index) -> list[e.Expression]:
    return [key.expression for key in index.keys] + ([] if index.predicate is None else [index.predicate])


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
