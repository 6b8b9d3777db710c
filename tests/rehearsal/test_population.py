"""The rows that a rehearsal puts into the tables."""

from __future__ import annotations

from ddlproof.rehearsal.compatible import compatible
from ddlproof.rehearsal.population import new_rows, newcomers, old_rows, tables_of
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema


def schema(sql: str):
    return read_schema(Source("schema.sql", sql))


BEFORE = "create table p (id int primary key); create table t (id int primary key, a int not null, note text);"
AFTER = BEFORE.replace("a int not null, note text", "a int, note text, p_id int references p, size int")


def test_new_rows_make_use_of_what_is_new() -> None:
    before, after = schema(BEFORE), schema(AFTER)
    (table,) = [t.name for t in after.tables if t.name.name == "t"]
    found = list(newcomers(before, new_rows(before, after, [table])))
    assert {name for witness in found for name in witness.marked} == {"a", "p_id", "size"}


def test_without_a_change_nothing_is_new() -> None:
    before = schema(BEFORE)
    tables = [t.name for t in before.tables]
    assert list(newcomers(before, new_rows(before, before, tables))) == []


def test_a_table_that_stays_refers_to_what_changes_and_to_nothing_else_it_need_not() -> None:
    """Else a rollback is not tried with rows that are in its way; every NULL pattern of it would be much work."""
    stays = (
        "create table o (id int primary key); create table c (id int primary key, p_id int references p,"
        " o_id int references o, n int check (n > 0));"
    )
    before = schema("create table p (id int primary key);" + stays)
    after = schema("create table p (id int primary key, size int);" + stays)
    (table,) = [t.name for t in after.tables if t.name.name == "c"]
    rows = [row for row in new_rows(before, after, [table]).rows if row.table == table]
    assert [(row.get("p_id") is None, row.get("o_id") is None) for row in rows] == [(True, True), (False, True)]


def test_old_rows_fit_a_constraint_that_comes() -> None:
    before = schema("create table p (id int primary key); create table t (id int primary key, p_id int, n int);")
    after = schema(
        "create table p (id int primary key);"
        "create table t (id int primary key, p_id int references p, n int not null check (n > 100));"
    )
    both = compatible(before, after)
    rows = old_rows(both, [t.name for t in before.tables]).rows
    values = [row.get("n") for row in rows if row.table.name == "t"]
    assert values
    assert all(value is not None and int(value) > 100 for value in values)


def test_tables_on_the_other_side_of_a_foreign_key_come_along() -> None:
    both = schema(
        "create table a (id int primary key); create table b (id int primary key, a_id int references a);"
        "create table c (id int primary key, b_id int references b); create table d (id int);"
    )
    names = {t.name.name: t.name for t in both.tables}
    assert [n.name for n in tables_of([both], [names["b"]])] == ["b", "a", "c"]


def test_a_partitioned_table_without_partitions_holds_no_rows() -> None:
    before = schema("create table p (a int) partition by range (a);")
    made = old_rows(before, [table.name for table in before.tables])
    assert (made.rows, made.notes) == ([], [])
