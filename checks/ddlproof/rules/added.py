"""What a script adds and leaves: tables, columns, constraints, indexes, each with its place. Not a rule."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from ddlproof.evidence import Ending
from ddlproof.model import action as a
from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import Column as ColumnOf
from ddlproof.model.expression import substitute
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.table import Table
from ddlproof.source import Span

Place = tuple[QName, str]
"""A table and the name of one of its columns, or of its constraints."""


@dataclass(frozen=True, slots=True)
class AddedConstraint:
    """A constraint as the script leaves it. `table` is None where nothing is known of the table that has it.

    `since` is where it begins to hold: for a key that takes over an index of the script, where that is built.
    """

    owner: QName
    table: Table | None
    constraint: Constraint
    at: Span
    since: Span


@dataclass(frozen=True, slots=True)
class Added:
    """All that the script adds or changes, by the names that it has in the end."""

    constraints: tuple[AddedConstraint, ...]
    places: dict[Place, Span]
    indexes: tuple[tuple[Index, Span], ...]
    tables: dict[QName, tuple[a.CreateTable, Span]]
    columns: dict[Place, Span]
    serials: frozenset[Place]
    not_null: dict[Place, Span]
    retyped: dict[Place, Span]
    defaults: dict[Place, Span]

    def constraint(self, table: QName, name: str) -> Span | None:
        """Where the script adds a constraint."""
        return self.places.get((table, name))


@lru_cache(maxsize=1)
def added(ending: Ending) -> Added:
    """What the script adds and does not take back."""
    trail = _Trail(ending)
    for _, action in ending.steps:
        trail.follow(action)
    of = trail.tables
    listed = ((name, entry) for name, one in of.items() for entry in one.constraints)
    constraints = tuple(found for name, entry in listed if (found := _left(ending, name, entry)) is not None)
    indexed = ((name, entry) for name, one in of.items() for entry in one.indexes)
    indexes = tuple(index for name, entry in indexed if (index := _index_left(ending, name, entry)) is not None)
    return Added(
        constraints=tuple(sorted(constraints, key=lambda one: one.at.start)),
        places={(one.owner, one.constraint.name): one.at for one in constraints},
        indexes=tuple(sorted(indexes, key=lambda one: one[1].start)),
        tables={n: one.made for n, one in of.items() if one.made is not None and n in ending.tables},
        columns={(name, column): at for name, one in of.items() for column, at in one.columns.items()},
        serials=frozenset((name, column) for name, one in of.items() for column in one.serials),
        not_null={(name, column): at for name, one in of.items() for column, at in one.not_null.items()},
        retyped={(name, column): at for name, one in of.items() for column, at in one.retyped.items()},
        defaults={(name, column): at for name, one in of.items() for column, at in one.defaults.items()},
    )


@dataclass(slots=True)
class _Constraint:
    """A constraint as it was written, under the names that it and its columns have by now."""

    what: Constraint
    at: Span
    built: Span | None = None


@dataclass(slots=True)
class _Index:
    """An index as it was written, under the name that it has by now."""

    what: Index
    at: Span


@dataclass(slots=True)
class _Table:
    """What the script does to one table; columns by name, with their places."""

    made: tuple[a.CreateTable, Span] | None = None
    constraints: list[_Constraint] = field(default_factory=list)
    indexes: list[_Index] = field(default_factory=list)
    columns: dict[str, Span] = field(default_factory=dict)
    serials: dict[str, Span] = field(default_factory=dict)
    not_null: dict[str, Span] = field(default_factory=dict)
    retyped: dict[str, Span] = field(default_factory=dict)
    defaults: dict[str, Span] = field(default_factory=dict)

    def rename(self, column: str, to: str) -> None:
        for places in (self.columns, self.serials, self.not_null, self.retyped, self.defaults):
            if column in places:
                places[to] = places.pop(column)
        for entry in self.constraints:
            entry.what = with_column(entry.what, column, to)


@dataclass(slots=True)
class _Trail:
    """Follows a script's actions through renames and drops."""

    ending: Ending
    tables: dict[QName, _Table] = field(default_factory=dict)
    indexes: dict[QName, _Index] = field(default_factory=dict)

    def of(self, table: QName) -> _Table:
        return self.tables.setdefault(table, _Table())

    def follow(self, action: a.Action) -> None:
        match action:
            case a.CreateTable():
                self._table(action)
            case a.AddColumn():
                self._column(action)
            case a.AddConstraint(table=table, constraint=constraint, using_index=index):
                named = replace(constraint, name=constraint.name or index or "")
                taken = self.indexes.get(table.sibling(index)) if index else None
                self.of(table).constraints.append(_Constraint(named, action.at, taken.at if taken else None))
            case a.CreateIndex(index=index):
                self.indexes[index.name] = _Index(index, action.at)
                self.of(index.table).indexes.append(self.indexes[index.name])
            case a.SetNotNull(table=table, column=column, not_null=True):
                self.of(table).not_null[column] = action.at
            case a.SetType(table=table, column=column):
                self.of(table).retyped[column] = action.at
            case a.SetDefault(table=table, column=column):
                self.of(table).defaults[column] = action.at
            case _:
                self._undo(action)

    def _undo(self, action: a.Action) -> None:
        match action:
            case a.DropTable(table=table):
                self.tables.pop(table, None)
            case a.RenameTable(table=table, to=to) if table in self.tables:
                self.tables[table.sibling(to)] = self.tables.pop(table)
            case a.RenameColumn(table=table, column=column, to=to) if table in self.tables:
                self.tables[table].rename(column, to)
            case a.RenameConstraint(table=table, name=name, to=to) if table in self.tables:
                for entry in self.tables[table].constraints:
                    if entry.what.name == name:
                        entry.what = replace(entry.what, name=to)
            case a.RenameIndex(index=name, to=to) if name in self.indexes:
                found = self.indexes[name.sibling(to)] = self.indexes.pop(name)
                found.what = replace(found.what, name=name.sibling(to))

    def _table(self, action: a.CreateTable) -> None:
        name = action.table.name
        if action.if_not_exists and name in self.ending.old:
            return
        self.tables[name] = _Table(
            made=(action, action.at),
            constraints=[_Constraint(constraint, action.at) for constraint in action.table.constraints],
            columns={column.name: action.at for column in action.table.columns},
            serials=dict.fromkeys(action.serials, action.at),
        )

    def _column(self, action: a.AddColumn) -> None:
        name = action.column.name
        old = self.ending.old.get(action.table)
        if action.if_not_exists and old is not None and old.column(name) is not None:
            return
        table = self.of(action.table)
        table.columns[name] = action.at
        if action.serial:
            table.serials[name] = action.at
        table.constraints += (_Constraint(constraint, action.at) for constraint in action.constraints)


