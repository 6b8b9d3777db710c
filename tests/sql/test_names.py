"""The names that PostgreSQL gives to what the SQL leaves unnamed, beside those in its catalog."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.model.names import quote
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.session import Session
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.replay import read_schema as schema_of
from ddlproof.sql.scan import scan


def both(session: Session, sql: str) -> tuple[Schema, Schema]:
    """The schema of a script on the model, and in the catalog."""
    source = Source("x.sql", sql)
    session.run("begin")
    try:
        for piece in scan(source):
            session.run(piece.span.text)
        return schema_of(source), read_schema(session, READING)
    finally:
        session.run("rollback")


def names(schema: Schema) -> list[str]:
    return [c.name for table in schema.tables for c in table.constraints] + [i.name.name for i in schema.indexes]


A63 = "a" * 63
LONG = "a_table_with_a_name_of_more_than_sixty_three_bytes_which_is_cut_off_somewhere"
ÄÖ = "äöü" * 11


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("create table t (a int primary key, b int unique, c int check (c > 0))", ["t_b_key", "t_c_check", "t_pkey"]),
        ("create table t (a int, b int, unique (a, b), check (a > b))", ["t_a_b_key", "t_check"]),
        ("create table t (a int check (a > 0), check (a < 9))", ["t_a_check", "t_a_check1"]),
        ("create table t (a int, check (true), check (1 > 0))", ["t_check", "t_check1"]),
        ("create table t (a int unique, unique (a) deferrable)", ["t_a_key", "t_a_key1"]),
        ("create table t (a int unique, unique (a))", ["t_a_key"]),
        ("create table t (a int primary key, unique (a))", ["t_pkey"]),
        ("create table t (a int primary key, constraint u unique (a))", ["u"]),
        ("create table t (a int unique, b int, unique (a) include (b))", ["t_a_b_key", "t_a_key"]),
        ("create table t (a int, b int unique, constraint t_b_key check (a > 0))", ["t_b_key", "t_b_key1"]),
        ("create table t_b_key (); create table t (b int unique)", ["t_b_key1"]),
        ("create table t (b int, constraint t_b_idx check (b > 0)); create index on t (b)", ["t_b_idx", "t_b_idx"]),
        ("create table t (a int primary key, b int references t, c int references t (a))", None),
        ("create table t (a int primary key, b int references t, constraint t_b_fkey check (b > 0))", None),
        ("create table t (a int); alter table t add check (a > 0), add check (a > 1)", ["t_a_check", "t_a_check1"]),
        ("create table t (a int, b text); create index on t (a); create index on t (a)", ["t_a_idx", "t_a_idx1"]),
        ("create table t (b text); create index on t (lower(b)); create index on t ((b || 'x'))", None),
        ("create table t (b text); create index on t (lower(b), upper(b), (b || 'x'), ('x' || b))", None),
        ("create table t (b text); create index on t (b, b, lower(b), lower(b))", None),
        ("create table t (b text); create index on t (coalesce(b, 'x')); create index on t ((b::varchar(3)))", None),
        ("create table t (b text); create index on t ((case when b = '' then 1 end))", None),
        ("create table t (b text); create index on t ((b is null))", None),
        (
            "create table t (b text); create index on t (cast(b as int)); create index on t (((b || '')::varchar(9)))",
            None,
        ),
        ("create table t (b text); create index on t ((1 + 1)); create index on t ((('1' || b)::bigint))", None),
        ("create table t (b text); create index on t ((case when b = '' then 1 else length(b) end))", None),
        ('create table t (b text, a int[]); create index on t ((a[1])); create index on t ((b collate "C"))', None),
        ("create table t (a int, b int); create index on t (a) include (b); create index on t (a) where b > 0", None),
        ('create table "T t" ("A a" int unique check ("A a" > 0))', ["T t_A a_check", "T t_A a_key"]),
        (f"create table {A63} (a int unique)", None),
        (f"create table {A63} ({A63} int unique check ({A63} > 0) references {A63} ({A63}))", None),
        (f"create table t ({A63} int unique); create index on t ({A63}); create index on t ({A63})", None),
        (f"create table {LONG} (a int primary key, a_rather_long_name_for_a_column int references {LONG})", None),
        (f"create table {ÄÖ} ({ÄÖ} int unique check ({ÄÖ} > 0), b int unique)", None),
        (f"create table t ({ÄÖ} serial, b serial)", None),
        (f"create table {LONG} (a serial, a_{LONG} bigserial, b_{LONG} int generated always as identity)", None),
        ("create table t (a serial); create table t_b_seq (); alter table t add b serial", None),
        ("create table t (a serial); alter table t drop column a; alter table t add a serial", None),
        ("create table t (a serial); alter table t rename to u; create table t (a serial)", None),
        ("create table t (a serial); create index t_b_seq on t (a); alter table t add b serial", None),
        ("create table t (a int unique); alter table t rename column a to b; alter table t add a int unique", None),
        ("create table t (a int unique); alter table t rename to u; create table t (a int unique)", None),
        ("create schema s; create table s.t (a int unique); create table t (a int unique)", ["t_a_key", "t_a_key"]),
    ],
)
def test_names_that_nobody_gave(session: Session, sql: str, expected: list[str] | None) -> None:
    model, catalog = both(session, sql)

    assert names(model) == names(catalog)
    assert render(diff(model, catalog)) == ""
    assert expected is None or sorted(names(model)) == expected


PIECES = st.lists(st.sampled_from(["a", "ä", "名", "x_", "long_piece_of_a_name_", "𝄞"]), min_size=1, max_size=30).map(
    "".join
)


@given(table=PIECES, column=PIECES, other=PIECES)
def test_long_and_foreign_names_are_cut_at_the_same_byte(session: Session, table: str, column: str, other: str) -> None:
    t, a, b = quote(table), quote(column), quote(other + "2")
    columns = f"{a} int primary key, {b} serial unique references {t} ({a}), check ({a} > {b})"
    sql = f"create table {t} ({columns}); create index on {t} ({a}, {b})"
    if quote(column.encode()[:63].decode(errors="ignore")) == quote(
        (other + "2").encode()[:63].decode(errors="ignore")
    ):
        return

    model, catalog = both(session, sql)

    assert names(model) == names(catalog)
    assert render(diff(model, catalog)) == ""
