"""What goes with a DROP that does not name it."""

from __future__ import annotations

import pytest

RULE = "drop-takes-dependents"
BEFORE = """
create type state as enum ('new');
create table jobs (
  id int primary key, a int, b int, c int, s state,
  constraint jobs_key unique (a, b), constraint jobs_check check (a > 0 or c > 0), constraint alone check (c > 0)
);
create index jobs_b_c on jobs (b) include (c);
create table runs (job int constraint runs_job references jobs);
create schema app; create table app.things (id int primary key); create view seen as select id from app.things;
create table app.more (id int primary key); create sequence numbers; create sequence more_numbers;
create table links (thing int references app.things, n int default nextval('numbers'));
alter table links add m int default nextval('more_numbers');
create policy own on links using (exists (select 1 from app.more));
"""


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (
            "alter table jobs drop column a",
            ["this drops check jobs_check (a, c) and unique jobs_key (a, b) as well"],
        ),
        ("alter table jobs drop column c", ["this drops check jobs_check (a, c) and index jobs_b_c (b, c) as well"]),
        ("alter table jobs drop column id cascade", ["this drops foreign key runs_job of public.runs as well"]),
        ("drop table jobs cascade", ["CASCADE drops foreign key runs_job of public.runs as well"]),
        ("drop table jobs, runs cascade", []),
        ("drop table jobs cascade; drop table runs", []),
        (
            "alter table jobs drop constraint jobs_pkey cascade",
            ["CASCADE drops foreign key runs_job of public.runs as well"],
        ),
        ("drop type state cascade", ["CASCADE drops column public.jobs.s with its values as well"]),
        (
            "drop schema app cascade",
            [
                "CASCADE drops policy own of public.links, foreign key links_thing_fkey of public.links and view "
                "public.seen as well"
            ],
        ),
        ("drop table links; drop view seen; drop schema app cascade", []),
        ("drop table app.more cascade", ["CASCADE drops policy own of public.links as well"]),
        ("drop sequence numbers cascade", ["CASCADE drops default of public.links.n as well"]),
        # By name, together with all its columns, or made again: nobody is surprised.
        (
            "alter table jobs drop constraint jobs_key, drop constraint jobs_check; alter table jobs drop column a",
            [],
        ),
        ("alter table jobs drop column a, drop column b, drop column c", []),
        (
            "alter table jobs drop constraint jobs_check, drop column a;"
            "alter table jobs add constraint jobs_key unique (b)",
            [],
        ),
        ("alter table jobs drop column s", []),
        ("create table t (a int, b int, unique (a, b)); alter table t drop column a", []),
    ],
)
def test_victims(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


VIEWS = """
create table users (id int primary key, email text, a int);
create table jobs (id int primary key);
create view v as select a from users;
create view w as select * from v;
create materialized view x as select email from users;
create function trg() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on jobs for each row execute function trg();
"""


@pytest.mark.parametrize(
    ("migration", "gone"),
    [
        ("drop table users cascade", "materialized view public.x, view public.v and view public.w"),
        ("drop view v cascade", "view public.w"),
        ("drop view v cascade; create view w as select 1 as a", None),
        ("drop view w cascade", None),
        ("drop function trg() cascade", "trigger tr of public.jobs"),
        ("drop function trg() cascade; drop table jobs", None),
    ],
)
def test_views_and_triggers(said, migration: str, gone: str | None) -> None:
    assert said(RULE, migration, VIEWS) == ([f"CASCADE drops {gone} as well"] if gone else [])


def test_a_unique_index_takes_the_foreign_keys_that_rest_on_it(said) -> None:
    before = (
        "create table p (a int, b int, unique (b)); create unique index i on p (a); create unique index j on p (b);"
        "create table t (x int references p (a), y int references p (b));"
    )
    assert said(RULE, "drop index i cascade", before) == ["CASCADE drops foreign key t_x_fkey of public.t as well"]
    assert said(RULE, "drop index i cascade; create unique index k on p (a);"
                "alter table t add constraint t_x_fkey foreign key (x) references p (a)",
                before) == []  # fmt: skip
    assert said(RULE, "drop index j cascade", before) == []


def test_a_column_takes_the_views_that_read_it(said) -> None:
    assert said(RULE, "alter table users drop column a cascade", VIEWS) == [
        "this drops view public.v and view public.w as well"
    ]
    assert said(RULE, "alter table users drop column id cascade", VIEWS) == []


def test_functions_whose_body_postgres_parses_and_rules(said) -> None:
    before = f"""{VIEWS}
        create function parsed() returns int begin atomic select max(a) from users; end;
        create function quoted() returns int language sql as $$ select max(a) from users $$;
        create rule r as on insert to jobs do also update users set a = 1;"""
    gone = "this drops function public.parsed(), rule r of public.jobs, view public.v and 1 more as well"
    assert said(RULE, "alter table users drop column a cascade", before) == [gone]


def test_an_index_for_speed_is_a_warning(findings) -> None:
    migration = "alter table jobs drop constraint jobs_check, drop constraint alone, drop column c"
    assert [f.severity for f in findings(RULE, migration, BEFORE)] == ["warning"]
