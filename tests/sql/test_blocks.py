"""DO blocks: which branch runs, PostgreSQL says; what nobody can know without it is said."""

from __future__ import annotations

import pytest

from ddlproof.model.action import Unread
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session
from ddlproof.rules.judge import judge_moments
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

BEFORE = """
create schema app;
create type mood as enum ('sad', 'ok');
create domain app.small as int;
create table jobs (id serial primary key, a int not null, "B" text, constraint one check (a > 0));
create table app.parts (id int references jobs, "The Name" text, unique (id, "The Name")) partition by range (id);
create index jobs_a on jobs (a);
create view v as select a as b from jobs;
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger t before insert on jobs for each row execute function f();
create policy p on jobs using (a > 0);
"""

KNOWN = [
    "not exists (select 1 from pg_type where typname = 'mood')",
    "exists (select 1 from pg_type where typname = 'small' and typtype = 'd')",
    "exists (select from pg_type t join pg_namespace n on typnamespace = n.oid where nspname = 'app' and typname='x')",
    "to_regclass('jobs') is null",
    "to_regclass('app.parts') is not null and to_regtype('mood') is not null",
    "(select to_regclass('parts')) is null",
    "to_regclass('public.jobs_pkey') is null or to_regnamespace('app') is null",
    "exists (select 1 from information_schema.tables where table_schema = 'app' and table_name = 'parts')",
    "exists (select 1 from information_schema.tables where table_schema = current_schema() and table_name = 'parts')",
    "exists (select 1 from information_schema.tables where table_name = 'v' and table_type = 'BASE TABLE')",
    "exists (select * from information_schema.columns where table_name = 'jobs' and column_name = 'a' limit 1)",
    "exists (select * from information_schema.columns where 'B' = column_name and is_nullable = 'NO')",
    "exists (select * from information_schema.columns where column_name = 'The Name' and data_type = 'text')",
    "exists (select 1 from pg_attribute where attrelid = 'jobs'::regclass and attname = 'c' and not attisdropped)",
    "exists (select 1 from pg_attribute where attrelid = 'jobs'::regclass and attname = 'a' and attnum > 0)",
    "exists (select 1 from pg_constraint where conname = 'one' and conrelid = 'public.jobs'::regclass)",
    "not exists (select 1 from pg_constraint where conname = 'parts_id_fkey' and contype = 'f')",
    "exists (select from pg_constraint join pg_class r on r.oid = conrelid where relname = 'parts' and conname='one')",
    "exists (select from information_schema.table_constraints where constraint_name = 'one' and table_name = 'jobs')",
    "exists (select 1 from pg_indexes where schemaname = 'public' and indexname = 'jobs_a')",
    "exists (select 1 from pg_class where relname = 'jobs_pkey' and relkind = 'i')",
    "exists (select from pg_enum e join pg_type t on enumtypid = t.oid where typname = 'mood' and enumlabel = 'ok')",
    "exists (select 1 from pg_enum where enumlabel = 'new' and enumtypid = 'mood'::regtype)",
    "exists (select 1 from pg_trigger where tgname = 't' and tgrelid = 'jobs'::regclass and not tgisinternal)",
    "exists (select 1 from pg_policies where policyname = 'p' and tablename = 'jobs')",
    "not (to_regnamespace('app') is not null and exists (select 1 from pg_views where viewname = 'w'))",
    "exists (select 1 from pg_extension where extname = 'hstore')",
    "not exists (select 1 from pg_constraint where conname = 'jobs_a_not_null')",
    "exists (select * from information_schema.constraint_column_usage where constraint_name = 'parts_id_fkey')",
    "exists (select from information_schema.constraint_column_usage where constraint_name = 'parts_id_fkey'"
    " and table_name = 'parts')",
    "exists (select from information_schema.constraint_column_usage where table_schema = 'public'"
    " and table_name = 'jobs' and constraint_name = 'parts_id_fkey' and column_name = 'id')",
    "exists (select from information_schema.constraint_column_usage where constraint_name='one' and column_name='a')",
    "exists (select from information_schema.constraint_column_usage where constraint_name = 'jobs_a_not_null')",
    "exists (select from pg_type where typname in ('x', 'mood'))",
    "exists (select from pg_indexes where indexname in ('x', 'y') and schemaname = 'public')",
    "(select count(*) from pg_type where typname = 'mood') = 0",
    "(select count(*) > 0 from pg_indexes where indexname = 'jobs_a')",
    "not (select count(*) >= 1 from pg_indexes where indexname in ('jobs_b', 'jobs_c'))",
    "(select count(*) from pg_class where relname = 'nothing') <> 0",
    "exists (select from information_schema.table_constraints where constraint_name = 'jobs_a_not_null')",
]  # fmt: skip
UNKNOWN = [
    "(select count(*) from jobs) > 1",
    "exists (select 1 from jobs where a = 1)",
    "(select count(*) from pg_type where typname = 'mood') = 1",
    "(select count(typname) from pg_type where typname = 'mood') = 0",
    "(select count(*) from jobs) = 0",
    "exists (select from pg_type where typname in (select title from jobs))",
    "exists (select from pg_type where typname in ('a') and typtype in ('e', 'd'))",
    "exists (select 1 from pg_roles where rolname = 'carol')",
    "current_user = 'carol'",
    "exists (select 1 from pg_type where typname like 'm%')",
    "exists (select 1 from pg_proc where proname = 'now')",
    "exists (select 1 from pg_class where relname = 'jobs' group by 1)",
]


