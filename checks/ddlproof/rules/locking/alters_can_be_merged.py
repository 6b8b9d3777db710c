"""Several ALTER TABLE statements in a row on one table, where one would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model.constraint import ForeignKey, named_columns
from ddlproof.model.names import QName
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.NOTE,
    trigger=(
        "ALTER TABLE statements that follow each other, outside of a transaction, on a table that the same migration "
        "did not make, about different columns and constraints. Renames, foreign keys and VALIDATE need their own."
    ),
    effect="Each waits for the lock on the table again, and scans or rewrites it by itself.",
    instead="One ALTER TABLE with commas between the subcommands.",
    needs="the migration, and how the runner makes transactions",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("alter table jobs add column a int;\nalter table jobs add column b int;", before=_BEFORE)
GOOD = Example("alter table jobs add column a int, add column b int;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit at the first statement of a row of them."""
    script, at = moment.script, moment.position
    if moment.block or not isinstance(moment.action, _MERGED) or not moment.existing(moment.action.table):
        return
    if at and script[at - 1][1] == moment.transaction:
        return
    mine, following = _statement(moment, at)
    before = _statement_before(moment, at)
    if mine is None or (before is not None and before.table == mine.table and not before.touched & mine.touched):
        return
    count, touched = 1, mine.touched
    while following < len(script):
        other, following = _statement(moment, following)
        if other is None or other.table != mine.table or other.touched & touched:
            break
        count += 1
        touched |= other.touched
    if count > 1:
        yield Hit(
            f"{count} ALTER TABLE statements in a row wait for the lock on {mine.table}, where one would do",
            span=moment.statement.span,
            object=str(mine.table),
        )


_MERGED = (a.AddColumn, a.DropColumn, a.SetType, a.SetDefault, a.SetNotNull, a.AddConstraint)


@dataclass(frozen=True, slots=True)
class _Alter:
    """An ALTER TABLE that can be one with others, and the columns and constraints that it is about."""

    table: QName
    touched: frozenset[str]


def _statement(moment: Moment, start: int) -> tuple[_Alter | None, int]:
    """The statement that begins at a position, and where the next one begins. Here each has its own transaction."""
    script = moment.script
    end = start
    while end < len(script) and script[end][1] == script[start][1]:
        end += 1
    return _alter([action for action, _ in script[start:end]]), end


def _statement_before(moment: Moment, end: int) -> _Alter | None:
    script = moment.script
    start = end
    while start and script[start - 1][1] == script[end - 1][1]:
        start -= 1
    return _alter([action for action, _ in script[start:end]])


def _alter(actions: Sequence[a.Action]) -> _Alter | None:
    tables: set[QName] = set()
    touched: set[str] = set()
    for action in actions:
        if not isinstance(action, _MERGED):
            return None
        tables.add(action.table)
        match action:
            case a.AddColumn(column=column, constraints=constraints):
                touched.add(column.name)
                if any(isinstance(one, ForeignKey) for one in constraints):
                    return None
            case a.AddConstraint(constraint=constraint):
                touched |= {constraint.name, *named_columns(constraint)}
                if isinstance(constraint, ForeignKey):
                    return None
            case _:
                touched.add(action.column)
    return _Alter(next(iter(tables)), frozenset(touched)) if len(tables) == 1 else None
