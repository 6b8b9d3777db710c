"""A DROP takes more with it than it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.constraint import ForeignKey, PrimaryKey, Unique, kind_of, named_columns
from ddlproof.model.expression import columns, render
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.model.thing import ROUTINES, VIEWS, Thing, column_of
from ddlproof.model.types import user_type
from ddlproof.rules.apart import keeps_unique
from ddlproof.rules.listed import listed
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "DROP … CASCADE, also of a schema, that takes foreign keys of other tables, views, triggers, policies, "
        "columns of a type or defaults; and DROP COLUMN, which takes the indexes, keys and CHECKs that speak of other "
        "columns as well. Silent about what the same migration makes again or drops by name, and a warning where only "
        "an index for speed goes."
    ),
    effect="PostgreSQL drops them without being told: from then on nobody guards what they guarded.",
    instead="Drop each by its name, and make again in the same migration what is still wanted.",
    needs="the schema before",
)
_BEFORE = "create table jobs (id int, tenant int, name text, constraint jobs_key unique (tenant, name));"
BAD = Example("alter table jobs drop column tenant;", before=_BEFORE)
GOOD = Example(
    "alter table jobs drop constraint jobs_key;\nalter table jobs drop column tenant;\n"
    "create unique index concurrently jobs_name on jobs (name);",
    before=_BEFORE,
)


@dataclass(frozen=True, slots=True)
class _Victim:
    """What goes as well: in words, its name, its table; `guards` says whether it kept rows out.

    `others` are the columns that it spoke of and that stay. `thing` is a view, trigger or rule.
    """

    text: str
    name: str
    table: QName
    guards: bool = True
    others: frozenset[str] = frozenset()
    thing: Thing | None = None


def check(moment: Moment) -> Iterator[Hit]:
    """Yield one hit for all that goes with what is dropped."""
    victims = [victim for victim in _victims(moment) if not _settled(moment, victim)]
    if not victims:
        return
    subject = moment.action
    cascade = getattr(subject, "cascade", False) and not isinstance(subject, a.DropColumn)
    yield Hit(
        f"{'CASCADE' if cascade else 'this'} drops {listed([v.text for v in victims], 3)} as well",
        span=subject.at,
        object=victims[0].name if victims[0].thing is not None else f"{victims[0].table}.{victims[0].name}",
        severity=None if any(victim.guards for victim in victims) else Severity.WARNING,
    )


def _victims(moment: Moment) -> Iterator[_Victim]:
    match moment.action:
        case a.DropColumn(table=table, column=column, cascade=cascade) if moment.existing(table):
            yield from _beside(moment, table, column)
            if cascade:
                yield from _referring(moment, table, (column,))
                yield from _resting_things(moment, column_of(table, column), table)
        case a.DropTable(table=table, cascade=True) if moment.existing(table):
            yield from _referring(moment, table, None)
            yield from _resting_things(moment, table, table)
        case a.DropThing(thing=Thing(qname=QName() as name, about="") as thing, cascade=True):
            if thing.kind in (*VIEWS, *ROUTINES):
                yield from _resting_things(moment, name, name)
        case a.DropConstraint(table=table, name=name, cascade=True) if moment.existing(table):
            held = moment.view.table(table)
            key = held.constraint(name) if held is not None else None
            if isinstance(key, PrimaryKey | Unique):
                yield from _resting_on(moment, table, key.columns)
        case a.DropIndex(index=index_name, cascade=True):
            index = moment.view.index(index_name)
            if index is not None and moment.existing(index.table) and _carries_keys(moment, index):
                yield from _resting_on(moment, index.table, index.columns)
        case a.DropNamespace(name=schema, cascade=True):
            yield from _outside(moment, schema)
        case s.DropSequence(sequence=sequence, cascade=True):
            yield from _counting(moment.view.freeze(), sequence)
        case a.DropType(name=type_name, cascade=True):
            yield from _of_type(moment.view.freeze(), type_name)


_RESTING = (*VIEWS, *ROUTINES, "trigger", "rule", "policy")


def _resting_things(moment: Moment, name: QName, of: QName) -> Iterator[_Victim]:
    """The views that read it, those that read them, and the triggers, rules and functions that need it.

    A function that only its body in quotes makes speak of it stays, and fails.
    """
    todo, seen = [name], set[tuple[str, str, str]]()
    while todo:
        for thing in moment.view.users(todo.pop()):
            if thing.kind not in _RESTING or thing.table == of or thing.key in seen:
                continue
            seen.add(thing.key)
            whose = f" of {thing.table}" if thing.table is not None else ""
            place = thing.qname or thing.table or of
            yield _Victim(f"{thing.kind} {thing.name}{whose}", thing.name, place, thing=thing)
            todo += [thing.qname] if thing.qname is not None and thing.kind in (*VIEWS, *ROUTINES) else []


def _beside(moment: Moment, name: QName, column: str) -> Iterator[_Victim]:
    """What speaks of the column and of others of its table."""
    table = moment.view.table(name)
    for one in table.constraints if table is not None else ():
        spoken = named_columns(one)
        if column in spoken and len(spoken) > 1:
            text = f"{kind_of(one)} {one.name} ({', '.join(spoken)})"
            yield _Victim(text, one.name, name, others=frozenset(spoken) - {column})
    for index in moment.view.indexes_on(name):
        spoken = _columns_of(index)
        if column in spoken and len(spoken) > 1:
            kind = "unique index" if index.unique else "index"
            text = f"{kind} {index.name.name} ({', '.join(spoken)})"
            yield _Victim(text, index.name.name, name, index.unique, frozenset(spoken) - {column})


def _columns_of(index: Index) -> tuple[str, ...]:
    keys = [name for key in index.keys for name in columns(key.expression)]
    where = columns(index.predicate) if index.predicate is not None else ()
    return tuple(dict.fromkeys((*keys, *index.include, *where)))


def _referring(moment: Moment, target: QName, to: tuple[str, ...] | None) -> Iterator[_Victim]:
    """The foreign keys of other tables to the table, or to some of its columns."""
    for owner, key in moment.view.referring(target):
        if owner != target and (to is None or set(to) & set(key.target_columns)):
            yield _foreign(owner, key)


def _resting_on(moment: Moment, target: QName, key_columns: tuple[str, ...]) -> Iterator[_Victim]:
    for owner, key in moment.view.referring(target):
        if set(key.target_columns) == set(key_columns):
            yield _foreign(owner, key)


def _carries_keys(moment: Moment, index: Index) -> bool:
    """Whether foreign keys to its columns rest on the index, and on no key: as far as that can be told by columns."""
    table = moment.view.table(index.table)
    keys = (one for one in (table.constraints if table is not None else ()) if isinstance(one, PrimaryKey | Unique))
    return keeps_unique(index, index.columns) and all(set(key.columns) != set(index.columns) for key in keys)


def _outside(moment: Moment, schema: str) -> Iterator[_Victim]:
    """What other schemas have that cannot be without the tables of this one."""
    for table in moment.view.freeze().tables:
        if table.name.schema == schema:
            keys = _referring(moment, table.name, None)
            found = (*keys, *_resting_things(moment, table.name, table.name))
            yield from (victim for victim in found if victim.table.schema != schema)


def _counting(schema: Schema, sequence: QName) -> Iterator[_Victim]:
    """The defaults that take their numbers from a sequence."""
    named = re.compile(rf"""['."]{re.escape(sequence.name)}["']""")
    for table in schema.tables:
        for column in table.columns:
            text = render(column.default) if column.default is not None else ""
            if "nextval" in text and named.search(text):
                yield _Victim(f"default of {table.name}.{column.name}", column.name, table.name)


def _foreign(table: QName, key: ForeignKey) -> _Victim:
    return _Victim(f"foreign key {key.name} of {table}", key.name, table)


def _of_type(schema: Schema, name: QName) -> Iterator[_Victim]:
    for table in schema.tables:
        for column in table.columns:
            if column.type.name == user_type(name.schema, name.name):
                yield _Victim(f"column {table.name}.{column.name} with its values", column.name, table.name)


def _settled(moment: Moment, victim: _Victim) -> bool:
    """Whether the migration speaks of it: drops its table or all its columns too, or makes one of its name again."""
    gone: set[str] = set()
    for later, _ in moment.later:
        match later:
            case a.PutThing(thing=thing) | a.DropThing(thing=thing) if victim.thing is not None:
                again = thing.key == victim.thing.key
            case a.DropTable(table=table) if table == victim.table:
                return True
            case a.DropColumn(table=table, column=column) if table == victim.table:
                gone.add(column)
                again = bool(victim.others) and victim.others <= gone
            case a.AddConstraint(table=table, constraint=constraint):
                again = table == victim.table and constraint.name == victim.name
            case a.CreateIndex(index=index):
                again = index.name == victim.table.sibling(victim.name)
            case _:
                again = False
        if again:
            return True
    return victim.thing is None and not moment.existing(victim.table)
