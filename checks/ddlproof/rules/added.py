"""What a script adds and leaves: tables, columns, constraints, indexes, each with its place. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ddlproof.evidence import Ending
from ddlproof.model import action as a
from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import Column as ColumnOf
from ddlproof.model.expression import substitute
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.table import Table
from ddlproof.source import Span

Place = tuple[QName, str]
"""A table and the name of one of its columns."""


@dataclass(frozen=True, slots=True)
class AddedConstraint:
    """A constraint as the script leaves it. `table` is None where nothing is known of the table that has it."""

    owner: QName
    table: Table | None
    constraint: Constraint
    at: Span
    validated_at_first: bool = True


@dataclass(frozen=True, slots=True)
class Added:
    """All that the script adds or changes, by the names that it has in the end."""

    constraints: tuple[AddedConstraint, ...]
    indexes: tuple[tuple[Index, Span], ...]
    tables: dict[QName, tuple[a.CreateTable, Span]]
    columns: dict[Place, Span]
    serials: frozenset[Place]
    not_null: dict[Place, Span]
    retyped: dict[Place, Span]
    defaults: dict[Place, Span]

    def constraint(self, table: QName, name: str) -> Span | None:
        """Where the script adds a constraint."""
        return next((c.at for c in self.constraints if (c.owner, c.constraint.name) == (table, name)), None)


@lru_cache(maxsize=1)
def added(ending: Ending) -> Added:
    """What the script adds and does not take back."""
    trail = _Trail(ending)
    for _, action in ending.steps:
        trail.follow(action)
    constraints = tuple(found for entry in trail.constraints if (found := _left(ending, entry)) is not None)
    indexes = tuple(index for entry in trail.indexes if (index := _index_left(ending, entry)) is not None)
    tables = {name: made for name, made in trail.tables.items() if name in ending.tables}
    return Added(
        constraints, indexes, tables, trail.columns, frozenset(trail.serials), trail.not_null, trail.retyped,
        trail.defaults,
    )  # fmt: skip


@dataclass(slots=True)
class _Entry:
    """A constraint or index as it was written, under the names that its table and itself have by now."""

    table: QName
    what: Constraint | Index
    at: Span


@dataclass(slots=True)
class _Trail:
    """Follows a script's actions through renames and drops."""

    ending: Ending
    constraints: list[_Entry] = field(default_factory=list)
    indexes: list[_Entry] = field(default_factory=list)
    tables: dict[QName, tuple[a.CreateTable, Span]] = field(default_factory=dict)
    columns: dict[Place, Span] = field(default_factory=dict)
    serials: dict[Place, Span] = field(default_factory=dict)
    not_null: dict[Place, Span] = field(default_factory=dict)
    retyped: dict[Place, Span] = field(default_factory=dict)
    defaults: dict[Place, Span] = field(default_factory=dict)

    def follow(self, action: a.Action) -> None:
        match action:
            case a.CreateTable():
                self._table(action)
            case a.AddColumn():
                self._column(action)
            case a.AddConstraint(table=table, constraint=constraint, using_index=index):
                named = replace(constraint, name=constraint.name or index or "")
                self.constraints.append(_Entry(table, named, action.at))
            case a.CreateIndex(index=index):
                self.indexes.append(_Entry(index.table, index, action.at))
            case a.SetNotNull(table=table, column=column, not_null=True):
                self.not_null[table, column] = action.at
            case a.SetType(table=table, column=column):
                self.retyped[table, column] = action.at
            case a.SetDefault(table=table, column=column):
                self.defaults[table, column] = action.at
            case a.DropTable(table=table):
                self._forget(table)
            case a.RenameTable(table=table, to=to):
                self._rename(table, table.sibling(to))
            case a.RenameColumn(table=table, column=column, to=to):
                self._rename_column(table, column, to)
            case a.RenameConstraint(table=table, name=name, to=to):
                self._rename_constraint(table, name, to)
            case a.RenameIndex(index=name, to=to):
                for entry in self.indexes:
                    if isinstance(entry.what, Index) and entry.what.name == name:
                        entry.what = replace(entry.what, name=name.sibling(to))

    def _table(self, action: a.CreateTable) -> None:
        name = action.table.name
        if action.if_not_exists and name in self.ending.old:
            return
        self._forget(name)
        self.tables[name] = (action, action.at)
        self.columns |= {(name, column.name): action.at for column in action.table.columns}
        self.serials |= {(name, column): action.at for column in action.serials}
        self.constraints += (_Entry(name, constraint, action.at) for constraint in action.table.constraints)

    def _column(self, action: a.AddColumn) -> None:
        place = (action.table, action.column.name)
        old = self.ending.old.get(action.table)
        if action.if_not_exists and old is not None and old.column(action.column.name) is not None:
            return
        self.columns[place] = action.at
        if action.serial:
            self.serials[place] = action.at
        self.constraints += (_Entry(action.table, constraint, action.at) for constraint in action.constraints)

    def _places(self) -> Iterator[dict[Place, Span]]:
        yield from (self.columns, self.serials, self.not_null, self.retyped, self.defaults)

    def _forget(self, table: QName) -> None:
        self.tables.pop(table, None)
        self.constraints = [entry for entry in self.constraints if entry.table != table]
        self.indexes = [entry for entry in self.indexes if entry.table != table]
        for places in self._places():
            for place in [place for place in places if place[0] == table]:
                del places[place]

    def _rename(self, table: QName, to: QName) -> None:
        if table in self.tables:
            self.tables[to] = self.tables.pop(table)
        for entry in (*self.constraints, *self.indexes):
            if entry.table == table:
                entry.table = to
            if isinstance(entry.what, ForeignKey) and entry.what.target == table:
                entry.what = replace(entry.what, target=to)
        for places in self._places():
            for place in [place for place in places if place[0] == table]:
                places[to, place[1]] = places.pop(place)

    def _rename_column(self, table: QName, column: str, to: str) -> None:
        for places in self._places():
            if (table, column) in places:
                places[table, to] = places.pop((table, column))
        for entry in self.constraints:
            if not isinstance(entry.what, Index):
                entry.what = _with_column(entry.what, entry.table == table, table, column, to)

    def _rename_constraint(self, table: QName, name: str, to: str) -> None:
        for entry in self.constraints:
            if entry.table == table and not isinstance(entry.what, Index) and entry.what.name == name:
                entry.what = replace(entry.what, name=to)


