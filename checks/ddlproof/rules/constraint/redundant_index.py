"""An index does nothing that another one does not do as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.index import Key
from ddlproof.model.names import QName, quote
from ddlproof.model.table import Table
from ddlproof.rules.added import added
from ddlproof.rules.keys import Access, accesses
from ddlproof.rules.rule import About, Example
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A new index whose columns are those of another index of the table or its first ones, the index behind a "
        "PRIMARY KEY or UNIQUE included, with the same method, order, operator class and predicate; or a new index "
        "that makes an old one so. A unique index is only redundant beside one that is unique over no more columns. A "
        "note where it is only the beginning of the other: a smaller index may be worth its price."
    ),
    effect="Every write keeps both up to date, and no query needs the second.",
    instead="Leave it out, or DROP INDEX CONCURRENTLY the one that is no longer needed.",
    needs="the schema before",
)
_BEFORE = "create table notes (id bigint primary key, team_id int, slug text);"
BAD = Example("create index on notes (team_id);\ncreate index on notes (team_id, slug);", before=_BEFORE)
GOOD = Example("create index on notes (slug);\ncreate index on notes (team_id, slug);", before=_BEFORE)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each new index that is one too many, or that makes another one so."""
    made = added(ending)
    new: dict[QName, dict[str, Span]] = {}
    for index, at in made.indexes:
        if index.valid:
            new.setdefault(index.table, {})[index.name.name] = at
    for one in made.constraints:
        if isinstance(one.constraint, PrimaryKey | Unique):
            new.setdefault(one.owner, {})[one.constraint.name] = one.at
    for owner, places in new.items():
        if owner in ending.tables:
            yield from _in_table(ending, ending.tables[owner], places)


def _in_table(ending: Ending, table: Table, new: dict[str, Span]) -> Iterator[Hit]:
    all_ = tuple(accesses(ending, table))
    told: set[str] = set()
    for one in all_:
        for other in all_:
            if one.name == other.name or one.name in told or not _redundant(one, other):
                continue
            if _redundant(other, one) and (other.name in told or _keep(one, other, new)):
                continue
            at = new.get(one.name) or new.get(other.name)
            if at is not None and not _was(one, all_, new):
                told.add(one.name)
                yield _hit(table, one, other, at)


def _was(one: Access, all_: tuple[Access, ...], new: dict[str, Span]) -> bool:
    """Whether an old index was one too many before the script already."""
    old = [other for other in all_ if other.name not in new and other.name != one.name]
    return one.name not in new and any(_redundant(one, other) for other in old)


def _keep(one: Access, other: Access, new: dict[str, Span]) -> bool:
    """Which of two equal indexes is not the one too many: a constraint's, an old one, the one that came first."""
    return (one.owner is None, one.name in new, one.name) < (other.owner is None, other.name in new, other.name)


def _redundant(one: Access, other: Access) -> bool:
    """Whether `other` serves whatever `one` serves."""
    whole = len(one.keys) == len(other.keys)
    if one.method != other.method or one.predicate != other.predicate:
        return False
    if not whole and one.method != "btree":
        return False
    beginning = other.keys[: len(one.keys)]
    if one.keys != beginning and tuple(map(_reversed, one.keys)) != beginning:
        return False
    names = {*other.columns, *other.include}
    if not set(one.include) <= names or isinstance(one.owner, PrimaryKey):
        return False
    if one.unique and not (whole and other.unique and one.nulls_not_distinct <= other.nulls_not_distinct):
        return False
    return not (one.owner is not None and _deferrable(one) != _deferrable(other))


def _deferrable(one: Access) -> bool:
    return one.owner is not None and one.owner.deferrable


def _reversed(key: Key) -> Key:
    """The same key read backwards: PostgreSQL scans an index in both directions."""
    turned = {"": "desc", "desc": "", "desc nulls last": "nulls first", "nulls first": "desc nulls last"}
    return replace(key, ordering=turned.get(key.ordering, key.ordering))


def _hit(table: Table, one: Access, other: Access, at: Span) -> Hit:
    how = "is the same as" if len(one.keys) == len(other.keys) else "is the beginning of"
    return Hit(
        f"index {quote(one.name)} {how} {quote(other.name)}, which serves every query that it serves",
        span=at,
        object=f"{table.name}.{one.name}",
        severity=None if len(one.keys) == len(other.keys) else Severity.NOTE,
        instead=_instead(table, one, other),
    )


def _instead(table: Table, one: Access, other: Access) -> str:
    """How to be rid of one of them, where that is not by DROP INDEX CONCURRENTLY of either."""
    if one.owner is not None:
        return "Leave it out, or ALTER TABLE … DROP CONSTRAINT the one that is no longer needed."
    if table.partitioned is not None:
        return "Leave it out, or DROP INDEX the one that is no longer needed: on a partitioned table not CONCURRENTLY."
    return f"Leave it out, or DROP INDEX CONCURRENTLY {quote(one.name)}." if other.owner is not None else ""
