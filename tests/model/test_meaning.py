"""Constraints that accept the same rows are the same, whatever they look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.model.expression import columns, render
from ddlproof.model.meaning import null_only, null_table, phrase
from ddlproof.model.relation import relate
from ddlproof.model.scope import Scope
from ddlproof.model.types import Type
from ddlproof.sql.expression import read_expression

EXCLUSIVE = [
    "(a is not null and b is null) or (a is null and b is not null)",
    "num_nonnulls(a, b) = 1",
    "(a is not null) <> (b is not null)",
    "(a is null) = (b is not null)",
    "num_nulls(a, b) = 1",
    "(a is not null)::int + (b is not null)::int = 1",
    "(a is null or b is null) and not (a is null and b is null)",
    "case when a is null then b is not null else b is null end",
    "(a is not null and b is null) or (a is null and b is not null) or (c is null and c is not null)",
]


@pytest.mark.parametrize("sql", EXCLUSIVE)
def test_exclusive_or_in_every_spelling(sql: str) -> None:
    expression = read_expression(sql)
    assert phrase(expression) == "exactly one of (a, b)"
    assert same(sql, EXCLUSIVE[0]) == "equal"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("num_nonnulls(c, a, b) = 1", "exactly one of (c, a, b)"),
        ("a is null or b is null", "at most one of (a, b)"),
        ("num_nonnulls(a, b, c) <= 1", "at most one of (a, b, c)"),
        ("a is not null or b is not null", "at least one of (a, b)"),
        ("coalesce(a, b) is not null", "at least one of (a, b)"),
        ("not (a is null and b is null and c is null)", "at least one of (a, b, c)"),
        ("(a is null) = (b is null)", "all or none of (a, b)"),
        ("num_nulls(a, b, c) in (0, 3)", "all or none of (a, b, c)"),
        ('num_nonnulls("A b", c) = 1', 'exactly one of ("A b", c)'),
        ("num_nonnulls(a, b, c) = 2", None),
        ("a is not null", None),
        ("a is null or b is not null", None),
        ("a > 0 or b is null", None),
        ("(a is not null) <> (b is not null) and c > 0", None),
        ("f(a) is null or b is null", None),
    ],
)
def test_phrases(sql: str, words: str | None) -> None:
    assert phrase(read_expression(sql)) == words


@pytest.mark.parametrize("sql", ["a > 0", "a = b", "a is null or b = 1", "f(a)", "a::text is null and g(b)", "a"])
def test_what_depends_on_values_has_no_null_table(sql: str) -> None:
    assert null_table(read_expression(sql)) is None


def test_values_that_cannot_matter_do_not_hinder() -> None:
    table = null_table(read_expression("a is not null or a = 1"))
    assert table is not None
    assert table.verdicts == (None, True)


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("num_nonnulls(a, b) = 1 and c is null", {"a", "b", "c"}),
        ("(a is null) <> b", {"a"}),  # b itself is the condition
        ("flag", set()),
        ("num_nulls(a, b) = 1 and a > 0", {"b"}),
        ("lower(a) is null", set()),
    ],
)
def test_columns_of_which_only_null_matters(sql: str, names: set[str]) -> None:
    assert null_only([read_expression(sql)]) == names


def test_too_many_columns_have_no_table() -> None:
    names = [f"c{i}" for i in range(11)]
    assert null_table(read_expression(f"num_nonnulls({', '.join(names)}) = 1")) is None
    assert null_table(read_expression(f"num_nonnulls({', '.join(names[:10])}) = 1")) is not None


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ("num_nonnulls(a, b) = 1", "num_nonnulls(a, b) >= 1", "weaker"),
        ("num_nonnulls(a, b) = 1", "num_nonnulls(a, c) = 1", "incomparable"),
        ("a is null", "a is null and null", "equal"),
        ("a is null", "a is null or null", "weaker"),
        ("a is not null and null", "a is null and false or a is not null", "equal"),  # a CHECK passes on NULL
        ("a > 0", "0 < a", "unknown"),  # a type of its own may mean anything by `<`
        ("a > 0", "a > 0", "equal"),
    ],
)
def test_same(left: str, right: str, answer: str) -> None:
    assert same(left, right) == answer


def test_same_where_a_column_holds_no_null() -> None:
    left, right = "a is not null and b is null", "b is null"
    assert same(left, right) == "weaker"
    assert same(left, right, frozenset({"a"})) == "equal"


def same(left: str, right: str, not_null: frozenset[str] = frozenset()) -> str:
    return relate([read_expression(left)], [read_expression(right)], not_null=not_null).verdict


SCOPE = Scope(
    {"k": Type("public.kind"), "yes": Type("boolean"), "n": Type("integer")}, {"public.kind": ("a", "b", "c")}
)


@pytest.mark.parametrize(
    ("left", "right", "proved"),
    [
        ("k = 'a'", "k <= 'a'", True),  # the first label
        ("k = 'b'", "k <= 'b'", False),
        ("k in ('a', 'b') and n is null", "k <> 'c' and n is null", True),
        ("yes or n is null", "yes is not false or n is null", True),
        ("yes or n is null", "yes is true or n is null", False),
        ("k = 'a' or n > 0", "k <= 'a' or n > 0", True),
        ("k = 'a' or n > 0", "k <= 'a' or n >= 0", False),
    ],
)
def test_equal_on_every_label(left: str, right: str, proved: bool) -> None:
    assert (relate([read_expression(left)], [read_expression(right)], SCOPE).verdict == "equal") is proved


@given(
    st.recursive(
        st.sampled_from(["a is null", "b is not null", "c is null", "num_nulls(a, c) > 1"]),
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda p: f"({p[0]} and {p[1]})"),
            st.tuples(inner, inner).map(lambda p: f"({p[0]} or {p[1]})"),
            st.tuples(inner, inner).map(lambda p: f"(({p[0]}) <> ({p[1]}))"),
            inner.map(lambda p: f"(not ({p}))"),
        ),
        max_leaves=6,
    )
)
def test_double_negation_changes_no_meaning(sql: str) -> None:
    once = read_expression(sql)
    twice = read_expression(f"not (not ({sql}))")
    assert relate([once], [twice]).verdict == "equal"
    assert same(sql, f"not ({sql})") != "equal"
    assert set(columns(once)) == set(columns(read_expression(render(once))))
