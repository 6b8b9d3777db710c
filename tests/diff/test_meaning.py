"""A changed condition is said to accept more, less or other rows, with one that shows it."""

from __future__ import annotations

import pytest

from ddlproof.diff.compare import diff
from ddlproof.diff.intended import compare, read_intended
from ddlproof.diff.render import render
from ddlproof.evidence import Change
from ddlproof.model.schema import Schema
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

TABLE = "create table t (id int primary key, a int, b int, m mood, s text);\n"
MOOD = "create type mood as enum ('sad', 'ok', 'happy');\n"


def schema(sql: str) -> Schema:
    replay = Replay(version=18)
    replay.run(read(Source("schema.sql", sql)))
    return replay.result


def changes(before: str, after: str) -> tuple[Change, ...]:
    return diff(schema(MOOD + TABLE + before), schema(MOOD + TABLE + after))


def check(condition: str, name: str = "c") -> str:
    return f"alter table t add constraint {name} check ({condition});\n"


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("a > 0", "a > 5", "# stronger: no longer accepts a = '1'"),
        ("a > 5", "a > 0", "# weaker: now accepts a = '1'"),
        ("a between 1 and 5", "a between 3 and 9", "# incomparable: now accepts a = '6', no longer a = '1'"),
        ("num_nonnulls(a, b) = 1", "a is not null or b is not null", "# weaker: now accepts a = '1', b = '1'"),
        ("num_nonnulls(a, b) = 1", "num_nonnulls(a, b) <= 1", "# weaker: now accepts a is null, b is null"),
        ("m <> 'sad'", "m = 'ok'", "# stronger: no longer accepts m = 'happy'"),
        ("length(s) <= 3", "length(s) <= 2", "# stronger: no longer accepts s = 'aaa'"),
    ],
)
def test_what_a_changed_check_comes_to(before: str, after: str, line: str) -> None:
    printed = render(changes(check(before), check(after)))
    assert [text.strip() for text in printed.splitlines()][2:] == [line]


def test_what_is_not_known_is_not_said() -> None:
    (change,) = changes(check("a + 1 > 0"), check("a > -1"))
    assert (change.relation, change.witness) == (None, None)
    assert render([change]).count("\n") == 1


def test_two_checks_made_one() -> None:
    two, one = check("a > 0") + check("a < 9", "d"), check("a between 1 and 8", "e")
    found = changes(two, one)
    assert [(change.action, change.object, change.relation) for change in found] == [
        ("drop", "public.t.c", "equal"),
        ("drop", "public.t.d", "equal"),
        ("add", "public.t.e", "equal"),
    ]
    assert {change.relation for change in changes(two, check("a between 1 and 9", "e"))} == {None}


def test_a_check_that_another_implies_can_go() -> None:
    (change,) = changes(check("a > 5") + check("a > 0", "d"), check("a > 5"))
    assert change.relation == "equal"


def test_the_checks_of_a_new_table_are_compared_with_nothing() -> None:
    found = diff(schema(MOOD), schema(MOOD + TABLE + check("a is null or a is not null")))
    assert {change.relation for change in found} == {None}


def test_not_valid_is_a_change_whatever_it_means() -> None:
    (change,) = changes(check("a > 0"), check("a >= 1").replace(");", ") not valid;"))
    assert change.relation is None


def test_the_null_that_the_column_does_not_take() -> None:
    required = "alter table t alter a set not null, alter b set not null;\n"
    assert changes(required + check("a < b"), required + check("coalesce(a, 0) < b")) == ()
    assert changes(check("a < b"), check("coalesce(a, 0) < b")) != ()


@pytest.mark.parametrize(
    ("before", "after", "prover"),
    [
        ("a > 0", "a > 0 and b > 0", "normal form"),
        ("a > 0", "a > 5", "partition"),
        ("a > 0", "b > 0", "rows"),
    ],
)
def test_what_decided_is_said(before: str, after: str, prover: str) -> None:
    (change,) = changes(check(before), check(after))
    assert change.prover == prover


def test_a_column_whose_type_changes_is_not_reasoned_about() -> None:
    wide = "alter table t alter a type numeric;\n"
    assert [change.relation for change in changes(check("a > 0"), wide + check("a >= 1"))] == [None, None]


@pytest.mark.parametrize(
    ("before", "after", "relation"), [("a > 0", "a > 5", "weaker"), ("a > 5", "a >= 0", "stronger")]
)
def test_a_unique_index_about_fewer_rows_is_weaker(before: str, after: str, relation: str) -> None:
    index = "create unique index i on t (b) where {};\n"
    (change,) = changes(index.format(before), index.format(after))
    assert change.relation == relation
    assert changes(index.format("a > 0"), index.format("a >= 1")) == ()


def test_null_counts_in_a_predicate_unlike_in_a_check() -> None:
    index = "create index i on t (b) where {};\n"
    assert changes(check("a > 0"), check("a > 0 or a is null")) == ()
    assert changes(index.format("a > 0"), index.format("a > 0 or a is null")) != ()


def test_a_check_of_a_domain() -> None:
    domain = "create domain d as int constraint c check ({});\n"
    assert changes(domain.format("value > 0"), domain.format("value >= 1")) == ()
    (change,) = changes(domain.format("value > 0"), domain.format("value >= 0"))
    assert change.relation == "weaker"
    assert render([change]).splitlines()[1].strip() == "# weaker: now accepts value = '0'"


def test_a_printed_diff_with_its_comments_is_what_was_intended() -> None:
    found = changes(check("a > 0"), check("a > 5"))
    assert compare(found, read_intended(render(found), READING)).holds
