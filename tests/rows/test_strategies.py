"""Rows drawn by Hypothesis: of every table, in every state, down to the plain row."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.base import closure, fill
from ddlproof.rows.strategies import rows
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

SCHEMA: Schema = read_schema(
    Source(
        "test.sql",
        """
        create table model_rows (id uuid primary key, name text not null);
        create table variant_rows (id bigint primary key);
        create table jobs (id uuid primary key, row_id uuid references model_rows,
          variant_row_id bigint references variant_rows, parent uuid references jobs,
          n numeric(5, 2) not null check (n > 0),
          status varchar(10) not null default 'queued', at timestamptz default now(),
          twice numeric generated always as (n * 2) stored,
          constraint arm check (num_nonnulls(row_id, variant_row_id) = 1));""",
    )
)
(JOBS,) = (table for table in SCHEMA.tables if table.name.name == "jobs")
KEY = JOBS.foreign_keys


def state(drawn: tuple[Row, ...], name: str) -> str:
    """`null`, `hit` or `miss`."""
    (key,) = (key for key in KEY if key.columns == (name,))
    value = drawn[-1].get(name)
    if value is None:
        return "null"
    there = {row.get(key.target_columns[0]) for row in drawn if row.table == key.target}
    return "hit" if value in there else "miss"


@pytest.mark.parametrize("one", ["null", "hit", "miss"])
@pytest.mark.parametrize("other", ["null", "hit", "miss"])
def test_every_state_of_two_foreign_keys_is_drawn(one: str, other: str) -> None:
    strategy = rows(JOBS, SCHEMA)
    relaxed = settings(max_examples=2000, database=None, suppress_health_check=list(HealthCheck))
    found = find(
        strategy,
        lambda drawn: (state(drawn, "row_id"), state(drawn, "variant_row_id")) == (one, other),
        settings=relaxed,
    )
    # shrunk to the plain row in everything else
    plain = dict(closure(SCHEMA, JOBS.name)[-1].values)
    assert {name for name, value in found[-1].values if plain.get(name, "?") != value} <= {"row_id", "variant_row_id"}


def test_it_shrinks_to_the_plain_row() -> None:
    assert find(rows(JOBS, SCHEMA), lambda drawn: True) == closure(SCHEMA, JOBS.name)


@pytest.mark.parametrize(
    "holds",
    [
        lambda row: row.get("n") is None,
        lambda row: row.get("n") == "-1",
        lambda row: len(row.get("status") or "") > 7,
        lambda row: row.get("at") is not None,
        lambda row: row.get("id") is None,
    ],
)
def test_every_column_departs_from_it(holds: object) -> None:
    assert callable(holds)
    found = find(rows(JOBS, SCHEMA), lambda drawn: bool(holds(drawn[-1])), settings=settings(max_examples=3000))
    assert found[-1].table == JOBS.name


def test_the_row_comes_last_also_with_the_key_of_the_row_that_it_refers_to() -> None:
    above = next(row for row in fill(SCHEMA, JOBS.name, present=["parent"]) if row.table == JOBS.name)
    made = fill(SCHEMA, JOBS.name, given={"id": above.get("id")}, present=["parent"])

    assert made[-1].table == JOBS.name
    assert made[-1].get("id") == above.get("id")


@settings(suppress_health_check=[])
@given(st.sampled_from(SCHEMA.tables).flatmap(lambda table: st.tuples(st.just(table), rows(table, SCHEMA))))
def test_parents_come_first_and_no_generated_column_is_written(drawn: tuple[Table, tuple[Row, ...]]) -> None:
    table, made = drawn
    assert made[-1].table == table.name
    assert all("twice" not in dict(row.values) for row in made)
    for place, row in enumerate(made[:-1]):
        of = SCHEMA.table(row.table)
        assert of is not None
        for key in of.foreign_keys:
            wanted = [row.get(name) for name in key.columns]
            there = [[r.get(name) for name in key.target_columns] for r in made[: place + 1] if r.table == key.target]
            assert None in wanted or wanted in there


def test_valid_rows_need_no_hypothesis() -> None:
    program = "import sys, ddlproof.rows.base, ddlproof.proof.candidates; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
