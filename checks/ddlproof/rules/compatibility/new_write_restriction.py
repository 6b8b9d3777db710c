"""Running code writes rows that a new constraint refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity, Witness
from ddlproof.model.action import RenameColumn
from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique, named_columns
from ddlproof.model.expression import columns
from ddlproof.model.names import QName, quote
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.table import Table
from ddlproof.rows.solved import constant_of
from ddlproof.rules.added import Added, AddedConstraint, added, with_column
from ddlproof.rules.rule import About, Example
from ddlproof.rules.vectors import PRESENT, Row, Vectors
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A CHECK, foreign key, unique key, EXCLUDE or NOT NULL, NOT VALID or not, on columns that were there before; "
        "unless every row that the schema before allows passes it, by evaluating a CHECK or by an older key that says "
        "as much; and unless unique-may-fail or not-null-may-fail speaks of the same statement."
    ),
    effect="Writes of the code that is running fail from the moment the migration commits.",
    instead="Deploy code that keeps to it first, then the constraint.",
    needs="the schema before, to know what was allowed",
)
_BEFORE = "create table jobs (id int primary key, a int, b int not null);"
BAD = Example("alter table jobs add constraint a_positive check (a > 0) not valid;", before=_BEFORE)
GOOD = Example("alter table jobs add constraint one check (a is not null or b is not null) not valid;", before=_BEFORE)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each restriction that is new to running code."""
    made = added(ending)
    for one in made.constraints:
        if _was_there(ending, made, one.owner) and not _only_new(made, one):
            yield from _of_constraint(ending, made, one)
    for index, at in made.indexes:
        if index.unique and _was_there(ending, made, index.table) and index.columns:
            yield from _unique(ending, made, index.table, index.columns, f"index {quote(index.name.name)}", at)
    for (table, name), at in made.not_null.items():
        if _was_there(ending, made, table) and (table, name) not in made.columns:
            yield from _not_null(ending, table, name, at)


def _was_there(ending: Ending, made: Added, table: QName) -> bool:
    return table in ending.old if ending.known else table not in made.tables and table not in ending.fresh


def _only_new(made: Added, one: AddedConstraint) -> bool:
    return all((one.owner, name) in made.columns for name in named_columns(one.constraint))


def _of_constraint(ending: Ending, made: Added, one: AddedConstraint) -> Iterator[Hit]:
    constraint, old = one.constraint, _before(ending, one.owner)
    name = quote(constraint.name) if constraint.name else "the constraint"
    match constraint:
        case Check():
            yield from _check(ending, made, one, constraint, name)
        case ForeignKey():
            same = old is not None and any(
                (key.columns, key.target, key.target_columns)
                == (constraint.columns, constraint.target, constraint.target_columns)
                for key in old.foreign_keys
            )
            if not same:
                listed = ", ".join(map(quote, constraint.columns))
                said = f"where ({listed}) is not in {constraint.target}: {name}"
                yield _hit(one.owner, said, one.at, f"{one.owner}.{constraint.name}")
        case PrimaryKey() | Unique():
            if isinstance(constraint, PrimaryKey) and old is not None:
                new = [column for column in constraint.columns if (one.owner, column) not in made.not_null]
                for column in new:
                    yield from _not_null(ending, one.owner, column, one.at)
            yield from _unique(ending, made, one.owner, constraint.columns, name, one.since)
        case Exclude() if not any(_alike(each, constraint) for each in (old.constraints if old else ())):
            said = f"where a row that conflicts is there already: {name}"
            yield _hit(one.owner, said, one.at, f"{one.owner}.{constraint.name}")


def _alike(old: Constraint, new: Exclude) -> bool:
    return isinstance(old, Exclude) and (old.elements, old.predicate) == (new.elements, new.predicate)


def _hit(table: QName, where: str, at: Span, object_: str, witness: Witness | None = None) -> Hit:
    return Hit(f"writes to {table} fail from now on {where}", at, object_, witness)


