"""DO blocks: which branch runs, PostgreSQL says; what nobody can know without it is said."""

from __future__ import annotations

import pytest

from ddlproof.diff.compare import diff
from ddlproof.model.action import Rows, Unread
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_schema as read_catalog
from ddlproof.postgres.session import Session
from ddlproof.rules.judge import judge_moments
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
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
        (
            "for i in 1 .. 2 loop execute format('create table x%s ()', i); end loop; create table d ()",
            {"x1", "x2", "d"},
        ),
        ("for i in 1..n loop execute format('create table x%s ()', i); end loop; create table d ()", {"d"}),
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
        ("select app.helped(relname) from pg_class", "app.helped"),
        ('set search_path = public, app; with x as (select 1) select "helped"(relname) from pg_class', "app.helped"),
        ("select made()", None),
        ("select APP . made () where true", "app.made"),
        ("select app.counted(), 'app.made()'", None),
        ("select count(*) from jobs", None),
        ("do $$ begin update jobs set a = app.counted(); end $$", None),
        ("do $$ begin select app.made() into x from jobs; end $$", "app.made"),
        ("do $$ begin x := app.made(); end $$", "app.made"),
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
        "of this DO block 1 actions are read; besides, it changes rows"
    ]


@pytest.mark.parametrize(
    "inside", ["execute x", "set search_path = a", "create table t ()", "call p()", "drop table jobs"]
)
def test_a_loop_that_may_change_the_schema_leaves_it_open(inside: str) -> None:
    replay = Replay(version=18, known=True)
    replay.run(read(Source("x.sql", f"do $$ begin for r in select 1 loop {inside}; end loop; end $$;")))

    assert len(replay.opaque) == 1


FOLLOWED = [
    "for t in select unnest(array['x', 'Y z']) loop execute format('create table %I (a int)', t); end loop",
    "for t in select * from unnest('{x,y}'::text[]) as n loop execute 'create table ' || quote_ident(t) || ' ()'; "
    "end loop",
    "foreach t in array list loop if to_regclass(t) is null then execute format('create table %s ()', t); end if; "
    "end loop",
    "for r in values ('x', 'int'), ('y', 'text') loop execute format('create table %I (a %s)', r.column1, r.column2); "
    "end loop",
    "for r in (select v.w, k from (values (1, 'x'), (2, 'y')) as v (k, w)) loop "
    "execute format('create table %2$I (a int check (a > %1$s))', r.k, r.w); end loop",
    "for i in 1..3 loop for j in i..2 loop execute concat('create table x', i, '_', j, ' ()'); end loop; end loop",
    "for t in select unnest(array['x', 'jobs']) loop if not exists (select from pg_class where relname = t) then "
    "execute format($f$ create table %I (a text default %L, b text default '%%') $f$, t, 'it''s'); end if; end loop",
    "t := 'x'; execute 'create table ' || t || ' ()'; t := 'y'; execute format('create table %I ()', upper(t))",
    "execute coalesce(nullif(lower('A'), 'a'), replace('create table b ()', ' b', ' c'))",
    "execute format('select %L, count(*) from jobs', t) into t; create table x ()",
    "if to_regclass('jobs') is not null then return; end if; create table x ()",
    "if to_regclass('no') is not null then return; end if; create table x (); return; create table y ()",
    "if to_regclass('no') is not null then raise exception 'no'; end if; create table x ()",
    "n := 1; i = n + 1; perform count(*) from jobs; create table x ()",
    "for r in select id from jobs loop update jobs set a = 1 where id = r.id; continue; end loop; create table x ()",
    "analyze jobs; if to_regclass('no') is not null then create role joe; end if; create table x ()",
    "begin create table x (); create table jobs (); create table y (); exception when duplicate_table then null; end",
    "begin create table x (); create table y (); exception when duplicate_table or duplicate_object then null; end",
    "begin create table x (); drop table no; exception when undefined_table then create table y (); end; "
    "create table z ()",
    "begin create table x (); exception when undefined_table then create table y (); end",
    "create table w (); begin create table x (); begin drop table w; drop table no; exception when undefined_table "
    "then create table u (); drop table no; end; exception when undefined_table then create table y (); end",
    "begin drop table no; exception when undefined_table then for t in select unnest(array['x']) loop "
    "execute format('create table %I ()', t); end loop; end",
    "for t in select unnest(array['jobs', 'x']) loop begin execute format('create table %I ()', t); "
    "exception when duplicate_table then null; end; end loop",
]  # fmt: skip
DECLARED = """declare t text; list constant text[] := array['x', 'jobs']; r record; n int := 5; i int; j int;"""


