"""Indexes that are one too many, keys that are missing or narrow, constraints that are left NOT VALID."""

from __future__ import annotations

import pytest

from ddlproof.finding import Severity
from ddlproof.postgres.database import Database
from ddlproof.postgres.session import StatementFailed

REDUNDANT, KEY, NOT_VALID = "redundant-index", "key-missing-or-narrow", "not-valid-never-validated"
NOTES = "create table notes (id bigint primary key, team int, slug text);"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("create index i on notes (id);",
         ["index i is the same as notes_pkey, which serves every query that it serves"]),
        ("create index i on notes (team); create index j on notes (team, slug);",
         ["index i is the beginning of j, which serves every query that it serves"]),
        ("create index i on notes (team, slug); create index j on notes (team desc, slug desc);",
         ["index j is the same as i, which serves every query that it serves"]),
        ("create unique index i on notes (team); create index j on notes (team);",
         ["index j is the same as i, which serves every query that it serves"]),
        ("alter table notes add constraint twice unique (id);",
         ["index twice is the same as notes_pkey, which serves every query that it serves"]),
        ("create unique index i on notes (team); create index j on notes (team, slug);", []),
        ("create index i on notes (team, slug); create index j on notes (team desc, slug);", []),
        ("create index i on notes (team) where slug is null; create index j on notes (team, slug);", []),
        ("create index i on notes using hash (team); create index j on notes (team);", []),
        ("create index i on notes (slug text_pattern_ops); create index j on notes (slug);", []),
        ("create index i on notes (lower(slug)); create index j on notes (slug);", []),
        ("create index i on notes (team) include (slug); create index j on notes (team, id);", []),
        ("create index i on notes (team); create index j on notes (team, slug); drop index i;", []),
    ],
)  # fmt: skip
def test_redundant(said, migration: str, sentences: list[str]) -> None:
    assert said(REDUNDANT, migration, NOTES) == sentences


def test_a_new_index_makes_an_old_one_redundant_once(said) -> None:
    before = f"{NOTES} create index i on notes (team);"
    assert said(REDUNDANT, "create index j on notes (team, slug);", before) == [
        "index i is the beginning of j, which serves every query that it serves"
    ]
    assert not said(REDUNDANT, "create index k on notes (team, id);", f"{before} create index j on notes (team, slug);")


def test_a_smaller_index_may_be_worth_its_price(findings) -> None:
    (same,) = findings(REDUNDANT, "create index i on notes (id);", NOTES)
    (less,) = findings(REDUNDANT, "create index i on notes (team); create index j on notes (team, slug);", NOTES)
    assert (same.severity, less.severity) == (Severity.WARNING, Severity.NOTE)


def test_no_primary_key(said) -> None:
    assert said(KEY, "create table notes (a int);") == ["public.notes has no primary key"]
    assert not said(KEY, "create table notes (a int); alter table notes add primary key (a, a2);".replace(", a2", ""))
    assert not said(KEY, "create table notes (a text not null unique);")
    assert not said(KEY, "create temporary table notes (a int);")
    like = "create table notes (like others including all);"
    assert said(KEY, like, "create table others (a int);") == ["public.notes has no primary key"]
    assert not said(KEY, like, "create table others (a int primary key);")
    whole = "create table events (k int primary key) partition by list (k);"
    assert not said(KEY, "create table events_1 partition of events for values in (1);", whole)
    parted = "create table notes_1 (a int); alter table notes attach partition notes_1 for values in (1);"
    assert not said(KEY, parted, before=None)


@pytest.mark.parametrize(
    ("migration", "instead"),
    [
        ("create index i on notes (team); create index j on notes (team, slug);",
         "Leave it out, or DROP INDEX CONCURRENTLY the one that is no longer needed."),
        ("create unique index i on notes (id);", "Leave it out, or DROP INDEX CONCURRENTLY i."),
        ("alter table notes add constraint k unique (id);",
         "Leave it out, or ALTER TABLE … DROP CONSTRAINT the one that is no longer needed."),
        ("create table parts (a int, b int) partition by list (a); create index i on parts (b);"
         "create index j on parts (b, a);",
         "Leave it out, or DROP INDEX the one that is no longer needed: on a partitioned table not CONCURRENTLY."),
    ],
)  # fmt: skip
def test_how_to_be_rid_of_an_index(findings, migration: str, instead: str) -> None:
    assert [one.instead for one in findings(REDUNDANT, migration, NOTES)] == [instead]


def test_a_key_of_a_partitioned_table_takes_in_what_parts_it(findings, database: Database) -> None:
    whole = "create table events (at date not null, kind int{}) partition by range (at);"
    assert [f.instead for f in findings(KEY, whole.format(""))] == [
        "A primary key that takes in the columns of PARTITION BY."
    ]
    with database.connect() as session:
        with pytest.raises(StatementFailed, match="must include all partitioning columns"):
            session.run(whole.format(", id bigint primary key"))
        session.run(whole.format(", id bigint, primary key (id, at)"))


def test_narrow_keys(findings) -> None:
    (serial,) = findings(KEY, "create table notes (id serial primary key);")
    assert serial.message == "the key id of public.notes ends at 2147483647, and every INSERT fails from then on"
    assert findings(KEY, "create table notes (id smallint generated always as identity primary key);")
    (plain,) = findings(KEY, "create table notes (id int primary key);")
    assert (plain.severity, plain.message) == (
        Severity.NOTE, "the key id of public.notes is an integer, which ends at 2147483647",
    )  # fmt: skip
    (small,) = findings(KEY, "create table notes (id smallint primary key);")
    assert small.message == "the key id of public.notes is a smallint, which ends at 32767"
    for columns in (
        "id bigserial primary key",
        "year int primary key",
        "kind smallint primary key",
        "post int references posts, tag int, primary key (post, tag)",
        "post int primary key references posts",
    ):
        assert not findings(KEY, f"create table notes ({columns});", "create table posts (id int primary key);"), (
            columns
        )


def test_left_not_valid(said) -> None:
    before = "create table jobs (id int primary key, a int, up int references jobs on delete set null);"
    add = "alter table jobs add constraint c check (a > 0) not valid;"
    assert said(NOT_VALID, add, before) == [
        "c stays NOT VALID: rows of public.jobs from before may break it, and any UPDATE of such a row fails, and with "
        "it the DELETE of its row in public.jobs"
    ]
    assert not said(NOT_VALID, f"{add} alter table jobs validate constraint c;", before)
    assert not said(NOT_VALID, f"{add} alter table jobs drop constraint c;", before)
    renamed = f"{add} alter table jobs rename to tasks; alter table tasks validate constraint c;"
    assert not said(NOT_VALID, renamed, before)
    assert said(NOT_VALID, add, before=None)
    assert not said(NOT_VALID, f"{add} alter table jobs validate constraint c;", before=None)


def test_a_reference_left_not_valid(said) -> None:
    add = "alter table jobs add constraint fk foreign key (a) references jobs (id) not valid;"
    assert said(NOT_VALID, add, "create table jobs (id int primary key, a int);") == [
        "fk stays NOT VALID: rows of public.jobs from before may refer to nothing"
    ]
