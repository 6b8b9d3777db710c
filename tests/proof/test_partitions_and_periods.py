"""Keys of partitioned tables, over time, over generated columns, and exclusion that waits for the end."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from ddlproof import machine_of
from ddlproof.model.schema import EMPTY
from ddlproof.postgres.session import Session
from ddlproof.postgres.steps import Steps
from ddlproof.proof.stated import unclaimed
from ddlproof.proof.unclaimed import prove_unclaimed
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema
from ddlproof.sql.tokens import cut

DAYS = """
create table days (day date not null, id int, n int, note text, primary key (day, id), constraint once unique (day, n))
  partition by range (day);
create table days_2024 partition of days for values from ('2024-01-01') to ('2025-01-01');
create table days_later partition of days default partition by range (day);
create table days_2025 partition of days_later for values from ('2025-01-01') to ('2026-01-01');
create unique index days_id on days (day, lower(note));"""
ROOMS = """
create extension btree_gist;
create table rooms (id int, at daterange, primary key (id, at without overlaps));
create table bookings (id int primary key, room int, at daterange,
  constraint there foreign key (room, period at) references rooms (id, period at));"""


def load(session: Session, sql: str):
    source = Source("test.sql", sql)
    for statement in cut(source):
        session.run(statement.span.text)
    return read_schema(source)


def said(session: Session, sql: str, name: str) -> tuple[str, tuple[str, ...]]:
    """What the proof of a constraint found, and what it could not foresee."""
    schema = load(session, sql)
    every = [one for one in unclaimed(EMPTY, schema, (), every=True) if one.name == name]
    (proof,) = prove_unclaimed(session, schema, every)
    assert proof.mismatches == ()
    killed = f"{proof.mutants.killed}/{proof.mutants.made} killed"
    return f"{proof.accepted} accepted, {proof.rejected} rejected, {killed}", proof.notes


def test_a_partition_breaks_what_its_parent_is_called(session: Session) -> None:
    assert said(session, DAYS, "once") == ("4 accepted, 2 rejected, 9/9 killed", ())


KINDS = """
create table days (day date not null, kind text, id int, primary key (day, kind, id)) partition by list (kind);
create table days_a partition of days for values in ('a', 'b') partition by range (day);
create table days_2019 partition of days_a for values from ('2019-01-01') to ('2019-01-03');
create table t (id int primary key, day date, kind text, n int,
  constraint there foreign key (day, kind, n) references days match full);"""


def test_rows_for_references_stay_within_the_bounds_of_partitions(session: Session) -> None:
    assert said(session, KINDS, "there") == ("5 accepted, 13 rejected, 13/13 killed", ())


def test_a_row_that_no_partition_takes_is_foreseen(session: Session) -> None:
    assert said(session, KINDS, "days_pkey") == ("4 accepted, 5 rejected, 1/1 killed", ())


@pytest.mark.parametrize(
    ("row", "brief"),
    [
        ("('2024-05-01', 1, 2)", "23505 days_pkey"),
        ("('2024-05-01', 2, 1)", "23505 once"),
        ("('2025-05-01', 1, 2)", "23505 days_pkey"),
    ],
)
def test_also_two_levels_down(session: Session, row: str, brief: str) -> None:
    load(session, DAYS)
    steps = Steps(session)
    steps.begin()
    steps.do("insert into days (day, id, n) values ('2024-05-01', 1, 1), ('2025-05-01', 1, 1)")
    refusal = steps.do(f"insert into days (day, id, n) values {row}")
    assert refusal is not None
    assert refusal.brief == brief
    steps.end()


def test_a_partitioned_table_in_use(session: Session) -> None:
    machine = machine_of(load(session, DAYS), session)
    run_state_machine_as_test(machine, settings=settings(max_examples=40, deadline=None, database=None))


def test_a_key_over_time(session: Session) -> None:
    assert said(session, ROOMS, "rooms_pkey")[0] == "3 accepted, 5 rejected, 1/1 killed"


def test_a_reference_over_time(session: Session) -> None:
    assert said(session, ROOMS, "there")[0] == "8 accepted, 8 rejected, 6/6 killed"


def test_a_key_over_a_generated_column(session: Session) -> None:
    sql = "create table t (a text, b text generated always as (lower(a)) stored, constraint b_once unique (b));"
    assert said(session, sql, "b_once")[0] == "2 accepted, 3 rejected, 5/5 killed"


@pytest.mark.parametrize(
    ("timing", "found"),
    [
        ("", "8 accepted, 4 rejected, 7/7 killed"),
        (" deferrable", "9 accepted, 4 rejected, 8/8 killed"),
        (" deferrable initially deferred", "10 accepted, 3 rejected, 8/8 killed"),
    ],
)
def test_when_exclusion_is_checked_and_of_which_rows(session: Session, timing: str, found: str) -> None:
    sql = f"""create table slots (id int primary key, at tsrange, room int,
      constraint apart exclude using gist (at with &&) where (room > 5){timing});"""
    assert said(session, sql, "apart")[0] == found
