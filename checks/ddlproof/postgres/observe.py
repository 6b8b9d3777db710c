"""What a transaction holds and has done so far: locks, rewritten relations, scanned tables.

PostgreSQL documentation, section 13.3.1 "Table-Level Locks"; `pg_locks`; `pg_stat_xact_all_tables`. Scans count every
sequential read inside the transaction, one more for each index that is built.
"""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.evidence import Lock
from ddlproof.postgres.session import Session

# Weakest first. The modes of ordinary queries (up to ROW EXCLUSIVE) are left out: queries do not wait for them.
_BLOCKS = {
    "ShareUpdateExclusiveLock": "schema changes",
    "ShareLock": "writes",
    "ShareRowExclusiveLock": "writes",
    "ExclusiveLock": "writes",
    "AccessExclusiveLock": "reads and writes",
}
_MODES = {
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
    "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ExclusiveLock": "EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}

_RELATIONS = """
select c.oid::int8, n.nspname || '.' || c.relname, c.relkind::text, c.relfilenode::int8
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'i', 'I', 'm', 'S') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
"""
_LOCKS = """
select relation::int8, mode from pg_locks
where pid = pg_backend_pid() and locktype = 'relation' and granted
  and database = (select oid from pg_database where datname = current_database())
"""
_SCANS = "select relid::int8, seq_scan from pg_stat_xact_user_tables"
_WRITES = """
select sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
           + pg_stat_get_xact_tuples_deleted(oid))::int8
from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'
having current_setting('track_counts')::bool
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, index, sequence or materialized view, as it was before a statement."""

    name: str
    kind: str
    filenode: int


Relations = dict[int, Relation]


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen at one moment of a transaction, about relations that were there before it.

    `scans` counts the sequential reads of each table. The counters may go back to before the transaction, since
    PostgreSQL reports them with a delay: only differences mean something.
    """

    locks: frozenset[Lock] = frozenset()
    rewrites: frozenset[str] = frozenset()
    scans: frozenset[tuple[str, int]] = frozenset()

    def since(self, earlier: Observation) -> Observation:
        """What is new."""
        return Observation(self.locks - earlier.locks, self.rewrites - earlier.rewrites, self.scans - earlier.scans)

    @property
    def scanned(self) -> tuple[str, ...]:
        """The tables that were read whole."""
        return tuple(sorted({name for name, _ in self.scans}))


def relations(session: Session) -> Relations:
    """The relations outside of PostgreSQL's own schemas, by oid."""
    return {oid: Relation(name, kind, node) for oid, name, kind, node in session.fetch(_RELATIONS)}


def observe(session: Session, before: Relations) -> Observation:
    """What the session's open transaction holds and has done to the relations of `before`.

    Locks on indexes are left out, since those on their table say the same to those who wait.
    """
    with session.trusted_names():
        held, now, counted = session.fetch(_LOCKS), relations(session), session.fetch(_SCANS)
    modes: dict[int, str] = {}
    for oid, mode in held:
        known = before.get(oid)
        if known is not None and known.kind in "rpm" and mode in _BLOCKS:
            modes[oid] = max(modes.get(oid, mode), mode, key=list(_BLOCKS).index)
    scans = frozenset((before[oid].name, times) for oid, times in counted if oid in before and times)
    return Observation(
        locks=frozenset(Lock(before[oid].name, _MODES[mode], _BLOCKS[mode]) for oid, mode in modes.items()),
        rewrites=frozenset(was.name for oid, was in before.items() if oid in now and was.filenode != now[oid].filenode),
        scans=scans,
    )


def catalog_writes(session: Session) -> int | None:
    """How often the open transaction has written to the catalog; None where the server does not count.

    It is what DDL does. A statement that leaves this as it was has done nothing to the schema.
    """
    return next((count for (count,) in session.fetch(_WRITES)), None)