def replayed(sql: str, *, known: bool = True) -> Replay:
    replay = Replay(version=18, known=known)
    replay.run(read(Source("x.sql", sql)))
    return replay


def names(schema: Schema) -> set[str]:
    return {table.name.name for table in schema.tables}


@pytest.mark.parametrize("condition", KNOWN)
def test_the_branch_that_runs_is_the_one_that_runs_on_the_server(session: Session, condition: str) -> None:
    block = f"do $do$ begin if {condition} then create table yes (); else create table no (); end if; end $do$;"
    session.run("rollback")
    session.run("begin")
    for statement in read(Source("before.sql", BEFORE)):
        session.run(statement.sql)
    session.run(block)
    ran = {name for (name,) in session.fetch("select tablename from pg_tables where tablename in ('yes', 'no')")}
    session.run("rollback")
    made = replayed(BEFORE + block)

    assert names(made.result) == {"jobs", "parts", *ran}
    assert (made.problems, made.opaque) == ([], [])


@pytest.mark.parametrize("condition", UNKNOWN)
def test_what_only_the_server_can_answer_is_said(condition: str) -> None:
    made = replayed(f"{BEFORE} do $do$ begin if {condition} then create table maybe (); end if; end $do$;")

    assert "maybe" in names(made.result)
    assert [unread.why for unread in made.opaque] == [
        "which branches of this DO block run is known only when it runs; all are read as if they did: "
        f"IF {condition[:60]}{'…' if len(condition) > 60 else ''}"
    ]


def test_without_the_schema_nobody_knows_what_is_not_there() -> None:
    sql = """do $$ begin
      if not exists (select 1 from pg_type where typname = 'mood') then create type mood as enum ('a'); end if;
      if exists (select 1 from pg_tables where tablename = 'made') then drop table made; end if;
    end $$;"""
    made = replayed(f"create table made (); {sql}", known=False)

    assert names(made.result) == set()
    assert len(made.opaque) == 1


