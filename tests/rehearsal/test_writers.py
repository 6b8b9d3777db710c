"""What became of a writer, and the row that it tried to write."""

from __future__ import annotations

import pytest

from ddlproof.postgres.catalog import read_schema
from ddlproof.rehearsal.readers import read_rows, verify
from ddlproof.rehearsal.writers import Attempt, write
from ddlproof.sql.definitions import READING

BEFORE = """
create table models (id int primary key);
create table variants (id int primary key);
create table jobs (
  id int primary key, model_id int not null references models, size int check (size < 10),
  status text not null default 'queued', at timestamptz default now()
);
create index by_model on jobs (model_id);
insert into models values (1);
insert into variants values (7);
insert into jobs values (1, 1, 1);
"""


def attempt(bench, sql: str, expected: str = "accepted", **values):
    with bench.loaded(BEFORE) as (_, session):
        schema = read_schema(session, READING)
        result = write(session, schema, READING, Attempt("w", sql, values, "after", expected))
        assert session.status == "idle"
        assert session.run("select count(*) from jobs").rows == (("1",),), "a writer is undone"
        return result


JOB = "insert into jobs (id, model_id, size) values (:id, :model, :size)"


def test_accepted(bench) -> None:
    result = attempt(bench, JOB, id="new", model="models.id", size=1)
    assert (result.got, result.holds, result.row) == ("accepted", True, None)


def test_rejected_by_a_foreign_key_whose_value_comes_from_another_table(bench) -> None:
    result = attempt(bench, JOB, id=5, model="variants.id", size=1)
    assert (result.got, result.holds, result.error.brief) == ("rejected", False, "23503 jobs_model_id_fkey")
    assert result.why == (
        "model_id is given :model, the id of a row of variants, and no row of public.models has that id"
    )
    row = dict(zip(result.row.columns, result.row.rows[0], strict=True))
    assert (row["id"], row["model_id"], row["status"]) == ("5", "7", "queued")
    assert result.row.marked == ("model_id",)
    assert result.row.sql == "insert into jobs (id, model_id, size) values ('5', '7', '1');"


def test_the_row_is_shown_whatever_else_is_in_its_way(bench) -> None:
    result = attempt(bench, JOB, id=1, model="variants.id", size=99)
    assert result.error.sqlstate in ("23505", "23514", "23503")
    row = dict(zip(result.row.columns, result.row.rows[0], strict=True))
    assert (row["id"], row["model_id"], row["size"]) == ("1", "7", "99")


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("insert into jobs (id) values (3)", "23502"),
        ("insert into jobs (id, nothing) values (3, 4)", "42703"),
        ("update jobs set size = 50", "23514"),
        ("delete from models", "23503"),
    ],
)
def test_rejected_by_other_means(bench, sql: str, sqlstate: str) -> None:
    result = attempt(bench, sql, expected="rejected")
    assert (result.got, result.holds, result.error.sqlstate) == ("rejected", True, sqlstate)


def test_a_reader_finds_rows_and_its_index(bench) -> None:
    with bench.loaded(BEFORE) as (_, session):
        schema = read_schema(session, READING)
        sql = "select * from jobs where model_id = :model"
        result = read_rows(session, schema, READING, "r", sql, {"model": "models.id"}, "by_model")
        assert (result.rows, result.usable, result.holds) == (1, True, True)
        other = read_rows(session, schema, READING, "r", "select * from jobs where size = :s", {"s": 1}, "by_model")
        assert (other.usable, other.holds) == (False, False)
        broken = read_rows(session, schema, READING, "r", "select nothing from jobs", {}, "")
        assert (broken.rows, broken.error.sqlstate) == (None, "42703")


def test_verification_queries_are_counted(bench) -> None:
    with bench.loaded(BEFORE) as (_, session):
        assert verify(session, "select from jobs;", 1).holds
        assert not verify(session, "select from jobs", 0).holds
        assert verify(session, "select nope", 0).error.sqlstate == "42703"