def with_column(constraint: Constraint, column: str, to: str) -> Constraint:
    """The constraint after a column of its table has a new name."""
    if isinstance(constraint, Check):
        return replace(constraint, expression=substitute(constraint.expression, {column: ColumnOf(to)}))
    if isinstance(constraint, Exclude):
        to_column = {column: ColumnOf(to)}
        elements = tuple(
            (replace(k, expression=substitute(k.expression, to_column)), o) for k, o in constraint.elements
        )
        return replace(constraint, elements=elements)
    return replace(constraint, columns=tuple(to if name == column else name for name in constraint.columns))


def _left(ending: Ending, owner: QName, entry: _Constraint) -> AddedConstraint | None:
    """What has become of a constraint; None if it is not there any more."""
    written = entry.what
    table = ending.tables.get(owner)
    if table is None:
        return None if ending.known else AddedConstraint(owner, None, written, entry.at, entry.built or entry.at)
    if written.name:
        found = table.constraint(written.name)
    else:
        found = next((c for c in table.constraints if same(c, written)), None)
    if found is None or type(found) is not type(written):
        return None
    return AddedConstraint(owner, table, found, entry.at, entry.built or entry.at)


def same(left: Constraint, written: Constraint) -> bool:
    """Whether a constraint is the one that was written without a name."""
    match left, written:
        case PrimaryKey(), PrimaryKey():
            return True
        case Unique(), Unique():
            return left.columns == written.columns
        case ForeignKey(), ForeignKey():
            return left.columns == written.columns
        case Check(), Check():
            return left.expression == written.expression
        case Exclude(), Exclude():
            return left.elements == written.elements and left.predicate == written.predicate
    return False


def _index_left(ending: Ending, owner: QName, entry: _Index) -> tuple[Index, Span] | None:
    written = entry.what
    there = ending.indexes.get(owner, ())
    if written.name.name:
        found = next((index for index in there if index.name.name == written.name.name), None)
    else:
        found = next((i for i in there if i.keys == written.keys and i.predicate == written.predicate), None)
    if found is None and owner not in ending.tables and not ending.known:
        found = written
    return None if found is None else (found, entry.at)
