"""A rule, and a function with a body that PostgreSQL parses, follow a rename: they are no change of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof.diff.render import render
from ddlproof.gate.plan import changes, plan
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.database import Database
from ddlproof.sql.definitions import READING

BEFORE = """create schema other; create type mood as enum ('sad', 'ok');
create table jobs (id int, a int, b text, m mood);
create table log (job int, note text, z int default 1, constraint once unique (job));
create table other.kinds (kind int, title text);
create function price(int) returns int language sql as $$ select 1 $$;
create rule noted as on insert to jobs do also insert into log values (new.id, new.b);
create rule kept as on update to jobs where new.a > old.a do instead (
    update log l set job = new.a, (note, z) = (select title, old.id from other.kinds where kind = l.job)
        from other.kinds k where k.kind = old.a;
    delete from log using other.kinds where job = kind and z > (select max(a) from jobs);
    insert into log (job) select a from jobs where m = 'sad'::mood and jobs.id = price(new.id));
create rule gone as on delete to jobs do also
    insert into log as x (job) values (old.a) on conflict (job) do update set note = excluded.note || x.z;
create function f(p int) returns bigint begin atomic
    insert into log (job) select a from jobs where id = p and f.p > 1;
    update jobs set b = title from other.kinds where kind = a;
    select case when count(*) > price(p) then 1 else 2 end from jobs j, other.kinds where a = kind;
end;
create function g(r jobs) returns int return (select z from log where job = (r).id) + price(2);
create procedure h() begin atomic delete from other.kinds where title = ''; end;
"""

RENAMES = {
    "a column that rules read and a body fills": (
        "alter table jobs rename a to c; alter table jobs rename b to d;",
        "~ table public.jobs\n    = column a -> c\n    = column b -> d",
    ),
    "columns that rules fill": (
        'alter table log rename job to "Job"; alter table log rename note to text; alter table log rename z to y;',
        '~ table public.log\n    = column job -> "Job"\n    = column note -> text\n    = column z -> y',
    ),
    "a table": (
        "alter table jobs rename to work; alter table log rename to book;",
        "= table public.log -> public.book\n= table public.jobs -> public.work",
    ),
    "a table in another schema": (
        "alter table other.kinds set schema public; alter table kinds rename kind to k;",
        "= table other.kinds -> public.kinds\n    = column kind -> k",
    ),
    "a schema": ("alter schema other rename to another;", "= schema other -> another"),
    "a function": (
        "alter function price rename to cost;",
        "= function public.price(integer) -> public.cost(integer)",
    ),
    "the function itself, whose parameter is called by its name": (
        "alter function f rename to f2;",
        "= function public.f(integer) -> public.f2(integer)",
    ),
    "an enum and its value": (
        "alter type mood rename value 'sad' to 'low'; alter type mood rename to feeling;",
        "= enum public.mood -> public.feeling\n= enum value public.feeling 'sad' -> 'low'",
    ),
}


@pytest.mark.parametrize("case", RENAMES)
def test_from_files(change: Callable[..., Path], case: str) -> None:
    migration, printed = RENAMES[case]
    one = plan(change(migration=migration, before=BEFORE))

    assert render(changes(one.migration, one.before_model, one.after_model)) == printed


@pytest.mark.parametrize("case", RENAMES)
def test_from_the_catalog(change: Callable[..., Path], database: Database, case: str) -> None:
    migration, printed = RENAMES[case]
    one = plan(change(migration=migration, before=BEFORE))
    schemas = []
    with database.connect() as session:
        for script in (one.before, one.migration):
            for statement in script.statements:
                session.run(statement.sql)
            schemas.append(read_schema(session, READING))

    assert render(changes(one.migration, *schemas)) == printed


def test_a_file_that_has_the_new_names_says_the_same(change: Callable[..., Path]) -> None:
    """The schema after is written anew, by hand: other aliases and brackets too."""
    migration = "alter table log rename job to j; alter table log rename to book; alter table jobs rename b to d;"
    folder = change(contract='after = "after.sql"', migration=migration, before=BEFORE)
    after = BEFORE
    for old, new in (("job int", "j int"), ("b text", "d text"), ("new.b", "new.d"), ("set b", "set d")):
        after = after.replace(old, new)
    for old, new in (("(job)", "(j)"), ("set job", "set j"), ("l.job", "l.j"), ("where job", "where j")):
        after = after.replace(old, new)
    for old, new in (("table log", "table book"), ("into log", "into public.book"), ("update log l", "update book x")):
        after = after.replace(old, new)
    for old, new in (("from log", "from book"), ("= l.", "= x."), ("where a = kind", "where (j.a = kind)")):
        after = after.replace(old, new)
    (folder / "after.sql").write_text(after)
    one = plan(folder)

    printed = render(changes(one.migration, one.before_model, one.after_model))
    assert printed == (
        "= table public.log -> public.book\n    = column job -> j\n~ table public.jobs\n    = column b -> d"
    )


def test_a_rule_that_is_another_after_a_rename_is_a_change(change: Callable[..., Path]) -> None:
    migration = """alter table log rename job to j; alter table jobs rename a to c;
        create or replace rule noted as on insert to jobs do also insert into log values (new.c, new.b);"""
    one = plan(change(migration=migration, before=BEFORE))

    assert [found.text for found in changes(one.migration, one.before_model, one.after_model)] == [
        "column a -> c",
        "column job -> j",
        "rule noted: command INSERT INTO public.log (j, note) VALUES (new.id, new.b) -> "
        "INSERT INTO public.log (j, note) VALUES (new.c, new.b)",
    ]
