"""A changed key or reference is said to accept more, less or other rows, with rows that only one side takes."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.evidence import Change
from ddlproof.model.row import literal
from ddlproof.postgres.database import Database
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.replay import read_schema

TABLE = """create table p (x int, y int, primary key (x, y), unique (x), unique (y));
create table q (x int primary key);
"""
COLUMNS = "create table t (a int, b int, c int not null, d int not null, m mood"
EQUAL = "# equal in meaning: the same rows as before are accepted"
MOOD = "create type mood as enum ('sad', 'ok');\n"


def change(before: str, after: str, more: str = "") -> Change:
    """The change of the constraint k, or of the column."""
    sides = [read_schema(Source("s.sql", f"{MOOD}{TABLE}{COLUMNS}{more}, {one});")) for one in (before, after)]
    (found,) = diff(*sides)
    return found


def line(found: Change) -> str:
    """What is said of it in the printed diff."""
    return render([found]).splitlines()[-1].strip()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("unique (a)", "unique (a, b)", "# weaker: now accepts a = '1', b = '1' beside a = '1', b = '2'"),
        ("unique (a, b)", "unique (a)", "# stronger: no longer accepts a = '1', b = '1' beside a = '1', b = '2'"),
        (
            "unique (a)",
            "unique (b)",
            "# incomparable: now accepts a = '1', b = '1' beside a = '1', b = '2', "
            "no longer a = '1', b = '1' beside a = '2', b = '1'",
        ),
        (
            "unique (a)",
            "unique nulls not distinct (a)",
            "# stronger: no longer accepts a is null beside a is null",
        ),
        ("unique (c)", "unique nulls not distinct (c)", EQUAL),
        ("primary key (c)", "primary key (c, d)", "# weaker: now accepts c = '1', d = '1' beside c = '1', d = '2'"),
        ("unique (c, d), unique (c)", "unique (c, a), unique (c)", EQUAL),
        (
            "foreign key (a, b) references p",
            "foreign key (a, b) references p match full",
            "# stronger: no longer accepts a is null, b = '1'",
        ),
        ("foreign key (c, d) references p", "foreign key (c) references p (x)", "# weaker: accepts more than before"),
        (
            "foreign key (a, b) references p",
            "foreign key (a) references p (x)",
            "# incomparable: neither accepts all that the other accepts",
        ),
        (
            "foreign key (a) references p (x)",
            "foreign key (a) references q",
            "# incomparable: neither accepts all that the other accepts",
        ),
    ],
)
def test_what_a_changed_key_comes_to(before: str, after: str, said: str) -> None:
    assert line(change(f"constraint k {before}", f"constraint k {after}")) == said


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        ("unique (a)", "unique (a) deferrable", ""),
        ("unique (a)", "unique (a, b)", ", check (b = 1)"),
        ("unique (a)", "unique (a, b)", ", exclude using btree (a with =)"),
        ("foreign key (a) references q", "foreign key (a) references q on delete cascade", ""),
        ("foreign key (a) references q", "foreign key (b) references q", ", check (a = b)"),
    ],
)
def test_what_is_not_certain_is_not_said(before: str, after: str, more: str) -> None:
    assert change(f"constraint k {before}", f"constraint k {after}", more).relation is None


@pytest.mark.parametrize(
    ("before", "after", "checks", "relation"),
    [
        ("", "not null", "", "stronger"),
        ("not null", "", "", "weaker"),
        ("", "not null", ", check (e is not null)", "equal"),
        ("not null", "", ", check (e > 0 and e is not null)", "equal"),
        ("", "not null", ", check (e > 0)", "stronger"),
    ],
)
def test_what_not_null_comes_to(before: str, after: str, checks: str, relation: str) -> None:
    found = change(f"e int {before}{checks}", f"e int {after}{checks}")
    assert (found.kind, found.relation) == ("column", relation)
    assert (line(found).startswith("# equal in meaning")) == (relation == "equal")


Key = tuple[tuple[str, ...], bool]
Line = tuple[int | None, ...]
keys = st.tuples(st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True).map(tuple), st.booleans())


def rejects(key: Key, pair: tuple[Line, Line]) -> bool:
    """Whether a unique key rejects two rows over a, b, c together (section 5.5.3)."""
    names, alike = key
    one, other = ([row["abc".index(name)] for name in names] for row in pair)
    return one == other and (alike or None not in one)


@given(before=keys, after=keys, another=st.none() | keys, required=st.sets(st.sampled_from("abc")))
def test_every_verdict_is_that_of_all_pairs_of_rows(
    before: Key, after: Key, another: Key | None, required: set[str]
) -> None:
    table = ", ".join(f"{name} int{' not null' if name in required else ''}" for name in "abc")
    more = "" if another is None else f", unique {_said(another)}"
    sides = [read_schema(Source("s.sql", f"create table t ({table}{more}, constraint k unique {_said(key)});"))
             for key in (before, after)]  # fmt: skip
    found = diff(*sides)
    if not found:
        assert before == after
        return
    domain = [(1, 2) if name in required else (None, 1, 2) for name in "abc"]
    pairs = [
        pair for pair in combinations_with_replacement(list(product(*domain)), 2)
        if another is None or not rejects(another, pair)
    ]  # fmt: skip
    gained = any(rejects(before, pair) and not rejects(after, pair) for pair in pairs)
    lost = any(rejects(after, pair) and not rejects(before, pair) for pair in pairs)
    verdict = {(True, True): "incomparable", (True, False): "weaker", (False, True): "stronger"}
    assert found[0].relation in (verdict.get((gained, lost), "equal"), None if another else "never")


def _said(key: Key) -> str:
    return f"{'nulls not distinct ' if key[1] else ''}({', '.join(key[0])})"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("unique (a)", "unique (b, m)"),
        ("unique nulls not distinct (a)", "unique (a)"),
        ("unique (m)", "unique (m, c)"),
        ("foreign key (a, b) references p match full", "foreign key (a, b) references p"),
    ],
)
def test_postgres_says_the_same_of_the_rows_that_show_it(database: Database, before: str, after: str) -> None:
    found = change(f"constraint k {before}", f"constraint k {after}")
    assert found.witness is not None
    names = found.witness.columns[:-1]
    rest = sorted({"c", "d"} - set(names))
    with database.connect() as session:
        for sql in (MOOD, *TABLE.splitlines()):
            session.run(sql)
        for table, constraint in (("before", before), ("after", after)):
            session.run(f"{COLUMNS}, constraint k_{table} {constraint})".replace("table t", f"table {table}"))
            for side in ("before", "after"):
                rows = [[*map(literal, r[:-1]), *("1" for _ in rest)] for r in found.witness.rows if r[-1] == side]
                listed, values = ", ".join([*names, *rest]), ", ".join(f"({', '.join(row)})" for row in rows)
                expected = "" if table == side or not rows else f"k_{table}"
                assert not rows or broken(session, f"insert into {table} ({listed}) values {values}") == expected


def broken(session: Session, sql: str) -> str:
    """The constraint for which the server rejects it; empty if it does not."""
    session.run("begin")
    try:
        session.run(sql)
    except StatementFailed as failure:
        return failure.error.constraint or "?"
    finally:
        session.run("rollback")
    return ""
