"""What a script destroys, told from what it renames, copies or moves."""

from __future__ import annotations

import pytest

from ddlproof.rehearsal.content import contents
from ddlproof.rehearsal.losses import lost

JOBS = (
    "create table jobs (id int primary key, note text, size int);"
    "insert into jobs values (1, 'a', 10), (2, null, 20), (3, 'c', 30);"
)
NOTES = ("2 values of public.jobs.note", (("1", "a"), ("3", "c")))
ROWS = ("3 rows of public.jobs", (("1", "a", "10"), ("2", None, "20"), ("3", "c", "30")))
SIZES = ("3 values of public.jobs.size", (("1", "10"), ("2", "20"), ("3", "30")))


def lost_by(bench, before: str, script: str) -> list[tuple[str, tuple]]:
    with bench.loaded(before) as (_, session):
        start = contents(session)
        for statement in script.split(";"):
            if statement.strip():
                session.run(statement)
        return [(witness.title, witness.rows) for witness in lost(start, contents(session))]


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("alter table jobs rename column note to remark", []),
        ("alter table jobs rename to work", []),
        ("alter table jobs add column other text default 'x'", []),
        ("update jobs set note = 'b' where id = 1", []),
        ("alter table jobs drop column note", [NOTES]),
        ("delete from jobs where id = 2", [("1 row of public.jobs", (("2", None, "20"),))]),
        ("update jobs set note = null where id = 3", [("1 value of public.jobs.note", (("3", "c"),))]),
        ("drop table jobs", [ROWS]),
        ("alter table jobs drop column note; alter table jobs add column note text", [NOTES]),
    ],
)
def test_lost(bench, script: str, what: list) -> None:
    assert lost_by(bench, JOBS, script) == what


@pytest.mark.parametrize(
    "script",
    [
        "alter table jobs add b text; update jobs set b = note; alter table jobs drop column note",
        "alter table jobs add b bigint; update jobs set b = size; alter table jobs drop column size",
        "alter table jobs add b numeric(9, 2); update jobs set b = size; alter table jobs drop column size",
        "update jobs set size = null, note = size::text",
        "alter table jobs add more jsonb; update jobs set more = jsonb_build_object('n', note, 's', size);"
        "alter table jobs drop note, drop size",
        "alter table jobs add tags text[]; update jobs set tags = array[note]; alter table jobs drop note",
        "create table old as table jobs; drop table jobs",
        "create table old (like jobs, at timestamptz default now()); insert into old table jobs; delete from jobs",
        # Their key says whose they are.
        "create table notes (job int, note text); insert into notes select id, note from jobs;"
        "alter table jobs drop note",
        # The row says which is its own.
        "create table notes (id int generated always as identity (start 77) primary key, note text);"
        "insert into notes (note) select distinct note from jobs;"
        "alter table jobs add note_id int; update jobs set note_id = n.id from notes n where n.note = jobs.note;"
        "alter table jobs drop note",
    ],
)
def test_what_is_copied_is_not_lost(bench, script: str) -> None:
    assert lost_by(bench, JOBS, script) == []


@pytest.mark.parametrize(
    ("script", "what"),
    [
        # Half of it.
        ("alter table jobs add b text; update jobs set b = note where id = 1; alter table jobs drop note", [NOTES]),
        ("create table old as select * from jobs where id < 3; drop table jobs", [ROWS]),
        # The values of others.
        ("create table notes (job int, note text); insert into notes select id + 9, note from jobs;"
         "alter table jobs drop note", [NOTES]),
        # By chance.
        ("alter table jobs add b int default 10; alter table jobs drop size", [SIZES]),
        ("create sequence ten increment 10 start 10; alter table jobs add b int default nextval('ten');"
         "alter table jobs drop size", [SIZES]),
        ("alter table jobs add b int generated always as identity (increment 10 start 10);"
         "alter table jobs drop size", [SIZES]),
        # It was there before.
        ("alter table jobs add b int; update jobs set b = 1; alter table jobs drop size", [SIZES]),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_copy_is_none(bench, script: str, what: list) -> None:
    assert lost_by(bench, JOBS, script) == what


def test_a_column_that_held_the_same_before_is_no_copy(bench) -> None:
    before = "create table t (id int primary key, a int, b int); insert into t values (1, 5, 5), (2, 6, 6);"
    assert [title for title, _ in lost_by(bench, before, "alter table t drop b")] == ["2 values of public.t.b"]


@pytest.mark.parametrize("key", [" primary key", ""])
def test_a_default_that_happens_to_be_the_value_is_no_copy(bench, key: str) -> None:
    before = f"create table t (id int{key}, a int); insert into t values (1, 5), (2, 5);"
    script = "alter table t add b int default 5; alter table t drop a"
    assert [title for title, _ in lost_by(bench, before, script)] == ["2 values of public.t.a"]


LOG = "create table log (line text, size int); insert into log values ('a', 1), ('b', 2), ('b', 2);"


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("delete from log where line = 'a'", [("1 row of public.log", (("a", "1"),))]),
        ("delete from log where ctid = '(0,3)'", [("1 row of public.log", (("b", "2"),))]),
        ("alter table log add at int", []),
        ("update log set size = 3", []),
        ("alter table log drop size", [("3 values of public.log.size", (("1",), ("2",), ("2",)))]),
        ("alter table log add n bigint; update log set n = size; alter table log drop size", []),
        ("alter table log add n bigint default 2; alter table log drop size",
         [("3 values of public.log.size", (("1",), ("2",), ("2",)))]),
    ],
)  # fmt: skip
def test_a_table_without_a_key_is_compared_by_its_rows(bench, script: str, what: list) -> None:
    assert lost_by(bench, LOG, script) == what


PARTED = (
    "create table p (id int, at int, primary key (id, at)) partition by range (at);"
    "create table p1 partition of p for values from (0) to (10); create table p2 partition of p default;"
    "create table c (id int not null, at int not null); insert into c values (5, 25);"
    "insert into p values (1, 1), (2, 12), (3, 33);"
)


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("alter table p detach partition p1", []),
        ("alter table p detach partition p2; alter table p attach partition c for values from (20) to (30)", []),
        ("drop table p1", [("1 row of public.p", (("1", "1"),))]),
        ("truncate p2", [("2 rows of public.p", (("2", "12"), ("3", "33")))]),
        # The default partition is split.
        ("alter table p detach partition p2; create table p3 partition of p for values from (10) to (20);"
         "insert into p select * from p2 where at < 20; delete from p2 where at < 20", []),
        # A table is partitioned.
        ("create table n (id int, at int) partition by hash (id);"
         "create table n0 partition of n for values with (modulus 1, remainder 0);"
         "insert into n table p; drop table p; alter table n rename to p", []),
    ],
)  # fmt: skip
def test_partitions(bench, script: str, what: list) -> None:
    assert lost_by(bench, PARTED, script) == what
