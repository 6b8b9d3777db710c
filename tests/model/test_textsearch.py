"""Text search constants, beside PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.model.expression import string
from ddlproof.model.textsearch import tsquery, tsvector
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session

_LEXEME = st.builds(
    "".join,
    st.tuples(st.sampled_from(["a", "Foo", "'x y'", "'it''s'", "a-b", "é"]), st.sampled_from(["", ":*", ":ba*"])),
)
_QUERY = st.recursive(
    _LEXEME,
    lambda inner: st.one_of(
        inner.map(lambda query: f"!{query}"),
        inner.map(lambda query: f"({query})"),
        st.builds("".join, st.tuples(inner, st.sampled_from(["&", " | ", "<->", " <2> ", "<1>"]), inner)),
    ),
    max_leaves=12,
)
_VECTOR = st.lists(st.sampled_from(["a", "bb", "B", "'x y'", "'it''s'", "é", "a-b"]), max_size=6).map(" ".join)


@pytest.fixture(scope="module")
def session(embedded: Server) -> Iterator[Session]:
    database = embedded.create("textsearch")
    with database.connect() as opened:
        yield opened
    embedded.drop(database)


@given(query=_QUERY, vector=_VECTOR)
def test_as_postgres_prints_them(session: Session, query: str, vector: str) -> None:
    asked = f"select cast({string(query)} as tsquery)::text, cast({string(vector)} as tsvector)::text"
    ((queried, split),) = session.fetch(asked)
    assert (tsquery(query), tsquery(queried)) == (queried, queried)
    assert (tsvector(vector), tsvector(split)) == (split, split)


@pytest.mark.parametrize("text", ["a b", "(a", "a &", "a\\b", "a:q", "(" * 999, "& a"])
def test_what_is_not_read_stays_as_it_is(text: str) -> None:
    assert tsquery(text) == text


@pytest.mark.parametrize("text", ["a:1 b", "a\\ b", "'a"])
def test_a_vector_with_positions_stays_as_it_is(text: str) -> None:
    assert tsvector(text) == text
