"""`ddlproof diff --stat`, and the order of what is printed: what drops comes first."""

from __future__ import annotations

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.evidence import Change
from ddlproof.outcome import Outcome
from ddlproof.report.colour import Style, View
from ddlproof.report.stat import render as stat
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

BEFORE = "create table t (a int, b int); create table u (x int); create type m as enum ('a');"
AFTER = "create table t (a bigint, c int); create table v (x text); create index i on v (x); create schema s;"


def changes(before: str, after: str) -> tuple[Change, ...]:
    return diff(*(read_schema(Source("x.sql", sql)) for sql in (before, after)))


def counted(before: str, after: str, *, colour: bool = False) -> str:
    return stat((Outcome("x", (), changes=changes(before, after)),), View(style=Style(colour=colour)))


def test_a_line_for_each_table_and_the_sum() -> None:
    assert counted(BEFORE, AFTER).splitlines() == [
        "public.t  3  -1 ~1 +1  column",
        "(enum)    1  -1",
        "public.u  1  -1  table",
        "public.v  2  +2  table, column",
        "(schema)  1  +1",
        "(index)   1  +1",
        "9 changes in 3 tables: 3 dropped, 1 altered, 5 added",
    ]


def test_nothing_for_no_changes() -> None:
    assert counted(BEFORE, BEFORE) == ""


def test_signs_have_their_colours() -> None:
    assert "\x1b[31m-1\x1b[0m \x1b[33m~1\x1b[0m \x1b[32m+1\x1b[0m" in counted(BEFORE, AFTER, colour=True)


def test_500_changes_are_a_few_lines() -> None:
    many = ", ".join(f"c{number} int" for number in range(500))

    assert (
        counted("create table t (a int)", f"create table t (a int, {many})").splitlines()[0].startswith("public.t  500")
    )


def test_what_drops_is_printed_first_and_a_table_is_one_block() -> None:
    printed = render(changes(BEFORE, AFTER)).splitlines()

    assert [line for line in printed if not line.startswith(" ")] == [
        "- enum public.m",
        "~ table public.t",
        "- table public.u",
        "+ schema s",
        "+ table public.v",
        "+ index public.i on public.v (x)",
    ]
