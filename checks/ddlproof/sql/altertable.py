"""The subcommands of ALTER TABLE that concern a whole table: attributes, partitions, inheritance.

PostgreSQL documentation, ALTER TABLE.
"""

from __future__ import annotations

from ddlproof.model.action import Action
from ddlproof.model.attributes import Changes
from ddlproof.model.names import QName
from ddlproof.model.structure import (
    AlterConstraint,
    AttachPartition,
    ClusterOn,
    DetachPartition,
    Inherit,
    MoveTable,
    OfType,
    SetTable,
)
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.partition import read_bounds
from ddlproof.sql.storage import read_parameter_names, read_parameters
from ddlproof.sql.table import of_table


def read_whole(cursor: Cursor, table: QName) -> Action | None:
    """A subcommand of these; None where another one comes next."""
    start = cursor.index
    for read in (_attribute, _partition, _constraint):
        found = read(cursor, table, start)
        if found is not None:
            return found
        cursor.index = start
    return None


_FLAGS: tuple[tuple[str, Changes], ...] = (
    ("ENABLE ROW LEVEL SECURITY", (("row level security", "enabled"),)),
    ("DISABLE ROW LEVEL SECURITY", (("row level security", None),)),
    ("FORCE ROW LEVEL SECURITY", (("force row level security", "enabled"),)),
    ("NO FORCE ROW LEVEL SECURITY", (("force row level security", None),)),
    ("SET LOGGED", (("persistence", None),)),
    ("SET UNLOGGED", (("persistence", "unlogged"),)),
    ("SET WITHOUT OIDS", ()),
    ("REPLICA IDENTITY DEFAULT", (("replica identity", None),)),
    ("REPLICA IDENTITY FULL", (("replica identity", "full"),)),
    ("REPLICA IDENTITY NOTHING", (("replica identity", "nothing"),)),
)


def _attribute(cursor: Cursor, table: QName, start: int) -> Action | None:
    changes: Changes | None = next((changes for words, changes in _FLAGS if cursor.take(*words.split())), None)
    if changes is None:
        changes = _valued(cursor)
    if changes is not None:
        return SetTable(at=cursor.since(start), table=table, changes=changes)
    if cursor.take("CLUSTER", "ON"):
        index = cursor.name("an index")
        return ClusterOn(at=cursor.since(start), table=table, index=index)
    if cursor.take("SET", "WITHOUT", "CLUSTER"):
        return ClusterOn(at=cursor.since(start), table=table, index=None)
    if cursor.take("NOT", "OF"):
        return OfType(at=cursor.since(start), table=table, of=None)
    if cursor.take("OF"):
        of = cursor.qname("a composite type")
        return OfType(at=cursor.since(start), table=table, of=of)
    if cursor.take("SET", "SCHEMA"):
        schema = cursor.name("a schema")
        return MoveTable(at=cursor.since(start), table=table, schema=schema)
    return None


def _valued(cursor: Cursor) -> Changes | None:
    if cursor.take("REPLICA", "IDENTITY", "USING", "INDEX"):
        return (("replica identity", f"index {cursor.name('an index')}"),)
    if cursor.take("SET", "ACCESS", "METHOD"):
        method = None if cursor.take("DEFAULT") else cursor.name("an access method")
        return (("access method", None if method == "heap" else method),)
    if cursor.take("SET", "TABLESPACE"):
        name = cursor.name("a tablespace")
        return (("tablespace", None if name == "pg_default" else name),)
    if cursor.at("SET", "("):
        cursor.expect("SET")
        return of_table(read_parameters(cursor))
    if cursor.take("RESET"):
        return tuple((name, None) for name in read_parameter_names(cursor))
    return None


def _partition(cursor: Cursor, table: QName, start: int) -> Action | None:
    if cursor.take("ATTACH", "PARTITION"):
        partition = cursor.qname("a table")
        bounds = read_bounds(cursor)
        return AttachPartition(at=cursor.since(start), table=table, partition=partition, bounds=bounds)
    if cursor.take("DETACH", "PARTITION"):
        partition = cursor.qname("a table")
        cursor.take_one("CONCURRENTLY", "FINALIZE")
        return DetachPartition(at=cursor.since(start), table=table, partition=partition)
    inherit = cursor.take_one("INHERIT", "NO INHERIT")
    if inherit is None:
        return None
    parent = cursor.qname("a table")
    return Inherit(at=cursor.since(start), table=table, parent=parent, inherit=inherit == "INHERIT")


def _constraint(cursor: Cursor, table: QName, start: int) -> Action | None:
    if not cursor.take("ALTER", "CONSTRAINT"):
        return None
    name = cursor.name("a constraint name")
    deferrable = deferred = enforced = inherit = None
    first = cursor.index
    while True:
        if cursor.take("NOT", "DEFERRABLE"):
            deferrable = False
        elif cursor.take("DEFERRABLE"):
            deferrable = True
        elif cursor.take("INITIALLY", "DEFERRED"):
            deferred = True
        elif cursor.take("INITIALLY", "IMMEDIATE"):
            deferred = False
        elif cursor.take("NOT", "ENFORCED"):
            enforced = False
        elif cursor.take("ENFORCED"):
            enforced = True
        elif (word := cursor.take_one("NO INHERIT", "INHERIT")) is not None:
            inherit = word == "INHERIT"
        else:
            break
    if cursor.index == first:
        raise cursor.error("DEFERRABLE, INITIALLY …, ENFORCED or INHERIT")
    # What it does not say of these is the default, not what was there (documentation, ALTER TABLE).
    if deferred and deferrable is None:
        deferrable = True
    if deferrable is not None or deferred is not None:
        deferrable, deferred = bool(deferrable), bool(deferred)
    return AlterConstraint(
        at=cursor.since(start), table=table, name=name,
        deferrable=deferrable, initially_deferred=deferred, enforced=enforced, inherit=inherit,
    )  # fmt: skip