@pytest.mark.parametrize("body", FOLLOWED)
def test_what_the_text_tells_is_followed_as_it_runs(session: Session, body: str) -> None:
    block = f"do $do$ {DECLARED} begin {body}; end $do$;"
    session.run("rollback")
    session.run("begin")
    for statement in read(Source("x.sql", BEFORE + block)):
        session.run(statement.sql)
    real = read_catalog(session, READING)
    session.run("rollback")
    made = replayed(BEFORE + block)

    assert diff(made.result, real) == ()
    assert (made.problems, made.opaque) == ([], [])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("execute 'grant select on jobs to ' || who", "IF setting app.who is not set"),
        (
            "execute format('grant select on jobs to %I', who); grant all on jobs to joe",
            "IF setting app.who is not set",
        ),
        (
            "begin create table x (); exception when others then create table y (); end",
            "EXCEPTION, as if nothing failed",
        ),
    ],
)
def test_what_is_read_as_if_is_said(body: str, why: str) -> None:
    declared = "declare who text := coalesce(current_setting('app.who', true), 'joe');"
    made = replayed(f"{BEFORE} do $do$ {declared} begin {body}; end $do$;")

    granted = [thing.about for thing in made.result.things if thing.kind == "grant" and "joe" in str(thing)]
    assert "y" not in names(made.result)
    assert bool(granted) == ("grant" in body)
    assert [unread.why.split("did: ")[-1] for unread in made.opaque] == [why]


@pytest.mark.parametrize(
    "body",
    [
        "select relname into t from pg_class; execute 'create table ' || t || ' ()'",
        "if n > 5 then t := 'x'; end if; execute 'create table ' || t || ' ()'",
        "for r in select id from jobs loop t := 'y'; end loop; execute 'create table ' || t || ' ()'",
        "execute 'select 1' into t; execute 'create table ' || t || ' ()'",
        "execute 'create table x_' || t || current_user || ' ()'",
        "declare t text; begin execute 'create table ' || t || ' ()'; end",
        "begin t := 'z'; exception when others then null; end; execute 'create table ' || t || ' ()'",
        "perform set_config('search_path', current_user, true)",
        "for t in select unnest(array['x']) loop exit when n = 5; execute format('create table %I ()', t); end loop",
        "if n > 4 then if n > 5 then return; end if; end if; create table x ()",
    ],
)
def test_what_only_the_server_knows_is_left_open(body: str) -> None:
    made = replayed(f"{BEFORE} do $do$ declare t text := 'a'; n int := 5; begin {body}; end $do$;")

    assert len(made.opaque) == 1


def test_an_error_that_a_handler_raises_again_is_one() -> None:
    body = "begin drop table no; exception when undefined_table then raise; end"
    made = replayed(f"do $$ begin {body}; end $$;")

    assert [problem.message for problem in made.problems] == ["table public.no does not exist here"]


@pytest.mark.parametrize(
    ("body", "read_", "said"),
    [
        ("update t set a = 1; delete from t where a = 2; truncate t", ["UPDATE", "DELETE", "TRUNCATE"], False),
        (
            "update t set a = 1; alter table t add b int; insert into t values (1)",
            ["UPDATE", "AddColumn", "INSERT"],
            False,
        ),
        ("if random() > 0.5 then delete from t; end if", ["DELETE"], True),
        ("begin delete from t; exception when others then delete from t; end", ["DELETE"], True),
        ("delete from t; return; update t set a = 1", ["DELETE"], False),
        # What a variable stands in is not constant, and how often a loop runs is not known.
        ("update t set a = n", [], True),
        ("delete from t where a = n returning a into n", [], True),
        ("loop delete from t; exit when not found; end loop", [], True),
        ("foreach n in array array[1, 2] loop delete from t; end loop", [], True),
        ("execute 'delete from t'", ["DELETE"], False),
        ("execute $q$ truncate t $q$", ["TRUNCATE"], False),
        # What is put together has no text of its own, and what EXECUTE is given may be more than it says.
        ("execute 'delete from ' || 't'", [], True),
        ("execute 'delete from t where a = $1' using n", [], True),
        ("perform 1", [], True),
    ],
)
def test_what_changes_rows_is_read_where_it_is_constant(body: str, read_: list[str], said: bool) -> None:
    (block,) = read(Source("x.sql", f"do $$ declare n int; begin {body}; end $$"))
    found = [one for one in block.actions if not isinstance(one, Unread)]
    assert [one.verb if isinstance(one, Rows) else type(one).__name__ for one in found] == read_
    assert any(isinstance(one, Unread) for one in block.actions) == said


def test_what_execute_is_given_has_its_place_within_the_quotes() -> None:
    (block,) = read(Source("x.sql", "do $$ begin\n  execute 'truncate t';\n  execute 'drop ' || 'table t';\nend $$"))
    assert [(one.at.text, one.at.line, one.at.column) for one in block.actions if not isinstance(one, Unread)] == [
        ("truncate t", 2, 12), ("execute 'drop ' || 'table t'", 3, 3),
    ]  # fmt: skip
