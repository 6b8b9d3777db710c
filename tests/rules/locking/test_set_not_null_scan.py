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


@pytest.mark.parametrize(("version", "check"), [(17, True), (18, False)])
def test_the_advice_is_legal_on_the_version(findings, version, check) -> None:
    (finding,) = findings(RULE, "alter table jobs alter b set not null", BEFORE, version=version)
    assert ("CHECK" in finding.instead) == check