@pytest.mark.parametrize(
    ("body", "tables"),
    [
        ("if to_regclass('a') is null then create table a (); create table b (); end if", {"a", "b"}),
        ("if to_regclass('a') is null then null; elsif to_regclass('b') is null then create table b (); end if", set()),
        ("if not (1 = 1) then create table a (); end if; create table c ()", {"a", "c"}),
        ("begin create table a (); exception when duplicate_table then null; end; raise notice 'x %', 1", {"a"}),
        ("for i in 1 .. 3 loop execute format('create table x%s ()', i); end loop; create table d ()", {"d"}),
        ("perform f(); if to_regclass('a') is not null then drop table a; end if", set()),
        ("perform 1 from pg_type where typname = 'm'; if not found then create table a (); end if", {"a"}),
        (
            "perform from pg_class where relname='m'; IF Found THEN create table a (); else create table b (); end if",
            {"b"},
        ),
        ("v := to_regclass('a') is null; if v then create table a (); end if", {"a"}),
        ("v = to_regclass('a') is null; if not v then create table a (); end if", set()),
        ("update t set a = 1; for r in select 1 loop delete from t; x := 1; exit when true; end loop", set()),
        ("execute 'create table e ()'; execute $x$ create table g () $x$", {"e", "g"}),
    ],
)
def test_what_a_body_makes(body: str, tables: set[str]) -> None:
    assert names(replayed(f"do $$ begin {body}; end $$;").result) == tables


def test_an_error_in_a_branch_that_runs_is_one() -> None:
    made = replayed("do $$ begin if to_regclass('a') is null then drop table a; end if; end $$;")

    assert [problem.message for problem in made.problems] == ["table public.a does not exist here"]


def test_a_finding_of_a_branch_says_that_it_may_not_run() -> None:
    replay = Replay(version=18, known=True)
    replay.run(read(Source("before.sql", "create table jobs (a int);")))
    replay.begin_change()
    sure = "if to_regclass('jobs') is not null then create index on jobs (a); end if;"
    unsure = "if current_user = 'x' then create index on jobs (a); end if;"
    statements = read(Source("x.sql", f"do $$ begin {sure} {unsure} end $$;"))
    found = [one.message for one in judge_moments(replay.walk(statements)) if one.rule == "index-not-concurrent"]

    assert [message.endswith(" (if this branch runs)") for message in found] == [False, True]


HELPERS = """
create function app.helped(name text) returns void language plpgsql as $$
  -- it may create table x, or not
  begin execute format('create table %I (a int)', name); end $$;
create function app.made() returns void language sql as $$ Create Table made (a int) $$;
create function app.counted() returns bigint language plpgsql as $$
  declare created int; begin select count(*) into created from jobs; return created; end $$;
"""


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("select app.helped('t')", "app.helped"),
        ('set search_path = public, app; with x as (select 1) select "helped"(relname) from pg_class', "app.helped"),
        ("select made()", None),
        ("select APP . made ()", "app.made"),
        ("select app.counted(), 'app.made()'", None),
        ("select count(*) from jobs", None),
        ("do $$ begin update jobs set a = app.counted(); end $$", None),
        ("do $$ begin select app.made() into x; end $$", "app.made"),
    ],
)
def test_a_query_that_calls_what_changes_the_schema_is_said_to(query: str, named: str | None) -> None:
    replay = Replay(version=18)
    replay.run(read(Source("x.sql", BEFORE + HELPERS + query)))

    expected = [f"what function {named} does to the schema is known only when it runs"] if named else []
    assert [unread.why for unread in replay.opaque] == expected


def test_a_block_that_changes_rows_leaves_the_schema_known() -> None:
    rows = "do $$ begin update jobs set a = 1; loop delete from jobs; exit when not found; end loop; end $$;"
    asked = "do $$ begin if to_regclass('jobs') is null then create table no (); end if; end $$;"
    statements = read(Source("x.sql", f"create table jobs (a int); {rows} {asked}"))
    replay = Replay(version=18, known=True)

    assert names(replay.run(statements)) == {"jobs"}
    assert replay.opaque == []
    assert [action.why for action in statements[1].actions if isinstance(action, Unread)] == [
        "what a DO block or procedure does is known only when it runs"
    ]


@pytest.mark.parametrize("inside", ["execute x", "perform f()", "create table t ()", "call p()", "drop table jobs"])
def test_a_loop_that_may_change_the_schema_leaves_it_open(inside: str) -> None:
    replay = Replay(version=18, known=True)
    replay.run(read(Source("x.sql", f"do $$ begin for r in select 1 loop {inside}; end loop; end $$;")))

    assert len(replay.opaque) == 1
