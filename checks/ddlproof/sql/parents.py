"""Before a table gets a parent, by INHERITS, INHERIT or ATTACH PARTITION: what PostgreSQL refuses of both.

PostgreSQL documentation, section 5.11 "Inheritance", and ALTER TABLE, "ATTACH PARTITION"; `ATPrepAddInherit`,
`ATExecAttachPartition`, `MergeAttributesIntoExisting` and `MergeConstraintsIntoExisting` in
src/backend/commands/tablecmds.c.
"""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.model import structure as s
from ddlproof.model.constraint import Check
from ddlproof.model.names import QName
from ddlproof.source import Span
from ddlproof.sql.draft import Draft, TableDraft
from ddlproof.sql.notnull import check_child as check_not_null


def check_parent(draft: Draft, parent: QName, at: Span) -> None:
    """Before a table inherits from another.

    Raises:
        SqlError: that is partitioned, or a partition.
    """
    made = draft.tables.get(parent)
    if made is not None and (made.partitioned is not None or made.partition is not None):
        raise SqlError(f"table {parent} is partitioned, or a partition: none can inherit from it", span=at)


def check_inherit(draft: Draft, action: s.Inherit) -> None:
    """Before INHERIT.

    Raises:
        SqlError: there is no such parent, one of the two can be none, or the table lacks what its parent has.
    """
    table, parent, at = action.table, action.parent, action.at
    if parent not in draft.tables:
        raise SqlError(f"table {parent} does not exist here", span=at)
    made = draft.tables[table]
    kinds = (made.partitioned is not None, "is partitioned"), (made.partition is not None, "is a partition")
    what = next((said for holds, said in (*kinds, (made.of is not None, f"is of type {made.of}")) if holds), None)
    if what is not None:
        raise SqlError(f"table {table} {what}, and cannot inherit from another", span=at)
    check_parent(draft, parent, at)
    _check_merge(draft, parent, table, at)


def check_attach(draft: Draft, action: s.AttachPartition) -> None:
    """Before ATTACH PARTITION.

    Raises:
        SqlError: there is no such table, one of the two can be none, or it has not what the partitioned table has.
    """
    table, child, at = action.table, action.partition, action.at
    made, parent = known_partition(draft, child, at), draft.tables[table]
    if made.partition is not None:
        raise SqlError(f"{child} is a partition already", span=at)
    if parent.partitioned is None and not parent.opaque:
        raise SqlError(f"table {table} is not partitioned, and has no partitions", span=at)
    if what := _other_than_partition(made):
        raise SqlError(f"table {child} {what}, and cannot become a partition", span=at)
    more = [column for column in made.columns if column not in parent.columns]
    if more and not parent.opaque:
        raise SqlError(f"table {child} has the column {more[0]}, which the partitioned table {table} has not", span=at)
    _check_merge(draft, table, child, at)


def known_partition(draft: Draft, child: QName, at: Span) -> TableDraft:
    """The table that is to be a partition, or to be one no more.

    Raises:
        SqlError: there is none of that name, or it is a foreign table: what it is afterwards is not modelled.
    """
    if (made := draft.tables.get(child)) is not None:
        return made
    if any(draft.named(child, "foreign table")):
        raise SqlError(f"{child} is a foreign table: what it is once it is detached is not modelled", span=at)
    raise SqlError(f"table {child} does not exist here", span=at)


def _other_than_partition(made: TableDraft) -> str:
    if made.of is not None:
        return f"is of type {made.of}"
    if made.inherits:
        return f"inherits from {made.inherits[0]}"
    if made.partitioned is None and made.children:
        return f"has {next(iter(made.children))} inheriting from it"
    return ""


def _check_merge(draft: Draft, parent: QName, child: QName, at: Span) -> None:
    if parent in draft.family(child):
        raise SqlError(f"table {parent} is {child} or comes from it, and cannot be its parent", span=at)
    made, above = draft.tables[child], draft.tables[parent]
    for column in above.columns.values():
        own = made.columns.get(column.name)
        if own is None and not made.opaque:
            raise SqlError(f"table {child} has no column {column.name}, which {parent} has", span=at)
        if own is not None and column.generated is not None and own.generated is None:
            raise SqlError(f"column {column.name} of table {child} must be generated as that of {parent} is", span=at)
        if own is not None and (own.type, own.collation) != (column.type, column.collation):
            what = f"{own.type}" if own.type != column.type else f"of collation {own.collation or 'default'}"
            wanted = f"{column.type}" if own.type != column.type else f"of collation {column.collation or 'default'}"
            raise SqlError(f"column {column.name} of table {child} is {what}, that of {parent} {wanted}", span=at)
    check_not_null(draft, parent, child, at)
    for check in above.constraints.values():
        if isinstance(check, Check) and not check.no_inherit:
            _check_check(made, check, f"table {child}", parent, at)


def _check_check(made: TableDraft, check: Check, what: str, parent: QName, at: Span) -> None:
    own = made.constraints.get(check.name)
    if not isinstance(own, Check):
        if not made.opaque:
            raise SqlError(f"{what} has no CHECK {check.name}, which {parent} has", span=at)
    elif own.no_inherit or (own.enforced and not own.validated):
        said = "NO INHERIT" if own.no_inherit else "NOT VALID"
        raise SqlError(f"CHECK {check.name} of {what} is {said}, and cannot become that of {parent}", span=at)
