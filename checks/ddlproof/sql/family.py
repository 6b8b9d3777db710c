"""Partitions and inheritance in a draft: what a child has because its parent has it.

PostgreSQL documentation, section 5.11 "Inheritance", 5.12 "Table Partitioning".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.table import Column, Partition
from ddlproof.source import Span
from ddlproof.sql.attached import attach_constraint, attach_index
from ddlproof.sql.draft import Draft, TableDraft, check_of
from ddlproof.sql.heirs import has_column
from ddlproof.sql.identity import is_shared
from ddlproof.sql.implicit import constraint_name
from ddlproof.sql.notnull import for_child
from ddlproof.sql.parents import check_attach, known_partition
from ddlproof.sql.things.foreign_altered import attached

_Followed = (
    a.AddColumn | a.DropColumn | a.RenameColumn | a.SetType | a.SetDefault | a.AddConstraint
    | a.ValidateConstraint | a.DropConstraint | a.RenameConstraint | s.SetColumn | s.SetExpression
)  # fmt: skip


def for_children(draft: Draft, action: a.Action) -> Iterator[a.Action]:
    """The same action on each child of its table, where PostgreSQL carries it out there too."""
    if not isinstance(action, _Followed) or action.only:
        return
    made = draft.tables.get(action.table)
    if made is None or not made.children:
        return
    if isinstance(action, s.SetColumn) and not _recurses(draft, action, made):
        return
    for child in list(made.children):
        if (found := _for_child(draft, action, child)) is not None:
            yield found


def _recurses(draft: Draft, action: s.SetColumn, made: TableDraft) -> bool:
    """Of a column's attributes storage and statistics recurse, and since PostgreSQL 17 an identity to partitions."""
    if action.identity is not None:
        return made.partitioned is not None and is_shared(draft)
    return all(name in ("storage", "statistics") for name, _ in action.changes)


def _for_child(draft: Draft, action: _Followed, child: QName) -> a.Action | None:
    made = draft.tables[child]
    match action:
        case a.AddColumn():
            if action.column.name in made.columns:
                _own(draft, child, action.column.name, action.table)
            own = tuple(_named(draft, action.table, c) for c in action.constraints if _comes(c))
            column = draft.tables[action.table].columns[action.column.name] if action.serial else action.column
            column = replace(for_child(action.table, column), not_null=column.not_null)
            return replace(action, table=child, column=column, constraints=own, if_not_exists=True, serial=False)
        case a.AddConstraint(constraint=constraint):
            constraint = _named(draft, action.table, constraint)
            there = not _comes(constraint) or constraint.name in made.constraints
            if constraint.name in made.constraints:
                _own(draft, child, check_of(constraint.name), action.table)
            return None if there else replace(action, table=child, constraint=constraint)
        case a.ValidateConstraint(name=name) | a.DropConstraint(name=name) | a.RenameConstraint(name=name):
            kept = isinstance(action, a.DropConstraint) and check_of(name) in {*made.own, *draft.inherited(child)}
            return replace(action, table=child) if isinstance(made.constraints.get(name), Check) and not kept else None
        case a.DropColumn():
            kept = any(has_column(draft, parent, action.column) for parent in made.parents)
            kept = kept or (action.column in made.own and made.partition is None)
            return None if kept else replace(action, table=child, if_exists=True)
        case _:
            return replace(action, table=child)


def _own(draft: Draft, child: QName, name: str, parent: QName) -> None:
    """A child has what its parent just got already: it is its own as well, unless another parent has it."""
    made = draft.tables[child]
    others = (draft.tables[one] for one in made.inherits if one != parent and one in draft.tables)
    if made.partition is None and not any(name in one.named for one in others):
        made.own = (*made.own, name)


def _comes(constraint: Constraint) -> bool:
    """Whether children get a constraint of their parent's."""
    return isinstance(constraint, Check) and not constraint.no_inherit


def _named(draft: Draft, table: QName, constraint: Constraint) -> Constraint:
    """The constraint as its table has it by now, with the name that it was given there."""
    there = reversed(draft.tables[table].constraints.values())
    return next((c for c in there if replace(c, name=constraint.name) == constraint), constraint)


def inherit(draft: Draft, parent: QName, at: Span) -> dict[str, Column]:
    """The columns that a child gets from a parent: neither an identity nor a sequence comes with them by INHERITS."""
    if parent not in draft.tables:
        raise SqlError(f"table {parent} does not exist here", span=at)
    return {name: for_child(parent, column) for name, column in draft.tables[parent].columns.items()}


def inherited_checks(draft: Draft, parent: QName) -> tuple[Check, ...]:
    """The CHECKs that a child gets from a parent: no row of a new table can violate them, so that they are valid."""
    checks = (c for c in draft.tables[parent].constraints.values() if isinstance(c, Check) and not c.no_inherit)
    return tuple(replace(check, validated=check.validated or check.enforced) for check in checks)


