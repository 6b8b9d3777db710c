"""Expressions are read with PostgreSQL's precedence, and printed so that they read back to themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.errors import SqlError
from ddlproof.model import expression as e
from ddlproof.model.canonical import canonical
from ddlproof.model.expression import render
from ddlproof.model.types import Type
from ddlproof.postgres.session import Session
from ddlproof.sql.expression import DEEPEST, read_expression

NAMES = st.sampled_from(["a", "b", "Weird Col", "select", 'q"q', "größe", "date", "lock", "row", "any", "e"])
TYPES = st.sampled_from(
    [
        *(Type("integer"), Type("text"), Type("numeric", ("10", "2")), Type("text", (), True), Type('"char"')),
        *(Type("timestamp with time zone", ("3",)), Type("double precision"), Type('public."Mood"'), Type("bit")),
        *(Type("interval day to second", ("3",)), Type("character varying", ("10",), True), Type("bpchar")),
    ]
)
STRINGS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)
LEAVES = st.one_of(
    NAMES.map(e.Column),
    st.integers(-9, 99).map(lambda n: e.Constant("number", str(n))),
    st.sampled_from(["1.50", "-0.5", "1e5"]).map(lambda text: e.Constant("number", text)),
    STRINGS.map(lambda text: e.Constant("string", text)),
    st.sampled_from([e.TRUE, e.FALSE, e.NULL, e.Call("now"), e.Call("current_date"), e.Call("current_user")]),
)
OPERATORS = [
    "=",
    "<>",
    "<",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "||",
    "~",
    "~*",
    "like",
    "ilike",
    "->>",
    "#>>",
    "@>",
    "?|",
]
OPERATORS += ["is distinct from", "is not distinct from", "&&", "<->", "= any", "<> all", "< any", "@@", "<<", "|"]


def _nodes(inner: st.SearchStrategy[e.Expression]) -> st.SearchStrategy[e.Expression]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        _chain(inner, e.And, e.Or),
        inner.map(e.Not),
        st.builds(e.Is, inner, st.sampled_from(["null", "true", "false", "unknown"]), st.booleans()),
        st.builds(e.Binary, st.sampled_from(OPERATORS), inner, inner).filter(_not_folded),
        st.builds(e.In, inner, several, st.booleans()),
        st.builds(e.Call, st.sampled_from(["lower", "coalesce", "app.f", '"F f"', '"left"', "row"]), several).filter(
            lambda call: call.name != "row" or len(call.arguments) > 1
        ),
        st.builds(lambda x, op: e.Call(op, (x,)), inner, st.sampled_from(["~", "@", "|/", "!!", "+"])),
        inner.map(lambda x: e.Call("collate", (x, e.Constant("string", "C")))),
        inner.map(lambda x: e.Call("extract", (e.Constant("string", "year"), x))),
        st.builds(lambda x, y: e.Call("position", (x, y)), inner, inner),
        st.builds(e.Cast, inner, TYPES),
        st.builds(e.Case, st.lists(st.tuples(inner, inner), min_size=1, max_size=2).map(tuple), st.none() | inner),
        st.lists(inner, max_size=3).map(lambda items: e.Array(tuple(items))),
    )


def _chain(inner: st.SearchStrategy[e.Expression], *kinds: type[e.And] | type[e.Or]) -> st.SearchStrategy[e.Expression]:
    """AND and OR of operands that are not of the same kind: reading flattens those."""
    return st.one_of(
        [
            st.lists(inner.filter(lambda x, kind=kind: not isinstance(x, kind)), min_size=2, max_size=3).map(
                lambda parts, kind=kind: kind(tuple(parts))
            )
            for kind in kinds
        ]
    )


def _not_folded(node: e.Binary) -> bool:
    """`= ANY (ARRAY[…])` reads as IN, `x - 0` is how a sign is kept: these have another form."""
    if node.operator in ("= any", "<> all"):
        return not isinstance(node.right, e.Array | e.Cast)
    return not (node.operator == "-" and node.left == e.Constant("number", "0"))


EXPRESSIONS = st.recursive(LEAVES, _nodes, max_leaves=12)


@given(EXPRESSIONS)
def test_what_is_printed_reads_back_to_the_same(expression: e.Expression) -> None:
    text = render(expression)

    assert read_expression(text) == expression, text
    assert "\n" not in text


@given(EXPRESSIONS)
def test_a_canonical_form_is_its_own(expression: e.Expression) -> None:
    types = {"a": Type("integer"), "b": Type("character varying", ("10",)), "e": Type("jsonb")}
    form = canonical(expression, types)

    assert canonical(form, types) == form
    assert canonical(read_expression(render(form))) == form, render(form)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a or b and not c", "a or (b and (not c))"),
        ("not a = b", "not (a = b)"),
        ("not a is null", "not (a is null)"),
        ("a = b is null", "(a = b) is null"),
        ("a < b = c", None),
        ("a = b like c", "a = (b like c)"),
        ("a || b like c || d", "(a || b) like (c || d)"),
        ("a || b ~ c", "(a || b) ~ c"),
        ("a ~ b || c", "(a ~ b) || c"),
        ("a + b * c ^ d", "a + (b * (c ^ d))"),
        ("a - b - c", "(a - b) - c"),
        ("a ^ b ^ c", "(a ^ b) ^ c"),
        ("- a ^ 2", "(0 - a) ^ 2"),
        ("-5::int", "0 - (5::int)"),
        ("-a + b", "(0 - a) + b"),
        ("~ a + b", "~ (a + b)"),
        ("~ a = b", "(~ a) = b"),
        ("a->>'x' = 'y'", "(a ->> 'x') = 'y'"),
        ("a->'x'->>'y'", "(a -> 'x') ->> 'y'"),
        ("a<-1", "a < (-1)"),
        ("a=-1", "a = (-1)"),
        ("a between 1 and 2 and b", "(a between 1 and 2) and b"),
        ("a not between 1 and 2", "a < 1 or a > 2"),
        ("a in (1) is true", "(a in (1)) is true"),
        ("a at time zone 'x' > b", "timezone('x', a) > b"),
        ('a || b collate "C"', 'a || (b collate "C")'),
        ("a is distinct from b + 1", "a is distinct from (b + 1)"),
        ("a::int::text", "(a::int)::text"),
        ("a isnull or b notnull", "(a is null) or (b is not null)"),
        ("a != b", "a <> b"),
        ("@ 1.50 = b", "(@ 1.50) = b"),
        ("@ 1. * 2", "@ (1. * 2)"),
        ("a !~~ b", "a not like b"),
        ("a operator(pg_catalog.+) b", "a + b"),
        ("case a when 1 then b end", "case when a = 1 then b end"),
        ("trim(leading 'x' from a)", "ltrim(a, 'x')"),
        ("substring(a from 2 for 3)", "substring(a, 2, 3)"),
        ("date '2024-01-01' < a", "'2024-01-01'::date < a"),
        ("(a, b) overlaps (c, d)", "overlaps(a, b, c, d)"),
        ("a <> all (array[1, 2])", "a not in (1, 2)"),
        ("a = any (array[1, 2]::bigint[])", "a in (1::bigint, 2::bigint)"),
        ("a similar to 'x'", "a ~ similar_to_escape('x')"),
        ("1_000 + 0x1F", "1000 + 31"),
        ("E'a\\nb' 'c'", None),
        ("'a'\n'b'", "'ab'"),
        ("E'\\u00e4' || e'\\xC3\\xA4'", "'ä' || 'ä'"),
        ("a /* ; */ + -- )\n b", "a + b"),
    ],
)
def test_precedence_and_spellings(text: str, meaning: str | None) -> None:
    if meaning is None:
        with pytest.raises(SqlError):
            read_expression(text)
        return
    assert read_expression(text) == read_expression(meaning)


@given(
    parts=st.lists(st.sampled_from([*"+-*/%^=<", "||", "and", "or", "is null and", "<> 1 or"]), min_size=1, max_size=6)
)
def test_postgres_gives_the_same_value(session: Session, parts: list[str]) -> None:
    """The numbers 2, 3, 5, … with operators between, as they are and with the brackets that we think are meant."""
    written = "".join(f"{n} {operator} " for n, operator in zip((2, 3, 5, 7, 11, 13), parts, strict=False)) + "17"
    try:
        printed = render(_bracketed(read_expression(written)))
    except SqlError:
        return
    assert value(session, written) == value(session, printed), printed


def _bracketed(node: e.Expression) -> e.Expression:
    parts = [_bracketed(part) for part in e.children(node)]
    wrapped = [p if isinstance(p, e.Constant) else e.Opaque(f"({render(p)})") for p in parts]
    return e.rebuild(node, tuple(wrapped))


def value(session: Session, sql: str) -> object:
    from ddlproof.postgres.session import StatementFailed

    try:
        return session.run(f"select {sql}").rows
    except StatementFailed as failed:
        return failed.error.sqlstate


@pytest.mark.parametrize("depth", [1, 100, 1_000, 100_000])
def test_brackets_may_be_nested_as_deep_as_one_likes(depth: int) -> None:
    found = read_expression("(" * depth + "a > 1" + ")" * depth)

    assert found == read_expression("a > 1") if depth <= DEEPEST else isinstance(found, e.Opaque)
    assert e.columns(found) == ("a",)


@pytest.mark.parametrize(
    "text", ["not " * 5000 + "a", "- " * 5000 + "a", "a" + " || a" * 5000, "case when a then " * 500]
)
def test_what_is_too_deep_is_kept_as_text(text: str) -> None:
    found = read_expression(text + "a" + " end" * 500 if text.startswith("case") else text)

    assert isinstance(found, e.Opaque)
    assert canonical(found) == found
