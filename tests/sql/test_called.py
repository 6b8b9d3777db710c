"""Functions that a script defines and calls: what they do is what PostgreSQL does; what nobody can know is said."""

from __future__ import annotations

import pytest

from ddlproof.diff.compare import diff
from ddlproof.postgres.catalog import read_schema as read_catalog
from ddlproof.postgres.session import Session
from ddlproof.rules.judge import judge_moments
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Part, Replay

BEFORE = """
create schema app;
create table jobs (id int primary key, a int);
create table app.jobs (id int primary key, b int);
"""
UP = "create function up() returns void language plpgsql as $$ begin {}; end $$;"
ADD = """create function add(name text, type text default 'int') returns void language plpgsql as $$
  begin execute format('alter table jobs add column %I %s', name, type); end $$;"""
SQL = "create function up() returns void language sql as $$ {} $$;"
CALL = "create procedure up() language plpgsql as $$ begin {}; end $$;"

FOLLOWED = [
    f"{UP.format('create table x ()')} select up();",
    f"{UP.format('create table x ()')} select up() as done; drop function up();",
    f"{UP.format('create table if not exists x ()')} select * from up(); select up(); drop function up;",
    f"{UP.format('create table x ()').replace('up()', 'pg_temp.up()')} select pg_temp.up();",
    f"{CALL.format('create table x (); create index on x ((1))')} call up();",
    f"{CALL.format('create table x ()')} do $do$ begin call up(); alter table x add y int; end $do$;",
    f"{UP.format('create table x ()')} do $do$ begin perform up(); alter table x add y int; end $do$;",
    f"{UP.format('create table x ()')} do $do$ declare r text; begin select up() into r; end $do$;",
    f"{UP.format('create table x ()')} do $do$ begin execute 'select up()'; drop table x; end $do$;",
    f"{SQL.format('create table x (); alter table jobs add x int; select 1')} select up();",
    f"{SQL.format('alter table jobs add x int')} create function g() returns void language sql as 'select up()';"
    "select g();",
    f"{ADD} select add('B'), add(type => 'text', name => 'c'); select add('d', 'bigint');",
    f"{ADD} do $do$ declare t text; begin foreach t in array array['x', 'y'] loop perform add(t, 'text'); end loop;"
    " end $do$;",
    f"{ADD} create function up() returns void language plpgsql as $$ begin perform add('x'); perform add('y'); end $$;"
    "select up();",
    f"{ADD} create function add(int) returns void language sql as 'select 1'; select add('x', 'text');",
    f"{UP.format('create table x ()')} create or replace {UP.format('create table y ()')[7:]} select up();",
    f"{UP.format('create table x ()')} alter function up() rename to upper_; select upper_();",
    f"{UP.format('drop table jobs').replace('plpgsql', 'plpgsql set search_path = app')} select up();",
    f"{UP.format('drop table jobs')} set search_path = app, public; select up();",
    f"{UP.format('set search_path = app; drop table jobs')} select up(); create table made (); reset search_path;",
    f"{UP.format('set local search_path = app; drop table jobs')} select up(); create table made ();",
    f"{UP.format('create table jobs ()')} do $do$ begin perform up(); exception when duplicate_table then"
    " create table y (); end $do$;",
    f"{UP.format('create table x (); create table jobs (); exception when duplicate_table then null')}"
    " select up(); select up();",
    "create function up(really bool) returns int language plpgsql as $$ begin if to_regclass('x') is null then"
    " create table x (); return 1; end if; return 2; end $$; select up(true);",
    "create function up() returns setof int language plpgsql as $$ begin create table x (); return query select 1;"
    " create table y (); end $$; select * from up();",
    "create function up(t text) returns void strict language plpgsql as $$ begin execute t; end $$;"
    "select up('create table x ()');",
    "create function app.up() returns void language plpgsql as $$ begin create table app.x (); end $$;"
    "set search_path = app; select up();",
]


def replayed(sql: str) -> Replay:
    replay = Replay(version=18, sent="autocommit")
    replay.run(read(Source("x.sql", sql)))
    return replay


@pytest.mark.parametrize("sql", FOLLOWED)
def test_a_function_that_is_called_does_what_it_does_on_the_server(session: Session, sql: str) -> None:
    for cleaned in ("discard all", "drop schema public cascade", "drop schema if exists app cascade"):
        session.run(cleaned)
    session.run("create schema public")
    for statement in read(Source("x.sql", BEFORE + sql)):
        session.run(statement.sql)
    session.run("reset all")
    made = replayed(BEFORE + sql)

    assert diff(made.result, read_catalog(session, READING)) == ()
    assert (made.problems, made.opaque) == ([], [])


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (f"{ADD} select add(relname) from pg_class;", "what function public.add does to the schema"),
        (f"{ADD} select add(t) from unnest(array['x']) t;", "what function public.add does to the schema"),
        (f"{ADD} select add(upper(relname)) from pg_class;", "what function public.add does to the schema"),
        (f"{ADD} select add(x.y) from (select 'a' as y) x where true;", "what function public.add does to the schema"),
        (f"{ADD} select add(current_user);", "what function public.add does to the schema"),
        (f"{ADD} select add(lower('A')), add(unnest(array['x', 'y']));", "what function public.add does to the schema"),
        (
            f"{ADD} create function add(name name) returns void language sql as 'drop table jobs'; select add('x');",
            "what function public.add does to the schema",
        ),
        (
            f"{UP.format('create table if not exists x (); perform up()')} select up();",
            "what function public.up does to the schema",
        ),
        (
            f"{UP.format('for t in select relname from pg_class loop execute t; end loop; drop table x')} select up();",
            "of function public.up 1 actions are read as if they ran; what it does",
        ),
        (f"{CALL.format('create table x (); commit')} call up();", "what procedure public.up does to the schema"),
        ("call nobody_knows();", "what a DO block or procedure does"),
        (f"{UP.format('create table x ()')} do $do$ begin if up() is null then null; end if; end $do$;", None),
    ],
)
def test_what_a_function_does_that_nobody_can_tell_is_said(sql: str, why: str | None) -> None:
    made = replayed(BEFORE + sql)

    assert made.problems == []
    assert {unread.why for unread in made.opaque if unread.verb != "DO"} == (
        {f"{why} is known only when it runs"} if why else set()
    )