def _check(ending: Ending, made: Added, one: AddedConstraint, check: Check, name: str) -> Iterator[Hit]:
    old = _before(ending, one.owner)
    witness = None
    if old is not None and one.table is not None:
        verdict = _refused(ending, made, old, one.table, check)
        if verdict is False:
            return
        if isinstance(verdict, dict):
            shown = columns(check.expression)
            witness = Witness(f"a row of {one.owner}", shown, (tuple(verdict.get(n, PRESENT) for n in shown),))
    where = f"where {f'CHECK {name}' if check.name else 'its CHECK'} is false{', as in such a row' if witness else ''}"
    yield _hit(one.owner, where, one.at, f"{one.owner}.{check.name}", witness)


def _refused(ending: Ending, made: Added, old: Table, new: Table, check: Check) -> Row | bool:
    """A row that was allowed and the CHECK refuses; False if there is none, True if that cannot be decided.

    Code that is running leaves out the columns that are new.
    """
    kept = {column.name for column in old.columns}
    extra = tuple(replace(column, not_null=False) for column in new.columns if column.name not in kept)
    given: dict[str, tuple[str | None, ...]] = {}
    for column in extra:
        found = constant_of(column.default) if column.default is not None else None
        left_out = None if column.default is None or (found and found.kind == "null") else PRESENT
        if column.name in columns(check.expression):
            given[column.name] = (found.text if found and found.kind != "null" else left_out,)
    check = replace(check, name=f"{check.name} (new)")  # the old one may have had its name
    both = replace(old, columns=old.columns + extra, constraints=(*old.constraints, check))
    vectors = Vectors(both, ending.after)
    condition, tried, unsure = vectors.condition(check), 0, False
    for row in vectors.rows(check, given):
        tried += 1
        verdict = condition(row)
        if verdict is False:
            return row
        unsure = unsure or verdict is UNDECIDED
    return unsure or not tried


def _unique(ending: Ending, made: Added, table: QName, names: tuple[str, ...], name: str, at: Span) -> Iterator[Hit]:
    if any((table, column) in made.columns for column in names) or any(
        key <= set(names) for key in _keys(ending, table)
    ):
        return
    listed = ", ".join(map(quote, names))
    yield _hit(
        table, f"where the same ({listed}) is there already: {name}", at, f"{table}.{name.removeprefix('index ')}"
    )


def _keys(ending: Ending, table: QName) -> Iterator[frozenset[str]]:
    """The keys that were unique already."""
    old, renamed = _before(ending, table), dict(_renamed(ending, table))
    for one in old.constraints if old else ():
        if isinstance(one, PrimaryKey | Unique):
            yield frozenset(one.columns)
    for index in ending.old_indexes.get(table, ()):
        if index.unique and index.predicate is None and len(index.columns) == len(index.keys):
            yield frozenset(renamed.get(column, column) for column in index.columns)


def _renamed(ending: Ending, table: QName) -> Iterator[tuple[str, str]]:
    """The columns that the script gives other names."""
    for _, action in ending.steps:
        if isinstance(action, RenameColumn) and action.table == table:
            yield action.column, action.to


def _before(ending: Ending, name: QName) -> Table | None:
    """The table as it was, its columns under the names that they get: a rename restricts nothing."""
    table = ending.old.get(name)
    if table is None:
        return None
    for column, to in _renamed(ending, name):
        listed = tuple(replace(one, name=to) if one.name == column else one for one in table.columns)
        constraints = tuple(with_column(one, column, to) for one in table.constraints)
        table = replace(table, columns=listed, constraints=constraints)
    return table


def _not_null(ending: Ending, table: QName, name: str, at: Span) -> Iterator[Hit]:
    old = _before(ending, table)
    column = old.column(name) if old is not None else None
    if old is not None and (column is None or column.not_null or not Vectors(old, ending.before).nullable(name)):
        return
    yield _hit(table, f"where {quote(name)} is null", at, f"{table}.{name}")
