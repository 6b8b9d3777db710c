"""What a script destroys, told from what it only renames."""

from __future__ import annotations

import pytest

from ddlproof.rehearsal.content import contents, count, lost

JOBS = "create table jobs (id int primary key, note text); insert into jobs values (1, 'a'), (2, null), (3, 'c');"


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
        ("alter table jobs drop column note", [("2 values of public.jobs.note", (("1", "a"), ("3", "c")))]),
        ("delete from jobs where id = 2", [("1 row of public.jobs", (("2", None),))]),
        ("update jobs set note = null where id = 3", [("1 value of public.jobs.note", (("3", "c"),))]),
        ("drop table jobs", [("3 rows of public.jobs", (("1", "a"), ("2", None), ("3", "c")))]),
        (
            "alter table jobs drop column note; alter table jobs add column note text",
            [("2 values of public.jobs.note", (("1", "a"), ("3", "c")))],
        ),
    ],
)
def test_lost(bench, script: str, what: list) -> None:
    assert lost_by(bench, JOBS, script) == what


def test_a_table_without_a_key_is_compared_by_whole_rows(bench) -> None:
    before = "create table log (line text); insert into log values ('a'), ('b');"
    assert lost_by(bench, before, "delete from log where line = 'b'") == [("1 row of public.log", (("b",),))]


def test_names_that_need_quotes(bench) -> None:
    before = 'create schema "Odd"; create table "Odd"."my table" ("a b" int primary key);'
    before += 'insert into "Odd"."my table" values (1);'
    with bench.loaded(before) as (_, session):
        assert count(contents(session)) == {'"Odd"."my table"': 1}
