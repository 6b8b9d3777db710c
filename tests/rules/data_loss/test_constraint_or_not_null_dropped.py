"""Promises that are taken back, and those that something else keeps."""

from __future__ import annotations

import pytest

from ddlproof.postgres.server import Server
from ddlproof.postgres.session import StatementFailed

RULE = "constraint-or-not-null-dropped"
BEFORE = (
    "create table users (id int primary key);"
    "create table jobs (id int primary key, a int, b int not null, user_id int constraint u references users (id),"
    " constraint c check (a > 0), constraint k unique (a, b), constraint n check (b is not null),"
    " constraint o check (a is not null or b is not null), constraint m check (a is not null));"
)


@pytest.mark.parametrize(
    ("migration", "what"),
    [
        ("alter table jobs drop constraint c", "c no longer protects public.jobs"),
        ("alter table jobs drop constraint k", "k no longer protects public.jobs"),
        ("alter table jobs drop constraint jobs_pkey", "jobs_pkey no longer protects public.jobs"),
        ("alter table jobs drop constraint u", "u no longer protects public.jobs"),
        ("alter table jobs drop constraint m", "m no longer protects public.jobs"),
        ("alter table jobs alter b drop not null", "public.jobs.b may be null from now on"),
        (
            "alter table jobs drop constraint k; create unique index on jobs (a) where b > 0",
            "k no longer protects public.jobs",
        ),
        ("alter table jobs drop constraint u; alter table jobs drop column a", "u no longer protects public.jobs"),
        ("alter table jobs drop constraint k, add unique (id, b, a)", "k no longer protects public.jobs"),
        ("alter table jobs drop constraint c, add check (b > 0)", "c no longer protects public.jobs"),
    ],
)
def test_what_is_promised_no_more(said, migration: str, what: str) -> None:
    assert said(RULE, migration, BEFORE) == [what]


@pytest.mark.parametrize(
    "migration",
    [
        "alter table jobs drop constraint c, add constraint c check (a > 1)",
        "alter table jobs add constraint c2 check (a > 1); alter table jobs drop constraint c",
        "alter table jobs drop constraint u, add foreign key (user_id) references users (id) on delete cascade",
        "alter table jobs drop constraint k, add unique (a)",
        "alter table jobs drop constraint jobs_pkey, add unique (id), add column key bigint primary key",
        # What the NOT NULL of a column says already: the last step of the way by a CHECK.
        "alter table jobs drop constraint n",
        "alter table jobs drop constraint o",
        "alter table jobs alter a set not null; alter table jobs drop constraint m",
        "alter table jobs drop constraint k; create unique index on jobs (b, a)",
        # What goes with a column or table: other rules speak of that.
        "alter table jobs drop constraint c; alter table jobs drop column a",
        "alter table jobs alter b drop not null; alter table jobs drop column b",
        "alter table jobs drop constraint u; drop table users",
        "alter table jobs drop constraint u; drop table jobs",
        "alter table jobs drop constraint jobs_pkey; alter table jobs rename to old; create table jobs (a int)",
        "create table t (id int primary key); alter table t drop constraint t_pkey",
    ],
)
def test_what_something_else_promises(said, migration: str) -> None:
    assert said(RULE, migration, BEFORE) == []


INDEXES = f"""{BEFORE}
create unique index i on jobs (a, b);
create unique index e on jobs (lower(a::text)) where b > 0;
create unique index wide on jobs (id, a);
create index slow on jobs (user_id);
create unique index alone on jobs (user_id, b);"""


@pytest.mark.parametrize(
    ("migration", "kept"),
    [
        ("drop index alone", False),
        ("drop index concurrently alone", False),
        ("drop index alone; create unique index alone on jobs (user_id, b, a)", False),
        ("drop index alone; create unique index alone2 on jobs (user_id) where b > 0", False),
        ("drop index alone; create unique index alone2 on jobs (b)", True),
        ("drop index alone; alter table jobs add unique (b, user_id)", True),
        ("drop index alone; alter table jobs drop column b", True),
        ("drop index alone; drop table jobs", True),
        ("drop index e", False),
        ("drop index e; create unique index f on jobs (lower(a::text)) where b > 1", False),
        ("drop index e; create unique index f on jobs (lower(a::text)) where b > 0", True),
        ("drop index e; create unique index f on jobs (lower(a::text))", True),
        ("drop index i", True),  # the constraint k keeps the same columns apart
        ("drop index wide", True),  # the primary key does
        ("drop index slow", True),
        ("create unique index once on jobs (user_id); drop index once", True),
    ],
)
def test_a_unique_index_is_a_promise(said, migration: str, kept: bool) -> None:
    name = "e" if "index e" in migration else "alone"
    expected = [] if kept else [f"unique index {name} no longer keeps rows of public.jobs apart"]
    assert said(RULE, migration, INDEXES) == expected


def test_a_unique_index_keeps_what_a_constraint_promised(said) -> None:
    assert said(RULE, "alter table jobs drop constraint k", INDEXES) == []


@pytest.mark.parametrize("before", [BEFORE, None])
def test_what_the_migration_made_itself_is_no_old_promise(said, before: str | None) -> None:
    made = "alter table jobs add constraint x check (a > 5) not valid; alter table jobs drop constraint x;"
    assert said(RULE, made, before) == []
    assert (
        said(RULE, "alter table jobs add z int not null default 0; alter table jobs alter z drop not null", before)
        == []
    )


def test_the_columns_of_a_key_stay_not_null_without_it(server: Server) -> None:
    database = server.create("keyless")
    try:
        with database.connect() as session:
            session.run("create table jobs (id int primary key)")
            session.run("alter table jobs drop constraint jobs_pkey, add unique (id)")
            with pytest.raises(StatementFailed, match="not-null"):
                session.run("insert into jobs values (null)")
    finally:
        server.drop(database)
