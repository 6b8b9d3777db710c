"""`:names` in statements of the application."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.errors import ContractError
from ddlproof.postgres.catalog import read_schema
from ddlproof.rehearsal.parameters import Binder, number, spelt
from ddlproof.sql.definitions import READING


@pytest.mark.parametrize(
    ("sql", "numbered", "names"),
    [
        ("insert into t values (:a, :b, :a);", "insert into t values ($1, $2, $1)", ("a", "b")),
        ("select ':no', x::text, :yes", "select ':no', x::text, $1", ("yes",)),
        ('select ":no" from t -- :no\nwhere a = :yes', 'select ":no" from t -- :no\nwhere a = $1', ("yes",)),
        ("select /* :no */ $$ :no $$, $a$ :no $a$", "select /* :no */ $$ :no $$, $a$ :no $a$", ()),
        ("select a[1:2], cast(:x as int)", "select a[1:2], cast($1 as int)", ("x",)),
    ],
)
def test_numbered(sql: str, numbered: str, names: tuple[str, ...]) -> None:
    prepared = number(sql)
    assert (prepared.sql, prepared.names) == (numbered, names)


@given(st.text())
def test_what_stands_in_a_string_is_no_parameter(text: str) -> None:
    quoted = "select '" + text.replace("'", "''") + "'"
    assert number(quoted).names == ()


@pytest.fixture
def binder(bench):
    with bench.loaded("create table models (id uuid primary key, name text)") as (_, session):
        yield Binder(session, read_schema(session, READING), READING)


INSERT = "insert into models (id, name) values (:id, :name)"


def test_new_has_the_type_that_the_server_infers(binder) -> None:
    first, second = binder.bind(number(INSERT), {"id": "new", "name": "new"}, "writer")
    assert first.startswith("00000000-0000-4000-8000-")
    assert second.startswith("name-")


def test_literals_are_kept(binder) -> None:
    assert binder.bind(number("select :a, :b, :c"), {"a": "x.y", "b": 3, "c": True}, "reader") == ("x.y", "3", "true")


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"id": "new"}, "writer: parameter :name has no value"),
        ({"id": "new", "name": "n", "nmae": "n"}, "writer: `with` gives nmae, but the statement has no :nmae"),
        ({"id": "models.id", "name": "n"}, "writer: models.id is to be an existing key, but public.models has no row"),
    ],
)
def test_what_does_not_fit_is_said(binder, given_, message: str) -> None:
    with pytest.raises(ContractError) as error:
        binder.bind(number(INSERT), given_, "writer")
    assert error.value.message == message


def test_spelt_out_for_psql() -> None:
    given_ = {"a": "it's $2 :b", "b": None}
    assert spelt("insert into t values (:a, ':a', :b, '$1')", given_) == (
        "insert into t values ('it''s $2 :b', ':a', null, '$1');"
    )
