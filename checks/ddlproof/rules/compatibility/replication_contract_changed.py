"""What subscribers and change data capture get is no longer the same."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import ChangeThing, DropColumn, DropConstraint, DropThing, PutThing
from ddlproof.model.names import QName, quote
from ddlproof.model.structure import SetTable
from ddlproof.model.table import Table
from ddlproof.model.thing import Thing
from ddlproof.rules.added import added
from ddlproof.rules.rule import About, Example
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "REPLICA IDENTITY of a table that the migration did not make; ALTER and DROP PUBLICATION; and a table in a "
        "publication without a primary key or REPLICA IDENTITY, as far as the migration makes it so."
    ),
    effect=(
        "Subscribers get other rows or columns than they expect. From a published table without an identity, UPDATE "
        "and DELETE fail."
    ),
    instead="Tell whoever reads the stream first; give the table a primary key, or REPLICA IDENTITY USING INDEX.",
    needs="the migration, and the tables",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("create publication feed for table jobs;", before=_BEFORE)
GOOD = Example("create publication feed for table jobs;", before="create table jobs (id int primary key);")


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each change of what is replicated."""
    touched: dict[str, Span] = {}
    for _, action in ending.steps:
        match action:
            case SetTable(table=table, changes=changes) if table not in ending.fresh:
                if any(name == "replica identity" for name, _ in changes):
                    now = dict(changes)["replica identity"] or "default"
                    said = f"subscribers tell old rows of {table} by another identity: {now}"
                    yield Hit(said, span=action.at, object=str(table))
            case PutThing(thing=Thing(kind="publication") as publication):
                touched[publication.name] = action.at
            case ChangeThing(thing=Thing(kind="publication") as publication):
                touched[publication.name] = action.at
                yield _hit(publication, action.at, "publishes something else: subscribers have to follow")
            case DropThing(thing=Thing(kind="publication") as publication):
                yield _hit(publication, action.at, "is dropped: its subscribers get an error, and no more rows")
    yield from _without_identity(ending, touched)


def _hit(publication: Thing, at: Span, said: str) -> Hit:
    return Hit(f"publication {publication.name} {said}", span=at, object=publication.name)


def _without_identity(ending: Ending, touched: dict[str, Span]) -> Iterator[Hit]:
    """The tables in a publication of which no row can be told from another, if the script makes one or the other."""
    new, lost = added(ending).tables, _identity_lost(ending)
    for publication in ending.after.things:
        if publication.kind != "publication" or not _updates(publication):
            continue
        for table in ending.tables.values():
            at = touched.get(publication.name) or (new[table.name][1] if table.name in new else lost.get(table.name))
            if at is not None and _publishes(publication, table) and not _identified(table):
                said = (
                    f"{table.name} in publication {publication.name} has no primary key: UPDATE and DELETE of it fail"
                )
                yield Hit(said, span=at, object=str(table.name))


def _identity_lost(ending: Ending) -> dict[QName, Span]:
    """Where tables that could tell their rows apart lose the key for that."""
    found: dict[QName, Span] = {}
    for _, action in ending.steps:
        if isinstance(action, DropConstraint | DropColumn):
            old = ending.old.get(action.table)
            if old is not None and _identified(old):
                found[action.table] = action.at
    return found


def _updates(publication: Thing) -> bool:
    """Whether it publishes more than INSERT and TRUNCATE."""
    published = publication.get("publish")
    return published is None or "update" in published or "delete" in published


def _publishes(publication: Thing, table: Table) -> bool:
    names = dict(publication.attributes)
    return any(
        key in (f"table {table.name}", "all tables", f"tables in schema {quote(table.name.schema)}") for key in names
    )


def _identified(table: Table) -> bool:
    given = dict(table.attributes).get("replica identity")
    return given not in (None, "nothing") or (given is None and table.primary_key is not None)
