"""Functions, aggregates, triggers, views, policies: what a file says is what the catalog holds once it ran."""

from __future__ import annotations

import re

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.model.action import Unread
from ddlproof.model.schema import EMPTY
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.session import Session
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay
from ddlproof.sql.replay import read_schema as replayed

STATEMENTS = """
create table t (a int, "B" text, v varchar(10), at timestamptz);
create type mood as enum ('good', 'bad');
create function f(int, b varchar(10) default 'x', variadic c text[] default '{}') returns setof t
  language sql stable security definer set search_path = public, pg_temp rows 7 as 'select * from t';
create function g(in a int, out b int, inout c mood) language plpgsql cost 3 parallel safe as $$ begin null; end $$;
create function h(double precision, "Odd name" timestamp with time zone) returns table (x int, y mood[])
  immutable strict language sql begin atomic select 1, null::mood[]; end;
create function i() returns int language sql return 1 + 2;
create procedure p(inout a int, b numeric(10, 2)) language plpgsql as $$ begin a := 1; end $$;
create function of_t() returns trigger language plpgsql as $$ begin return new; end $$;
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0', parallel = safe);
create aggregate how_many(*) (sfunc = int8inc, stype = bigint, initcond = '0');
create trigger "A" before insert or update of "B", a on t for each row
  when (new.a > 0 and new."B" is not null and new.v = 'x') execute procedure of_t('one', 2, three);
create constraint trigger c after delete on t initially deferred for each row execute function of_t();
create trigger s after update on t referencing new table as fresh old table as gone execute function of_t();
alter table t disable trigger s;
create policy p1 on t using (v = 'x' and a between 1 and 2) with check (v like 'y%');
create policy p2 on t as restrictive for update to current_user using (true);
create view v as select a, "B", count(*) from t group by 1, 2 having count(*) > 1;
create view w (one, two) with (security_barrier) as select a, "B" from t where a > 1 with cascaded check option;
create recursive view nums (n) as values (1) union all select n + 1 from nums where n < 100;
create materialized view m as select one, upper(two) from w with no data;
create rule r as on delete to t do instead nothing;
alter function f(int, varchar, text[]) volatile reset search_path;
alter function i rename to j;
"""


def test_both_readers_agree(session: Session) -> None:
    replay = Replay(version=18)
    replay.run(read(Source("things.sql", STATEMENTS)))
    session.run("begin")
    try:
        for statement in re.split(r";\n(?=create|alter|\Z)", STATEMENTS):
            session.run(statement or "select 1")
        held = read_schema(session, READING)
    finally:
        session.run("rollback")

    assert (replay.problems, replay.opaque) == ([], [])
    changes = [change for change in diff(replay.result, held) if change.kind not in ("owner", "grant")]
    assert render(changes) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("select a from t", "SELECT x.a FROM public.t AS x", True),
        ("select a from t", "select b from t", False),
        ("select * from t", "select a, b from t", True),
        ("select a from t where (a > 1)", "select a from t where a > 1", True),
        ("select a from t where a > 1", "select a from t where a > 2", False),
        ("select a from t union select a from u", "select a from t union all select a from u", False),
    ],
)
def test_views_by_their_query(one: str, other: str, same: bool) -> None:
    def model(query: str) -> Replay:
        replay = Replay(version=18)
        tables = "create table t (a int, b text); create table u (a int);"
        replay.run(read(Source("x.sql", f"{tables} create view v as {query};")))
        return replay

    assert (render(diff(model(one).result, model(other).result)) == "") == same


def test_a_do_block_is_read_and_said_to_be_conditional() -> None:
    replay = Replay(version=18)
    sql = """
    do $body$
    declare n int := 1;
    begin
      if not exists (select from pg_type where typname = 'mood') then
        create type mood as enum ('good');
      end if;
      execute 'create table t (a int)';
      for n in select id from jobs loop execute 'drop table t'; end loop;
      begin alter table missing add a int; exception when undefined_table then null; end;
    end $body$;"""
    replay.run(read(Source("x.sql", sql)))

    assert [str(table.name) for table in replay.result.tables] == ["public.t"]
    assert [str(enum.name) for enum in replay.result.enums] == ["public.mood"]
    assert replay.problems == []
    assert len(replay.opaque) == 1


@pytest.mark.parametrize(
    ("like", "printed"),
    [
        ('"C"', "+ collation public.c locale C"),
        ('"de-x-icu"', "+ collation public.c locale de provider icu"),
        ('"de_DE"', "+ collation public.c"),  # which locale that is, the server knows
    ],
)
def test_a_collation_that_copies_another(like: str, printed: str) -> None:
    made = replayed(Source("x.sql", f"create collation c from {like};"))

    assert render(diff(EMPTY, made)) == printed


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("create view v as select a from t where", "view"),
        ("create view v as select a from t", None),
        ("create rule r as on insert to t do also (delete from u; update u set a = 1 where)", "rule"),
        ("create rule r as on insert to t do also notify x", None),
        ("create rule r as on insert to t do also (delete from t; notify x, 'a;b'; notify y)", None),
        ("create function f() returns int return 1 +", "function"),
        (
            "create procedure p() begin atomic merge into t using u on t.a = u.a when matched then delete; end",
            "procedure",
        ),
        ("create procedure p() begin atomic delete from t; end", None),
    ],
)
def test_what_is_kept_parsed_and_not_understood_is_said(sql: str, kind: str | None) -> None:
    said = [a.why for s in read(Source("x.sql", sql)) for a in s.actions if isinstance(a, Unread)]

    assert said == ([f"what this {kind} does is not understood, nor what it depends on"] if kind else [])


@pytest.mark.parametrize(
    ("extension", "text", "told"),
    [
        ("pgcrypto", "cryptographic functions", ""),
        ("pg_stat_statements", "track execution statistics of all SQL statements executed", ""),
        ("pgcrypto", "for passwords", "~ extension pgcrypto: comment default -> 'for passwords'"),
        ("hstore", "cryptographic functions", "~ extension hstore: comment default -> 'cryptographic functions'"),
    ],
)
def test_a_dump_says_what_an_extension_brings_along(extension: str, text: str, told: str) -> None:
    silent = f"create extension {extension};"
    said = f"{silent} comment on extension {extension} is 'ours'; comment on extension {extension} is '{text}'"
    before, after = (replayed(Source("x.sql", sql)) for sql in (silent, said))
    assert render(diff(before, after)) == told
