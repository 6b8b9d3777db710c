"""Identity columns of a draft, with the sequences that they come with.

PostgreSQL documentation, section 5.3 "Identity Columns", and ALTER TABLE.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import structure as s
from ddlproof.model.attributes import changed
from ddlproof.model.names import QName
from ddlproof.model.sequence import own_options
from ddlproof.model.table import NOT_VALIDATED, Column
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.implicit import choose

_SHARED_SINCE = 17


def is_shared(draft: Draft) -> bool:
    """Whether partitions have the identity columns of their parent (release notes of PostgreSQL 17)."""
    return not 0 < draft.version < _SHARED_SINCE


def sequence_name(draft: Draft, table: QName, column: str, named: QName | None, at: Span) -> QName:
    """The name of a column's new sequence: the one given by SEQUENCE NAME, or the one that PostgreSQL chooses."""
    if named is None:
        return table.sibling(choose(table.name, column, "seq", draft.relations(table.schema)))
    if draft.taken(named):
        raise SqlError(f"{named} exists already", span=at)
    return named


def with_identity(draft: Draft, action: s.SetColumn, column: Column) -> Column | None:
    """The column as ALTER COLUMN leaves it; None where there is nothing to do.

    Raises:
        SqlError: it cannot become an identity column, or is none.
    """
    new = replace(column, attributes=changed(column.attributes, action.changes))
    if action.added:
        _check_free(action, column)
    elif column.identity is None and _about_identity(action):
        if action.if_exists:
            return None
        raise SqlError(f"column {column.name} of table {action.table} is no identity column", span=action.at)
    if action.identity == "none":
        kept = tuple(pair for pair in new.attributes if not pair[0].startswith("identity "))
        draft.disown(action.table, action.column)
        return replace(new, identity=None, attributes=kept)
    if action.identity is not None:
        new = replace(new, identity="always" if action.identity == "always" else "by default", not_null=True)
    if action.added and (draft.tables[action.table].partition is None or not is_shared(draft)):
        sequence = sequence_name(draft, action.table, action.column, action.sequence, action.at)
        draft.own(action.table, action.column, sequence)
    return new if new.identity is None else _own_identity_options(new)


def _about_identity(action: s.SetColumn) -> bool:
    return action.identity is not None or any(name.startswith("identity ") for name, _ in action.changes)


def _check_free(action: s.SetColumn, column: Column) -> None:
    """Source: `ATExecAddIdentity` in src/backend/commands/tablecmds.c."""
    what = f"column {column.name} of table {action.table}"
    if not column.not_null:
        raise SqlError(
            f"{what} must be NOT NULL before it gets an identity", span=action.at, hint="SET NOT NULL first."
        )
    if NOT_VALIDATED in column.attributes:
        message = f"{what} has a NOT NULL that is NOT VALID, which no identity can have"
        raise SqlError(message, span=action.at, hint="VALIDATE CONSTRAINT first.")
    if column.identity is not None:
        raise SqlError(f"{what} is an identity column already", span=action.at)
    if column.default is not None or column.generated is not None:
        raise SqlError(f"{what} has a default value already", span=action.at, hint="DROP DEFAULT first.")


def _own_identity_options(column: Column) -> Column:
    options = {name.removeprefix("identity "): value for name, value in column.attributes if "identity " in name}
    others = tuple(pair for pair in column.attributes if "identity " not in pair[0])
    own = own_options(options, column.type.name)
    return replace(column, attributes=tuple(sorted((*others, *((f"identity {n}", v) for n, v in own)))))
