"""When a deferrable constraint is checked unasked: after the statement, or at the end of the transaction.

PostgreSQL documentation, CREATE TABLE, "INITIALLY IMMEDIATE", and SET CONSTRAINTS. What a transaction starts with can
no longer be seen once SET CONSTRAINTS ALL was run in it: each of these cases has a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ddlproof.model.constraint import Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.names import quote
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof.bench import Seen
from ddlproof.proof.cases import Bench, Case
from ddlproof.proof.judge import Verdict, judge_statements, undone
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.remade import again
from ddlproof.rows.breaches import FOREIGN_KEY, Breach
from ddlproof.rows.keys import key_of

_ASKED = "set constraints all deferred;\n"


def try_timing(
    session: Session, bench: Bench, cases: Sequence[Case]
) -> tuple[list[tuple[Case, Seen]], list[tuple[Mutant, bool | None]]]:
    """What violates a constraint in passing, without asking for its deferral; and the mutant that is timed otherwise.

    Nothing of a constraint that cannot be deferred, as the other cases show. The session must be idle.

    Raises:
        StatementFailed: the server cannot be worked with.
    """
    judged: list[tuple[Case, Seen]] = []
    told: list[tuple[Mutant, bool | None]] = []
    for case in _unasked(bench, cases):
        verdict = _verdict(session, (), case)
        if verdict is None:
            continue
        judged.append((case, Seen(verdict, "")))
        for mutant in _otherwise(bench):
            other = _verdict(session, mutant.sql, case)
            told.append((mutant, None if other is None else other.accepted != verdict.accepted))
    return judged, told


def _unasked(bench: Bench, cases: Sequence[Case]) -> Iterator[Case]:
    part = bench.stated.part
    if not isinstance(part, PrimaryKey | Unique | Exclude | ForeignKey) or not part.deferrable:
        return
    key = key_of(part, bench.table)
    code = FOREIGN_KEY if key is None else key.sqlstate
    broken = () if part.initially_deferred else (Breach(code, part.name),)
    case = next((one for one in cases if one.sql.startswith(_ASKED) and one.breaches is not None), None)
    if case is not None:
        yield replace(case, kind=f"{case.kind}, unasked", sql=case.sql.removeprefix(_ASKED), breaches=broken)


def _otherwise(bench: Bench) -> Iterator[Mutant]:
    """The constraint with the other of the two."""
    part, table = bench.stated.part, bench.table
    if not isinstance(part, PrimaryKey | Unique | Exclude | ForeignKey):
        return
    text = f"initially {'immediate' if part.initially_deferred else 'deferred'}"
    if isinstance(part, ForeignKey):
        sql = f"alter table {table.name} alter constraint {quote(part.name)} deferrable {text}"
        yield Mutant(f"{part.name}: {text}", sql=(sql,))
    else:
        yield again(bench.schema, table, part, text, replace(part, initially_deferred=not part.initially_deferred))


def _verdict(session: Session, made: Sequence[str], case: Case) -> Verdict | None:
    """What becomes of a case in a transaction of its own; None if it cannot be prepared."""
    with undone(session):
        try:
            for sql in (*made, *(row.sql for row in case.there)):
                session.run(sql)
        except StatementFailed:
            return None
        return judge_statements(session, [case.sql])[0]
