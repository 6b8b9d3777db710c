"""One statement changes a great many rows of a table in use."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.names import QName
from ddlproof.rules.data_loss.truncate_or_unbounded_dml import bounded, lost
from ddlproof.rules.keys import alone_now
from ddlproof.rules.plain import Plain, changes, tables
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import fold

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "UPDATE, DELETE or MERGE, also in WITH, on a table that the migration did not make, whose WHERE compares no "
        "key of it with a constant. Where the table's keys are not known, any column will do. What loses the values "
        "of every row is truncate-or-unbounded-dml's. Silent where the table is known to have no more rows than "
        "`backfill-rows`, 10,000 if nothing else is configured: by `[table-rows]`, or, for `check`, by the statistics "
        "in a dump of pg_dump --statistics."
    ),
    effect=(
        "Every row that it changes stays locked until it commits, is written once more to the table, to its indexes "
        "and to the log, and waits for the replicas."
    ),
    instead="Do it in batches by key, outside of the migration's transaction, each batch committed by itself.",
    needs="the migration, and how many rows there are: where nobody says, it counts as too many",
)
_BEFORE = "create table jobs (id int primary key, state int, done boolean);"
BAD = Example("update jobs set state = 1 where done;", before=_BEFORE)
GOOD = Example("update jobs set state = 1 where id between 1 and 10000 and done;", before=_BEFORE)
_SIGNS = ("=", "<", ">", "<=", ">=", "BETWEEN", "IN")


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each statement that has no bound."""
    for done in changes(moment.action):
        if done.what in ("UPDATE", "DELETE", "MERGE") and not _said_elsewhere(moment, done):
            for table in tables(moment, done):
                if not _narrow(moment, table, done.where) and not moment.house.few(table):
                    yield _hit(moment, table, done)


def _hit(moment: Moment, table: QName, done: Plain) -> Hit:
    which = "that it matches" if done.what == "MERGE" else "that its WHERE finds" if done.where else "there is"
    rows = moment.house.size(table)
    many = f"it has about {rows:,} rows" if rows is not None else "how many, the migration does not say"
    said = f"this {done.what} locks and writes every row of {table} {which}, in one transaction"
    return Hit(f"{said}: {many}", span=moment.action.at, object=str(table))


def _said_elsewhere(moment: Moment, done: Plain) -> bool:
    """Whether truncate-or-unbounded-dml speaks of it: it loses what the rows hold."""
    if bounded(moment, done):
        return False
    return done.what == "DELETE" or any(lost(moment, table, done) for table in tables(moment, done))


def _narrow(moment: Moment, table: QName, where: tuple[str, ...]) -> bool:
    """Whether the condition can only be true of a few rows."""
    compared = _compared(where)
    known = moment.view.table(table)
    if "LIMIT" in where:
        return _limit(where) <= moment.house.backfill_rows
    if known is None:
        return bool(compared)
    return names_key(moment, table, where) or (not alone_now(moment, known) and bool(compared))


def _limit(where: tuple[str, ...]) -> int:
    """The number behind LIMIT; 0 where it is reckoned."""
    count = where[where.index("LIMIT") + 1 :][:1]
    return int(count[0]) if count and count[0].isdigit() else 0


def names_key(moment: Moment, table: QName, where: tuple[str, ...]) -> bool:
    """Whether the condition compares a key of the table with constants."""
    known, compared = moment.view.table(table), _compared(where)
    return known is not None and any(key <= compared for key in alone_now(moment, known))


def _compared(where: tuple[str, ...]) -> set[str]:
    """The columns that stand in front of a comparison with a constant or a list of constants."""
    found: set[str] = set()
    for at, word in enumerate(where[1:-1], start=1):
        sign = word if word != "=" or where[at - 1] not in "<>!" else "="
        behind = where[at + 1]
        if sign not in _SIGNS or not (_constant(behind) or (sign in ("IN", "=") and behind in ("(", "ANY"))):
            continue
        before = where[at - 1] if where[at - 1] not in ("<", ">") else where[at - 2]
        if sign == "IN" and where[at + 2 : at + 3] == ("SELECT",) and "LIMIT" not in where:
            continue
        found.add(fold(before))
    return found


def _constant(word: str) -> bool:
    return word[:1].isdigit() or word[:1] in "'$:-" or word in ("E", "DATE", "TIMESTAMP")
