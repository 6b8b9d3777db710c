"""SQL that cannot be valid is refused with its place, the offending token and what was expected."""

from __future__ import annotations

import pytest

from ddlproof.errors import SqlError
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.read import read

BROKEN = [
    ("creat table t (a int)", "1:1: expected an SQL statement, found `creat`"),
    (
        "create tabel t (a int)",
        "1:8: expected the kind of object to create (TABLE, INDEX, TYPE, VIEW, …), found `tabel`",
    ),
    ("drop tabel t", "1:6: expected the kind of object to drop (TABLE, INDEX, TYPE, VIEW, …), found `tabel`"),
    (
        "alter tabel t add a int",
        "1:7: expected the kind of object to alter (TABLE, INDEX, TYPE, VIEW, …), found `tabel`",
    ),
    ("create unique table t (a int)", "1:15: expected INDEX, found `table`"),
    (
        "create or replace table t (a int)",
        "1:19: expected FUNCTION, PROCEDURE, VIEW, TRIGGER or another kind that can be replaced, found `table`",
    ),
    ("create or replace temp sequence s", None),
    ("create table t (a text default u&'\\00')", None),
    ("create materialized table t ()", "1:21: expected VIEW, found `table`"),
    ("create table (a int)", "1:14: expected a table name, found `(`"),
    ("create table t", "1:14: expected `(` and the columns, the statement ends"),
    ("create table t (a int", "1:19: expected ), the statement ends"),
    ("create table t (a int))", "1:23: expected the end of the statement, found `)`"),
    ("create table t (a int b int)", "1:23: expected a column constraint, `,` or `)`, found `b`"),
    ("create table t (a int, )", "1:24: expected another column or constraint after `,`, found `)`"),
    ("create table t (a)", "1:18: expected a type, found `)`"),
    ("create table t (a int nott null)", "1:23: expected a column constraint, `,` or `)`, found `nott`"),
    ("create table t (a int not nul)", "1:23: expected a column constraint, `,` or `)`, found `not`"),
    ("create table t (a int primary kee)", "1:23: expected a column constraint, `,` or `)`, found `primary`"),
    ("create table t (a int check ())", "1:30: expected an operand, found `)`"),
    ("create table t (a int check (a >))", "1:33: expected an operand, found `)`"),
    ("create table t (a int check (a > 1)", "1:35: expected ), the statement ends"),
    ("create table t (a int check (a > > 1))", "1:34: expected an operand, found `>`"),
    ("create table t (a int check (a b))", "1:32: expected an operator or `)`, found `b`"),
    ("create table t (a int check (a in ()))", "1:36: expected an operand, found `)`"),
    ("create table t (a int check (a = 1 = 2))", "1:36: expected AND, OR or the end of the expression, found `=`"),
    ("create table t (a int check (f(a, )))", "1:35: expected an operand, found `)`"),
    ("create table t (a int default)", "1:30: expected an operand, found `)`"),
    ("create table t (a int references)", "1:33: expected a table, found `)`"),
    ("create table t (a int references b on delete destroy)", None),
    ("create table t (primary key a)", "1:29: expected (, found `a`"),
    ("create table t (primary key ())", "1:30: expected a column name, found `)`"),
    ("create table t (select int)", "1:17: expected a column name, found `select`"),
    ("create table t ('a' int)", "1:17: expected a column name, found `'a'`"),
    ("create index i on t", "1:19: expected (, the statement ends"),
    ("create index i on t ()", "1:22: expected a column or an expression, found `)`"),
    ("create index i on t (a,)", "1:24: expected a column or an expression, found `)`"),
    ("create index i t (a)", "1:16: expected ON, found `t`"),
    ("create index i on t (a) where", "1:25: expected an operand, the statement ends"),
    ("create type m as enum (sad)", "1:24: expected a label in quotes, found `sad`"),
    (
        "alter table t ad column a int",
        "1:15: expected ADD, ALTER, DROP, RENAME, VALIDATE or another subcommand, found `ad`",
    ),
    ("alter table t", "1:13: expected ADD, ALTER, DROP, RENAME, VALIDATE or another subcommand, the statement ends"),
    ("alter table t add column a int,", None),
    ("alter table t alter column a set nut null", None),
    ("alter table t rename a b", "1:24: expected TO, found `b`"),
    (
        "alter table t add constraint c chek (a > 1)",
        "1:32: expected CHECK, FOREIGN KEY, PRIMARY KEY, UNIQUE, EXCLUDE or NOT NULL, found `chek`",
    ),
    ("alter table t validate c", "1:24: expected CONSTRAINT, found `c`"),
    ("drop table", "1:6: expected the name of a table, the statement ends"),
    ("drop table t cascad", "1:14: expected the end of the statement, found `cascad`"),
    ("explain (select 1", "1:9: `(` is never closed"),
    ("create view v as select 1)", "1:26: `)` closes nothing"),
    ("create table t (a varchar())", "1:27: expected a number, found `)`"),
    ("create table t (a varchar(10 20))", "1:30: expected `,` or `)`, found `20`"),
    ("create table t (a varchar(10 null), b int)", "1:30: expected `,` or `)`, found `null`"),
    ("create table t (a numeric(10,, 2))", "1:30: expected a number, found `,`"),
    ("create table t (a numeric(10, ))", "1:31: expected a number, found `)`"),
    ("create index if not exists on t (a)", "1:28: expected an index name, found `on`"),
    (
        "create trigger r after insert on t for each execute function f()",
        "1:45: expected ROW or STATEMENT, found `execute`",
    ),
    (
        "create trigger r after insert on t deferrable for each row execute function f()",
        "1:36: expected EXECUTE, found `deferrable`",
    ),
    ("do do $$ begin null; end $$", "1:4: expected the body in quotes, found `do`"),
    ("do language plpgsql", "1:13: expected the body in quotes, the statement ends"),
    ("set search_path", "1:5: expected TO or =, the statement ends"),
]


@pytest.mark.parametrize(("sql", "expected"), BROKEN)
def test_broken_sql_is_refused_where_it_breaks(sql: str, expected: str | None) -> None:
    with pytest.raises(SqlError) as caught:
        read(Source("x.sql", f"select 1;\n\n{sql};\nselect 2;"))

    span = caught.value.span
    assert span is not None
    assert span.line == 3
    if expected is not None:
        assert f"1:{span.column}: {caught.value.message}" == expected


@pytest.mark.parametrize("sql", [sql for sql, _ in BROKEN])
def test_postgres_refuses_it_too(session: Session, sql: str) -> None:
    with pytest.raises(StatementFailed) as caught:
        session.run(sql)

    assert caught.value.error.sqlstate == "42601", caught.value.error.message
