"""Which lock an action takes on which table that is in use, and what a timeout's value means.

PostgreSQL documentation, section 13.3.1 "Table-Level Locks", and the pages of the statements. Not a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.evidence import Moment, Timeouts
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique
from ddlproof.model.names import QName
from ddlproof.model.thing import Thing
from ddlproof.rules.domains import users_of_domain, users_of_type
from ddlproof.rules.plain import index_table, plain, resolve, tables, textual
from ddlproof.rules.words import first_words, name_at, words

STRONG = "ACCESS EXCLUSIVE"
BOTH = "SHARE ROW EXCLUSIVE"
WRITES_WAIT = ("SHARE", BOTH, "EXCLUSIVE", STRONG)
"""The modes that conflict with ROW EXCLUSIVE, which every write takes."""
WEAK = ("SHARE UPDATE EXCLUSIVE",)
"""The mode for which nothing but other changes of the schema waits."""

LOCK_LIMIT = 60_000
"""A lock_timeout above this many milliseconds protects nobody."""
BUILD_LIMIT = 600_000
"""Timeouts from ten minutes on are taken to be meant for builds."""


def strong_locks(moment: Moment) -> Iterator[tuple[QName, str]]:
    """Every table in use that the action locks against writes, with the mode."""
    return ((table, mode) for table, mode in _locks(moment) if moment.existing(table))


def _locks(moment: Moment) -> Iterator[tuple[QName, str]]:
    match moment.action:
        case a.CreateIndex(index=index, concurrently=False):
            yield index.table, "SHARE"
        case a.DropIndex(index=name, concurrently=False):
            dropped = moment.view.index(name)
            if dropped is not None:
                yield dropped.table, STRONG
        case a.CreateTable(table=made):
            yield from _referenced(made.constraints, made.name)
            if made.partition is not None:
                yield from _whole(moment, made.partition.parent)
        case a.DropTable(table=table):
            yield table, STRONG
            yield from _of_dropped(moment, table)
            yield from _referring(moment, table)
        case a.DropConstraint(table=table) | a.DropColumn(table=table):
            yield table, STRONG
            yield from ((key.target, STRONG) for key in foreign_keys_dropped(moment, table))
            yield from _referring(moment, table)
        case s.AttachPartition(table=parent, partition=child):
            yield child, STRONG
            yield from ((default, STRONG) for default in defaults_of(moment, parent))
        case s.DetachPartition(table=parent, partition=child):
            if not {"CONCURRENTLY", "FINALIZE"} & set(words(moment.action.at.text)):
                yield child, STRONG
                yield from _whole(moment, parent)
        case s.SetTable(table=table, changes=changes):
            if any(name in _COPIED or "row level security" in name for name, _ in changes):
                yield table, STRONG
        case s.SetColumn(table=table, changes=changes, identity=identity):
            if identity is not None or any(name in ("storage", "compression") for name, _ in changes):
                yield table, STRONG
        case s.SetExpression(table=table) | s.MoveTable(table=table) | s.AlterConstraint(table=table):
            yield table, STRONG
        case s.Inherit(table=table):
            yield table, STRONG
        case a.PutThing(thing=Thing(kind="policy" | "rule", table=QName() as table)):
            yield table, STRONG
        case a.DropThing(thing=Thing(kind="policy" | "rule" | "trigger", table=QName() as table)):
            yield table, STRONG
        case a.PutThing(thing=Thing(kind="owner", about="table", table=QName() as table)):
            yield table, STRONG
        case a.DropThing(thing=Thing(kind="owner", about="table", table=QName() as table)):
            yield table, STRONG
        case a.ChangeThing(thing=Thing(kind="policy" | "trigger" as kind, table=QName() as table), to=to):
            yield table, STRONG if kind == "policy" or to is not None else BOTH
        case a.AddConstraint(table=table, constraint=constraint):
            yield table, BOTH if isinstance(constraint, ForeignKey) else STRONG
            yield from _referenced((constraint,), table)
        case a.AddColumn(table=table, constraints=constraints):
            yield table, STRONG
            yield from _referenced(constraints, table)
        case a.DropNamespace(name=schema, cascade=True):
            for table in _of_schema(moment, schema):
                yield table, STRONG
                yield from _of_dropped(moment, table)
                yield from _referring(moment, table)
        case a.DropType(name=dropped, cascade=True):
            yield from ((table, STRONG) for table in users_of_type(moment, dropped))
        case s.DomainCheck(name=domain, check=Check(validated=True)) | s.SetDomain(name=domain, not_null=True):
            yield from ((table, "SHARE") for table in users_of_domain(moment, domain))
        case (
            a.SetType(table=table)
            | a.SetDefault(table=table)
            | a.SetNotNull(table=table)
            | a.RenameTable(table=table)
            | a.RenameColumn(table=table)
            | a.RenameConstraint(table=table)
        ):
            yield table, STRONG
        case a.Rows(verb="TRUNCATE"):
            yield from _of_text(moment)
        case action if textual(action):
            yield from _of_text(moment)


def _referenced(constraints: tuple[Constraint, ...], table: QName) -> Iterator[tuple[QName, str]]:
    for one in constraints:
        if isinstance(one, ForeignKey) and one.target != table:
            yield one.target, BOTH


def partitioned(moment: Moment, name: QName) -> bool:
    """Whether a table is known to be partitioned: PostgreSQL refuses CONCURRENTLY on it."""
    table = moment.view.table(name)
    return table is not None and table.partitioned is not None


_COPIED = ("persistence", "access method", "tablespace", "replica identity")


def defaults_of(moment: Moment, parent: QName) -> Iterator[QName]:
    """The default partition of a table, if it has one."""
    for child in moment.view.children(parent):
        table = moment.view.table(child)
        if table is not None and table.partition is not None and table.partition.bounds == "default":
            yield child


def _whole(moment: Moment, parent: QName) -> Iterator[tuple[QName, str]]:
    """A partitioned table when its partitions change: its default partition is locked with it."""
    yield parent, STRONG
    yield from ((default, STRONG) for default in defaults_of(moment, parent))


def _of_dropped(moment: Moment, name: QName) -> Iterator[tuple[QName, str]]:
    table = moment.view.table(name)
    if table is None:
        return
    yield from ((key.target, STRONG) for key in table.foreign_keys if key.target != name)
    if table.partition is not None:
        yield from _whole(moment, table.partition.parent)


def foreign_keys_dropped(moment: Moment, name: QName) -> Iterator[ForeignKey]:
    """The foreign keys to other tables that go with a table, a column, or by themselves."""
    table = moment.view.table(name)
    for key in table.foreign_keys if table is not None else ():
        match moment.action:
            case a.DropConstraint(name=only):
                goes = only == key.name
            case a.DropColumn(column=column):
                goes = column in key.columns
            case _:
                goes = True
        if goes and key.target != name:
            yield key


def _referring(moment: Moment, name: QName) -> Iterator[tuple[QName, str]]:
    """The tables whose foreign keys CASCADE drops with what they refer to."""
    action, table = moment.action, moment.view.table(name)
    if table is None or not getattr(action, "cascade", False):
        return
    match action:
        case a.DropConstraint(name=only):
            key = table.constraint(only)
            gone = set(key.columns) if isinstance(key, PrimaryKey | Unique) else set()
        case a.DropColumn(column=column):
            gone = {column}
        case _:
            gone = {column.name for column in table.columns}
    found = (owner for owner, key in moment.view.referring(name) if gone & set(key.target_columns))
    yield from ((owner, STRONG) for owner in dict.fromkeys(found) if owner != name)


def emptied_along(moment: Moment, named: set[QName]) -> list[QName]:
    """The tables in use that TRUNCATE … CASCADE empties, too: whatever refers to one, and to those in turn."""
    todo, gone = list(named), set(named)
    while todo:
        more = {owner for owner, _ in moment.view.referring(todo.pop())} - gone
        gone |= more
        todo += more
    return sorted(name for name in gone - named if moment.existing(name))


def _of_schema(moment: Moment, schema: str) -> Iterator[QName]:
    return (table.name for table in moment.view.freeze().tables if table.name.schema == schema)


def _of_text(moment: Moment) -> Iterator[tuple[QName, str]]:
    """The locks of statements that the model keeps as text."""
    done = plain(moment.action)
    if done is None:
        yield from _trigger(moment)
    elif done.what == "REINDEX INDEX" and not done.concurrently:
        table = index_table(moment, *done.names[0])
        if table is not None:
            yield table, "SHARE"
    elif done.what == "REINDEX SCHEMA" and not done.concurrently:
        yield from ((table, "SHARE") for table in _of_schema(moment, done.names[0][1]))
    elif done.what in _LOCKING and not done.concurrently:
        mode = done.mode or _LOCKING[done.what]
        if mode in WRITES_WAIT:
            yield from ((table, mode) for table in tables(moment, done))
        if done.what == "TRUNCATE" and done.cascade:
            yield from ((table, STRONG) for table in emptied_along(moment, set(tables(moment, done))))


_LOCKING = {"REINDEX TABLE": "SHARE"} | dict.fromkeys(("TRUNCATE", "CLUSTER", "VACUUM FULL", "LOCK TABLE"), STRONG)


def _trigger(moment: Moment) -> Iterator[tuple[QName, str]]:
    start = first_words(moment.action.at.text, 40)
    if start[:1] == ("CREATE",) and "TRIGGER" in start[:5] and "EVENT" not in start[:4] and "ON" in start:
        schema, name = name_at(start, start.index("ON") + 1)[0]
        yield resolve(moment, schema, name), BOTH


_UNITS = {"": 1, "us": 0.001, "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_TIME = re.compile(r"\s*'?\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*'?\s*\Z")


def milliseconds(value: str | None) -> float | None:
    """What a timeout is set to, in milliseconds; 0 means none. None if it was not set, or cannot be told."""
    match = _TIME.match(value) if value is not None else None
    return float(match[1]) * _UNITS[match[2] or ""] if match else None


def protects(lock_timeout: str | None) -> bool:
    """Whether others need not wait for ever behind a statement that itself waits."""
    limit = milliseconds(lock_timeout)
    return limit is not None and 0 < limit <= LOCK_LIMIT


HABIT = 10
"""So many migrations without any lock_timeout are a habit: somebody else sets it, or nobody wants it."""


def habitual(moment: Moment) -> bool:
    """Whether the project has never set lock_timeout in its migrations, of which there are many."""
    return moment.untimed >= HABIT


def cancels(timeout: str | None) -> bool:
    """Whether a timeout may end the concurrent build of an index before it is done."""
    limit = milliseconds(timeout)
    return limit is not None and 0 < limit < BUILD_LIMIT


def too_short(timeouts: Timeouts) -> bool:
    """Whether one of the timeouts may end a concurrent build."""
    return cancels(timeouts.lock) or cancels(timeouts.statement)