def test_each_file_has_its_own_temporary_function() -> None:
    up = SQL.replace("up()", "pg_temp.up()")
    replay = Replay(version=18)
    for table in ("x", "y"):
        script = f"{up.format(f'create table {table} ()')} select pg_temp.up();"
        replay.pass_over([Part(read(Source(f"{table}.sql", script)), "transaction")])

    assert (replay.problems, [str(table.name) for table in replay.result.tables]) == ([], ["public.x", "public.y"])


def test_a_function_that_only_triggers_call_is_not_called() -> None:
    trigger = "create function up() returns trigger language plpgsql as $$ begin drop table x; return new; end $$;"
    made = replayed(f"{BEFORE} {trigger} create trigger t after insert on jobs execute function up();")

    assert (made.problems, made.opaque) == ([], [])


def found(sql: str, *rules: str) -> list[tuple[str, str, str]]:
    replay = Replay(version=18, known=True, sent="autocommit")
    replay.run(read(Source("before.sql", BEFORE)))
    replay.begin_change()
    findings = judge_moments(replay.walk(read(Source("x.sql", sql))))
    told = ((one.rule, one.span.text if one.span else "", one.message) for one in findings)
    return [one for one in told if one[0] in rules]


def test_a_finding_stands_in_the_body_and_once_however_often_it_is_called() -> None:
    sql = UP.format("create index if not exists i on jobs (a)") + "select up(); select up();"
    assert [(rule, text) for rule, text, _ in found(sql, "index-not-concurrent")] == [
        ("index-not-concurrent", "create index if not exists i on jobs (a)")
    ]


def test_each_thing_that_a_function_is_called_for_has_its_finding() -> None:
    up = "create function up(t text) returns void language plpgsql as $$ begin execute 'drop table ' || t; end $$;"
    said = found(f"{up} select up('jobs'); select up('app.jobs');", "drop-table")
    assert [text for _, text, _ in said] == ["execute 'drop table ' || t"] * 2
    assert len({message for _, _, message in said}) == 2


def test_what_a_function_does_shares_the_transaction_of_the_call() -> None:
    up = UP.format("alter table jobs add check (a > 0) not valid; alter table jobs validate constraint jobs_a_check")
    assert [rule for rule, _, _ in found(f"{up} select up();", "validate-in-same-transaction")] == [
        "validate-in-same-transaction"
    ]


@pytest.mark.parametrize(
    ("before", "missing"),
    [
        ("perform set_config('lock_timeout', '2s', false);", False),
        ("perform pg_catalog.set_config('lock_timeout', '2s', true);", False),
        ("select set_config('lock_timeout', '2s', true) into t;", False),
        ("set local lock_timeout = '2s';", False),
        ("t := '2s'; perform set_config('lock_timeout', t, true);", False),
        ("execute 'set local lock_timeout = ''2s''';", False),
        ("if random() > 0.5 then set local lock_timeout = '2s'; end if;", True),
        ("perform set_config('lock_timeout', '0', true);", True),
        ("perform set_config('statement_timeout', '2s', true);", True),
        ("", True),
    ],
)
def test_a_timeout_that_code_sets_is_in_force(before: str, missing: bool) -> None:
    block = f"do $$ declare t text; begin {before} alter table jobs add b int; end $$;"
    assert [rule for rule, _, _ in found(block, "lock-timeout-missing", "transaction-control")] == (
        ["lock-timeout-missing"] if missing else []
    )


def test_a_timeout_that_code_sets_for_its_transaction_is_over_with_it() -> None:
    for local, rules in (("true", ["lock-timeout-missing"]), ("false", [])):
        sql = f"do $$ begin perform set_config('lock_timeout', '2s', {local}); end $$; alter table jobs add b int;"
        assert [rule for rule, _, _ in found(sql, "lock-timeout-missing")] == rules


def test_what_a_function_sets_for_itself_is_over_with_it() -> None:
    up = UP.format("alter table jobs add b int").replace("plpgsql", "plpgsql set lock_timeout = '2s'")
    both = found(f"{up} select up(); alter table jobs add c int;", "lock-timeout-missing")
    assert [text for _, text, _ in both] == ["add c int"]
