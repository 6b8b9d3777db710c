"""What a column cannot be, as far as its type is built in: its collation, modifiers, identity, default, and a new type.

PostgreSQL documentation, section 10.4 "Value Storage", CREATE CAST, and pg_cast: one type becomes another without being
told only where an assignment cast is. What is not sure to be refused is taken to fit.
"""

from __future__ import annotations

import re

from ddlproof.errors import SqlError
from ddlproof.model import expression as e
from ddlproof.model.literal import NUMERIC, TEXTUAL, as_type
from ddlproof.model.names import QName, qualified
from ddlproof.model.schema import Enum
from ddlproof.model.table import Column
from ddlproof.model.types import Type
from ddlproof.source import Span
from ddlproof.sql.draft import Draft

_WHOLE = ("smallint", "integer", "bigint")
_GROUPS = {
    **dict.fromkeys(NUMERIC, "number"),
    **dict.fromkeys(TEXTUAL, "text"),
    **dict.fromkeys(("json", "jsonb"), "json"),
    **dict.fromkeys(("timestamp without time zone", "timestamp with time zone", "date"), "time"),
    "boolean": "boolean",
    "uuid": "uuid",
}
"""Types between which values are assigned, or compared, without being told; between two groups none are but to text."""
_UNMODIFIED = (*_WHOLE, "real", "double precision", "text", "boolean", "uuid", "date", "json", "jsonb", "bytea")
_UUID = re.compile(r"\s*\{?([0-9a-f]{4}-?){8}\}?\s*", re.IGNORECASE)
_INTEGER = re.compile(r"\s*[-+]?\d")
_NOWHERE = {"gen_random_uuid": "uuid", "now": "time", "current_timestamp": "time", "clock_timestamp": "time"}


def group(type_: Type) -> str:
    """The group of a type; empty for one of which nothing is said here."""
    return "" if type_.array else _GROUPS.get(type_.name, "")


def check_column(draft: Draft, table: QName, column: Column, at: Span) -> None:
    """Before a column is made.

    Raises:
        SqlError: PostgreSQL would refuse it.
    """
    check_shape(column.name, table, column.type, column.collation, at)
    if column.identity is not None and group(column.type) and column.type.name not in _WHOLE:
        message = f"the identity column {column.name} of table {table} is {column.type}"
        raise SqlError(f"{message}, and must be smallint, integer or bigint", span=at)
    if column.default is not None:
        check_default(draft, table, column, column.default, at)


def check_shape(name: str, table: QName, type_: Type, collation: str | None, at: Span) -> None:
    """Before a column gets a type.

    Raises:
        SqlError: that has no collation, or no modifiers.
    """
    if collation and type_.name in _GROUPS and _GROUPS[type_.name] != "text":
        message = f"column {name} of table {table} has a collation"
        raise SqlError(f"{message}, which values of type {type_} have not", span=at)
    if type_.modifiers and type_.name in _UNMODIFIED:
        message = f"column {name} of table {table} is {type_}, and the type takes no modifier"
        raise SqlError(message, span=at, hint=f"Write {type_.name}.")


def check_default(draft: Draft, table: QName, column: Column, default: e.Expression, at: Span) -> None:
    """Before a column gets a default.

    Raises:
        SqlError: that is no value of its type.
    """
    enum = None if column.type.array else draft.enums.get(qualified(column.type.name) or QName("", ""))
    if isinstance(default, e.Constant) and not _is_value(default, column.type, enum):
        kind = f"enum {enum.name}" if enum is not None else column.type
        message = f"the default {e.render(default)} of column {column.name} of table {table} is no value of {kind}"
        raise SqlError(message, span=at)
    of = group(column.type)
    given = _NOWHERE.get(default.name, "") if isinstance(default, e.Call) else ""
    if given and of not in ("", "text", given):
        message = f"the default {e.render(default)} of column {column.name} of table {table} is no {column.type}"
        raise SqlError(message, span=at)


def _is_value(constant: e.Constant, type_: Type, enum: Enum | None) -> bool:
    of = group(type_)
    match constant.kind:
        case "string" if enum is not None:
            return constant.text in enum.labels
        case "string" if type_.name in _WHOLE and of:
            return _INTEGER.match(constant.text) is not None
        case "string" if of == "boolean":
            return as_type(constant, type_).kind == "boolean"
        case "string" if of == "uuid":
            return _UUID.fullmatch(constant.text) is not None
        case "number":
            return of in ("", "number", "text")
        case "boolean":
            return of in ("", "boolean", "text")
        case _:
            return True


def check_new_type(
    draft: Draft, table: QName, column: Column, type_: Type, using: e.Expression | None, at: Span
) -> None:
    """Before a column gets another type.

    Raises:
        SqlError: its values, or its default, do not become such without being told.
    """
    if not _apart(draft, column.type, type_):
        return
    what = f"column {column.name} of table {table}"
    if using is None:
        message = f"{what} does not become {type_} by itself: no value of type {column.type} is assigned to it"
        raise SqlError(message, span=at, hint=f"Say how: USING {e.render(e.Column(column.name))}::{type_}.")
    if column.default is not None:
        message = f"the default of {what} does not become {type_} by itself"
        raise SqlError(message, span=at, hint="DROP DEFAULT before, and SET DEFAULT behind, in the same statement.")


def _apart(draft: Draft, old: Type, new: Type) -> bool:
    if draft.has_kind("cast") or not group(old):
        return False
    enum = not new.array and qualified(new.name) in draft.enums
    return enum or (group(new) not in ("", "text") and group(new) != group(old))
