"""How few INSERTs tell the mutants of a schema apart: all cases against all mutants, then a cover of what they kill.

Greedy: next comes the case that kills most of what is left for the INSERTs that it adds. A case is a test of its own:
the rows that it needs, then its row, in a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from ddlproof.model.constraint import Check
from ddlproof.model.expression import render
from ddlproof.model.names import quote
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof.candidates import truth_table
from ddlproof.proof.cases import Bench
from ddlproof.proof.judge import install, judge_statements, undone
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.operators import Operators
from ddlproof.proof.stated import Stated
from ddlproof.proof.unclaimed import cases_of
from ddlproof.rows.searched import searched

Test = tuple[str, ...]
"""Statements, the last of which is judged."""
Met = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Cover:
    """Mutants killed, the tests that do, the INSERTs that they run, and how many of these differ."""

    killed: int
    tests: int
    inserts: int
    different: int


def reduced(session: Session, schema: Schema, every: Sequence[Stated], operators: Operators) -> Cover:
    """A cover of all mutants that a case tells apart by being accepted or not, or by the SQLSTATE."""
    bare, major = searched(schema), int(session.version.partition(".")[0])
    benches = [Bench(bare, stated, bare.table(stated.table.name) or stated.table, major) for stated in every]
    install(session)
    kills: dict[Test, set[str]] = {}
    for name in dict.fromkeys(bench.table.name for bench in benches):
        own = [bench for bench in benches if bench.table.name == name]
        tests = list(dict.fromkeys(test for bench in own for test in _tests(bench)))
        before = _met(session, (), tests)
        for one, mutant in ((bench, mutant) for bench in own for mutant in operators(bench)):
            after = _met(session, _statements(one, mutant), tests)
            for test, was, now in zip(tests, before, after, strict=False):  # none after what PostgreSQL refuses
                if was != now:
                    kills.setdefault(test, set()).add(f"{one.stated.title}: {mutant.text}")
    chosen = list(_cover(kills))
    inserts = [statement for test in chosen for statement in test if statement.startswith("insert")]
    return Cover(len(set().union(*kills.values())), len(chosen), len(inserts), len(set(inserts)))


def _tests(bench: Bench) -> Iterator[Test]:
    part = bench.stated.part
    if isinstance(part, Check):
        candidates, _ = truth_table(bench.schema, bench.table, part, part.expression)
        yield from ((*(row.sql for row in one.parents), one.row.sql) for one in candidates)
    else:
        yield from ((*(row.sql for row in case.there), case.sql) for case in cases_of(bench))


def _statements(bench: Bench, mutant: Mutant) -> Iterator[str]:
    """The DDL of a mutant; that of a CHECK is made here, as it is judged in sets elsewhere."""
    yield from mutant.sql
    if mutant.expression is not None:
        drop = f"drop constraint {quote(bench.stated.name)}"
        yield f"alter table {bench.table.name} {drop}, add check ({render(mutant.expression)})"


def _met(session: Session, ddl: Iterable[str], tests: Sequence[Test]) -> list[Met]:
    """What becomes of each test: accepted or not, and the SQLSTATE; of none where the DDL is refused."""
    with undone(session):
        try:
            for sql in ddl:
                session.run(sql)
        except StatementFailed:
            return []
        verdicts = judge_statements(session, ["\n".join(test) for test in tests])
    return [(verdict.accepted, verdict.sqlstate) for verdict in verdicts]


def _cover(kills: Mapping[Test, Set[str]]) -> Iterator[Test]:
    """Tests that kill together what all of them kill."""
    left = {mutant for killed in kills.values() for mutant in killed}
    there: set[str] = set()
    while left:
        best = max(kills, key=lambda test: len(kills[test] & left) / (1 + len(set(test) - there)))
        left -= kills[best]
        there |= set(best)
        yield best
