"""A table gets another name or schema in a draft: what is its own, and what refers to it, goes with it."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.constraint import Constraint, ForeignKey
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing
from ddlproof.sql.constraints import dependants
from ddlproof.sql.draft import Draft
from ddlproof.sql.notnull import named
from ddlproof.sql.rename import rename_index
from ddlproof.sql.sequences import move_sequence, rename_sequence
from ddlproof.sql.things.apply import change_thing
from ddlproof.sql.things.follow import rename_used
from ddlproof.sql.things.published import follow, of_table
from ddlproof.sql.things.remarks import move
from ddlproof.sql.usertypes import rename_in_columns


def rename_table(draft: Draft, action: a.RenameTable) -> bool:
    """RENAME TO, of a table; of an index or sequence too, which ALTER TABLE renames as well."""
    behind_key = draft.owner_of(action.table) or draft.attached_to(action.table)
    if behind_key is not None or action.table in draft.indexes:
        return rename_index(draft, a.RenameIndex(at=action.at, index=action.table, to=action.to))
    if action.table in draft.sequences or draft.identity_of(action.table) is not None:
        return rename_sequence(draft, s.RenameSequence(at=action.at, sequence=action.table, to=action.to))
    if (view := draft.viewed(action.table)) is not None:
        to_view = replace(view, qname=action.table.sibling(action.to))
        return change_thing(draft, a.ChangeThing(at=action.at, thing=view, to=to_view))
    if action.table not in draft.tables:
        if action.if_exists:
            return False
        raise SqlError(f"table {action.table} does not exist here", span=action.at)
    to = action.table.sibling(action.to)
    if draft.taken(to):
        raise SqlError(f"{to} exists already", span=action.at)
    _move(draft, action.table, to)
    return True


def rename_by_index(draft: Draft, action: a.RenameIndex) -> bool:
    """ALTER INDEX … RENAME TO, which renames a table, view or sequence as well (`RenameRelation` of tablecmds.c)."""
    index = action.index
    made = draft.owner_of(index) or draft.attached_to(index)
    if index in draft.indexes or made is not None or not draft.has(index):
        return rename_index(draft, action)
    return rename_table(draft, a.RenameTable(at=action.at, table=index, to=action.to))


def move_table(draft: Draft, action: s.MoveTable) -> bool:
    """SET SCHEMA of a table, sequence or view; the sequences that a table's columns own move as well."""
    to = QName(action.schema, action.table.name)
    if to == action.table:
        return False
    if action.table not in draft.tables and action.table not in draft.sequences and not draft.viewed(action.table):
        if action.optional:
            return False
        if draft.has(action.table):
            raise SqlError(f"{action.table} is no table, view or sequence, and stays in its schema", span=action.at)
        raise SqlError(f"{action.table} does not exist here", span=action.at)
    if action.schema not in draft.namespaces:
        raise SqlError(f"schema {action.schema} does not exist here", span=action.at)
    if draft.taken(to):
        raise SqlError(f"{to} exists already", span=action.at)
    if (view := draft.viewed(action.table)) is not None:
        return change_thing(draft, a.ChangeThing(at=action.at, thing=view, to=replace(view, qname=to)))
    if action.table in draft.sequences:
        move_sequence(draft, action.table, to)
        return True
    owned = list(draft.tables[action.table].owned)
    _move(draft, action.table, to)
    for sequence in owned:
        move_sequence(draft, sequence, QName(action.schema, sequence.name))
    return True


def _move(draft: Draft, old: QName, new: QName) -> None:
    made = draft.tables[old]
    users = dependants(draft, old, None)
    indexes = [draft.remove_index(index) for index in list(made.indexes)]
    constraints = [draft.pop(old, name) for name in list(made.constraints)]
    attached = {name: draft.detach(old, name) for name in list(made.attached)}
    owned = [draft.remove_sequence(sequence) for sequence in list(made.owned)]
    sequences, children = dict(made.sequences), dict(made.children)
    rename_used(draft, old, new)
    if str(old) in draft.typed:
        rename_in_columns(draft, old, new)
    follow(draft, of_table(old), of_table(new))
    draft.remove_table(old)
    made.columns = {name: named(old, column) for name, column in made.columns.items()}
    draft.add_table(new, made)
    for constraint in constraints:
        draft.put(new, _retargeted(constraint, old, new))
    for column, sequence in sequences.items():
        draft.own(new, column, QName(new.schema, sequence.name))
    for sequence_ in owned:
        draft.add_sequence(replace(sequence_, table=new))
    for index in indexes:
        moved = new.sibling(index.name.name)
        draft.add_index(replace(index, table=new, name=moved))
        if moved != index.name:
            move(draft, Thing("index", index.name), Thing("index", moved))
    for name, part in attached.items():
        at_home = replace(part, table=new, name=new.sibling(name)) if isinstance(part, Index) else part
        draft.attach(new, at_home, name)
    for child in children:
        _with_parent(draft, child, old, new)
    for owner, key in users:
        if owner != old:
            draft.put(owner, _retargeted(draft.pop(owner, key.name), old, new))


def _with_parent(draft: Draft, child: QName, old: QName, new: QName) -> None:
    made = draft.tables[child]
    made.inherits = tuple(new if name == old else name for name in made.inherits)
    if made.partition is not None and made.partition.parent == old:
        made.partition = replace(made.partition, parent=new)


def _retargeted(constraint: Constraint, table: QName, to: QName) -> Constraint:
    refers = isinstance(constraint, ForeignKey) and constraint.target == table
    return replace(constraint, target=to) if refers and isinstance(constraint, ForeignKey) else constraint
