"""Promises that are taken back, and those that something else keeps."""

from __future__ import annotations

import pytest

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
        "create table t (id int primary key); alter table t drop constraint t_pkey",
    ],
)
def test_what_something_else_promises(said, migration: str) -> None:
    assert said(RULE, migration, BEFORE) == []


@pytest.mark.parametrize("before", [BEFORE, None])
def test_what_the_migration_made_itself_is_no_old_promise(said, before: str | None) -> None:
    made = "alter table jobs add constraint x check (a > 5) not valid; alter table jobs drop constraint x;"
    assert said(RULE, made, before) == []
    assert (
        said(RULE, "alter table jobs add z int not null default 0; alter table jobs alter z drop not null", before)
        == []
    )
