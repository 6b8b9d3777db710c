"""What is looked up in a schema is what a search through it finds, and no part of what the schema is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from ddl import scripts
from hypothesis import given

from ddlproof.errors import SqlError
from ddlproof.model.names import QName
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.model.scope import scope_of
from ddlproof.model.usertype import Domain
from ddlproof.rows.representatives import keyed_columns, unique_keys
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema

NOWHERE = QName("public", "no such thing")


def parsed(script: tuple[list[str], list[str]]) -> Schema:
    """What is left of a random script; statements that cannot be are left out."""
    read_ = []
    for sql in script[0]:
        with suppress(SqlError):
            read_ += read(Source("any.sql", sql))
    return Replay(EMPTY).run(read_)


@given(script=scripts())
def test_a_lookup_finds_what_a_search_finds(script: tuple[list[str], list[str]]) -> None:
    schema = parsed(script)
    assert [schema.table(one.name) for one in schema.tables] == list(schema.tables)
    assert [schema.index(one.name) for one in schema.indexes] == list(schema.indexes)
    assert [schema.enum(one.name) for one in schema.enums] == list(schema.enums)
    assert [schema.usertype(str(one.name)) for one in schema.types] == list(schema.types)
    for one in schema.types:
        assert schema.domain(str(one.name)) == (one if isinstance(one, Domain) else None)
    for table in schema.tables:
        assert schema.indexes_of(table.name) == tuple(one for one in schema.indexes if one.table == table.name)
    assert (schema.table(NOWHERE), schema.index(NOWHERE), schema.enum(NOWHERE)) == (None, None, None)
    assert (schema.domain(str(NOWHERE)), schema.indexes_of(NOWHERE)) == (None, ())


@given(script=scripts())
def test_a_schema_that_was_asked_is_the_same_as_one_that_was_not(script: tuple[list[str], list[str]]) -> None:
    asked, fresh = parsed(script), parsed(script)
    for table in asked.tables:
        keyed_columns(asked, table)
        scope_of(table, asked)
    assert (asked, hash(asked), repr(asked)) == (fresh, hash(fresh), repr(fresh))


def test_what_was_found_in_one_schema_is_not_said_of_another() -> None:
    sql = "create table t (a int, b int, unique (a)); create table s (a int);"
    schema = read_schema(Source("t.sql", sql))
    first, second = schema.tables
    assert [unique_keys(schema, table) for table in (first, second)] == [(), (("a",),)]
    fewer = replace(schema, tables=(first,))
    assert (fewer.table(second.name), fewer.table(first.name)) == (None, first)
    other = replace(second, constraints=())
    assert (unique_keys(schema, other), set(scope_of(other, schema).types)) == ((), {"a", "b"})
    assert unique_keys(replace(schema, tables=(first, other)), other) == ()
