"""Keys and indexes that a partition has because its parent has one: they come and go with that.

PostgreSQL documentation, section 5.12 "Table Partitioning"; CREATE INDEX, "ONLY".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique, unnumbered
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.source import Span
from ddlproof.sql.constraints import drop_resting
from ddlproof.sql.draft import Draft
from ddlproof.sql.implicit import constraint_name, index_name
from ddlproof.sql.referred import Carrier


def attach_constraint(draft: Draft, child: QName, constraint: Constraint) -> None:
    """A key or foreign key of a partitioned table, on one of its partitions."""
    if isinstance(constraint, Check):
        return
    made = draft.tables[child]
    same = next((c for c in made.constraints.values() if replace(c, name="") == replace(constraint, name="")), None)
    if isinstance(constraint, ForeignKey):
        if same is not None:
            draft.pop(child, same.name)
        return
    if same is not None:
        draft.attach(child, draft.pop(child, same.name), same.name)
    else:
        name = constraint_name(child.name, replace(constraint, name=""), draft.keys(child.schema))
        draft.attach(child, replace(unnumbered(constraint), name=name), name)
        if isinstance(constraint, PrimaryKey):
            for column in set(constraint.columns) & made.columns.keys():
                made.columns[column] = replace(made.columns[column], not_null=True)
    for grandchild in made.children if made.partitioned is not None else ():
        attach_constraint(draft, grandchild, constraint)


def attach_index(draft: Draft, child: QName, index: Index) -> None:
    """An index of a partitioned table, on one of its partitions."""
    made = draft.tables[child]
    wanted = replace(index, name=child, table=child, attributes=(), number=0)
    mine = (draft.indexes[name] for name in made.indexes)
    same = next((one for one in mine if replace(one, name=child, attributes=()) == wanted), None)
    if same is not None:
        draft.attach(child, draft.remove_index(same.name), same.name.name)
    else:
        name = index_name(wanted, draft.relations(child.schema))
        draft.attach(child, replace(wanted, name=child.sibling(name)), name)
    for grandchild in made.children if made.partitioned is not None else ():
        attach_index(draft, grandchild, index)


def attached_below(draft: Draft, table: QName, part: Index | Constraint) -> Iterator[tuple[QName, str]]:
    """What the partitions have because of a key or index of their parent, and by which name."""
    for child in draft.tables[table].children:
        made = draft.tables.get(child)
        if made is not None and made.partition is not None:
            yield from islice(((child, name) for name, one in made.attached.items() if _alike(one, part)), 1)
            yield from attached_below(draft, child, part)


def drop_attached(draft: Draft, table: QName, part: Index | Constraint) -> None:
    """That goes with the key or index."""
    for child, name in list(attached_below(draft, table, part)):
        draft.detach(child, name)


def check_attached(draft: Draft, table: QName, part: Index | Constraint, what: str, cascade: bool, at: Span) -> None:
    """Before a key or index of a partitioned table goes: foreign keys rest on those of partitions, too.

    Raises:
        SqlError: there are such foreign keys, and no CASCADE; the draft is as before.
    """
    for child, name in attached_below(draft, table, part):
        attached = draft.tables[child].attached[name]
        if isinstance(attached, Carrier):
            drop_resting(draft, child, attached, what, cascade, at)


def _alike(one: Index | Constraint, other: Index | Constraint) -> bool:
    if isinstance(one, Index) and isinstance(other, Index):
        return (one.keys, one.unique, one.predicate) == (other.keys, other.unique, other.predicate)
    if isinstance(one, _KEYS) and isinstance(other, _KEYS):
        return replace(one, name="") == replace(other, name="")
    return False


_KEYS = (PrimaryKey, Unique, Exclude)
