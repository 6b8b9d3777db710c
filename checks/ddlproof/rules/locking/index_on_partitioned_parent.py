"""An index on a partitioned table: CONCURRENTLY is refused, and one ON ONLY it is not used until all have one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddConstraint, CreateIndex, DropIndex
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.names import QName
from ddlproof.model.structure import AttachIndex, AttachPartition
from ddlproof.rules.locking.locks import partitioned
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "CREATE INDEX on a partitioned table that the same migration did not make: CONCURRENTLY, or without ON ONLY "
        "and over its partitions; DROP INDEX CONCURRENTLY of an index of one; CREATE INDEX ON ONLY such a table, or a "
        "key of it by ALTER TABLE ONLY, without ALTER INDEX … ATTACH PARTITION for each of its partitions in the same "
        "migration."
    ),
    effect=(
        "PostgreSQL refuses CONCURRENTLY there; without it writes to all partitions wait until all indexes are built. "
        "One ON ONLY the parent stays invalid, and is used by nobody, until one of every partition is attached to it."
    ),
    instead=(
        "CREATE INDEX ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, then ALTER INDEX … ATTACH "
        "PARTITION for each."
    ),
    needs="the schema before",
)
_BEFORE = (
    "create table events (at date not null, kind int) partition by range (at);\n"
    "create table events_24 partition of events for values from ('2024-01-01') to ('2025-01-01');"
)
BAD = Example("create index concurrently events_kind on events (kind);", before=_BEFORE)
GOOD = Example(
    "create index events_kind on only events (kind);\n"
    "create index concurrently events_24_kind on events_24 (kind);\n"
    "alter index events_kind attach partition events_24_kind;",
    before=_BEFORE,
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for an index that cannot be made, or that nobody will use."""
    match moment.action:
        case CreateIndex(index=index, concurrently=True) if partitioned(moment, index.table):
            yield _hit(moment, f"PostgreSQL refuses CONCURRENTLY: {index.table} is partitioned", index.table)
        case DropIndex(index=name, concurrently=True):
            dropped = moment.view.index(name)
            if dropped is not None and partitioned(moment, dropped.table):
                said = f"PostgreSQL refuses CONCURRENTLY: {dropped.table}, which has the index, is partitioned"
                yield _hit(moment, said, dropped.table, "DROP INDEX with lock_timeout set: no other form exists.")
        case CreateIndex(index=index, only=False, concurrently=False) if _has_partitions(moment, index.table):
            said = f"writes to {index.table} wait, whatever the partition, until an index of each is built"
            yield _hit(moment, said, index.table)
        case CreateIndex(index=index, only=True) if partitioned(moment, index.table):
            yield from _left_invalid(moment, index.table, index.name.name)
        case AddConstraint(table=table, constraint=PrimaryKey() | Unique() as key, only=True, using_index=None):
            if partitioned(moment, table):
                yield from _left_invalid(moment, table, key.name or _implied(table, key))


def _has_partitions(moment: Moment, name: QName) -> bool:
    return moment.existing(name) and partitioned(moment, name) and bool(moment.view.children(name))


def _implied(table: QName, key: PrimaryKey | Unique) -> str:
    """The name that PostgreSQL gives a key without one."""
    listed = "" if isinstance(key, PrimaryKey) else f"_{'_'.join(key.columns)}"
    return f"{table.name}{listed}_{'pkey' if isinstance(key, PrimaryKey) else 'key'}"


def _left_invalid(moment: Moment, table: QName, name: str) -> Iterator[Hit]:
    attached = _attached(moment.script)
    wanting = {*moment.view.children(table), *attached.partitions.get(table, ())}
    for part in attached.indexes.get(name, ()):
        called = table.sibling(part)
        old = moment.view.index(called)
        there = old.table if old is not None else moment.view.owner_of(called)
        owner = attached.owners.get(part) or there
        wanting -= {owner} if owner is not None else set()
    if wanting:
        listed = ", ".join(sorted(str(name) for name in wanting))
        said = f"the index of {table} stays invalid, and is used by nobody: none is attached to it for {listed}"
        yield _hit(moment, said, table)


@dataclass(slots=True)
class _Attached:
    """What a script attaches: partitions by parent, indexes of partitions by that of the parent; and whose they are."""

    partitions: dict[QName, set[QName]] = field(default_factory=dict)
    indexes: dict[str, set[str]] = field(default_factory=dict)
    owners: dict[str, QName] = field(default_factory=dict)


@OncePerScript
def _attached(script: Script) -> _Attached:
    found = _Attached()
    for action, _ in script:
        match action:
            case AttachPartition(table=parent, partition=child):
                found.partitions.setdefault(parent, set()).add(child)
            case CreateIndex(index=index):
                found.owners[index.name.name] = index.table
            case AddConstraint(table=owner, constraint=PrimaryKey() | Unique() as key):
                found.owners[key.name] = owner
            case AttachIndex(index=name, partition=part):
                found.indexes.setdefault(name.name, set()).add(part.name)
    return found


def _hit(moment: Moment, said: str, table: QName, instead: str = "") -> Hit:
    return Hit(said, span=moment.action.at, object=str(table), instead=instead)
