"""Scripts are carried out on the model as PostgreSQL carries them out, with the errors that it would raise."""

from __future__ import annotations

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.errors import SqlError
from ddlproof.model.action import Unread
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema


def run(sql: str, before: str = "") -> Replay:
    replay = Replay(read_schema(Source("before.sql", before)))
    replay.run(read(Source("x.sql", sql)))
    return replay


def changes(before: str, sql: str) -> str:
    """The diff that a script makes; no error, nothing unread."""
    replay = run(sql, before)
    assert not replay.problems, str(replay.problems[0])
    assert not replay.opaque
    return render(diff(replay.schema, replay.result))


TABLES = (
    "create table p (id int primary key, n text); create table t (a int references p, b text not null default 'x');"
)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("alter table t alter a set not null", "~ column a: set not null"),
        (
            "alter table t alter b drop not null, alter b drop default",
            "~ column b: drop not null\n    ~ column b: drop default",
        ),
        ("alter table t alter a type bigint", "~ column a: type integer -> bigint"),
        ('alter table t alter b type text collate "C"', "~ column b: collation default -> C"),
        ("alter table t add c int, drop c", None),
        ("alter table t drop a, add a text", "- foreign key t_a_fkey"),
        ("alter table t add c int unique, add foreign key (c) references t (c)", "+ foreign key t_c_fkey (c)"),
        ("alter table t rename a to c", "+ column c integer"),
        ("alter table p rename to q; alter table t drop a", "- column a"),
        ("alter table p rename id to key; alter table t add c int references p (key)", "references public.p (key)"),
        ("alter table if exists gone add x int, alter y set not null", ""),
        ("alter table t alter b set default 'x'", ""),
        ("create temp table t (z int); alter table t add y int; create index on t (z); drop table t", ""),
        ("create temp table z (a int); alter table z rename a to b", ""),
        ("begin; drop table t; rollback", ""),
        ("begin; drop table t; commit", "- table public.t"),
        ("begin; alter table t add z int; rollback; alter table t add y int", "+ column y integer"),
        ("begin; commit and chain; drop table t; rollback", ""),
        ("create index i on t (a); alter table t drop a", "- column a"),
        ("create unique index i on t (a); alter table t add constraint u unique using index i", "+ unique u (a)"),
        ("create unique index i on t (a); alter table t add primary key using index i", "+ primary key i (a)"),
        ("alter index p_pkey rename to pk", "+ primary key pk (id)"),
        ("create index i on t (a); alter table i rename to j", "+ index public.j on public.t (a)"),
        ("create schema s; set search_path = s, public; create table n (m int references p)", "+ table s.n"),
        ("set search_path = nowhere; create table n ()", "+ table public.n"),
        ("create schema s; set local search_path = s; create table n ()", "+ table public.n"),
        ("create schema s; begin; set local search_path = s; commit; create table n ()", "+ table public.n"),
        ("create schema s; begin; set local search_path = s; create table n (); commit", "+ table s.n"),
        (
            'create schema "S"; set search_path = "S"; create table n (); reset all; create table n ()',
            "+ table public.n",
        ),
        ("create schema s; select pg_catalog.set_config('search_path', 's', false); create table n ()", "+ table s.n"),
        (
            "create type m as enum ('a'); alter table t add c m default 'a'; alter type m rename value 'a' to 'b'",
            "default 'b'",
        ),
        ("create type m as enum ('a', 'c'); alter type m add value 'b' before 'c'", "('a', 'b', 'c')"),
        (
            "alter table t add check (a > 0) not valid; alter table t validate constraint t_a_check",
            "+ check t_a_check a > 0",
        ),
        ("alter table t add d int generated always as (a + 1) stored; alter table t drop a cascade", "- column a"),
        (
            "alter table t add d int generated always as (a + 1) stored; alter table t rename a to c",
            "as (c + 1) stored",
        ),
        ("alter table t add check ((array[a])[1] > 0); alter table t rename a to c", "(array[c])[1] > 0"),
        ("drop table p cascade", "- foreign key t_a_fkey"),
        ("create schema s; create table s.n (id serial); alter schema s rename to z", "nextval('z.n_id_seq')"),
        ("alter table p drop constraint p_pkey cascade", "- primary key p_pkey"),
    ],
)
def test_what_a_script_makes_of_a_schema(sql: str, expected: str | None) -> None:
    if expected is None:
        assert run(sql, TABLES).problems
    elif expected == "":
        assert changes(TABLES, sql) == ""
    else:
        assert expected in changes(TABLES, sql)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("alter table gone add a int", "table public.gone does not exist here"),
        ("alter table t drop gone", "column gone of table public.t does not exist here"),
        ("alter table t add a int", "column a of table public.t exists already"),
        ("alter table t rename a to b", "column b of table public.t exists already"),
        ("create table t ()", "public.t exists already"),
        ("create table p_pkey ()", "public.p_pkey exists already"),
        ("create table n (a int, a int)", "column a of table public.n exists already"),
        ("create table n (a int references gone)", "the referenced table public.gone does not exist here"),
        ("create table n (a int references t)", "the referenced table public.t has no primary key"),
        (
            "create table n (a int references p (gone))",
            "the referenced column gone of table public.p does not exist here",
        ),
        ("create table n (a int primary key, primary key (a))", "table public.n would have two primary keys"),
        ("alter table p add primary key (n)", "table public.p has the primary key p_pkey already"),
        ("drop table p", "table public.p cannot be dropped: t_a_fkey on public.t depends on it"),
        ("alter table p drop id", "column id of table public.p cannot be dropped"),
        ("alter table p drop constraint p_pkey", "constraint p_pkey cannot be dropped"),
        ("alter table p alter id drop not null", "column id is in the primary key p_pkey"),
        ("alter table t drop constraint gone", "constraint gone of table public.t does not exist here"),
        ("drop index gone", "index public.gone does not exist here"),
        ("drop index p_pkey", "index public.p_pkey cannot be dropped: the constraint p_pkey of public.p needs it"),
        (
            "create unique index i on p (n); create table s (a text references p (n)); drop index i",
            "index public.i cannot be dropped: s_a_fkey on public.s depends on it",
        ),
        ("create index i on t (gone)", "column gone of table public.t does not exist here"),
        ("create index i on t (a) where gone > 0", "column gone of table public.t does not exist here"),
        ("create index i on t (a); create index i on t (b)", "public.i exists already"),
        ("create type m as enum ('a', 'a')", "public.m has a value twice"),
        ("create type m as enum ('a'); alter table t add c m; drop type m", "column c of table public.t depends on it"),
        ("alter type gone add value 'x'", "type public.gone does not exist here"),
        ("create schema public", "schema public exists already"),
        ("alter table t add c int generated always as (a + 1) stored; alter table t drop a", "c is computed from it"),
    ],
)
def test_what_postgres_would_refuse_is_said_with_its_place(sql: str, said: str) -> None:
    last = sql.rpartition("; ")[2]
    replay = run(f"{sql};\ncreate table later ()", TABLES)

    (problem,) = replay.problems
    assert said in problem.message
    assert problem.span is not None
    assert problem.span.text in last
    assert problem.span.line == 1
    assert replay.result.table(QName("public", "later")) is not None


