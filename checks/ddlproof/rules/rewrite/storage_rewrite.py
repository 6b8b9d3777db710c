"""A table is copied into another kind of storage, or an index is sorted anew for another collation."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import SetType
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.expression import columns
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.structure import SetTable
from ddlproof.model.table import Table
from ddlproof.model.thing import Thing
from ddlproof.rules.plain import resolve, textual
from ddlproof.rules.retyped import cost_of, retyped
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import first_words, name_at

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ALTER TABLE … SET LOGGED, UNLOGGED, ACCESS METHOD or TABLESPACE, also of a materialized view, of an index or "
        "of ALL IN TABLESPACE, and a new collation for a column with an index, on a table that the same migration did "
        "not make."
    ),
    effect=(
        "All of it is copied under ACCESS EXCLUSIVE: reads and writes wait. After a crash an UNLOGGED table is empty."
    ),
    instead="Make a new table with the wanted storage, fill it in batches, then swap the names.",
)
_FOR_INDEXES = "Add a column with the new collation and CREATE INDEX CONCURRENTLY on it, fill it in batches, then swap."
_BEFORE = "create table jobs (name text); create index jobs_name on jobs (name);"
BAD = Example("alter table jobs set unlogged;", before=_BEFORE)
GOOD = Example("alter table jobs set (fillfactor = 90);", before=_BEFORE)

_KINDS = (("LOGGED",), ("UNLOGGED",), ("ACCESS", "METHOD"), ("TABLESPACE",))


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for what is copied or sorted anew."""
    action = moment.action
    if isinstance(action, SetType):
        yield from _collation(moment)
    elif textual(action):
        yield from _storage(moment)


def _storage(moment: Moment) -> Iterator[Hit]:
    kind, name = _altered(first_words(moment.statement.sql, 12))
    said = first_words(moment.action.at.text, 12)
    at = said.index("SET") + 1 if "SET" in said else len(said)
    what = next((words for words in _KINDS if said[at : at + len(words)] == words), None)
    if what is None or kind == "" or (kind != "TABLE" and what != ("TABLESPACE",)):
        return
    if kind == "ALL":
        said_of = f"ALL IN TABLESPACE {name[1]}"
        yield Hit(f"{said_of} copies each of them while nobody can read or write it", moment.action.at, name[1])
        return
    target = resolve(moment, *name)
    if kind == "TABLE" and (not _in_use(moment, target) or _is_so(moment, target)):
        return
    whose = str(target) if kind == "TABLE" else f"the table of {target}"
    yield Hit(
        f"SET {' '.join(what)} copies {target} while nobody can read or write {'it' if kind == 'TABLE' else whose}",
        span=moment.action.at,
        object=str(target),
    )


def _in_use(moment: Moment, target: QName) -> bool:
    """Whether somebody may be using the table or materialized view."""
    return moment.existing(target) or (target not in moment.fresh and bool(_views(moment, target)))


def _views(moment: Moment, target: QName) -> list[Thing]:
    return moment.view.named(target, "materialized view")


def _is_so(moment: Moment, target: QName) -> bool:
    """Whether the table is as it shall be: then PostgreSQL copies nothing."""
    action, table = moment.action, moment.view.table(target)
    found = [table] if table is not None else _views(moment, target)
    if not isinstance(action, SetTable) or not found or not action.changes:
        return False
    has = dict(found[0].attributes)
    return all(has.get(name) == value for name, value in action.changes)


def _altered(start: tuple[str, ...]) -> tuple[str, tuple[str, str]]:
    """TABLE, also of a materialized view, INDEX, or ALL IN TABLESPACE, and the name, of an ALTER; else nothing."""
    view = start[1:3] == ("MATERIALIZED", "VIEW")
    if not view and start[1:2] not in (("TABLE",), ("INDEX",)):
        return "", ("", "")
    at = 3 if view else 2
    if start[at : at + 3] == ("ALL", "IN", "TABLESPACE"):
        return "ALL", name_at(start, at + 3)[0]
    at += 2 * (start[at : at + 2] == ("IF", "EXISTS"))
    at += start[at : at + 1] == ("ONLY",)
    return "TABLE" if view else start[1], name_at(start, at)[0]


def _collation(moment: Moment) -> Iterator[Hit]:
    found = retyped(moment)
    if found is None:
        return
    table, column, action = found
    if action.collation == column.collation or cost_of(moment, column, action) != "nothing":
        return
    again = " and ".join(_sorted_by(moment, table, column.name))
    if again:
        yield Hit(
            f"the new collation sorts {again} anew while nobody can read or write {table.name}",
            span=action.at,
            object=f"{table.name}.{column.name}",
            instead=_FOR_INDEXES,
        )


def _sorted_by(moment: Moment, table: Table, column: str) -> Iterator[str]:
    """The indexes that hold the column, those behind keys included."""
    yield from (one.name for one in table.constraints if isinstance(one, PrimaryKey | Unique) and column in one.columns)
    yield from (i.name.name for i in moment.view.freeze().indexes_of(table.name) if column in _held(i))


def _held(index: Index) -> set[str]:
    """The columns that an index sorts by, also those in expressions and in its WHERE."""
    parts = [key.expression for key in index.keys]
    parts += [index.predicate] if index.predicate is not None else []
    return {name for part in parts for name in columns(part)}
