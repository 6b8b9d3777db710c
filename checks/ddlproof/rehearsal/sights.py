"""Whose rows a stranger sees after the migration: tables and views for which the migration has changed the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.model.thing import VIEWS, Thing
from ddlproof.postgres.access import views_over_protected
from ddlproof.postgres.session import Session

MOST = 12
"""Tables and views that are tried, at most."""


def may_matter(before: Schema, after: Schema, exposed: Iterable[str]) -> bool:
    """Whether there may be anything to watch: most migrations change nothing about that."""
    protected = _protected(after)
    views = (thing for thing in after.things if thing.kind in VIEWS)
    return any(_changed(before, after, protected, set(exposed))) or (
        bool(protected) and any(view not in before.things for view in views)
    )


def watched(session: Session, before: Schema, after: Schema, exposed: Iterable[str]) -> dict[QName, tuple[QName, ...]]:
    """New tables where others are protected or exposed, and protected ones that changed; views that read those.

    With each view come the protected tables that it reads. The session is one of a database with the schema after.
    """
    protected = _protected(after)
    changed = tuple(_changed(before, after, protected, set(exposed)))
    found: dict[QName, tuple[QName, ...]] = {}
    views = {thing.qname: thing for thing in after.things if thing.kind in VIEWS} if protected else {}
    for name, below in views_over_protected(session).items() if views else ():
        if views.get(name) not in before.things or set(below) & set(changed):
            found[name] = below
            found |= dict.fromkeys(below, ())
    found |= dict.fromkeys(changed, ())
    return dict(list(found.items())[:MOST])


def _protected(schema: Schema) -> set[QName]:
    return {table.name for table in schema.tables if table.row_level_security}


def _changed(before: Schema, after: Schema, protected: set[QName], exposed: set[str]) -> Iterator[QName]:
    """The tables of which somebody else may see other rows than before."""
    old = {table.name: table for table in before.tables}
    ruled, were_ruled = _policies(after), _policies(before)
    for table in after.tables:
        was = old.get(table.name)
        if was is None:
            if protected or table.name.schema in exposed or _granted(after, table.name):
                yield table.name
        elif was.row_level_security != table.row_level_security or ruled.get(table.name) != were_ruled.get(table.name):
            yield table.name


def _policies(schema: Schema) -> dict[QName, list[Thing]]:
    found: dict[QName, list[Thing]] = {}
    for thing in schema.things:
        if thing.kind == "policy" and thing.table is not None:
            found.setdefault(thing.table, []).append(thing)
    return found


def _granted(schema: Schema, table: QName) -> bool:
    return any(thing.kind == "grant" and thing.table == table for thing in schema.things)


def defines(schema: Schema) -> bool:
    """Whether a function of the schema runs as its owner."""
    return any(thing.get("security") == "definer" for thing in schema.things)
