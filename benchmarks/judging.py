"""Rows judged by real INSERTs, each alone and taken back: in a PL/pgSQL loop, beside a savepoint and a round trip each.

And the limit: rows that are all valid, by COPY. The rows are those of a proof of `schema/variant_jobs`: the truth table
and random departures from it, valid and invalid. Run: `python benchmarks/judging.py [ROUNDS] [ROWS]`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from timing import in_turns, ratio, report

from ddlproof.model.constraint import Check
from ddlproof.model.names import quote
from ddlproof.model.row import Row
from ddlproof.postgres.choose import start
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof.candidates import at_random, truth_table
from ddlproof.proof.judge import Verdict, judge, plant, undone
from ddlproof.rows.base import closure
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema
from ddlproof.sql.tokens import cut

AFTER = Path(__file__).resolve().parent.parent / "schema/variant_jobs/after.sql"
GOAL, LIMIT = 1 / 9, 2


def by_savepoint(session: Session, rows: Sequence[Row]) -> list[Verdict]:
    """The plain way: SAVEPOINT, INSERT, ROLLBACK TO, for every row.

    Released, too: savepoints that stay, each in the one before, make all that comes after several times slower.
    """
    verdicts = []
    for row in rows:
        session.run("savepoint one")
        verdicts.append(_inserted(session, row))
        session.run("rollback to savepoint one")
        session.run("release savepoint one")
    return verdicts


def by_one_savepoint(session: Session, rows: Sequence[Row]) -> list[Verdict]:
    """The quick way with savepoints: one, to which every INSERT is rolled back."""
    verdicts = []
    session.run("savepoint one")
    for row in rows:
        verdicts.append(_inserted(session, row))
        session.run("rollback to savepoint one")
    session.run("release savepoint one")
    return verdicts


def _inserted(session: Session, row: Row) -> Verdict:
    try:
        session.run(row.sql)
    except StatementFailed as failed:
        error = failed.error
        return Verdict(False, error.sqlstate, error.constraint, error.column, error.message)
    return Verdict(True)


def by_copy(session: Session, rows: Sequence[Row]) -> None:
    """The limit: valid rows in, and out again at once."""
    names = ", ".join(quote(name) for name, _ in rows[0].values)
    lines = ["\t".join("\\N" if value is None else value for _, value in row.values) + "\n" for row in rows]
    session.run("savepoint all_of_them")
    session.copy_in(f"copy {rows[0].table} ({names}) from stdin", lines)
    session.run("rollback to savepoint all_of_them")
    session.run("release savepoint all_of_them")


def main() -> None:
    """Measure and print."""
    rounds, number = (int(sys.argv[1]) if len(sys.argv) > 1 else 5), (int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
    source = Source("after.sql", AFTER.read_text("utf-8"))
    schema = read_schema(source)
    table = schema.find_table("jobs")
    check = table.constraint("jobs_row_or_variant_check") if table else None
    if table is None or not isinstance(check, Check):
        sys.exit("the example has changed")
    states, _ = truth_table(schema, table, check, check.expression)
    candidates = [*states, *at_random(schema, table, states, number, Random(1))][:number]
    rows = [one.row for one in candidates]
    valid = [closure(schema, table.name, n) for n in range(1, len(rows) + 1)]
    with start("embedded:18") as server, server.create("judging").connect() as session:
        for statement in cut(source):
            session.run(statement.span.text)
        with undone(session):
            plant(session, tuple(dict.fromkeys(row for one in candidates for row in one.parents)))
            plant(session, tuple(dict.fromkeys(row for one in valid for row in one[:-1])))
            brief = [
                [verdict.text for verdict in way(session, rows)] for way in (by_savepoint, judge, by_one_savepoint)
            ]
            if brief[0] != brief[1] or brief[0] != brief[2]:
                sys.exit("they do not agree")
            print(f"{len(rows)} rows, {brief[0].count('accepted')} of them valid, {rounds} rounds in turns")
            taken = in_turns(
                rounds,
                {
                    "savepoint per row": lambda: by_savepoint(session, rows),
                    "one savepoint": lambda: by_one_savepoint(session, rows),
                    "one loop": lambda: judge(session, rows),
                    "COPY, all valid": lambda: by_copy(session, [one[-1] for one in valid]),
                },
            )
    report(taken)
    ratio(taken, "one loop", "savepoint per row", GOAL)
    ratio(taken, "one loop", "COPY, all valid", LIMIT)


if __name__ == "__main__":
    main()
