"""A key or unique index is made over columns that may hold duplicates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn, AddConstraint, CreateIndex
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.expression import NULL, Call
from ddlproof.model.names import QName
from ddlproof.rules.existing import added_here, filled_before, fillers, new_column, rows_deleted_before
from ddlproof.rules.locking.locks import partitioned
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.strays import refused
from ddlproof.rules.volatility import volatility

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "UNIQUE, PRIMARY KEY or CREATE UNIQUE INDEX over columns of a table that the same migration did not make, "
        "unless some of them are unique already, one is new and empty or filled with what differs in each row, such as "
        "gen_random_uuid(), or the migration deletes rows before."
    ),
    effect=(
        "Two rows that share the values, and the deployment fails; a concurrent build leaves an INVALID index. From "
        "then on code that writes such a row fails."
    ),
    instead="Look for duplicates first, SELECT … GROUP BY … HAVING count(*) > 1, and merge or delete them.",
)
_BEFORE = "create table jobs (id int primary key, a int, b int);"
BAD = Example("create unique index concurrently jobs_a on jobs (a);", before=_BEFORE)
GOOD = Example("create unique index concurrently jobs_id_a on jobs (id, a);", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a key that rows may break."""
    action = moment.action
    among = ""
    match action:
        case AddConstraint(table=table, constraint=PrimaryKey() | Unique() as key, using_index=None):
            columns, concurrently = key.columns, False
        case CreateIndex(index=index, concurrently=concurrently) if index.unique:
            table, columns = index.table, index.columns
            among = " that its WHERE admits" if index.predicate is not None else ""
            if len(columns) < len(index.keys):
                columns = ()
        case AddColumn():
            yield from _same_for_all(moment, action)
            return
        case _:
            return
    if not moment.existing(table) or _cannot_fail(moment, table, columns):
        return
    if action.only and partitioned(moment, table):  # it holds no row of its own
        return
    shared = f" share {', '.join(columns)}" if columns else " share a key"
    left = ", and leaves an INVALID index" if concurrently else ""
    yield Hit(f"this fails if two rows of {table}{among}{shared}{left}", span=action.at, object=str(table))


def _cannot_fail(moment: Moment, table: QName, columns: tuple[str, ...]) -> bool:
    if rows_deleted_before(moment, table):
        return True
    if any(_new_and_empty(moment, table, one) or _made_distinct(moment, table, one) for one in columns):
        return True
    return any(set(key) <= set(columns) for key in _keys(moment, table))


def _new_and_empty(moment: Moment, table: QName, column: str) -> bool:
    """Whether a column of the key is NULL in every row: then all keys differ."""
    added = added_here(moment, table, column)
    return added is not None and added.column.default in (None, NULL) and not filled_before(moment, table, column)


_DISTINCT = frozenset(
    "gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 nextval".split()
)
"""Functions that give another value each time (documentation, sections 9.14 and 9.17; uuid-ossp)."""


def _made_distinct(moment: Moment, table: QName, column: str) -> bool:
    """Whether a new column got, from its default or an UPDATE, a value that no other row has."""
    added = added_here(moment, table, column)
    if added is None:
        return False
    filled = [_given(action.at.text, column) for action in fillers(moment, table, column)]
    default = added.column.default
    own = added.column.identity is not None or (isinstance(default, Call) and _base(default.name) in _DISTINCT)
    keys = {key[0] for key in _keys(moment, table) if len(key) == 1}
    return (own or bool(filled)) and all(
        name in _DISTINCT if called else name in keys and len(filled) == 1 and not own for name, called in filled
    )


def _given(update: str, column: str) -> tuple[str, bool]:
    """What an UPDATE gives a column: a function's name and True, or another column's and False."""
    value = r'(?:[\w"]+\.)?"?(\w+)"?\s*(\(|::\w+|(?=[,;]|\s+where\b|\Z))'
    match = re.search(rf'\b{re.escape(column)}"?\s*=\s*{value}', update, re.IGNORECASE)
    return (match[1].lower(), match[2] == "(") if match is not None else ("", True)


def _base(name: str) -> str:
    return name.rpartition(".")[2]


def _keys(moment: Moment, name: QName) -> Iterator[tuple[str, ...]]:
    """The columns of which the table has no duplicates, or had none before the script dropped what kept them out."""
    now = moment.view.freeze()
    for schema in (now, moment.before):
        table = schema.table(name)
        for one in table.constraints if table is not None else ():
            if isinstance(one, PrimaryKey | Unique) and (schema is now or not _changed(moment, name, one.columns)):
                yield one.columns
        for index in schema.indexes_of(name):
            whole = index.unique and index.valid and index.predicate is None and len(index.columns) == len(index.keys)
            if whole and (schema is now or not _changed(moment, name, index.columns)):
                yield index.columns


def _changed(moment: Moment, table: QName, columns: tuple[str, ...]) -> bool:
    return any(filled_before(moment, table, column) for column in columns)


def _same_for_all(moment: Moment, action: AddColumn) -> Iterator[Hit]:
    """A new unique column with a constant default is the same in every row."""
    key = next((one for one in action.constraints if isinstance(one, PrimaryKey | Unique)), None)
    default = action.column.default
    if key is None or default in (None, NULL) or default is None or not new_column(moment, action):
        return
    if volatility(default, moment)[0] == "steady":
        yield Hit(
            f"this fails if {action.table} holds two rows: both get the same {action.column.name}",
            span=action.at,
            object=f"{action.table}.{action.column.name}",
        )


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each place where two rows of the same key stopped the rehearsal."""
    yield from refused(trial, ABOUT.instead, "23505")
