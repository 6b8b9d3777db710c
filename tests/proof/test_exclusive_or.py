"""The mission's test: the exclusive-or of variant jobs accepts and rejects exactly the right rows, on real servers.

Neither reference, only `row_id`, only `variant_row_id`, both, and references that dangle: Hypothesis draws the rows,
the server judges them, and the expectation is written here in five lines of plain Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ddlproof.model.constraint import Check
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.proof.judge import Verdict, judge, plant, undone
from ddlproof.proof.prove import prove
from ddlproof.rows.base import fill
from ddlproof.rows.strategies import rows
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema
from ddlproof.sql.tokens import cut

AFTER = Source("after.sql", (Path(__file__).parents[2] / "schema/variant_jobs/after.sql").read_text("utf-8"))
SCHEMA: Schema = read_schema(AFTER)
CHECK, ARMS = "jobs_row_or_variant_check", ("row_id", "variant_row_id")
KEYS = {"row_id": "jobs_row_id_fkey", "variant_row_id": "jobs_variant_row_id_fkey"}
NOWHERE = "ffffffff-ffff-4fff-8fff-ffffffffffff"


def jobs() -> Table:
    found = SCHEMA.find_table("jobs")
    assert found is not None
    return found


@pytest.fixture
def session(server: Server) -> Iterator[Session]:
    """The schema after the change, on each kind of server: PostgreSQL 18, 16, and 15 in a container."""
    database = server.create("exclusive")
    with database.connect() as opened:
        for statement in cut(AFTER):
            opened.run(statement.span.text)
        yield opened
    server.drop(database)


def judged(session: Session, drawn: Sequence[tuple[Row, ...]]) -> list[tuple[Row, Verdict]]:
    """The last row of each, judged with the others in the tables."""
    parents = tuple(dict.fromkeys(row for made in drawn for row in made[:-1]))
    with undone(session):
        assert plant(session, parents) == {}
        return [(made[-1], v) for made, v in zip(drawn, judge(session, [made[-1] for made in drawn]), strict=True)]


def is_right(row: Row, parents: Sequence[Row], verdict: Verdict) -> bool:
    """Whether the verdict is the one that "exactly one of (row_id, variant_row_id)" asks for."""
    present = [name for name in ARMS if row.get(name) is not None]
    known = {parent.get("id") for parent in parents}
    if len(present) != 1:
        return not verdict.accepted
    if row.get(present[0]) not in known:
        return not verdict.accepted and verdict.constraint != CHECK
    return verdict.constraint != CHECK


@pytest.mark.parametrize(
    ("row_id", "variant_row_id", "text"),
    [
        ("null", "null", f"rejected 23514 {CHECK}"),
        ("set", "null", "accepted"),
        ("null", "set", "accepted"),
        ("set", "set", f"rejected 23514 {CHECK}"),
        ("dangling", "null", "rejected 23503 jobs_row_id_fkey"),
        ("null", "dangling", "rejected 23503 jobs_variant_row_id_fkey"),
        ("dangling", "set", f"rejected 23514 {CHECK}"),
        ("dangling", "dangling", f"rejected 23514 {CHECK}"),
    ],
)
def test_every_state_has_its_verdict(session: Session, row_id: str, variant_row_id: str, text: str) -> None:
    states = {"row_id": row_id, "variant_row_id": variant_row_id}
    given_ = {name: None if state == "null" else NOWHERE for name, state in states.items() if state != "set"}
    present = [name for name, state in states.items() if state == "set"]
    made = fill(SCHEMA, jobs().name, given=given_, present=present, without=[CHECK])
    ((_, verdict),) = judged(session, [made])
    assert verdict.text == text


def property_of(session: Session, examples: int, phases: Sequence[Phase] = tuple(Phase)) -> Callable[[], None]:
    """Rows drawn by Hypothesis, in batches, each judged by the server and compared with what is right."""

    @settings(max_examples=examples, database=None, phases=phases)
    @given(st.lists(rows(jobs(), SCHEMA), min_size=1, max_size=10))
    def exactly_the_right_rows(drawn: list[tuple[Row, ...]]) -> None:
        parents = [row for made in drawn for row in made[:-1]]
        wrong = [
            (row.sql, verdict.text) for row, verdict in judged(session, drawn) if not is_right(row, parents, verdict)
        ]
        assert not wrong

    return exactly_the_right_rows


def test_exactly_the_right_rows_are_accepted(session: Session) -> None:
    property_of(session, 40)()


WRONG = {
    "or for exclusive or": "check (row_id is not null or variant_row_id is not null)",
    "at most one": "check (row_id is null or variant_row_id is null)",
    "one arm only": "check (row_id is not null and variant_row_id is null)",
    "both": "check (row_id is not null and variant_row_id is not null)",
    "negated": "check (num_nonnulls(row_id, variant_row_id) <> 1)",
    "a NULL that passes": "check (nullif(num_nonnulls(row_id, variant_row_id), 0) = 1)",
}


@pytest.mark.parametrize("check", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_constraint_is_found_out(session: Session, check: str) -> None:
    session.run(f"alter table jobs drop constraint {CHECK}, add constraint {CHECK} {check}")
    with pytest.raises(AssertionError):
        property_of(session, 200, [Phase.generate])()  # found is enough here: no need to shrink


@pytest.mark.parametrize("key", KEYS.values())
def test_a_missing_foreign_key_is_found_out(session: Session, key: str) -> None:
    session.run(f"alter table jobs drop constraint {key}")
    with pytest.raises(AssertionError):
        property_of(session, 200, [Phase.generate])()  # found is enough here: no need to shrink


ARCS = {
    "and, or": lambda names: " or ".join(
        "(" + " and ".join(f"{n} is {'not ' if n == one else ''}null" for n in names) + ")" for one in names
    ),
    "num_nonnulls": lambda names: f"num_nonnulls({', '.join(names)}) = 1",
}


@pytest.mark.parametrize("width", [3, 4, 5])
@pytest.mark.parametrize("spelling", ARCS.values(), ids=ARCS.keys())
def test_an_arc_over_foreign_keys_needs_few_rows(
    session: Session, width: int, spelling: Callable[[list[str]], str]
) -> None:
    """Every null pattern, and each key dangling once: all patterns with each key dangling would be 3^n rows."""
    names = [f"c{n}" for n in range(width)]
    parents = "".join(f"create table p{n} (id int primary key);" for n in range(width))
    columns = ", ".join(f"{name} int references p{n}" for n, name in enumerate(names))
    source = Source("arc.sql", f"{parents} create table t ({columns}, constraint arm check ({spelling(names)}));")
    for statement in cut(source):
        session.run(statement.span.text)
    schema = read_schema(source)
    table = schema.find_table("t")
    assert table is not None
    check = table.constraint("arm")
    assert isinstance(check, Check)
    proof = prove(session, schema, table, check, "one arm", check.expression, examples=0)

    assert proof.rows == 2**width + width
    assert (proof.mismatches, proof.mutants.survivors, proof.mutants.equivalent) == ((), (), 0)
    assert proof.accepted == width
