"""A strong lock on one table is held while the transaction goes on to do something else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.action import Action, ValidateConstraint
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.rules.locking.locks import BOTH, STRONG, protects, strong_locks
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.rule import About, Example
from ddlproof.rules.together import together
from ddlproof.rules.work import work

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ACCESS EXCLUSIVE or SHARE ROW EXCLUSIVE on a table that the same migration did not make, and later in the "
        "same transaction a statement that scans, rewrites or changes rows; as a warning, one that locks another "
        "table, a note where lock_timeout limits how long that waits. An index on the same table is "
        "index-not-concurrent's, and rows that a WHERE names by their key are few."
    ),
    effect="The first lock is kept until the transaction ends, so that everybody waits for work that needs no lock.",
    instead="End the transaction before it: do the work in one of its own, and take strong locks last.",
    needs="the migration, and how the runner makes transactions",
)
_LOCKING = (
    *(a.CreateTable, a.AddConstraint, a.AddColumn, a.DropColumn, a.SetType, a.SetDefault, a.SetNotNull),
    *(a.DropConstraint, a.DropTable, a.RenameTable, a.RenameColumn, a.RenameConstraint, a.DropIndex, a.Rows, a.Beside),
    *(s.AttachPartition, s.DetachPartition, s.SetTable, s.SetColumn, s.SetExpression, s.MoveTable, s.AlterConstraint),
    *(s.Inherit, a.PutThing, a.DropThing, a.ChangeThing, a.DropNamespace, a.DropType),
)
_BEFORE = "create table jobs (id int, done boolean); create table runs (id int);"
BAD = Example(
    "begin;\nalter table jobs add column state int;\nupdate jobs set state = 1 where done;\ncommit;", before=_BEFORE
)
GOOD = Example(
    "begin;\nalter table jobs add column state int;\ncommit;\nupdate jobs set state = 1 where done;", before=_BEFORE
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for the first work, and one for the first wait for another lock, under a lock of the transaction."""
    if not together(moment) or _all_said(moment):
        return
    own = {table for table, mode in strong_locks(moment) if mode in (STRONG, BOTH)}
    does = work(moment)
    if does is None and not own:
        return
    for held in _held(moment):
        # Other rules speak of what a statement does under its own lock, or validates under that of its constraint, and
        # of the tables that CREATE TABLE refers to.
        if held.table in own or _alone(moment.action, held.table) or (held.by_reference and does is None):
            continue
        # Of each kind the first in a transaction says it all.
        said = _said(moment.script).setdefault((moment.transaction, does is not None), moment.position)
        if said == moment.position:
            yield _hit(moment, held, f"while this {does or f'waits for a lock on {min(own)}'}", does is not None)
        return


def _hit(moment: Moment, held: _Held, meanwhile: str, works: bool) -> Hit:
    who = "nobody can read or write" if held.mode == STRONG else "nobody can write to"
    return Hit(
        f"{who} {held.table}, locked since line {held.line}, {meanwhile}",
        span=moment.action.at,
        object=str(held.table),
        severity=None if works else _while_waiting(moment),
    )


def _while_waiting(moment: Moment) -> Severity:
    """Two ALTER TABLE that only wait for each other's turn are common; where lock_timeout ends the wait, they may."""
    return Severity.NOTE if protects(moment.lock_timeout) else Severity.WARNING


@dataclass(frozen=True, slots=True)
class _Held:
    table: QName
    mode: str
    line: int
    by_reference: bool


def _held(moment: Moment) -> Iterator[_Held]:
    """The strong locks that the transaction holds by now, earliest first."""
    positions = _may_lock(moment.script)
    first = bisect_left(positions, moment.transaction, key=lambda position: moment.script[position][1])
    for position in islice(positions, first, None):
        if position >= moment.position:
            return
        action = moment.script[position][0]
        for table, mode in strong_locks(replace(moment, action=action)):
            if mode in (STRONG, BOTH):
                yield _Held(table, mode, action.at.line, isinstance(action, a.CreateTable))


def _alone(action: Action, table: QName) -> bool:
    """Whether a rule of its own says that the statement should stand in no transaction with that lock."""
    match action:
        case ValidateConstraint(table=worked_on) | a.CreateIndex(index=Index(table=worked_on)):
            return worked_on == table
        case _:
            return False


@OncePerScript
def _may_lock(script: Script) -> list[int]:
    """Where in the script actions stand that may take a strong lock."""
    return [position for position, (action, _) in enumerate(script) if isinstance(action, _LOCKING)]


def _all_said(moment: Moment) -> bool:
    said = _said(moment.script)
    return all(said.get((moment.transaction, works), moment.position) < moment.position for works in (True, False))


@OncePerScript
def _said(script: Script) -> dict[tuple[int, bool], int]:
    """The position of the first hit of each transaction: of its first work, of its first wait for another lock."""
    return {}
