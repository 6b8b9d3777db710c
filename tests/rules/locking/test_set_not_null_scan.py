"""A scan for NULLs, and what spares it."""

from __future__ import annotations

import pytest

RULE = "set-not-null-scan"
BEFORE = """
create table jobs (id int, a int, b int, c int, constraint a_check check (a is not null and b > 0));
alter table jobs add constraint c_check check (c is not null) not valid;
create unique index jobs_b on jobs (b);
"""
SCAN = "SET NOT NULL scans all of public.jobs while nobody can read or write it"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table jobs alter b set not null", [SCAN]),
        ("alter table jobs alter a set not null", []),
        ("alter table jobs alter c set not null", [SCAN]),
        ("alter table jobs validate constraint c_check; alter table jobs alter c set not null", []),
        ("alter table jobs validate constraint c_check; alter table jobs alter id set not null", [SCAN]),
        (
            "alter table jobs add primary key using index jobs_b",
            ["to make b NOT NULL, this scans all of public.jobs while nobody can read or write it"],
        ),
        ("create table t (a int); alter table t alter a set not null", []),
    ],
)
def test_scans(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


CHECKS = {
    "a is not null": True,
    "a is not null and b > 0": True,
    "not (a is null)": True,
    "not (a is null or b is null)": True,
    "(a is null) = false": True,
    "(a is not null and b > 0) or (a is not null and b < 0)": True,
    "(a is not null and b > 0) or b < 0": False,
    "not (a is null and b is null)": False,
    "b is not null": False,
    "a > 0": False,
    # As true as those, but PostgreSQL does not look into it.
    "num_nonnulls(a, b) = 2": False,
    "coalesce(a, 0) = a": False,
    "(a is not null) is true": False,
    "case when a is null then false else true end": False,
}
FREE = "create table jobs (a int, b int, constraint c check ({}) {});"


@pytest.mark.parametrize("check", CHECKS)
def test_which_checks_spare_the_scan(said, server, check: str) -> None:
    from ddlproof.rehearsal.script import Player
    from ddlproof.source import Source
    from ddlproof.sql.read import read

    migration = "alter table jobs alter a set not null"
    before = FREE.format(check, "")
    database = server.create("spared")
    try:
        with database.connect() as session:
            session.run(before)
            session.run("insert into jobs values (1, 1)")
            (step,) = Player(session, "up").statements(read(Source("m.sql", migration)))
    finally:
        server.drop(database)
    assert (step.scans == ()) == CHECKS[check]
    assert (said(RULE, migration, before) == []) == CHECKS[check]


def test_a_check_that_is_not_enforced_spares_nothing(said) -> None:
    assert said(RULE, "alter table jobs alter a set not null", FREE.format("a is not null", "not enforced")) == [SCAN]


def test_what_the_advice_says_for_18_is_taken(said) -> None:
    first, then = "alter table jobs add constraint n not null b not valid;", "alter table jobs validate constraint n;"
    assert said(RULE, f"{first} {then}", BEFORE) == []
    assert said(RULE, "alter table jobs add constraint n not null b;", BEFORE) == [SCAN]
    assert said("opaque-or-unparsed", f"{first} {then}", BEFORE) == []


@pytest.mark.parametrize(("version", "check"), [(17, True), (18, False)])
def test_the_advice_is_legal_on_the_version(findings, version, check) -> None:
    (finding,) = findings(RULE, "alter table jobs alter b set not null", BEFORE, version=version)
    assert ("CHECK" in finding.instead) == check
