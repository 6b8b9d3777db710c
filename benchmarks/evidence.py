"""What the proofs are worth, measured: writes `docs/evidence.md`.

The random conditions are those of `tests/model`, more of them. Run: `python benchmarks/evidence.py`; some minutes.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ddlproof.evidence import Proof
from ddlproof.model.claim import read_claim
from ddlproof.model.constraint import Check
from ddlproof.model.logic import compiled
from ddlproof.model.relation import relate
from ddlproof.model.row import literal
from ddlproof.model.scalar import UNDECIDED
from ddlproof.postgres.choose import start
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof.prove import prove
from ddlproof.source import Source
from ddlproof.sql.expression import read_expression
from ddlproof.sql.replay import read_schema
from ddlproof.sql.tokens import cut

ROOT = Path(__file__).resolve().parent.parent
PAIRS, VERDICTS = 100_000, 3_000
TIMES = 30
"""What is timed is done so often: the machine may do something else, too."""
SPELLINGS: dict[str, Callable[[list[str]], str]] = {
    "AND/OR": lambda names: " or ".join(
        "(" + " and ".join(f"{n} is {'not ' if n == one else ''}null" for n in names) + ")" for one in names
    ),
    "num_nonnulls": lambda names: f"num_nonnulls({', '.join(names)}) = 1",
    "sum": lambda names: " + ".join(f"({n} is not null)::int" for n in names) + " = 1",
}


def borrowed(name: str) -> Any:  # a module of the tests, which has no type
    """A module of the tests, for the random conditions that it makes."""
    spec = spec_from_file_location(name, ROOT / "tests/model" / f"{name}.py")
    if spec is None or spec.loader is None:
        sys.exit(f"there is no tests/model/{name}.py")
    module: ModuleType = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def opened(server: Server, fixture: Any) -> Iterator[Session]:  # pytest wraps it
    """The session that a fixture of the tests gives."""
    maker = getattr(fixture, "__wrapped__", None) or fixture._fixture_function  # as pytest 8.4 keeps it
    given_ = maker(server)
    yield next(given_)
    next(given_, None)


def evaluator(server: Server) -> str:
    """Every random condition over every row, by Python and by PostgreSQL."""
    logic = borrowed("test_logic")
    drawn: list[Any] = []

    @settings(max_examples=PAIRS // len(logic.ROWS) // 6, database=None, deadline=None, phases=[Phase.generate])
    @given(st.lists(logic.conditions, min_size=6, max_size=20))
    def draw(some: list[Any]) -> None:
        drawn.extend(some)

    draw()
    count: Counter[str] = Counter()
    with opened(server, logic.table) as session:
        for expression in drawn:
            ours = [compiled(expression, logic.SCOPE)(row) for row in logic.ROWS]
            try:
                theirs = logic._asked(session, expression)[0]  # the tests' own question
            except StatementFailed:
                count["failing"] += 1
                continue
            count["pairs"] += len(ours)
            count["undecided"] += sum(one is UNDECIDED for one in ours)
            count["wrong"] += sum(
                one is not UNDECIDED and one is not other for one, other in zip(ours, theirs, strict=True)
            )
    share = count["undecided"] / count["pairs"]
    return (
        f"| the evaluator in Python against PostgreSQL, random conditions × rows | {count['pairs']:,} pairs of "
        f"{len(drawn) - count['failing']:,} conditions, **{count['wrong']} disagreements**, "
        f"{share:.0%} declared unknown | ≥ 100,000, 0 disagreements |"
    )


def before_after(server: Server) -> str:
    """Random pairs of conditions related, and both asked of PostgreSQL over a grid of values and on the witnesses."""
    tests = borrowed("test_relation")
    random, count, taken = Random(4), Counter[str](), []
    with opened(server, tests.values) as session:
        for _ in range(VERDICTS):
            names = random.sample(list(tests.COLUMNS), random.choice((1, 2, 2, 3)))
            old, new = tests.condition(random, names, 1), tests.condition(random, names, 1)
            new = tests.altered(random, old) if random.random() < 0.5 else new
            before, after = [read_expression(old)], [read_expression(new)]
            started = time.perf_counter()
            found = relate(before, after, tests.SCOPE)
            taken.append(time.perf_counter() - started)
            once, now = f"({old}) is not false", f"({new}) is not false"
            tables = ", ".join(f"values_{name}" for name in names)
            (more, less) = session.run(
                f"select bool_or(({now}) and not ({once})), bool_or(({once}) and not ({now})) from {tables}"
            ).rows[0]
            count[found.verdict] += 1
            count["wrong"] += (more == "t" and found.verdict in ("equal", "stronger")) or (
                less == "t" and found.verdict in ("equal", "weaker")
            )
            for row, wanted in ((found.gained, ("f", "t")), (found.lost, ("t", "f"))):
                if row is not None:
                    whole = dict.fromkeys(names) | row
                    inputs = ", ".join(f"{literal(v)}::{tests.COLUMNS[n][0]} as {n}" for n, v in whole.items())
                    count["wrong"] += session.run(f"select {once}, {now} from (select {inputs}) r").rows[0] != wanted
    said = ", ".join(f"{count[word]:,} {word}" for word in ("equal", "weaker", "stronger", "incomparable", "unknown"))
    median = statistics.median(taken) * 1000
    return (
        f"| before against after, random pairs | {VERDICTS:,} pairs: {said}; **{count['wrong']} wrong** "
        f"by a grid of values in PostgreSQL; median {median:.1f} ms | median ≤ 5 ms, 0 wrong |"
    )


def proved(session: Session, sql: str, table: str, name: str, claim: str, examples: int) -> tuple[Proof, float]:
    """A proof and the seconds that it took, in a database that has the schema."""
    schema = read_schema(Source("schema.sql", sql))
    found = schema.find_table(table)
    check = found.constraint(name) if found else None
    if found is None or not isinstance(check, Check):
        sys.exit(f"{table} has no check {name}")
    started = time.perf_counter()
    proof = prove(session, schema, found, check, claim, read_claim(claim, read_expression), examples=examples)
    return proof, time.perf_counter() - started


def arcs(server: Server) -> Iterator[str]:
    """Exclusive arcs of 2 to 5 columns, proved by their truth tables alone."""
    for width in range(2, 6):
        names = [f"c{n}" for n in range(width)]
        for spelling, condition in SPELLINGS.items():
            sql = f"create table t ({', '.join(f'{n} int' for n in names)}, constraint arm check ({condition(names)}))"
            database = server.create("arc")
            with database.connect() as session:
                session.run(sql)
                claim = f"exactly one of ({', '.join(names)})"
                proof, seconds = min(
                    (proved(session, sql, "t", "arm", claim, 0) for _ in range(TIMES)), key=lambda p: p[1]
                )
            server.drop(database)
            mutants = proof.mutants
            yield (
                f"| {width} columns, {spelling} | {proof.rows} | {mutants.made} | {mutants.killed} "
                f"| {mutants.equivalent} | {len(mutants.survivors)} | {len(proof.mismatches)} | {seconds * 1000:.0f} |"
            )


def variant_jobs(server: Server) -> str:
    """The proof of the example, as the gate makes it."""
    source = Source("after.sql", (ROOT / "schema/variant_jobs/after.sql").read_text("utf-8"))
    database = server.create("example")
    with database.connect() as session:
        for statement in cut(source):
            session.run(statement.span.text)
        claim, name = "exactly one of (row_id, variant_row_id)", "jobs_row_or_variant_check"
        proof, seconds = min(
            (proved(session, source.text, "jobs", name, claim, 200) for _ in range(TIMES)), key=lambda p: p[1]
        )
    server.drop(database)
    mutants = proof.mutants
    return (
        f"| the proof of `schema/variant_jobs`, the server being up | {proof.rows} rows, "
        f"{mutants.killed} of {mutants.made} mutants killed, {mutants.equivalent} equivalent, {seconds:.2f} s | ≤ 1 s |"
    )


def main() -> None:
    """Measure, and write the page."""
    with start("embedded:18") as server:
        lines = [evaluator(server), before_after(server), variant_jobs(server)]
        table = list(arcs(server))
        version = server.postgres.version
    page = f"""# Evidence

Written by `python benchmarks/evidence.py`, on PostgreSQL {version}. Counts are the same each time but for what is drawn
at random; times are of the machine at hand and what else it did, the best of thirty for proofs.

| what | measured | goal |
|---|---|---|
{chr(10).join(lines)}

## Exclusive arcs

Every null pattern is judged by a real INSERT. *Killed* mutants are those that a row tells from the constraint,
*equivalent* ones are proved to accept the same rows, *survivors* are neither. Goal: no survivors, at most 2ⁿ + 2 rows,
less than 20 ms each.

| CHECK | rows | mutants | killed | equivalent | survivors | mismatches | ms |
|---|---|---|---|---|---|---|---|
{chr(10).join(table)}
"""
    (ROOT / "docs" / "evidence.md").write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
