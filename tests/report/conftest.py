"""Outcomes built by hand: what the gate would find out about a change of jobs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ddlproof.evidence import (
    Change,
    Equivalent,
    Intended,
    Lock,
    Mutants,
    Postgres,
    Proof,
    ReaderResult,
    Rehearsal,
    Run,
    ServerError,
    Step,
    VerifyResult,
    WriterResult,
)
from ddlproof.finding import Finding, Severity, Witness
from ddlproof.model.action import Statement
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.outcome import Outcome
from ddlproof.source import Source, Span

MIGRATION = Source(
    "jobs/migration.sql",
    "alter table jobs alter column row_id drop not null;\n"
    "alter table jobs\n"
    "  add constraint jobs_row_or_variant_check check (\n"
    "    (row_id is null) <> (variant_row_id is null)\n  );\n"
    "create index idx_jobs_variant_row on jobs (variant_row_id);\n",
)
ROLLBACK = Source("jobs/rollback.sql", "alter table jobs alter column row_id set not null;\ndrop index if exists i;\n")

DIFF = """\
~ table public.jobs
    ~ column row_id: drop not null
    + column variant_row_id uuid
+ index public.idx_jobs_variant_row on public.jobs (variant_row_id)
"""

JOB = Witness(
    "the job that the variant writer sends",
    ("id", "row_id", "variant_row_id", "model_id", "status", "error"),
    (
        (
            "9b2f0c1e-0000-4000-8000-000000000001",
            None,
            "9b2f0c1e-0000-4000-8000-000000000002",
            "9b2f0c1e-0000-4000-8000-000000000002",
            "queued",
            "null",
        ),
    ),
    marked=("model_id",),
    sql="insert into jobs (id, row_id, variant_row_id, model_id) values ('9b2f', null, '9b2f', '9b2f');",
)

SAME = (Equivalent("check (true)", "partition"), Equivalent("c: set not null", "keys"))


def spot(source: Source, text: str) -> Span:
    """Where the text stands in the source."""
    start = source.text.index(text)
    return source.span(start, start + len(text))


def statement(source: Source, text: str) -> Statement:
    return Statement(spot(source, text), ())


def make_finding(rule: str = "index-not-concurrent", severity: Severity = Severity.ERROR, **rest: object) -> Finding:
    given: dict[str, object] = {
        "message": "CREATE INDEX locks public.jobs: writes wait until the index is built.",
        "instead": "create it CONCURRENTLY, outside of a transaction",
        "span": spot(MIGRATION, "create index idx_jobs_variant_row on jobs (variant_row_id);"),
        "object": "public.idx_jobs_variant_row",
    }
    return Finding(rule, severity, **(given | rest))  # type: ignore[arg-type]


def make_rehearsal() -> Rehearsal:
    lock = Lock("public.jobs", "ACCESS EXCLUSIVE", "reads and writes")
    first = Step("up", statement(MIGRATION, "alter table jobs alter column row_id drop not null;"), 0.0004, (lock,))
    check = Step("up", statement(MIGRATION, MIGRATION.text[52:178].strip()), 0.0021, (lock,), scans=("public.jobs",))
    refused = ServerError("23502", 'column "row_id" of relation "jobs" contains null values', column="row_id")
    down = Step("down", statement(ROLLBACK, "alter table jobs alter column row_id set not null;"), 0.001, error=refused)
    nothing = Step("down", statement(ROLLBACK, "drop index if exists i;"), 0.0002, changed=False)
    job = Witness("1 value of public.jobs.variant_row_id", ("variant_row_id",), (("9b2f",),))
    old, new, half = EMPTY, Schema(("public", "new")), Schema(("public", "half"))
    return Rehearsal(
        (
            Run("up", "statements", "old", (first, check), began=old, left=new),
            Run("up", "transaction", "old", (first, check), began=old, left=new),
            Run("down", "statements", "new", (down, nothing), began=new, left=half, lost=(job,), drift=("- column a",)),
            Run("down", "transaction", "new", (down,), began=new, left=new, drift=("- column a",)),
        ),
        {"public.jobs": {"before": 1, "after_up": 2, "after_down": 2}},
    )


@pytest.fixture(scope="session")
def finding() -> Callable[..., Finding]:
    """Makes a finding: rule, severity, and whatever else matters to the test."""
    return make_finding


@pytest.fixture(scope="session")
def variant_jobs() -> Outcome:
    """Every section, with defects in some of them."""
    states = Witness(
        "",
        ("row_id", "variant_row_id", "verdict"),
        ((None, None, "rejected"), ("set", None, "accepted"), (None, "set", "accepted"), ("set", "set", "rejected")),
    )
    key = ServerError("23503", "insert or update on table …", constraint="jobs_model_id_fkey")
    old_key = ServerError("23503", "insert or update on table …", constraint="jobs_row_id_fkey")
    return Outcome(
        name="jobs",
        title="Variant jobs reference variant_rows",
        findings=(
            make_finding("lock-timeout-missing", Severity.WARNING, message="No lock_timeout is set.", instead=""),
            make_finding(),
            make_finding("writer-rejected", message="The variant writer is still rejected.", span=None, witness=JOB),
            make_finding("key-missing", Severity.WARNING).accept("the table is small"),
        ),
        changes=(
            Change("alter", "column", "public.jobs.row_id", "column row_id: drop not null", relation="weaker"),
            Change("add", "column", "public.jobs.variant_row_id", "column variant_row_id uuid"),
        ),
        printed_diff=DIFF,
        intended=Intended(missing=("+ column b text",), unexpected=("+ column variant_row_id uuid",)),
        proofs=(
            Proof(
                "jobs.jobs_row_or_variant_check",
                "exactly one of (row_id, variant_row_id)",
                rows=64,
                accepted=24,
                rejected=40,
                mutants=Mutants(
                    33, 31, (Equivalent("check (true)", "partition"), Equivalent("c: set not null", "keys"))
                ),
                states=states,
            ),
        ),
        writers=(
            WriterResult("model job", "before", "accepted", "accepted"),
            WriterResult("model job", "after", "accepted", "accepted"),
            WriterResult("variant job", "before", "rejected", "rejected", old_key),
            WriterResult(
                "variant job", "after", "accepted", "rejected", key, JOB, "a variant row's id is no model's id"
            ),
        ),
        readers=(ReaderResult("jobs of a variant row", "after", 1, "idx_jobs_variant_row"),),
        verify=(VerifyResult("select 1", 1, 1), VerifyResult("select indexname\n  from pg_indexes", 1, 0)),
        rehearsal=make_rehearsal(),
        postgres=Postgres("embedded", "18.6"),
        statements=5,
        analysed=5,
        seconds=1.4,
    )
