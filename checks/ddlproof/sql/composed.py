"""What a new table has of its parents, of LIKE and of its own definition, put together.

PostgreSQL documentation, CREATE TABLE.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.constraint import Check, Constraint, Exclude, PrimaryKey, Unique, unnumbered
from ddlproof.model.names import QName
from ddlproof.model.table import NOT_INHERITED, Column
from ddlproof.model.usertype import Attribute, Composite
from ddlproof.source import Span
from ddlproof.sql.draft import Draft, check_of
from ddlproof.sql.family import inherit, inherited_checks, merged
from ddlproof.sql.identity import is_shared
from ddlproof.sql.notnull import check_inherited, named
from ddlproof.sql.parents import check_parent


def columns_of(draft: Draft, action: a.CreateTable) -> tuple[Column, ...]:
    """The columns of the parents, of LIKE and of the definition itself, in their order.

    Raises:
        SqlError: two of them cannot be one.
    """
    table, at = action.table, action.at
    found: dict[str, Column] = {}
    parents = table.inherits if table.partition is None else (table.partition.parent,)
    for parent in parents:
        if table.partition is None:
            check_parent(draft, parent, at)
        for name, column in inherit(draft, parent, at).items():
            column = _of_parent(column, identity=table.partition is not None and is_shared(draft))
            there = found.setdefault(name, column)
            if column.not_null and not there.not_null:
                found[name] = replace(there, not_null=True, not_null_name=column.not_null_name)
    if table.of is not None:
        attributes = attributes_of(draft, table.of, at)
        found = {one.name: Column(one.name, one.type, collation=one.collation) for one in attributes}
    places = {place: [like for like in action.like if like.place == place] for place in range(len(table.columns) + 1)}
    for place in range(len(table.columns) + 1):
        for like in places[place]:
            for copied in _copied(draft, like, at):
                if copied.name in found and copied.name not in (c.name for p in parents for c in _of(draft, p)):
                    raise SqlError(f"column {copied.name} of table {table.name} exists already", span=at)
                found[copied.name] = copied
        if place == len(table.columns):
            break
        column = table.columns[place]
        inherited = found.get(column.name)
        if inherited is None and not column.type.name:
            raise SqlError(f"column {column.name} of the parent of {table.name} does not exist here", span=at)
        if inherited is not None and not parents and column.type.name:
            raise SqlError(f"column {column.name} of table {table.name} exists already", span=at)
        if inherited is not None and inherited.not_null:
            check_inherited(table.name, column, at)
        found[column.name] = column if inherited is None else merged(inherited, column)
    return tuple(found.values())


def own_of(draft: Draft, action: a.CreateTable) -> tuple[str, ...]:
    """What a table that inherits defines itself too."""
    table = action.table
    if not table.inherits:
        return ()
    like = [name for one in action.like for name in draft.tables[one.table].columns]
    columns = [column.name for column in table.columns if column.type.name]
    return (*like, *columns, *(check_of(c.name) for c in table.constraints if isinstance(c, Check) and c.name))


def attributes_of(draft: Draft, type_: QName, at: Span) -> tuple[Attribute, ...]:
    """The attributes of a composite type, which are the columns of its tables.

    Raises:
        SqlError: there is no such type here.
    """
    found = draft.types.get(type_)
    if not isinstance(found, Composite):
        raise SqlError(f"composite type {type_} does not exist here", span=at)
    return found.attributes


def _of(draft: Draft, table: QName) -> tuple[Column, ...]:
    return tuple(draft.tables[table].columns.values())


def _of_parent(column: Column, *, identity: bool) -> Column:
    """The parent's column in a child: its sequence, storage options and statistics stay with the parent."""
    kept = tuple(pair for pair in column.attributes if pair[0] in ("storage", "compression"))
    return replace(column, identity=column.identity if identity else None, attributes=kept)


def _copied(draft: Draft, like: a.Like, at: Span) -> list[Column]:
    """The columns of LIKE, with what it includes."""
    if like.table not in draft.tables:
        raise SqlError(f"table {like.table} does not exist here", span=at)
    made = []
    for column in draft.tables[like.table].columns.values():
        has = like.including.__contains__
        wanted = {name for name in ("storage", "compression") if has(name)}
        kept = tuple(pair for pair in column.attributes if pair[0] in wanted or pair == NOT_INHERITED)
        kept += tuple(pair for pair in column.attributes if has("identity") and "identity " in pair[0])
        generated = column.generated if has("generated") else None
        made.append(
            Column(
                column.name, column.type, not_null=column.not_null,
                not_null_name=named(like.table, column).not_null_name,
                default=column.default if has("defaults") else None,
                identity=column.identity if has("identity") else None, generated=generated,
                collation=column.collation, virtual=column.virtual and generated is not None,
                attributes=tuple(sorted(kept)),
            )
        )  # fmt: skip
    return made


def constraints_of(draft: Draft, action: a.CreateTable) -> tuple[Constraint, ...]:
    """The CHECKs of the parents and of LIKE, keys of LIKE, and what the definition says itself."""
    table = action.table
    checks: dict[str, Constraint] = {}
    for parent in table.inherits if table.partition is None else (table.partition.parent,):
        checks |= {check.name: check for check in inherited_checks(draft, parent)}
    keys: list[Constraint] = []
    for like in action.like:
        for constraint in draft.tables[like.table].constraints.values():
            if isinstance(constraint, Check) and "constraints" in like.including:
                checks[constraint.name] = constraint
            elif isinstance(constraint, PrimaryKey | Unique | Exclude) and "indexes" in like.including:
                keys.append(replace(unnumbered(constraint), name=""))
    own = [c for c in table.constraints if not (isinstance(c, Check) and c.name in checks)]
    return (*checks.values(), *keys, *own)
