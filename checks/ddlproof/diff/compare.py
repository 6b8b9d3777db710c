"""The changes between two schemas. The order of columns is no part of it: no statement can change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from ddlproof.changed import Change
from ddlproof.diff import describe
from ddlproof.diff.attributes import column_changes, differences, sequence_changes, table_changes, type_changes
from ddlproof.diff.carried import renamings
from ddlproof.diff.meaning import Sides, of_constraint, of_index, of_null, same_constraint, same_index, taken_together
from ddlproof.diff.normal import normal_column, normal_constraint, normal_index, types_of
from ddlproof.diff.things import diff_things
from ddlproof.model.constraint import Constraint, kind_of
from ddlproof.model.expression import render
from ddlproof.model.index import Index
from ddlproof.model.names import QName, quote
from ddlproof.model.renamed import Renamed
from ddlproof.model.schema import Enum, Schema
from ddlproof.model.table import Column, Table, nullable
from ddlproof.model.types import Type

T = TypeVar("T")
Types = dict[str, Type]

_ORDER = ("primary key", "unique", "foreign key", "check", "exclude")


def diff(before: Schema, after: Schema, renames: Iterable[Renamed] = ()) -> tuple[Change, ...]:
    """Every difference, in the order in which it is printed: schemas, types, tables with what is theirs, indexes.

    `renames` are those that are known to be: `before` has their new names already.
    """
    things = tuple(diff_things(before.things, after.things))
    return (
        *renamings(renames),
        *_namespaces(before, after),
        *_enums(before, after),
        *type_changes(before, after),
        *sequence_changes(before, after),
        *_tables(before, after, things),
        *_indexes(before, after),
        *(change for change in things if change.owner is None),
    )


def _paired(before: Mapping[QName, T], after: Mapping[QName, T]) -> Iterator[tuple[QName, T | None, T | None]]:
    for name in sorted(before.keys() | after.keys()):
        yield name, before.get(name), after.get(name)


def _namespaces(before: Schema, after: Schema) -> Iterator[Change]:
    for name in sorted(set(before.namespaces) ^ set(after.namespaces)):
        added = name in after.namespaces
        yield Change("add" if added else "drop", "schema", quote(name), f"schema {quote(name)}")


def _enums(before: Schema, after: Schema) -> Iterator[Change]:
    for name, old, new in _paired({e.name: e for e in before.enums}, {e.name: e for e in after.enums}):
        if old == new:
            continue
        if old is not None and new is not None:
            yield Change("alter", "enum", str(name), f"enum {name}: {describe.labels(old)} -> {describe.labels(new)}")
        elif new is not None:
            yield Change("add", "enum", str(name), describe.enum(new))
        elif isinstance(old, Enum):
            yield Change("drop", "enum", str(name), f"enum {name}")


def _tables(before: Schema, after: Schema, things: tuple[Change, ...]) -> Iterator[Change]:
    """Each table with what is its own; what goes with a table that is dropped is not said."""
    parts: dict[QName, list[Change]] = {}
    for change in things:
        if change.owner is not None:
            parts.setdefault(change.owner, []).append(change)
    for name, old, new in _paired({t.name: t for t in before.tables}, {t.name: t for t in after.tables}):
        if old is None and new is not None:
            yield Change("add", "table", str(name), f"table {name}")
            yield from _own(before, after, new, _table((Table(name), before), (new, after), fresh=True))
        elif new is None:
            yield Change("drop", "table", str(name), f"table {name}")
        elif old is not None and old != new:
            yield from _own(before, after, new, _table((old, before), (new, after)))
        yield from parts.pop(name, ()) if new is not None else ()
    yield from (change for owner, changes in sorted(parts.items()) if before.table(owner) is None for change in changes)


def _table(before: tuple[Table, Schema], after: tuple[Table, Schema], *, fresh: bool = False) -> Iterator[Change]:
    old, new = before[0], after[0]
    yield from table_changes(None if fresh else old, new)
    types = (types_of(*before), types_of(*after))
    sides = Sides(before, after)
    yield from _columns(old, new, types, sides)
    yield from _constraints(old, new, types, sides)


def _own(before: Schema, after: Schema, table: Table, changes: Iterator[Change]) -> Iterator[Change]:
    """The changes of a table without those that it has because its parents have them."""
    parents = table.inherits if table.partition is None else (table.partition.parent,)
    said: set[tuple[str, str]] = set()
    for parent in parents:
        old, new = before.table(parent), after.table(parent)
        if new is not None:
            fresh = before.table(table.name) is None or old is None
            was = Table(parent) if fresh or old is None else old
            if table.partition is None:
                was, new = _without_identities(was), _without_identities(new)
            pairs = _table((was, before), (new, after), fresh=fresh)
            said |= {(change.action, change.text) for change in pairs if change.kind in ("column", "check")}
    return (change for change in changes if (change.action, change.text) not in said)


def _without_identities(parent: Table) -> Table:
    """A parent as tables inherit from it: an identity does not come with a column."""
    return replace(parent, columns=tuple(replace(_without_identity(one), identity=None) for one in parent.columns))


def _columns(before: Table, after: Table, types: tuple[Types, Types], sides: Sides) -> Iterator[Change]:
    table = after.name
    old = {column.name: normal_column(column, types[0]) for column in before.columns}
    new = {column.name: normal_column(column, types[1]) for column in after.columns}
    # Where a table was made, its columns in their order; where it was changed, first what is gone or different.
    for name in [n for n in old if n not in new]:
        text = f"column {quote(name)}"
        yield Change("drop", "column", f"{table}.{quote(name)}", text, owner=table)
    for name in [n for n in old if n in new]:
        for text in _alterations(old[name], new[name]):
            line = f"column {quote(name)}: {text}"
            change = Change("alter", "column", f"{table}.{quote(name)}", line, owner=table)
            yield of_null(change, name, sides, allowed=text == _NULLABLE) if text in (_NULLABLE, _FULL) else change
    for name in [n for n in new if n not in old]:
        text = f"column {describe.column(new[name])}"
        yield Change("add", "column", f"{table}.{quote(name)}", text, owner=table)
        rest = tuple(pair for pair in new[name].attributes if pair[0] not in _IN_DEFINITION and " " not in pair[0])
        for text in column_changes(replace(new[name], attributes=()), replace(new[name], attributes=rest)):
            line = f"column {quote(name)}: {text}"
            yield Change("alter", "column", f"{table}.{quote(name)}", line, owner=table)


_FULL, _NULLABLE = "set not null", "drop not null"
_IN_DEFINITION = ("storage", "compression")


def _alterations(old: Column, new: Column) -> Iterator[str]:
    if old.type != new.type:
        yield f"type {old.type} -> {new.type}"
    if old.not_null != new.not_null:
        yield _FULL if new.not_null else _NULLABLE
    if old.default != new.default:
        yield f"set default {render(new.default)}" if new.default is not None else "drop default"
    if old.identity != new.identity:
        yield f"identity {old.identity or 'none'} -> {new.identity or 'none'}"
    if (old.generated, old.virtual) != (new.generated, new.virtual):
        yield f"generated {describe.generated(old)} -> {describe.generated(new)}"
    if old.collation != new.collation:
        yield f"collation {old.collation or 'default'} -> {new.collation or 'default'}"
    old = old if new.not_null else nullable(old)
    if (old.identity is None) == (new.identity is None):
        yield from column_changes(old, new)
    else:
        yield from column_changes(_without_identity(old), _without_identity(new))


def _without_identity(column: Column) -> Column:
    """The column without what goes with an identity."""
    return replace(column, attributes=tuple(pair for pair in column.attributes if "identity " not in pair[0]))


def _constraints(before: Table, after: Table, types: tuple[Types, Types], sides: Sides) -> Iterator[Change]:
    old = {c.name: normal_constraint(c, types[0]) for c in before.constraints}
    new = {c.name: normal_constraint(c, types[1]) for c in after.constraints}
    changes: list[Change] = []
    for name in old.keys() | new.keys():
        changes.extend(_constraint(after.name, old.get(name), new.get(name), sides))
    changes = taken_together(changes, old, new, sides)
    yield from sorted(changes, key=lambda change: (_ORDER.index(change.kind), change.action != "drop", change.object))


def _constraint(table: QName, old: Constraint | None, new: Constraint | None, sides: Sides) -> Iterator[Change]:
    if old is not None and new is not None and type(old) is type(new):
        if not same_constraint(old, new, sides):
            text = f"{kind_of(new)} {quote(new.name)}: {describe.body(old)} -> {describe.body(new)}"
            change = Change("alter", kind_of(new), f"{table}.{quote(new.name)}", text, owner=table)
            yield of_constraint(change, old, new, sides)
        return
    if old is not None:
        text = f"{kind_of(old)} {quote(old.name)}"
        yield Change("drop", kind_of(old), f"{table}.{quote(old.name)}", text, owner=table)
    if new is not None:
        yield Change("add", kind_of(new), f"{table}.{quote(new.name)}", describe.constraint(new), owner=table)


def _indexes(before: Schema, after: Schema) -> Iterator[Change]:
    tables, left = {t.name: t for t in before.tables}, {t.name: t for t in after.tables}
    old = {i.name: normal_index(i, types_of(tables.get(i.table), before)) for i in before.indexes}
    new = {i.name: normal_index(i, types_of(left.get(i.table), after)) for i in after.indexes}
    gone = tables.keys() - left.keys()
    for name, was, now in _paired(old, new):
        if was is not None and now is not None and was != now:
            yield from _index(was, now, Sides((tables.get(was.table), before), (left.get(now.table), after)))
        elif was is None and now is not None:
            yield Change("add", "index", str(name), describe.index(now))
        if now is not None:
            yield from _marks(was, now)
        elif now is None and was is not None and was.table not in gone:
            yield Change("drop", "index", str(name), f"index {name}")


def _index(was: Index, now: Index, sides: Sides) -> Iterator[Change]:
    one, other = describe.index_summary(was), describe.index_summary(now)
    if one != other and not same_index(was, now, sides):
        change = Change("alter", "index", str(now.name), f"index {now.name}: {one} -> {other}")
        yield of_index(change, was, now, sides)


def _marks(was: Index | None, now: Index) -> Iterator[Change]:
    for attribute, one, other in differences(describe.marks(was) if was is not None else {}, describe.marks(now)):
        yield Change("alter", "index", str(now.name), f"index {now.name}: {attribute}: {one} -> {other}")