def merged(inherited: Column, own: Column) -> Column:
    """A column that the parent has and the child's definition speaks of as well."""
    if own.type.name:
        inherited = replace(inherited, type=own.type, collation=own.collation or inherited.collation)
    return replace(
        inherited,
        not_null=inherited.not_null or own.not_null,
        not_null_name=own.not_null_name if own.not_null else inherited.not_null_name,
        default=own.default if own.default is not None else inherited.default,
        identity=own.identity or inherited.identity,
        generated=own.generated if own.generated is not None else inherited.generated,
        attributes=tuple(sorted((dict(inherited.attributes) | dict(own.attributes)).items())),
    )


def attach_partition(draft: Draft, action: s.AttachPartition) -> bool:
    """ATTACH PARTITION."""
    foreign = next(iter(draft.named(action.partition, "foreign table")), None)
    if foreign is not None:
        draft.add_thing(attached(foreign, action))
        return True
    check_attach(draft, action)
    made = draft.tables[action.partition]
    own = [name for name, column in made.columns.items() if column.identity is not None]
    if own and is_shared(draft):
        message = f"table {action.partition} has the identity column {own[0]}, and cannot become a partition"
        raise SqlError(message, span=action.at, hint="DROP IDENTITY first.")
    made.partition = Partition(action.table, action.bounds)
    parent = draft.tables[action.table]
    parent.children[action.partition] = None
    for name, column in parent.columns.items() if is_shared(draft) else ():
        if name in made.columns and column.identity is not None:
            made.columns[name] = replace(made.columns[name], identity=column.identity)
    take_over(draft, action.partition)
    return True


def take_over(draft: Draft, child: QName) -> None:
    """A new partition gets the keys and indexes of its parent; its own that are the same become parts of those."""
    made = draft.tables[child]
    if made.partition is None or made.partition.parent not in draft.tables:
        return
    parent = draft.tables[made.partition.parent]
    primary_first = sorted(parent.constraints.values(), key=lambda c: not isinstance(c, PrimaryKey))
    attached = tuple(parent.attached.values())
    for constraint in [*primary_first, *(part for part in attached if not isinstance(part, Index))]:
        attach_constraint(draft, child, constraint)
    for index in [draft.indexes[name] for name in parent.indexes] + [p for p in attached if isinstance(p, Index)]:
        attach_index(draft, child, index)


def detach_partition(draft: Draft, action: s.DetachPartition) -> bool:
    """DETACH PARTITION: what was attached is the table's own again."""
    made = known_partition(draft, action.partition, action.at)
    if made.partition is None or made.partition.parent != action.table:
        raise SqlError(f"{action.partition} is no partition of {action.table}", span=action.at)
    made.partition = None
    draft.tables[action.table].children.pop(action.partition, None)
    for name in draft.tables[action.table].sequences.keys() & made.columns.keys() if is_shared(draft) else ():
        made.columns[name] = replace(made.columns[name], identity=None)
    release(draft, action.partition, made)
    for constraint in draft.tables[action.table].constraints.values():
        if isinstance(constraint, ForeignKey):
            taken = draft.constraints(action.partition.schema)
            name = constraint.name if constraint.name not in made.constraints else ""
            draft.put(
                action.partition,
                replace(constraint, name=name or constraint_name(action.partition.name, constraint, taken)),
            )
    return True


def release(draft: Draft, table: QName, made: TableDraft) -> None:
    """What is attached to a table becomes its own."""
    for name in list(made.attached):
        part = draft.detach(table, name)
        if isinstance(part, Index):
            draft.add_index(part)
        else:
            draft.put(table, part)


def attach_index_partition(draft: Draft, action: s.AttachIndex) -> bool:
    """ALTER INDEX … ATTACH PARTITION."""
    owner = draft.owner_of(action.partition)
    if action.partition in draft.indexes:
        index = draft.remove_index(action.partition)
        draft.attach(index.table, index, index.name.name)
        _complete(draft, action.index)
    elif owner is not None and draft.owner_of(action.index) is None:
        return _complete(draft, action.index)  # the parent's is no constraint: the partition's stays its own
    elif owner is not None:
        key = draft.pop(owner, action.partition.name)
        draft.attach(owner, key, key.name)
    elif not draft.has_relation(action.partition):
        raise SqlError(f"index {action.partition} does not exist here", span=action.at)
    else:
        return False
    return True


def _complete(draft: Draft, name: QName) -> bool:
    """An index that was made ON ONLY the parent is valid once every partition has its own. Whether it is so now."""
    index = draft.indexes.get(name)
    if index is None or index.valid or index.table not in draft.tables:
        return False
    if all(_has(draft.tables[child], index) for child in draft.tables[index.table].children):
        draft.indexes[name] = replace(index, valid=True)
        return True
    return False


def _has(made: TableDraft, index: Index) -> bool:
    keys = [part.columns for part in made.constraints.values() if isinstance(part, PrimaryKey | Unique)]
    attached = [part for part in made.attached.values() if isinstance(part, Index)]
    return index.columns in keys or any((one.keys, one.unique) == (index.keys, index.unique) for one in attached)
