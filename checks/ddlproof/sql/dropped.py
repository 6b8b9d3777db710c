"""A table dropped with its partitions and those that inherit from it.

PostgreSQL documentation, DROP TABLE; section 5.15 "Dependency Tracking": partitions go with their parent, tables that
inherit from it by CASCADE only.
"""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model.names import QName
from ddlproof.source import Span
from ddlproof.sql.constraints import check_dependants, drop_table
from ddlproof.sql.draft import Draft
from ddlproof.sql.sequences import let_go
from ddlproof.sql.things.depend import check_users_of, drop_foreign_partitions, drop_rows_of, drop_users_of


def drop_table_named(draft: Draft, action: a.DropTable) -> bool:
    """DROP TABLE, of one of the tables that it names."""
    if action.table in draft.tables:
        drop_with_children(draft, action.table, action.cascade, action.at, action.along)
        return True
    if action.if_exists:
        return False
    raise SqlError(
        f"table {action.table} does not exist here", span=action.at, hint="Is it made by a file that was not given?"
    )


def drop_with_children(draft: Draft, table: QName, cascade: bool, at: Span, along: tuple[QName, ...] = ()) -> None:
    """Drop a table, and below it what goes with it; `along` is what the same statement drops too.

    Raises:
        SqlError: something that stays depends on it, and CASCADE is not said; the draft is as before.
    """
    going = tuple(name for name in draft.family(table) if name == table or name not in along)
    together = (*along, *going)
    if not cascade:
        _check_heirs(draft, going, at)
        for name in going:
            drop_rows_of(draft, name, f"table {name}", False, at, together)
            check_users_of(draft, name, f"table {name}", at, together)
            check_dependants(draft, name, f"table {name}", at, together)
    for name in going:
        for sequence in draft.tables[name].owned:
            let_go(draft, sequence, f"table {name}", lambda column: column[0] in together, cascade, at)
    for name in reversed(going):
        drop_rows_of(draft, name, f"table {name}", cascade, at, together)
        drop_users_of(draft, name, f"table {name}", cascade, at, together)
        drop_foreign_partitions(draft, name, at)
        if name in draft.tables:
            drop_table(draft, name)


def _check_heirs(draft: Draft, going: tuple[QName, ...], at: Span) -> None:
    heirs = [name for name in going[1:] if draft.tables[name].partition is None]
    if heirs:
        raise SqlError(
            f"table {going[0]} cannot be dropped: table {heirs[0]} inherits from it",
            span=at,
            hint="CASCADE drops that as well.",
        )
