"""Which changes of type are told, and how; the matrix itself is measured in test_measured.py."""

from __future__ import annotations

import pytest

RULE = "column-type-rewrite"
BEFORE = """
create type state as enum ('new');
create table jobs (id int, name varchar(20), at timestamp, s state, c citext);
"""
TAIL = "all of public.jobs while nobody can read or write it"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        ("alter table jobs alter id type bigint", [f"id from integer to bigint rewrites {TAIL}"]),
        ("alter table jobs alter id type bigint using id::bigint", [f"id from integer to bigint rewrites {TAIL}"]),
        ("alter table jobs alter name type varchar(20) using trim(name)", [f"USING on name rewrites {TAIL}"]),
        ("alter table jobs alter name type varchar(20) using name", []),
        ("alter table jobs alter name type text", []),
        # What the types of extensions and domains cost is not known.
        ("alter table jobs alter c type text", []),
        ("alter table jobs alter name type citext", []),
        ("create table t (a int); alter table t alter a type bigint", []),
    ],
)
def test_types(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


def test_without_the_old_type_nothing_is_said(said) -> None:
    assert said(RULE, "alter table jobs alter id type bigint", None) == []


@pytest.mark.parametrize(
    ("prelude", "severity"),
    [
        ("", "warning"),
        ("set timezone = 'UTC';", None),
        ("set time zone 'Etc/UTC';", None),
        ("set timezone = 'UTC'; set time zone default;", "warning"),
        ("set time zone local;", "warning"),
        ("set time zone interval '0' hour to minute;", "warning"),
        ("set local timezone = 'UTC';", "warning"),
        ("begin; set local timezone = 'UTC';", None),
        ("begin; set local time zone 'UTC'; commit;", "warning"),
        ("set timezone to 'Europe/Oslo';", "error"),
        ("set timezone = 'UTC'; reset timezone;", "warning"),
    ],
)
def test_times_depend_on_the_time_zone(findings, prelude, severity) -> None:
    found = findings(RULE, f"{prelude} alter table jobs alter at type timestamptz", BEFORE)
    assert [finding.severity for finding in found] == ([severity] if severity else [])
