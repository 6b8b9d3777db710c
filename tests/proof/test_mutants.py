"""Mutants: how many there are, that they differ, and which rows notice them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ddlproof.evidence import Equivalent
from ddlproof.model.constraint import Check
from ddlproof.model.expression import render
from ddlproof.model.meaning import null_table
from ddlproof.model.names import QName
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.model.table import Column, Table
from ddlproof.model.types import Type
from ddlproof.postgres.session import Session
from ddlproof.proof.mutants import mutants
from ddlproof.proof.parts import parts_of
from ddlproof.proof.prove import prove
from ddlproof.sql.expression import read_expression

Load = Callable[[str], Schema]
XOR = "(a is not null and b is null) or (a is null and b is not null)"
TABLE = Table(QName("public", "t"), tuple(Column(name, Type("uuid")) for name in "abcde"))


def of(sql: str) -> list[str]:
    """The texts of the mutants of a CHECK itself."""
    found = mutants(Check("c", read_expression(sql)), TABLE, EMPTY)
    return [mutant.text for mutant in found if not mutant.not_null]


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        (XOR, 33),
        ("num_nonnulls(a, b) = 1", 14),
        ("(a is not null) <> (b is not null)", 16),
        ("num_nonnulls(a, b, c) = 1", 19),
        ("num_nonnulls(a, b, c, d, e) = 1", 35),
    ],
)
def test_an_exclusive_or_has_all_its_mutants(sql: str, number: int) -> None:
    assert len(of(sql)) == len(set(of(sql))) == number


def test_no_mutant_of_an_exclusive_or_is_equivalent_and_each_row_is_needed() -> None:
    original = null_table(read_expression(XOR))
    assert original is not None
    blind = set()
    for mutant in mutants(Check("c", read_expression(XOR)), TABLE, EMPTY):
        table = null_table(mutant.expression) if mutant.expression else None
        if table is None:
            continue
        noticed = {p for p in map(frozenset, ("", "a", "b", "ab")) if table.accepts(p) != original.accepts(p)}
        assert noticed, mutant.text
        if len(noticed) == 1:
            blind |= noticed
    assert blind == set(map(frozenset, ("", "a", "b", "ab")))


def test_the_parts_of_a_condition_on_values() -> None:
    expected = {"check (a = '1' or b is null)", "check (a >= '1' or b is null)", "check (b is null)", "check (a > '1')"}
    assert expected <= set(of("a > '1' or b is null"))
    assert "check (a in ('y'))" in of("a in ('x', 'y')")
    assert "check (a not in ('x', 'y'))" in of("a in ('x', 'y')")
    assert "check (c is null)" not in of("a is null")  # only columns of the CHECK are exchanged


@pytest.mark.parametrize(
    ("sql", "altered"),
    [
        ("n > 5", ["n > 6", "n > 4", "n >= 5"]),
        ("n >= 0.01", ["n >= 0.02", "n >= 0.00"]),
        ("a = 'x'", ["a is not distinct from 'x'", "a = 'xx'"]),
        ("a <> 'x'", ["a is distinct from 'x'"]),
        ("a in ('x', 'y')", ["a in ('xx', 'y')", "a in ('x')"]),
        ("a like 'b%'", ["a like '%b%'", "not a like 'b%'"]),
        ("a ~ '^b+$'", ["a ~ 'b+$'", "a ~ '^b+'"]),
        ("coalesce(a, b) is null", ["a is null", "b is null"]),
    ],
)
def test_the_values_of_a_condition_are_altered(sql: str, altered: list[str]) -> None:
    assert {f"check ({text})" for text in altered} <= set(of(sql))


TYPED = {
    "a range": "n between 10.50 and 20",
    "a length": "length(s) <= 3",
    "a list": "s in ('a', 'b', 'c')",
    "a pattern": "s ~ '^[a-z]+$'",
    "a prefix": "s like 'a%'",
    "a prefix that is what texts are begun with": "s like 'x%'",
    "a default for NULL": "coalesce(n, 0) >= 0",
    "a state": "(kind = 'x' and n is not null) or (kind = 'y' and n is null)",
    "two columns": "n < m",
    "a flag": "flag or n > 0",
    "a date": "day > '2024-01-01'",
}


@pytest.mark.parametrize("sql", TYPED.values(), ids=TYPED.keys())
def test_every_mutant_is_noticed_or_proved_to_be_the_same(session: Session, load: Load, sql: str) -> None:
    schema = load(
        "create table t (id int primary key, n numeric(6, 2), m numeric(6, 2), s text, kind text not null, "
        f"flag boolean, day date, constraint c check ({sql}))"
    )
    table = schema.find_table("t")
    assert table is not None
    check = table.constraint("c")
    assert isinstance(check, Check)
    proof = prove(session, schema, table, check, sql, check.expression)
    assert (proof.mismatches, proof.mutants.survivors) == ((), ())
    assert proof.mutants.killed > 5


def test_what_mutants_share_with_the_check_may_fail_where_they_do_not_come_to_it(session: Session, load: Load) -> None:
    sql = "d = 0 or 10 / d > 1"
    schema = load(f"create table t (id int primary key, d int, constraint c check ({sql}))")
    table = schema.find_table("t")
    assert table is not None
    check = table.constraint("c")
    assert isinstance(check, Check)
    found = prove(session, schema, table, check, sql, check.expression).mutants
    # NULL is accepted either way, and 0 is not divided by: none fails, so that failing tells nothing apart.
    assert "check (d is not distinct from 0 or 10 / d > 1)" in found.survivors or found.equivalent
    assert found.killed > 5


def test_a_mutant_that_differs_on_one_of_many_states_is_shown_that_row(session: Session, load: Load) -> None:
    """Of two columns and more, of many values, the states are combined in pairs: no pair tells these apart."""
    sql = (
        "(kind = 'person' and first is not null and last is not null and company is null)"
        " or (kind = 'company' and company is not null and first is null and last is null)"
    )
    schema = load(
        "create table t (id int primary key, kind text, first text, last text, company text,"
        f" check (length(first) <= 30), check (last <> '' and last <> ' '), constraint c check ({sql}))"
    )
    table = schema.find_table("t")
    assert table is not None
    check = table.constraint("c")
    assert isinstance(check, Check)
    found = prove(session, schema, table, check, sql, check.expression).mutants
    assert found.survivors == ()
    assert found.killed > 70


def test_postgres_proves_what_python_cannot(session: Session, load: Load) -> None:
    schema = load(
        "create table t (id int primary key, late interval, check (late < '1 day'), "
        "constraint c check (late < '2 days'))"
    )
    table = schema.find_table("t")
    assert table is not None
    check = table.constraint("c")
    assert isinstance(check, Check)
    found = prove(session, schema, table, check, "", check.expression).mutants
    assert Equivalent("c dropped", "PostgreSQL") in found.equivalents
    assert "c dropped" not in found.survivors


def test_parts_of_a_check_are_written_once_and_mutants_by_their_names() -> None:
    original = read_expression(XOR)
    parts = parts_of(original)
    assert parts(original) == "ddlproof_part6"
    assert "(a is null) as ddlproof_part1" in parts.columns.split(", ")
    written = [parts(mutant.expression) for mutant in mutants(Check("c", original), TABLE, EMPTY) if mutant.expression]
    assert max(map(len, written)) < len(render(original))
    assert len(set(written)) == len(written)


def test_a_check_with_more_mutants_than_a_query_has_columns(session: Session, load: Load) -> None:
    names = [f"c{number}" for number in range(11)]
    sql = " or ".join(
        "(" + " and ".join(f"{n} is {'not ' if n == one else ''}null" for n in names) + ")" for one in names
    )
    schema = load(f"create table t ({' int, '.join(names)} int, constraint c check ({sql}))")
    table = schema.find_table("t")
    assert table is not None
    check = table.constraint("c")
    assert isinstance(check, Check)
    found = prove(session, schema, table, check, sql, check.expression, examples=0).mutants
    assert (found.survivors, found.stillborn) == ((), 0)
    assert found.made > 1664


def test_columns_of_other_types_are_not_exchanged() -> None:
    table = Table(
        QName("public", "t"), (Column("n", Type("integer")), Column("t", Type("text")), Column("m", Type("integer")))
    )
    found = mutants(Check("c", read_expression("n > 0 and m < 9 and t is null")), table, EMPTY)
    texts = {mutant.text for mutant in found}
    assert "check (m > 0 and m < 9 and t is null)" in texts
    assert not any("t > 0" in text or "t < 9" in text for text in texts)
    assert "check (n > 0 and m < 9 and n is null)" in texts


def test_what_stands_around_a_check_is_altered_too(session: Session, load: Load) -> None:
    schema = load(
        "create table p (id int primary key); create table t (id int primary key, a int references p, "
        "b int not null unique, c int not null, constraint k check (a is null or b > 0))"
    )
    table = schema.find_table("t")
    assert table is not None
    check = table.constraint("k")
    assert check is not None
    found = [mutant.text for mutant in mutants(check, table, schema) if mutant.sql]
    assert found == ["a: set not null", "b: drop not null", "t_a_fkey dropped", "t_b_key dropped"]


def test_mutants_are_sql_again() -> None:
    for mutant in mutants(Check("c", read_expression(XOR)), TABLE, EMPTY):
        if mutant.expression is not None:
            assert null_table(read_expression(render(mutant.expression))) == null_table(mutant.expression)
