"""A partition comes or goes, and the table that it is a part of is locked as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import CreateTable, DropTable
from ddlproof.model.bounds import condition
from ddlproof.model.expression import Expression
from ddlproof.model.names import QName
from ddlproof.model.structure import AttachPartition, DetachPartition
from ddlproof.model.table import Table
from ddlproof.rules.bounds import excluded, implied
from ddlproof.rules.existing import dropped_later
from ddlproof.rules.locking.locks import defaults_of
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import words

CONCURRENT_SINCE = 14
"""The first version with DETACH PARTITION … CONCURRENTLY."""

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "CREATE TABLE … PARTITION OF, DETACH PARTITION without CONCURRENTLY and DROP TABLE of a partition, where the "
        "same migration did not make the parent; ATTACH PARTITION of a table without a validated CHECK that implies "
        "its bounds, or beside a default partition without one that excludes them; DETACH … CONCURRENTLY where there "
        "is one."
    ),
    effect=(
        "ACCESS EXCLUSIVE on the parent, so that nobody reads or writes any of its partitions; a default partition is "
        "locked, too, and scanned for rows of the new one. ATTACH scans under ACCESS EXCLUSIVE what it attaches."
    ),
    instead=(
        "CREATE TABLE (LIKE parent INCLUDING ALL), a CHECK of the bounds, NOT VALID and then validated, and ATTACH "
        "PARTITION; DETACH PARTITION … CONCURRENTLY before DROP TABLE."
    ),
    needs="the schema before",
)
_BEFORE = (
    "create table events (at date not null) partition by range (at);\n"
    "create table events_24 partition of events for values from ('2024-01-01') to ('2025-01-01');"
)
BAD = Example(
    "create table events_25 partition of events for values from ('2025-01-01') to ('2026-01-01');", before=_BEFORE
)
GOOD = Example(
    "create table events_25 (like events including all);\n"
    "alter table events_25 add constraint events_25_at check (at >= '2025-01-01' and at < '2026-01-01');\n"
    "alter table events attach partition events_25 for values from ('2025-01-01') to ('2026-01-01');\n"
    "alter table events detach partition events_24 concurrently;",
    before=_BEFORE,
)
_ATTACH = "CREATE TABLE (LIKE parent INCLUDING ALL), a CHECK of the bounds, then ATTACH PARTITION."
_CHECKED = "A CHECK of the bounds, NOT VALID and then validated, before ATTACH PARTITION."
_DEFAULT = "A CHECK that excludes the bounds, NOT VALID and then validated, on the default partition before that."
_DETACH = "DETACH PARTITION … CONCURRENTLY, outside of a transaction."
_LIMITED = "SET lock_timeout and run it again when it gives up; keep its transaction short."


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each table that is locked with all its partitions, or scanned under a lock."""
    match moment.action:
        case CreateTable(table=Table(partition=partition)) if partition is not None:
            yield from _created(moment, partition.parent, partition.bounds)
        case AttachPartition(table=parent, partition=child, bounds=bounds):
            yield from _attached(moment, parent, child, bounds)
        case DetachPartition(table=parent, partition=child):
            yield from _detached(moment, parent, child)
        case DropTable(table=name):
            yield from _dropped(moment, name)


def _created(moment: Moment, parent: QName, bounds: str) -> Iterator[Hit]:
    if not moment.existing(parent):
        return
    scanned = _scanned_default(moment, parent, bounds)
    also = f", and {scanned} is scanned for rows that belong into the new one" if scanned is not None else ""
    said = f"nobody can read or write {parent}, any partition of it, until this commits{also}"
    yield _hit(moment, said, parent, f"{_ATTACH} {_DEFAULT}" if scanned is not None else _ATTACH)


def _attached(moment: Moment, parent: QName, child: QName, bounds: str) -> Iterator[Hit]:
    scanned = _scanned_default(moment, parent, bounds)
    if scanned is not None:
        yield _hit(moment, f"{scanned} is scanned while nobody can read or write it", scanned, _DEFAULT)
    table = moment.view.table(child)
    if not moment.existing(child) or table is None:
        return
    settled = _settled(moment, parent, table, bounds)
    if settled is not True:
        why = "" if settled is False else "unless a CHECK of it implies the bounds, which could not be decided, "
        said = f"{why}all of {child} is scanned while nobody can read or write it"
        yield _hit(moment, said, child, _CHECKED, None if settled is False else Severity.WARNING)


def _detached(moment: Moment, parent: QName, child: QName) -> Iterator[Hit]:
    said = words(moment.action.at.text)
    default = _default_of(moment, parent)
    if "CONCURRENTLY" in said and default is not None:
        yield _hit(moment, f"PostgreSQL refuses CONCURRENTLY: {parent} has a default partition", parent, _LIMITED)
    if "CONCURRENTLY" in said or "FINALIZE" in said or not moment.existing(parent):
        return
    concurrent = moment.version >= CONCURRENT_SINCE and default is None
    yield _hit(
        moment, f"nobody can read or write {parent}, any partition of it, until this commits", parent,
        _DETACH if concurrent else _LIMITED,
    )  # fmt: skip


def _dropped(moment: Moment, name: QName) -> Iterator[Hit]:
    table = moment.view.table(name)
    if table is None or table.partition is None or not moment.existing(table.partition.parent):
        return
    parent = table.partition.parent
    if dropped_later(moment, parent):
        return
    concurrent = moment.version >= CONCURRENT_SINCE and _default_of(moment, parent) is None
    yield _hit(
        moment, f"dropping its partition {name.name} locks all of {parent}: nobody can read or write it", parent,
        f"{_DETACH[:-1]}, then DROP TABLE." if concurrent else _LIMITED,
    )  # fmt: skip


def _default_of(moment: Moment, parent: QName) -> QName | None:
    """The default partition of a table, if it has one."""
    return next(defaults_of(moment, parent), None)


def _scanned_default(moment: Moment, parent: QName, bounds: str) -> QName | None:
    """The default partition, if it has to be looked through for rows that the new partition takes."""
    default = _default_of(moment, parent)
    table = moment.view.table(default) if default is not None else None
    if default is None or table is None or not moment.existing(default):
        return None
    bound = _bound(moment, parent, bounds)
    return None if bound is not None and excluded(table, moment.view.freeze(), bound) else default


def _settled(moment: Moment, parent: QName, table: Table, bounds: str) -> bool | None:
    if bounds == "default":
        return None
    bound = _bound(moment, parent, bounds)
    return implied(table, moment.view.freeze(), bound) if bound is not None else None


def _bound(moment: Moment, parent: QName, bounds: str) -> Expression | None:
    above = moment.view.table(parent)
    return condition(bounds, above.partitioned.keys) if above is not None and above.partitioned is not None else None


def _hit(moment: Moment, said: str, name: QName, instead: str = "", severity: Severity | None = None) -> Hit:
    return Hit(said, span=moment.action.at, object=str(name), instead=instead, severity=severity)
