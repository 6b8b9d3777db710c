"""What a conversion drops without a word, and what makes it fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.finding import Finding
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.postgres.session import StatementFailed

RULE = "lossy-type-change"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "numeric(10,2)",
            "numeric(10,1)",
            "public.t.c: more than 1 digits of a fraction are rounded, and nothing says so",
        ),
        ("numeric", "numeric(10,2)", "public.t.c: more than 2 digits of a fraction are rounded, and nothing says so"),
        ("numeric(10,2)", "int", "public.t.c: fractions are rounded to whole numbers, and nothing says so"),
        ("bigint", "double precision", "public.t.c: values of more than 15 digits are rounded, and nothing says so"),
        ("timestamptz", "date", "public.t.c: the time of day is cut off, and nothing says so"),
        ("timestamp", "time", "public.t.c: the day is cut off, and nothing says so"),
        (
            "timestamptz",
            "timestamptz(3)",
            "public.t.c: more than 3 digits of a second are rounded, and nothing says so",
        ),
        (
            "text",
            "varchar(5) using c::varchar(5)",
            "public.t.c: text of more than 5 characters is cut, and nothing says so",
        ),
        (
            "text",
            "text using left(c, 3)",
            "public.t.c: left() in USING keeps a part of the old value, and nothing says so",
        ),
        ("text", "int using 0", "public.t.c: USING does not look at the old value, and nothing says so"),
        ("text", "varchar(5)", "this fails if one public.t.c is longer than 5 characters"),
        ("bigint", "int", "this fails if one public.t.c is too large for integer"),
        ("numeric(12,2)", "numeric(10,2)", "this fails if one public.t.c is too large for numeric(10,2)"),
        ("int", "numeric(3)", "this fails if one public.t.c is too large for numeric(3,0)"),
        ("bigint", "numeric(20,2)", "this fails if one public.t.c is too large for numeric(20,2)"),
        ("bigint", "numeric(21,2)", None),
        ("smallint", "varchar(5)", "this fails if one public.t.c is longer than 5 characters"),
        ("smallint", "varchar(6)", None),
        ("int", "text", None),
        ("bigint[]", "int[]", "this fails if one public.t.c is too large for integer[]"),
        (
            "numeric(6,2)[]",
            "numeric(6,1)[]",
            "public.t.c: more than 1 digits of a fraction are rounded, and nothing says so",
        ),
        ("inet", "cidr", "public.t.c: what the network's mask leaves of an address is cut off, and nothing says so"),
        ("jsonb", "text using c ->> 'a'", "public.t.c: USING keeps one member of the old value, and nothing says so"),
        ("int", "boolean using c::boolean", "of public.t.c only true or false is kept, whatever else it held"),
        ("text", "boolean using c = 'yes'", "of public.t.c only true or false is kept, whatever else it held"),
        ("text", "boolean using c::boolean", None),
        ("numeric(10,2)", "double precision", None),
        ("numeric(6,2)", "real", None),
        (
            "text[]",
            "text using c[1]",
            "public.t.c: USING keeps one element of the old value, and nothing says so",
        ),
        ("text[]", "text using array_to_string(c, ',')", None),
        # Euros become cents, of which none is lost.
        ("numeric(10,2)", "bigint using (c * 100)::bigint", None),
        ("numeric(10,2)", "bigint using round(c * 100)", None),
        (
            "numeric(10,3)",
            "bigint using (c * 100)::bigint",
            "public.t.c: fractions are rounded to whole numbers, and nothing says so",
        ),
        ("numeric(10,2)", "numeric(12,2)", None),
        ("numeric(10,2)", "numeric", None),
        ("int", "bigint", None),
        ("int", "double precision", None),
        ("varchar(5)", "text", None),
        ("timestamptz(3)", "timestamptz", None),
        ("date", "timestamptz", None),
        ("text", "int using c::int", None),
    ],
)
def test_loss(said, old, new, sentence) -> None:
    before = f"create table t (c {old})"
    assert said(RULE, f"alter table t alter c type {new}", before) == ([sentence] if sentence else [])
    assert said(RULE, f"{before}; alter table t alter c type {new}") == []


@pytest.mark.parametrize(
    ("old", "value", "new", "result"),
    [
        ("numeric(10,2)", "1.25", "numeric(10,1)", "1.3"),
        ("numeric(10,2)", "1.50", "int", "2"),
        ("bigint", "9007199254740993", "double precision", "9.007199254740992e+15"),
        ("timestamp", "2026-01-01 10:00", "date", "2026-01-01"),
        ("timestamp", "2026-01-01 10:00:00.1239", "timestamp(3)", "2026-01-01 10:00:00.124"),
        ("text", "abcdef", "varchar(5) using c::varchar(5)", "abcde"),
        ("text", "abcdef", "varchar(5)", None),
        ("bigint", "3000000000", "int", None),
        ("numeric(12,2)", "9999999999.00", "numeric(10,2)", None),
        ("int", "1234", "numeric(3)", None),
        ("smallint", "-32768", "varchar(5)", None),
        ("bigint[]", "{3000000000}", "int[]", None),
        ("numeric(6,2)[]", "{1.25}", "numeric(6,1)[]", "{1.3}"),
        ("inet", "10.1.2.3/8", "cidr", "10.0.0.0/8"),
        ("text[]", "{a,b}", "text using c[1]", "a"),
    ],
)
def test_postgresql_does_as_the_rule_says(database, findings, old, value, new, result) -> None:
    change = f"alter table t alter c type {new}"
    (finding,) = findings(RULE, change, f"create table t (c {old})")
    with database.connect() as session:
        session.run(f"create table t (c {old})")
        session.run(f"insert into t values ('{value}')")
        if result is None:
            with pytest.raises(StatementFailed, match=r"too long|out of range|overflow"):
                session.run(change)
        else:
            session.run(change)
            assert session.run("select c::text from t").rows == ((result,),)
    assert finding.severity == ("warning" if result is None else "error")


@pytest.mark.parametrize(
    ("old", "new", "values"),
    [
        ("numeric(10,2)", "numeric(10,1)", ("0.03", "0.0")),
        ("numeric", "int using round(c)", ("0.3", "0")),
        ("double precision", "real", ("0.123456789012", "0.12345679")),
        ("timestamp", "date", ("2024-02-03 04:05:06.123456", "2024-02-03")),
        ("timestamptz", "timestamptz(3)", ("2024-02-03 04:05:06.123456+00", "2024-02-03 04:05:06.123+00")),
        ("time", "time(0)", ("04:05:06.123456", "04:05:06")),
        ("bigint", "double precision", ("9007199254740993", "9.007199254740992e+15")),
        ("inet", "cidr", ("10.1.2.3/8", "10.0.0.0/8")),
        ("text", "varchar(3) using left(c, 3)", ("xxxx", "xxx")),
    ],
)
def test_the_rehearsal_compares_values(tmp_path: Path, server, old: str, new: str, values: tuple[str, str]) -> None:
    found = checked(tmp_path, server, old, new, (RULE,))
    assert found[0].witness is not None
    assert found[0].witness.columns == ("c before", "after")
    assert found[0].witness.rows[0] == values


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("varchar(10)", "varchar(3)", "value too long for type character varying(3)"),
        ("int", "smallint", "smallint out of range"),
        ("numeric(8,2)", "numeric(5,2)", "numeric field overflow"),
    ],
)
def test_what_does_not_fit_is_tried(tmp_path: Path, server, old: str, new: str, said: str) -> None:
    (found,) = checked(tmp_path, server, old, new, (RULE, "cast-may-fail"))
    assert (found.rule, found.message) == ("cast-may-fail", f"a value cannot be cast: {said}")
    assert checked(tmp_path, server, old, f"{new} using null", ("cast-may-fail",)) == []


def checked(folder: Path, server, old: str, new: str, rules: tuple[str, ...]) -> list[Finding]:
    (folder / "before.sql").write_text(f"create table t (id int primary key, c {old});")
    (folder / "migration.sql").write_text(f"alter table t alter column c type {new};")
    (folder / "change.toml").write_text('before = "before.sql"\nmigration = "migration.sql"\n')
    return list(check_one(plan(folder), server, Options(select=rules)).findings)
