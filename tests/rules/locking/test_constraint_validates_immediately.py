"""Constraints that look at every row where they are added, and those that look at none."""

from __future__ import annotations

import pytest

RULE = "constraint-validates-immediately"
BEFORE = "create table parents (id int primary key); create table jobs (id int primary key, a int);"
CHECK = "adding {} scans all of public.jobs while nobody can read or write it"
KEY = "adding {} scans all of public.jobs while nobody can write to it or to public.parents"


@pytest.mark.parametrize(
    ("added", "sentence"),
    [
        ("constraint c check (a > 0)", CHECK.format("c")),
        ("constraint c check (a > 0) no inherit", CHECK.format("c")),
        ("constraint c check (a > 0) not valid", None),
        ("constraint c check (a > 0) not enforced", None),
        ("constraint fk foreign key (a) references parents", KEY.format("fk")),
        ("constraint fk foreign key (a) references parents not valid", None),
        ("constraint fk foreign key (a) references parents not enforced", None),
        ("column b int check (b > 0)", CHECK.format("the constraint")),
        ("column if not exists a int check (a > 0)", None),
        ("column if not exists b int check (b > 0)", CHECK.format("the constraint")),
        ("column b int references parents", None),
        ("column b int default 1 references parents", KEY.format("the constraint")),
        ("column b serial references parents", KEY.format("the constraint")),
        ("column b int generated always as identity references parents", KEY.format("the constraint")),
        ("column b int generated always as (1) stored references parents", KEY.format("the constraint")),
        # Other rules speak of what builds an index.
        ("constraint u unique (a)", None),
        ("constraint x exclude (a with =)", None),
    ],
)
def test_what_scans(said, added: str, sentence: str | None) -> None:
    assert said(RULE, f"alter table jobs add {added}", BEFORE) == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    "migration",
    [
        "alter table jobs add constraint fk foreign key (a) references jobs (id);",
        "create table kinds (id int primary key); alter table jobs add constraint fk foreign key (a) references kinds;",
    ],
)
def test_only_another_table_in_use_is_locked_as_well(said, migration) -> None:
    assert said(RULE, migration, BEFORE) == ["adding fk scans all of public.jobs while nobody can write to it"]


def test_a_new_table_has_no_rows(said) -> None:
    made = "create table jobs (a int); alter table jobs add check (a > 0), add foreign key (a) references parents;"
    assert said(RULE, made, "create table parents (id int primary key);") == []


def test_only_a_table_in_use_besides_its_own_is_named(said) -> None:
    alone = KEY.format("k").removesuffix(" or to public.parents")
    assert said(RULE, "alter table jobs add constraint k foreign key (a) references jobs", BEFORE) == [alone]
    new = "create table new (id int primary key); alter table jobs add constraint k foreign key (a) references new"
    assert said(RULE, new, BEFORE) == [alone]


@pytest.mark.parametrize(("version", "each"), [(15, True), (17, True), (18, False)])
def test_not_valid_is_advised_where_postgresql_takes_it(findings, version: int, each: bool) -> None:
    before = f"{BEFORE} create table parts (a int) partition by list (a);"
    key = "alter table parts add constraint k foreign key (a) references parents"
    (finding,) = findings(RULE, key, before, version=version)
    assert ("on each partition" in finding.instead) == each
    (check,) = findings(RULE, "alter table parts add constraint c check (a > 0)", before, version=version)
    assert "on each partition" not in check.instead
