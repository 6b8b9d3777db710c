"""What a transaction holds and has done so far: locks, rewritten relations, scanned tables; the timeouts in force.

PostgreSQL documentation, section 13.3.1 "Table-Level Locks"; `pg_locks`; `pg_stat_xact_all_tables`. Scans count every
sequential read inside the transaction, one more for each index that is built.
"""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.evidence import NOT_SEEN, Lock, Timeouts
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
select c.oid::int8, format('%I.%I', n.nspname, c.relname), c.relkind::text, c.relfilenode::int8
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'i', 'I', 'm', 'S', 'v') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
"""
_SEEN = """
select c.oid::int8, c.relfilenode::int8, pg_stat_get_xact_numscans(c.oid), l.modes
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
left join (
  select relation, array_agg(mode) as modes
  from pg_locks
  where pid = pg_backend_pid() and locktype = 'relation' and granted
    and database = (select oid from pg_database where datname = current_database())
  group by relation
) l on l.relation = c.oid
where c.relkind in ('r', 'p', 'i', 'I', 'm', 'S', 'v') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
union all
select 0, (pg_current_wal_insert_lsn() - '0/0')::int8, 0,
       array[current_setting('lock_timeout'), current_setting('statement_timeout')]
"""
_SERVER = 0
"""The row that is about no relation has this for an oid: how far the write-ahead log is, and the timeouts."""
_TIMEOUTS = "select current_setting('lock_timeout'), current_setting('statement_timeout')"
_WRITES = """
select sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
           + pg_stat_get_xact_tuples_deleted(oid))::int8
from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'
having current_setting('track_counts')::bool
"""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, index, sequence or view, as it was before a statement."""

    name: str
    kind: str
    filenode: int


Relations = dict[int, Relation]


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen at one moment of a transaction, about relations that were there before it.

    `scans` counts the sequential reads of each table. The counters may go back to before the transaction, since
    PostgreSQL reports them with a delay: only differences mean something. So it is with `wal`, the position in the
    server's write-ahead log in bytes.
    """

    locks: frozenset[Lock] = frozenset()
    rewrites: frozenset[str] = frozenset()
    scans: frozenset[tuple[str, int]] = frozenset()
    wal: int = 0
    timeouts: Timeouts = NOT_SEEN

    def since(self, earlier: Observation) -> Observation:
        """What is new, and the timeouts as they are."""
        return Observation(
            self.locks - earlier.locks,
            self.rewrites - earlier.rewrites,
            self.scans - earlier.scans,
            self.wal - earlier.wal,
            self.timeouts,
        )

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
    locks, rewrites, scans = set[Lock](), set[str](), set[tuple[str, int]]()
    wal, in_force = 0, NOT_SEEN
    for oid, filenode, scanned, modes in session.fetch(_SEEN):
        if oid == _SERVER:
            wal, in_force = filenode, Timeouts(*modes)
        known = before.get(oid)
        if known is None:
            continue
        if filenode != known.filenode:
            rewrites.add(known.name)
        if scanned and known.kind in "rpm":
            scans.add((known.name, scanned))
        strong = [mode for mode in modes or () if mode in _BLOCKS]
        if strong and known.kind in "rpmv":
            mode = max(strong, key=list(_BLOCKS).index)
            locks.add(Lock(known.name, _MODES[mode], _BLOCKS[mode]))
    return Observation(frozenset(locks), frozenset(rewrites), frozenset(scans), wal, in_force)


def timeouts(session: Session) -> Timeouts:
    """Those in force, where nothing else is observed."""
    ((lock, statement),) = session.fetch(_TIMEOUTS)
    return Timeouts(lock, statement)


def catalog_writes(session: Session) -> int | None:
    """How often the open transaction has written to the catalog; None where the server does not count.

    It is what DDL does. A statement that leaves this as it was has done nothing to the schema.
    """
    return next((count for (count,) in session.fetch(_WRITES)), None)