def test_a_failed_statement_leaves_the_schema_alone() -> None:
    failing = [
        "create table n (a int unique, b int references gone)",
        "alter table t add c int unique references gone",
        "alter table t add constraint u unique using index gone",
    ]
    for sql in failing:
        replay = run(sql, TABLES)
        assert len(replay.problems) == 1
        assert replay.result == replay.schema, sql


def test_a_schema_that_a_server_would_refuse_is_no_schema() -> None:
    with pytest.raises(SqlError, match=r"x\.sql:2:18: table public\.gone does not exist here"):
        read_schema(Source("x.sql", "create table t ();\nalter table gone add a int;"))


def test_dumps_are_read_with_their_psql_commands_and_data() -> None:
    dump = (
        "\\restrict k\nSET client_encoding = 'UTF8';\nSELECT pg_catalog.set_config('search_path', '', false);\n"
        "CREATE TABLE public.t (\n    id integer NOT NULL\n);\nCOPY public.t (id) FROM stdin;\n1\n2\n\\.\n\n"
        "ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);\n\\unrestrict k\n"
    )
    statements = read(Source("dump.sql", dump))

    assert [statement.psql for statement in statements] == [True, False, False, False, False, False, True]
    copied = statements[4]
    assert copied.data is not None
    assert (copied.data.text, copied.data.line) == ("1\n2\n", 8)
    replay = Replay()
    assert render(diff(Schema(), replay.run(statements))) == (
        "+ table public.t\n    + column id integer not null\n    + primary key t_pkey (id)"
    )
    assert replay.opaque == replay.problems == []


def test_a_table_whose_columns_only_a_server_knows_is_said() -> None:
    replay = Replay()
    replay.run(read(Source("x.sql", "create table t as select * from generate_series(1, 2) as g (n);")))

    assert [(unread.at.line, unread.why) for unread in replay.opaque] == [
        (1, "of what columns a table is that a query makes is known only when it runs")
    ]
    assert replay.problems == []


def test_what_is_renamed_in_a_table_of_unknown_columns_is_renamed_where_it_is_used() -> None:
    schema = Replay().run(
        read(
            Source(
                "x.sql",
                "create table t as select * from generate_series(1, 2) as g (n);"
                "create index i on t (n) where n is not null; alter table t rename n to m;",
            )
        )
    )

    assert render(diff(Schema(), schema)).endswith("+ index public.i on public.t (m) where m is not null")


def test_a_psql_command_that_may_do_anything_is_said() -> None:
    (statement,) = read(Source("x.sql", "\\i other.sql"))
    (action,) = statement.actions

    assert isinstance(action, Unread)
    assert action.why == "what psql's \\i does is known only when psql runs it"


@pytest.mark.parametrize("table", ["t", "elsewhere.t"])
def test_what_a_role_makes_for_a_table_of_another(table: str) -> None:
    """A trigger does not take the table's sequences over, be the table known or not."""
    made = "create table t (a serial); alter table t owner to dora; set role carol;"
    replay = run(f"{made} create trigger tr before insert on {table} for each row execute function f();")
    owners = {(thing.about, thing.get("is")) for thing in replay.result.things if thing.kind == "owner"}
    assert owners == {("table", "dora"), ("sequence", "dora")}
