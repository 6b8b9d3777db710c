"""Tables in a draft: made in all their forms, and their attributes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.attributes import changed
from ddlproof.model.constraint import OWN_INDEX, ForeignKey
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.sequence import Sequence
from ddlproof.model.table import Column
from ddlproof.source import Span
from ddlproof.sql.composed import columns_of, constraints_of, own_of
from ddlproof.sql.constraints import add_constraints
from ddlproof.sql.draft import TEMPORARY, Draft, TableDraft
from ddlproof.sql.family import take_over
from ddlproof.sql.fitting import check_column
from ddlproof.sql.identity import is_shared, sequence_name, with_identity
from ddlproof.sql.like import copy_things
from ddlproof.sql.notnull import alter_not_null, check_inherited, column_with
from ddlproof.sql.sequences import next_value
from ddlproof.sql.unseen import as_far_as_seen


def create_table(draft: Draft, action: a.CreateTable) -> bool:
    """CREATE TABLE."""
    action = as_far_as_seen(draft, action)
    table = action.table
    name = table.name
    if draft.taken(name):
        if action.if_not_exists:
            return False
        if name.schema != TEMPORARY or name not in draft.tables:
            raise SqlError(f"{name} exists already", span=action.at)
        draft.remove_table(name)  # ON COMMIT DROP may have taken the first one
    if action.refused is not None:
        raise action.refused
    columns = columns_of(draft, action)
    made = TableDraft(
        attributes=table.attributes, partitioned=table.partitioned, partition=table.partition,
        inherits=table.inherits, opaque=table.opaque, of=table.of, own=own_of(draft, action),
    )  # fmt: skip
    draft.add_table(name, made)
    try:
        for column in columns:
            _first(draft, name, column, action)
        add_constraints(draft, name, constraints_of(draft, action), action.at)
    except SqlError:
        draft.remove_table(name)
        raise
    copy_things(draft, action)
    take_over(draft, name)
    return True


def _first(draft: Draft, table: QName, column: Column, action: a.CreateTable) -> None:
    at, serial = action.at, column.name in action.serials
    if column.identity is not None and draft.tables[table].partition is not None and is_shared(draft):
        draft.tables[table].columns[column.name] = column  # its sequence is the parent's
    else:
        new_column(draft, table, column, serial, at, dict(action.sequences).get(column.name))


def new_column(
    draft: Draft, table: QName, column: Column, serial: bool, at: Span, sequence: QName | None = None
) -> None:
    """Add a column, with the sequence that a serial type stands for (documentation, section 8.1.4) or an identity."""
    columns = draft.tables[table].columns
    if column.name in columns:
        raise SqlError(f"column {column.name} of table {table} exists already", span=at)
    check_column(draft, table, column, at)
    if serial or column.identity is not None or draft.tables[table].partitioned is not None:
        check_inherited(table, column, at)
    if serial or column.identity is not None:
        sequence = sequence_name(draft, table, column.name, sequence, at)
        if serial:
            column = replace(column, default=next_value(sequence))
            unlogged = ("persistence", "unlogged") in draft.tables[table].attributes
            draft.add_sequence(Sequence(sequence, column.type.name, (), table, column.name, unlogged))
            _belongs(draft, sequence, table)
        else:
            draft.own(table, column.name, sequence)
    columns[column.name] = with_storage(column)


def _belongs(draft: Draft, sequence: QName, table: QName) -> None:
    """The sequence of a column belongs to whom its table belongs, where that was said."""
    for owner in [part for part in draft.parts(table) if (part.kind, part.about) == ("owner", "table")]:
        draft.add_thing(replace(owner, table=None, qname=sequence, about="sequence"))


def with_storage(column: Column) -> Column:
    """The column without a storage that is the default of its type."""
    said = dict(column.attributes).get("storage")
    if said is None or said != _storage(column):
        return column
    return replace(column, attributes=changed(column.attributes, {"storage": None}))


_MAIN = ("numeric", "inet", "cidr")
_EXTENDED = frozenset(
    """text bytea json jsonb xml path polygon tsvector bit character bpchar jsonpath int4range int8range numrange
    tsrange tstzrange daterange""".split()
) | {"character varying", "bit varying"}


def _storage(column: Column) -> str | None:
    """The storage that values of a built-in type have by default (`typstorage` in pg_type); None if not known."""
    name = column.type.name
    if column.type.array or name in _EXTENDED:
        return "extended"
    if name in _MAIN:
        return "main"
    return None if "." in name else "plain"


def set_table(draft: Draft, action: s.SetTable) -> bool:
    """Attributes of a table."""
    made = draft.tables[action.table]
    before = made.attributes
    made.attributes = changed(before, action.changes)
    if "persistence" in dict(action.changes):
        unlogged = ("persistence", "unlogged") in made.attributes
        for sequence in made.owned:
            draft.sequences[sequence] = replace(draft.sequences[sequence], unlogged=unlogged)
    return made.attributes != before


def set_column(draft: Draft, action: s.SetColumn) -> bool:
    """Attributes of a column, its identity among them."""
    made = draft.tables[action.table]
    column = made.columns.get(action.column)
    if column is None:
        if made.opaque:
            return False
        raise SqlError(f"column {action.column} of table {action.table} does not exist here", span=action.at)
    new = with_identity(draft, action, column)
    if new is None:
        return False
    made.columns[action.column] = with_storage(new)
    return made.columns[action.column] != column


def set_expression(draft: Draft, action: s.SetExpression) -> bool:
    """SET EXPRESSION and DROP EXPRESSION."""
    made = draft.tables[action.table]
    column = made.columns.get(action.column)
    if column is None:
        if made.opaque:
            return False
        raise SqlError(f"column {action.column} of table {action.table} does not exist here", span=action.at)
    if column.generated is None:
        if action.if_exists:
            return False
        raise SqlError(f"column {action.column} of table {action.table} is no generated column", span=action.at)
    virtual = column.virtual and action.expression is not None
    made.columns[action.column] = replace(column, generated=action.expression, virtual=virtual)
    return made.columns[action.column] != column


def alter_constraint(draft: Draft, action: s.AlterConstraint) -> bool:
    """ALTER CONSTRAINT."""
    constraints = draft.tables[action.table].constraints
    constraint = constraints.get(action.name)
    column = column_with(draft.tables[action.table], action.table, action.name)
    if constraint is None and column is not None:
        return alter_not_null(draft, action, column)
    if constraint is None:
        message = f"constraint {action.name} of table {action.table} does not exist here"
        raise SqlError(message, span=action.at)
    if action.inherit is not None:
        raise SqlError(f"constraint {action.name} of table {action.table} is not a NOT NULL", span=action.at)
    if not isinstance(constraint, ForeignKey):
        return False
    constraints[action.name] = replace(
        constraint,
        deferrable=constraint.deferrable if action.deferrable is None else action.deferrable,
        initially_deferred=(
            constraint.initially_deferred if action.initially_deferred is None else action.initially_deferred
        ),
        enforced=constraint.enforced if action.enforced is None else action.enforced,
    )
    return constraints[action.name] != constraint


def cluster_on(draft: Draft, action: s.ClusterOn) -> bool:
    """CLUSTER ON: one index of a table is marked, at most; that of a constraint by an attribute of the table."""
    made = draft.tables[action.table]
    index = action.index or ""
    there = made.constraints.get(index) or made.attached.get(index)
    own = isinstance(there, OWN_INDEX)
    if index and there is None and action.table.sibling(index) not in made.indexes:
        message = f"index {action.index} of table {action.table} does not exist here"
        raise SqlError(message, span=action.at)
    before = made.attributes
    made.attributes = changed(before, {"cluster on": action.index if own else None})
    for name, part in made.attached.items():
        if isinstance(part, Index):
            mark = {"cluster": "on" if name == index else None}
            made.attached[name] = replace(part, attributes=changed(part.attributes, mark))
    return mark_clustered(draft, made.indexes, action.index) or made.attributes != before


def mark_clustered(draft: Draft, indexes: Iterable[QName], marked: str | None) -> bool:
    """Of the indexes of one relation, that one is what it is clustered on. Whether anything changed."""
    changes = False
    for name in indexes:
        index = draft.indexes[name]
        mark = "on" if name.name == marked else None
        new = replace(index, attributes=changed(index.attributes, {"cluster": mark}))
        changes |= new != index
        draft.indexes[name] = new
    return changes


def set_index(draft: Draft, action: s.SetIndex) -> bool:
    """Attributes of an index; those of a constraint's index are not modelled."""
    if action.index in draft.indexes:
        old = draft.indexes[action.index]
        draft.indexes[action.index] = replace(old, attributes=changed(old.attributes, action.changes))
        return draft.indexes[action.index] != old
    if (partition := draft.attached_to(action.index)) is not None:
        attached = draft.tables[partition].attached
        part = attached[action.index.name]
        if isinstance(part, Index):
            attached[action.index.name] = replace(part, attributes=changed(part.attributes, action.changes))
        return False
    if draft.has_relation(action.index) or action.if_exists:
        return False
    raise SqlError(f"index {action.index} does not exist here", span=action.at)
