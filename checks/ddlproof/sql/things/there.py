"""Whether the object that a remark speaks of is there: what PostgreSQL refuses a COMMENT, GRANT or OWNER TO for.

What an extension brings along is not known here: where there is one, nothing is missed.
"""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.model.names import QName, unquoted
from ddlproof.model.thing import ROUTINES, VIEWS, Thing
from ddlproof.source import Span
from ddlproof.sql.draft import Draft, TableDraft
from ddlproof.sql.notnull import column_with

_BUILT_IN = ("pg_catalog", "information_schema", "pg_toast")
_NAMED = frozenset(
    ("view", "materialized view", "foreign table", "statistics", "text search configuration", "text search dictionary")
)
_OF_TABLES = ("policy", "rule", "trigger")


def check_there(draft: Draft, remark: Thing, at: Span) -> None:
    """Settled already (`remarks.settle`).

    Raises:
        SqlError: the remark's object is not there.
    """
    if draft.printed or _there(draft, remark) or _by_extension(draft):
        return
    part = remark.table is not None and remark.about != "table"
    name = f"{remark.label} of {remark.table}" if part else str(remark.table or remark.subject)
    raise SqlError(
        f"{remark.about} {name} does not exist here", span=at, hint="Is it made by a file that was not given?"
    )


def _by_extension(draft: Draft) -> bool:
    return any(key[0] == "extension" and key[2] != "plpgsql" for key in draft.things)


def _there(draft: Draft, remark: Thing) -> bool:
    if remark.table is not None:
        return _part_there(draft, remark, remark.table)
    if remark.about == "schema":
        name = unquoted(remark.label)
        return name in draft.namespaces or name.startswith("pg_") or name in _BUILT_IN
    qname = remark.qname
    if qname is None or qname.schema in _BUILT_IN:
        return True
    if remark.about in (*ROUTINES, "routine"):
        found = draft.named(qname, *ROUTINES)
        return any(remark.label in ("", thing.label) for thing in found) or _may_be_built_in(qname)
    if remark.about == "index":
        return draft.has_relation(qname)  # among them those that a partition has because its parent has them
    if remark.about == "sequence":
        return qname in draft.sequences or draft.identity_of(qname) is not None
    if remark.about in ("type", "domain"):
        return draft.taken(qname) or _may_be_built_in(qname)
    if remark.about in _NAMED:
        return bool(draft.named(qname, *((remark.about,) if remark.about not in VIEWS else VIEWS)))
    return True


def _may_be_built_in(name: QName) -> bool:
    """A name that was written without a schema is that of something in `pg_catalog`, where no other is found."""
    return not name.schema


def _part_there(draft: Draft, remark: Thing, table: QName) -> bool:
    made = draft.tables.get(table)
    if table.schema in _BUILT_IN:
        return True
    if made is None:
        return draft.has_relation(table) or draft.taken(table)
    return _in_table(draft, made, remark, table)


def _in_table(draft: Draft, made: TableDraft, remark: Thing, table: QName) -> bool:
    name = unquoted(remark.label)
    if remark.about == "column":
        return made.opaque or name in made.columns
    if remark.about == "constraint":
        inherited = name in made.attached or made.partition is not None
        not_null = column_with(made, table, name)
        return made.opaque or name in made.constraints or inherited or not_null is not None
    if remark.about in _OF_TABLES:
        return any(part.kind == remark.about and part.label == remark.label for part in draft.parts(table))
    return True