def _with_column(constraint: Constraint, own: bool, table: QName, column: str, to: str) -> Constraint:
    """The constraint after a column of `table` has a new name; `own` says that the constraint is that table's."""

    def names(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(to if name == column else name for name in given)

    if isinstance(constraint, ForeignKey) and constraint.target == table:
        constraint = replace(constraint, target_columns=names(constraint.target_columns))
    if not own:
        return constraint
    if isinstance(constraint, Check):
        return replace(constraint, expression=substitute(constraint.expression, {column: ColumnOf(to)}))
    if isinstance(constraint, ForeignKey):
        on_delete = names(constraint.on_delete_columns)
        return replace(constraint, columns=names(constraint.columns), on_delete_columns=on_delete)
    return replace(constraint, columns=names(constraint.columns))


def _left(ending: Ending, entry: _Entry) -> AddedConstraint | None:
    """What has become of a constraint; None if it is not there any more."""
    written = entry.what
    if isinstance(written, Index):
        return None
    valid = getattr(written, "validated", True)
    table = ending.tables.get(entry.table)
    if table is None:
        return None if ending.known else AddedConstraint(entry.table, None, written, entry.at, valid)
    if written.name:
        found = table.constraint(written.name)
    else:
        found = next((c for c in table.constraints if _same(c, written)), None)
    if found is None or type(found) is not type(written):
        return None
    return AddedConstraint(entry.table, table, found, entry.at, valid)


def _same(left: Constraint, written: Constraint) -> bool:
    """Whether a constraint is the one that was written without a name."""
    match left, written:
        case PrimaryKey(), PrimaryKey():
            return True
        case Unique(), Unique():
            return left.columns == written.columns
        case ForeignKey(), ForeignKey():
            return (left.columns, left.target) == (written.columns, written.target)
        case Check(), Check():
            return left.expression == written.expression
    return False


def _index_left(ending: Ending, entry: _Entry) -> tuple[Index, Span] | None:
    written = entry.what
    if not isinstance(written, Index):
        return None
    there = ending.indexes.get(entry.table, ())
    if written.name.name:
        found = next((index for index in there if index.name.name == written.name.name), None)
    else:
        found = next((i for i in there if i.keys == written.keys and i.predicate == written.predicate), None)
    if found is None and entry.table not in ending.tables and not ending.known:
        found = written
    return None if found is None else (found, entry.at)
