"""Which of two conditions accepts more rows, with the row that shows it; PostgreSQL agrees."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.model.relation import implied, relate, requires
from ddlproof.model.row import literal
from ddlproof.model.scope import Scope
from ddlproof.model.types import Type
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.sql.expression import read_expression

COLUMNS = {
    "x": ("integer", ["-2", "-1", "0", "1", "2", "3", "4", "5", "6", "11"]),
    "z": ("integer", ["-2", "-1", "0", "1", "2", "3", "4", "5", "6", "11"]),
    "n": ("numeric", ["-1", "0", "0.5", "1", "1.5", "2", "2.5", "3", "4.5", "5", "7"]),
    "p": ("numeric(3,1)", ["-99.9", "0", "0.1", "0.5", "1", "1.5", "2", "2.5", "3", "99.9", "NaN"]),
    "y": ("text", ["", "a", "b", "ab", "abc", "B", "q", "aaaa", "aaaaa"]),
    "v": ("character varying(2)", ["", "a", "b", "ab", "q"]),
    "k": ("character(1)", ["a", "b", " "]),
    "g": ("boolean", ["true", "false"]),
    "m": ("public.mood", ["sad", "ok", "happy"]),
    "d": ("date", ["-infinity", "2023-12-31", "2024-01-01", "2024-01-02", "2024-01-03", "2025-01-01", "infinity"]),
    "a": ("uuid", [f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 2)]),
    "b": ("uuid", [f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 2)]),
    "i": ("inet", ["10.0.0.1", "10.0.0.2", "9.0.0.1"]),
    "t": ("text[]", ["{}", "{a}", "{NULL,a}", "{{a,b},{c,d}}", "{b,a}"]),
    "j": ("jsonb", ["null", "1", "[]", '{"a": 1}', '{"a": "x"}', '{"a": null}']),
}
TYPES = {
    "character varying(2)": Type("character varying", ("2",)),
    "numeric(3,1)": Type("numeric", ("3", "1")),
    "character(1)": Type("character", ("1",)),
    "text[]": Type("text", array=True),
}
SCOPE = Scope(
    {name: TYPES.get(type_, Type(type_)) for name, (type_, _) in COLUMNS.items()},
    {"public.mood": ("sad", "ok", "happy")},
)

EQUAL = """
x > 0 | 0 < x
not (x <= 0) | x > 0
x in (1, 2) | x = 1 or x = 2
x > 0 | x >= 1
x > 5 | x > 5 and x > 0
coalesce(x, 0) >= 0 | x is null or x >= 0
x > 0 | x > 0 or x is null
length(y) <= 10 | char_length(y) < 11
y <> 'a' | y is distinct from 'a'
v <> 'abcd' | true
k in ('a ', 'bx') | k = 'a'
p > 0 | p >= 0.1
d > '2024-01-01' | d >= '2024-01-02'
m in ('sad', 'ok') | m < 'happy'
m in ('sad', 'ok', 'happy') | true
g is not false | coalesce(g, true)
y > 'a' | not (y <= 'a')
i <> '10.0.0.1' | i is null or i <> '10.0.0.1'
y > '' | y <> ''
'' >= v | v = ''
k >= '' | true
lower(y) < '' | lower(y) is null
lower(y) in ('a', 'b') | lower(y) = 'a' or lower(y) = 'b'
x < z or x = z | z >= x
(a is not null) <> (b is not null) | num_nonnulls(a, b) = 1
x = null | true
f(x) and x > 0 | x > 0 and f(x)
2 * x - 3 < 6 | 2 * x - 3 <= 6
x % 3 < 3 and x % 3 > -3 | x % 3 is not null or x is null
array_ndims(t) <= 1 | array_ndims(t) = 1
array_length(t, 1) > 0 | array_length(t, 1) is null or array_length(t, 1) >= 1
t[1] is not null | t[1] is not null and t is not null
t @> '{a}' | t is null or t @> '{a}'
jsonb_typeof(j) is not null | jsonb_typeof(j) is not null and j is not null
j ->> 'a' in ('x', 'y') | j ->> 'a' = 'x' or j ->> 'a' = 'y'
x <> 0 and 10 / x > 1 | x <> 0 and not (10 / x <= 1)
x = 0 or 10 / x > 1 | x is not distinct from 0 or 10 / x > 1
x > 0 | x > 0 and (10 / x > 3 or 10 / x <= 3)
x % 3 = 0 or x % 3 <> 0 | true
"""
WEAKER = """
x > 0 and x > z | x > z
num_nonnulls(a, b) = 1 | a is not null or b is not null
num_nonnulls(a, b) = 1 | not (a is not null and b is not null)
x < z | x <= z
length(y) <= 10 | length(y) <= 20
y in ('a', 'b') | y in ('a', 'b', 'c')
p < 0.1 | p <= 0.1
n >= 0.01 | n > 0
case when g then x > 0 else x < 0 end | (g and x > 0) or (not g and x < 0)
m is not null and m = 'sad' | m = 'sad'
10 / x > 3 or 10 / x <= 3 | true
x / 0 > 1 | true
x > 0 and (10 / (x - 1) > 1 or 10 / (x - 1) <= 1) | x > 0
"""
INCOMPARABLE = """
x between 0 and 10 | x between 2 and 12
x > z and z > 0 | x > 0
y like 'a%' | y is not null
num_nonnulls(a, b) = 1 | a is null and b is null
x > 5 | 10 / z > 1 or x > 5
"""
# Either nothing is known of a part, or values lie where Python has none: NaN, infinity.
UNKNOWN = [
    "x + 1 > 0 | x > -1",
    "f(x) and x > 0 | x > 0",
    "p < 100 | true",
    "d <= '9999-12-31' | true",
    "y > 'a' | y > 'b'",
    "x * 2 > 0 or x * 2 <= 0 | true",
    "n / 2 > 1 or n / 2 <= 1 | true",
    "y ~ 'a' or y !~ 'a' | true",
    "y = '' or y::integer > 1 or y::integer <= 1 | true",
    "f(x) > 0 or f(x) <= 0 | true",
]


def pairs(text: str | list[str]) -> list[list[str]]:
    lines = text.strip().splitlines() if isinstance(text, str) else text
    return [line.split(" | ") for line in lines]


@pytest.mark.parametrize(("before", "after"), pairs(EQUAL))
def test_spellings_of_the_same(before: str, after: str) -> None:
    assert verdicts(before, after) == ("equal", "equal")


@pytest.mark.parametrize(("before", "after"), pairs(WEAKER))
def test_one_accepts_more(before: str, after: str) -> None:
    assert verdicts(before, after) == ("weaker", "stronger")


@pytest.mark.parametrize(("before", "after"), pairs(INCOMPARABLE))
def test_each_accepts_what_the_other_does_not(before: str, after: str) -> None:
    assert verdicts(before, after) == ("incomparable", "incomparable")


@pytest.mark.parametrize(("before", "after"), pairs(UNKNOWN))
def test_what_is_not_certain_is_not_said(before: str, after: str) -> None:
    assert verdicts(before, after) == ("unknown", "unknown")


def verdicts(before: str, after: str) -> tuple[str, str]:
    one, other = [read_expression(before)], [read_expression(after)]
    return relate(one, other, SCOPE).verdict, relate(other, one, SCOPE).verdict


def test_the_row_that_shows_it() -> None:
    found = relate([read_expression("x > 0")], [read_expression("x > 5")], SCOPE)
    assert (found.verdict, found.gained, found.lost) == ("stronger", None, {"x": "1"})


def test_several_checks_are_taken_together() -> None:
    two = [read_expression("x > 0"), read_expression("x < 9")]
    assert relate(two, [read_expression("x between 1 and 8")], SCOPE).verdict == "equal"
    assert relate(two, two[:1], SCOPE).gained == {"x": "9"}


def test_what_other_checks_leave_no_room_for() -> None:
    price, other = read_expression("x > 0"), [read_expression("x > z"), read_expression("z > 0")]
    assert relate([price], [], SCOPE, given=other).verdict == "weaker"
    nulls = frozenset(("x", "z"))
    assert relate([price], [], SCOPE, given=other, not_null=nulls).verdict == "equal"


def test_where_is_true_a_check_is_not_false() -> None:
    one, other = [read_expression("x > 0")], [read_expression("x > 0 or x is null")]
    assert relate(one, other, SCOPE).verdict == "equal"
    assert relate(one, other, SCOPE, where=True).gained == {"x": None}


def test_a_check_that_keeps_null_out() -> None:
    assert requires([read_expression("x > 0 and x is not null")], "x", SCOPE)
    assert requires([read_expression("coalesce(x, 0) > 0")], "x", SCOPE)
    assert not requires([read_expression("x > 0")], "x", SCOPE)
    assert implied(read_expression("x > 0"), [read_expression("x > 5")], SCOPE)


@pytest.fixture(scope="module")
def values(embedded: Server) -> Iterator[Session]:
    """A table for every column, with values of it."""
    database = embedded.create("relation")
    with database.connect() as session:
        session.run("create type mood as enum ('sad', 'ok', 'happy')")
        for name, (type_, texts) in COLUMNS.items():
            session.run(f"create table values_{name} ({name} {type_})")
            rows = ", ".join(f"({literal(text)})" for text in (*texts, None))
            session.run(f"insert into values_{name} values {rows}")
        yield session
    embedded.drop(database)


@given(seed=st.integers(0, 2**32))
def test_postgres_agrees(values: Session, seed: int) -> None:
    random = Random(seed)
    for _ in range(12):
        names = random.sample(list(COLUMNS), random.choice((1, 2, 2, 3)))
        before, after = condition(random, names, 2), condition(random, names, 2)
        if random.random() < 0.5:
            after = altered(random, before)
        where = random.random() < 0.2
        found = relate([read_expression(before)], [read_expression(after)], SCOPE, where=where)
        said = f"{before} | {after}: {found}"
        accepts = "({}) is true" if where else "({}) is not false"
        once, now = accepts.format(before), accepts.format(after)
        tables = ", ".join(f"values_{name}" for name in names)
        (gained, lost), *_ = values.run(
            f"select coalesce(bool_or(({now}) and not ({once})), false), "
            f"coalesce(bool_or(({once}) and not ({now})), false) from {tables}"
        ).rows
        assert not (gained == "t" and found.verdict in ("equal", "stronger")), said
        assert not (lost == "t" and found.verdict in ("equal", "weaker")), said
        for row, wanted in ((found.gained, ("f", "t")), (found.lost, ("t", "f"))):
            if row is not None:
                row = dict.fromkeys(names) | row
                inputs = ", ".join(f"{literal(value)}::{COLUMNS[name][0]} as {name}" for name, value in row.items())
                assert values.run(f"select {once}, {now} from (select {inputs}) r").rows == (wanted,), said


def condition(random: Random, names: list[str], depth: int) -> str:
    """A condition on some of the columns, as SQL."""
    kind = random.randrange(8) if depth else 7
    if kind < 5:
        word = random.choice((" and ", " or "))
        parts = [condition(random, names, depth - 1) for _ in range(random.choice((2, 2, 3)))]
        return "(" + word.join(parts) + ")"
    if kind == 5:
        return f"not ({condition(random, names, depth - 1)})"
    if kind == 6:
        test, yes, no = (condition(random, names, depth - 1) for _ in range(3))
        return f"case when {test} then {yes} else {no} end"
    return atom(random, random.choice(names), names)


def atom(random: Random, name: str, names: list[str]) -> str:
    type_, texts = COLUMNS[name]
    sign = random.choice(("=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from"))
    constant = literal(random.choice(texts[1:-1] or texts))
    same = [other for other in names if COLUMNS[other][0] == type_ and other != name]
    forms = [
        f"{name} {sign} {constant}",
        f"{name} {sign} {constant}",
        f"{constant} {sign} {name}",
        f"{name} is {random.choice(('null', 'not null'))}",
        f"{name} {random.choice(('in', 'not in'))} ({constant}, {literal(random.choice(texts))})",
        f"coalesce({name}, {constant}) {sign} {literal(random.choice(texts))}",
        f"nullif({name}, {constant}) {sign} {constant}",
        f"num_nonnulls({', '.join(names)}) {sign if sign[0] != 'i' else '='} {random.randrange(len(names) + 1)}",
        *(f"{name} {sign} {other}" for other in same),
    ]
    if type_ == "boolean":
        forms += [name, f"{name} is not true", f"{name} is unknown"]
    if type_ == "text":
        forms += [f"length({name}) {sign} {random.randrange(5)}", f"lower({name}) {sign} 'b'", f"{name} like 'a%'"]
    if type_ == "integer":
        forms += [f"{name} + 1 {sign} 3", f"{name} % 2 = 0", f"{name} between 1 and 4"]
        forms += [f"2 * {name} - {random.randrange(4)} {sign} {random.randrange(6)}", f"abs({name}) {sign} 1"]
        forms += [f"{name} % 3 {sign} {random.randrange(-2, 3)}", f"{name} / 2 * 2 {sign} {random.randrange(4)}"]
    if type_ == "text[]":
        forms += [f"array_ndims({name}) {sign} 1", f"array_length({name}, 1) {sign} {random.randrange(3)}"]
        forms += [f"{name}[1] is null", f"{name}[1] {sign} 'a'", f"{name} @> '{{a}}'", f"cardinality({name}) {sign} 1"]
    if type_ == "jsonb":
        forms += [f"jsonb_typeof({name}) {sign} 'object'", f"{name} ->> 'a' {sign} 'x'", f"{name} ? 'a'"]
        forms += [f"({name} -> 'a') is null", f"jsonb_typeof({name} -> 'a') is not null"]
    return random.choice(forms)


def altered(random: Random, text: str) -> str:
    """The condition with one word exchanged."""
    swaps = [(" or ", " and "), (" < ", " <= "), (" > ", " >= "), (" = ", " <> "), ("is null", "is not null")]
    swaps += [] if "between" in text else [(" and ", " or ")]
    possible = [(old, new) for old, new in swaps if old in text]
    if not possible:
        return f"({text}) or ({text})"
    old, new = random.choice(possible)
    return text.replace(old, new, 1)
