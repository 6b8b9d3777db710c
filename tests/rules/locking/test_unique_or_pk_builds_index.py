"""Keys that build their index under the lock of an ALTER TABLE; the advice is never NOT VALID."""

from __future__ import annotations

import pytest

from ddlproof.postgres.session import StatementFailed

RULE = "unique-or-pk-builds-index"
BEFORE = "create table jobs (id int not null, a int); create unique index jobs_a on jobs (a);"
UNIQUE = "the unique constraint builds an index over all of public.jobs while nobody can read or write it"
KEY = "the primary key builds an index over all of public.jobs while nobody can read or write it"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table jobs add unique (a)", [UNIQUE]),
        ("alter table jobs add column b int unique", [UNIQUE]),
        ("alter table jobs add column if not exists a int unique", []),
        ("alter table jobs add primary key (id)", [KEY]),
        ("alter table jobs add column b int primary key default 1, add unique (a)", [KEY, UNIQUE]),
        ("alter table jobs add unique using index jobs_a", []),
        ("alter table jobs add column b int check (b > 0)", []),
        ("create table t (a int); alter table t add unique (a)", []),
        ("create table t (a int); alter table t rename to u; alter table u add unique (a)", []),
    ],
)
def test_keys(said, findings, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences
    assert not any("NOT VALID" in finding.instead for finding in findings(RULE, migration, BEFORE))


def test_if_not_exists_does_not_make_a_table(said) -> None:
    assert said(RULE, "create table if not exists jobs (a int); alter table jobs add unique (a)", BEFORE) == [UNIQUE]


def test_no_index_is_taken_over_by_a_key_without_overlaps(findings, database) -> None:
    before = "create table rooms (during int4range)"
    (found,) = findings(RULE, "alter table rooms add unique (during without overlaps)", before)
    assert "USING INDEX: make a new table" in found.instead
    with database.connect() as session:
        session.run(before)
        session.run("create index i on rooms using gist (during)")
        with pytest.raises(StatementFailed, match="not a unique index"):
            session.run("alter table rooms add constraint k unique using index i")
