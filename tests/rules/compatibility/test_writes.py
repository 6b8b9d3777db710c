"""What writes of running code meet: constraints, and defaults."""

from __future__ import annotations

import pytest

from ddlproof.rules.judge import judge_moments
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema

WRITE, DEFAULT = "new-write-restriction", "default-changed"
BEFORE = (
    'create extension "uuid-ossp"; create table parents (id int primary key);'
    "create table jobs (id int primary key, a int, b int not null, state text not null default 'new', note text "
    "default 'none', mark uuid default uuid_generate_v4(), constraint a_check check (a > 0));"
)


@pytest.mark.parametrize(
    ("migration", "where"),
    [
        ("alter table jobs add exclude (b with =);", "where a row that conflicts is there already: jobs_b_excl"),
        ("alter table jobs add constraint c check (b > 0) not valid;", "where CHECK c is false, as in such a row"),
        ("alter table jobs add constraint c check (allowed(b)) not valid;", "where CHECK c is false"),
        ("alter table jobs add constraint fk foreign key (a) references parents not valid;",
         "where (a) is not in public.parents: fk"),
        ("alter table jobs add constraint u unique (a, b);", "where the same (a, b) is there already: u"),
        ("create unique index u on jobs (a);", "where the same (a) is there already: index u"),
        ("alter table jobs alter a set not null;", "where a is null"),
        ("alter table jobs drop constraint jobs_pkey; alter table jobs add primary key (id, a);", "where a is null"),
        ("alter table jobs add column c int; alter table jobs add constraint one check (num_nonnulls(a, c) = 1);",
         "where CHECK one is false, as in such a row"),
    ],
)  # fmt: skip
def test_restricted(said, migration: str, where: str) -> None:
    assert said(WRITE, migration, BEFORE) == [f"writes to public.jobs fail from now on {where}"]


@pytest.mark.parametrize(
    "migration",
    [
        # A rename breaks running code, but restricts nothing.
        "alter table jobs rename a to amount;",
        "alter table jobs rename id to key; create unique index on jobs (key);",
        "alter table jobs rename id to key; alter table jobs add unique (key, a);",
        "alter table jobs rename a to amount; alter table jobs add constraint c check (amount > 0);",
        "alter table jobs add constraint c check (b is not null) not valid;",
        "alter table jobs add constraint c check (a is not null or b is not null);",
        "alter table jobs drop constraint a_check; alter table jobs add constraint a_check check (a > -1) not valid;",
        "alter table jobs add column c int; alter table jobs add constraint one check (num_nonnulls(b, c) = 1);",
        "alter table jobs add column c int unique references parents check (c > 0);",
        "alter table jobs add constraint u unique (id, a);",
        "alter table jobs add exclude (b with =); alter table jobs drop constraint jobs_b_excl;",
        "create table t (a int); alter table t add constraint c check (a > 0); alter table t alter a set not null;",
        "alter table jobs add constraint c check (b > 0); alter table jobs drop constraint c;",
    ],
)
def test_not_restricted(said, migration: str) -> None:
    assert not said(WRITE, migration, BEFORE)


@pytest.mark.parametrize(
    ("migration", "rule"),
    [
        ("alter table jobs add constraint u unique (a, b);", "unique-may-fail"),
        ("create unique index u on jobs (a);", "unique-may-fail"),
        ("create unique index u on jobs (a); alter table jobs add unique using index u;", "unique-may-fail"),
        ("alter table jobs alter a set not null;", "not-null-may-fail"),
        ("update jobs set a = 1 where a is null; alter table jobs alter a set not null;", WRITE),
        ("alter table jobs add constraint c check (b > 0) not valid;", WRITE),
    ],
)
def test_one_cause_is_said_once(migration: str, rule: str) -> None:
    said = judge_moments(Replay(read_schema(Source("b.sql", BEFORE))).walk(read(Source("m.sql", migration))))
    assert [one.rule for one in said if one.rule in (WRITE, "unique-may-fail", "not-null-may-fail")] == [rule]


def test_the_witness_is_a_row_that_was_allowed(findings) -> None:
    (found,) = findings(WRITE, "alter table jobs add constraint c check (a > 10) not valid;", BEFORE)
    (row,) = found.witness.rows
    assert 0 < int(dict(zip(found.witness.columns, row, strict=True))["a"]) <= 10


@pytest.mark.parametrize(
    ("change", "said_of"),
    [
        ("state drop default", ".state out fails: the column is NOT NULL and has no default any more"),
        ("state set default 'old'", ".state out stores 'old' instead of 'new'"),
        ("note drop default", ".note out stores NULL instead of 'none'"),
        ("a set default 1", ".a out stores 1 instead of NULL"),
        ("mark set default uuid_generate_v1()", ".mark out stores uuid_generate_v1() instead of uuid_generate_v4()"),
    ],
)
def test_another_default(said, change: str, said_of: str) -> None:
    assert said(DEFAULT, f"alter table jobs alter {change};", BEFORE) == [f"an INSERT that leaves public.jobs{said_of}"]


MADE = "create table jobs (id int generated always as identity, n int, twice int generated always as (n * 2) stored);"


@pytest.mark.parametrize(
    ("change", "said_of"),
    [
        ("alter id drop identity", ".id out fails: the column is NOT NULL and has no identity any more"),
        ("alter twice drop expression", ".twice out stores NULL"),
        ("alter id drop identity, alter id set default 1", None),
        ("alter id set generated by default", None),
        ("alter n drop identity if exists", None),
    ],
)
def test_nobody_gives_it_a_value_any_more(said, change: str, said_of: str | None) -> None:
    found = said(DEFAULT, f"alter table jobs {change};", MADE)
    assert found == ([f"an INSERT that leaves public.jobs{said_of}"] if said_of else [])


@pytest.mark.parametrize(
    "migration",
    [
        "alter table jobs alter state set default 'new'::text;",
        "alter table jobs alter a set default 1; alter table jobs alter a drop default;",
        "alter table jobs alter b set default 0;",  # running code gives a value: it had to
        "alter table jobs alter a set default 0, alter a set not null;",  # or would fail without it
        "alter table jobs alter mark set default gen_random_uuid();",
        "alter table jobs add column c int default 1; alter table jobs alter c drop default;",
        "create table t (a int default 1); alter table t alter a drop default;",
        "alter table jobs alter note drop default, alter note type int using 1, alter note set default 1;",
    ],
)
def test_the_same_default(said, migration: str) -> None:
    assert not said(DEFAULT, migration, BEFORE)


def test_a_default_of_which_the_old_one_is_not_known(said) -> None:
    assert said(DEFAULT, "alter table jobs alter a set default 1;", before=None) == [
        "an INSERT that leaves public.jobs.a out stores another value from now on"
    ]
