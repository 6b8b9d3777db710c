"""Python and PostgreSQL give the same answer, or Python says that it does not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddlproof.model.expression import (
    NULL,
    TRUE,
    And,
    Array,
    Binary,
    Call,
    Case,
    Cast,
    Column,
    Constant,
    Expression,
    In,
    Is,
    Not,
    Opaque,
    Or,
    render,
)
from ddlproof.model.logic import check_accepts, compiled, evaluate
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.scope import Scope
from ddlproof.model.types import Type
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed

COLUMNS = {
    "i": ("integer", ["0", "1", "-3", "7", "2147483647"]),
    "j": ("smallint", ["0", "1", "2", "-2", "32767"]),
    "n": ("numeric(6,2)", ["0", "1.00", "-2.5", "7.005", "1e1"]),
    "x": ("double precision", ["0", "1", "0.1", "-2.5"]),
    "t": ("text", ["", "a", "ab", "A", " a ", "a%", "a_b", "1.50"]),
    "v": ("character varying(4)", ["", "a", "abcd", "x-1", "A1"]),
    "c": ("character(3)", ["a", "abc", "", "a ", " a"]),
    "k": ("character(1)", ["a", "B", " "]),
    "b": ("boolean", ["true", "f", "on"]),
    "d": ("date", ["2024-01-01", "2024-02-29"]),
    "z": ("timestamp with time zone", ["2024-01-01 12:00:00+00", "2024-01-01 14:00:00+02"]),
    "u": ("uuid", ["00000000-0000-4000-8000-000000000001", "ABCDEF00-0000-4000-8000-000000000001"]),
    "e": ("public.mood", ["sad", "glad"]),
    "y": ("jsonb", ["{}", '{"k": 1}', "null"]),
    "l": ("text[]", ["{}", "{a}", '{"a,b",c}', '{"}",NULL, "{\\""}', "{{a,b},{c,d}}", "[2:3]={a,b}"]),
}
TYPES = {
    "numeric(6,2)": Type("numeric", ("6", "2")),
    "character varying(4)": Type("character varying", ("4",)),
    "character(3)": Type("character", ("3",)),
    "character(1)": Type("character", ("1",)),
    "text[]": Type("text", array=True),
}
SCOPE = Scope(
    {name: TYPES.get(type_, Type(type_)) for name, (type_, _) in COLUMNS.items()},
    {"public.mood": ("sad", "glad", "mad")},
)


def _rows() -> list[dict[str, str | None]]:
    random = Random(7)
    nulls: dict[str, str | None] = dict.fromkeys(COLUMNS)
    drawn = [{name: random.choice([None, *values]) for name, (_, values) in COLUMNS.items()} for _ in range(60)]
    return [nulls, *drawn]


ROWS = _rows()


@pytest.fixture(scope="module")
def table(embedded: Server) -> Iterator[Session]:
    """A table `r` that holds ROWS, in order of `id`."""
    database = embedded.create("logic")
    with database.connect() as session:
        session.run("create type mood as enum ('sad', 'glad', 'mad')")
        session.run(f"create table r (id int, {', '.join(f'{name} {type_}' for name, (type_, _) in COLUMNS.items())})")
        holes = ", ".join(f"${i + 2}" for i in range(len(COLUMNS)))
        for number, row in enumerate(ROWS):
            session.run_with(f"insert into r values ($1, {holes})", [str(number), *row.values()])
        yield session
    embedded.drop(database)


def number(text: str) -> Constant:
    return Constant("number", text)


def string(text: str) -> Constant:
    return Constant("string", text)


def columns(*names: str) -> st.SearchStrategy[Expression]:
    return st.sampled_from([Column(name) for name in names])


known = columns("i", "j") | st.integers(-3, 8).map(str).map(number) | st.just(number("2147483647"))
whole = known | st.just(NULL)
numbers = st.one_of(whole, columns("n", "x"), st.sampled_from([number("1.5"), number("0.10"), string("1")]))
sums = st.builds(Binary, st.sampled_from(["+", "-", "*", "/", "%"]), known, known)
texts = st.one_of(
    columns("t", "v"),
    st.sampled_from(["", "a", "ab", "a%", "a_b", "1.5"]).map(string),
    columns("t", "v").map(lambda c: Call("btrim", (c,))),
    columns("t", "v").map(lambda c: Call("nullif", (c, string("a")))),
    st.builds(lambda c, name: Call(name, (c,)), columns("t", "v"), st.sampled_from(["lower", "upper"])),
    columns("t", "v").map(lambda c: Call("coalesce", (c, string("ab")))),
    st.builds(lambda left, right: Binary("||", left, right), columns("t"), columns("v")),
    columns("v").map(lambda c: Cast(c, Type("text"))),
    st.sampled_from(["", ",", ", "]).map(lambda text: Call("array_to_string", (Column("l"), string(text)))),
)
padded = st.one_of(
    columns("c", "k"),
    st.sampled_from(["a", "a  ", "abc", "", " a", "b"]).map(string),
    st.sampled_from(["a", "a ", "abcd"]).map(lambda text: Cast(string(text), Type("bpchar"))),
    columns("c", "k").map(lambda c: Cast(c, Type("bpchar"))),
    columns("c", "k").map(lambda c: Call("coalesce", (c, string("a ")))),
    columns("c").map(lambda c: Cast(c, Type("character"))),
)
lengths = st.one_of(
    columns("t", "v").map(lambda c: Call("length", (c,))), columns("l").map(lambda c: Call("cardinality", (c,)))
)
relations = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from"])
patterns = st.sampled_from(["a%", "_", "%b", "a\\%", "", "%"]).map(string)
regexes = st.sampled_from(["^a", "^[a-z]+$", "b$", "[0-9]", "^.{1,2}$", "a|x", "^\\w+$", "^(ab?)+$", "\\s"]).map(string)
enums = st.sampled_from([string("sad"), string("mad"), Cast(string("glad"), Type("public.mood")), NULL])
dates = st.sampled_from([string("2024-01-01"), string("2024-02-01"), Cast(string("2024-02-29"), Type("date"))])
stamps = st.sampled_from([string(t) for t in ("2024-01-01 12:00:00+00", "2024-01-01 10:30:00-01:30", "2024-01-02")])
uuids = st.sampled_from([string("abcdef00-0000-4000-8000-000000000001"), NULL])
everything = columns(*COLUMNS)
counted = st.builds(
    lambda name, parts: Call(name, tuple(parts)),
    st.sampled_from(["num_nonnulls", "num_nulls"]),
    st.lists(everything, min_size=1, max_size=3),
)
lax = st.one_of(
    st.builds(Binary, st.sampled_from(["->", "->>"]), columns("y"), columns("t", "v") | st.just(string("k"))),
    st.sampled_from(["jsonb_typeof", "to_jsonb"]).map(lambda name: Call(name, (Column("y"),))),
    columns("t", "v", "c").map(lambda c: Call("md5", (c,))),
    st.builds(lambda a, b: Call("left", (a, b)), columns("t"), columns("j", "i")),
    columns("t", "v").map(lambda c: Call("coalesce", (Call("upper", (c,)), string("A")))),
)
atoms = st.one_of(
    st.builds(Is, lax, st.just("null"), st.booleans()),
    st.builds(
        lambda a: Binary("=", a, Cast(string("1"), Type("jsonb"))),
        columns("y").map(lambda c: Call("jsonb_strip_nulls", (c,))),
    ),
    st.builds(lambda a, b: Binary("=", Cast(a, Type("text")), b), lax, texts),
    st.builds(Binary, st.sampled_from(["@>", "<@", "?"]), columns("y"), st.just(string("{}")) | columns("y")).filter(
        lambda one: one.operator != "?" or isinstance(one.right, Constant)
    ),
    st.builds(Binary, st.sampled_from(["ilike", "not ilike", "~*"]), columns("t", "v"), columns("t")),
    st.builds(
        lambda items: Binary("<@", Column("l"), Cast(Array(tuple(items)), Type("text", array=True))),
        st.lists(columns("t", "v"), min_size=1, max_size=2),
    ),
    st.builds(Is, everything, st.just("null"), st.booleans()),
    st.builds(Binary, relations, numbers, numbers),
    st.builds(Binary, relations, sums, numbers),
    st.builds(Binary, relations, texts, texts),
    st.builds(Binary, relations, padded, padded),
    st.builds(lambda c, t: Binary("=", Cast(c, Type("text")), t), columns("c", "k"), texts),
    st.builds(lambda o, items: In(o, tuple(items)), padded, st.lists(padded, min_size=1, max_size=3)),
    st.builds(Binary, relations, lengths, whole),
    st.builds(Binary, relations, counted, st.integers(0, 3).map(str).map(number)),
    st.builds(Binary, relations, columns("e"), enums),
    st.builds(Binary, relations, columns("d"), dates),
    st.builds(Binary, relations, columns("z"), stamps),
    st.builds(Binary, relations, columns("u"), uuids),
    st.builds(Binary, st.sampled_from(["like", "not like"]), columns("t", "v"), patterns),
    st.builds(Binary, st.sampled_from(["~", "!~"]), columns("t", "v"), regexes),
    st.builds(
        lambda o, items, no: In(o, tuple(items), no), whole, st.lists(whole, min_size=1, max_size=3), st.booleans()
    ),
    st.builds(
        lambda o, items, no: In(o, tuple(items), no), columns("t", "v"), st.lists(texts, min_size=1), st.booleans()
    ),
    columns("b"),
    st.sampled_from([TRUE, NULL, Opaque("(i % 2 = 0)", ("i",)), Opaque("(y is null)", ("y",))]),
)


def combined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    pairs = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        pairs.map(And),
        pairs.map(Or),
        inner.map(Not),
        st.builds(Is, inner, st.sampled_from(["true", "false", "unknown", "null"]), st.booleans()),
        st.builds(Binary, st.sampled_from(["=", "<>", "is distinct from"]), inner, inner),
        st.builds(lambda a, b: Binary("=", Cast(a, Type("integer")), Cast(b, Type("integer"))), inner, inner),
        st.builds(lambda a, b, c: Case(((a, And((b, TRUE))),), c), inner, inner, st.none() | inner),
    )


conditions = st.recursive(atoms, combined, max_leaves=8)


@given(st.lists(conditions, min_size=1, max_size=20))
def test_python_never_contradicts_postgres(table: Session, expressions: Sequence[Expression]) -> None:
    try:
        answers = _asked(table, *expressions)
    except StatementFailed:
        answers = [_alone(table, expression) for expression in expressions]
    for expression, theirs in zip(expressions, answers, strict=True):
        ours = [compiled(expression, SCOPE)(row) for row in ROWS]
        if theirs is None:
            # constants are folded in branches that are never taken (section 4.2.14)
            assert UNDECIDED in ours or "case" in render(expression), f"{render(expression)} fails on some row"
            continue
        wrong = [
            (row, mine, other)
            for row, mine, other in zip(ROWS, ours, theirs, strict=True)
            if mine is not UNDECIDED and mine is not other
        ]
        assert not wrong, f"{render(expression)}: {wrong[0]}"


def _asked(session: Session, *expressions: Expression) -> list[list[bool | None]]:
    """PostgreSQL's answers, by expression and row."""
    listed = ", ".join(f"({render(expression)})::boolean" for expression in expressions)
    result = session.run(f"select {listed} from r order by id")
    truths = {None: None, "t": True, "f": False}
    return [[truths[value] for value in column] for column in zip(*result.rows, strict=True)]


def _alone(session: Session, expression: Expression) -> list[bool | None] | None:
    """None where the evaluation fails on a row: overflow, division by zero."""
    try:
        return _asked(session, expression)[0]
    except StatementFailed as failure:
        if not failure.error.sqlstate.startswith("22"):
            raise
        return None


@pytest.mark.parametrize(
    "expression",
    [
        Or((And((Is(Column("i"), "null", True), Is(Column("t"), "null"))), Is(Column("y"), "null"))),
        Binary("<=", Column("n"), number("7.01")),
        Binary(">", Call("length", (Call("btrim", (Column("t"),)),)), number("0")),
        In(Column("e"), (string("sad"), string("mad"))),
        In(Column("c"), (string("a "), string("abc"))),
        Binary("<", Column("z"), string("2024-01-01 13:00:00+00")),
        Binary(">=", Column("z"), string("2024-01-01")),
        Binary("~", Column("v"), string("^[a-z]")),
        Binary("=", Binary("%", Column("i"), number("2")), number("1")),
    ],
    ids=render,
)
def test_ordinary_conditions_are_decided(table: Session, expression: Expression) -> None:
    assert [evaluate(expression, row, SCOPE) for row in ROWS] == _asked(table, expression)[0]


WHOLE = Column("i")
JOINED = Call("array_to_string", (Column("l"), string(",")))
FAILS = Binary("=", Binary("/", number("1"), WHOLE), number("1"))


@pytest.mark.parametrize(
    ("expression", "row", "answer"),
    [
        (Binary("<", Column("t"), string("b")), {"t": "a"}, UNDECIDED),  # the collation decides
        (Binary("<=", Column("t"), string("a")), {"t": "a"}, True),
        (And((Opaque("f(i)", ("i",)), Is(WHOLE, "null"))), {"i": "1"}, False),
        (Or((Opaque("f(i)", ("i",)), Is(WHOLE, "null"))), {"i": "1"}, UNDECIDED),
        (FAILS, {"i": "0"}, UNDECIDED),
        # 'a  ' is compared with 'a' as text, though k is a character, to which they are the same
        (In(string("a  "), (Column("k"), string("a"), string(""))), {"k": "b"}, UNDECIDED),
        (Binary("=", Column("y"), string("{}")), {"y": "{}"}, UNDECIDED),
        (Binary("=", Column("y"), string("{}")), {"y": None}, None),
        (Binary("=", Call("cardinality", (Column("l"),)), number("2")), {"l": '{"a,b",c}'}, True),
        (Binary("=", Call("cardinality", (Column("l"),)), number("0")), {"l": "{}"}, True),
        (Binary("=", Call("cardinality", (Column("l"),)), number("4")), {"l": "{{a,b},{c,d}}"}, UNDECIDED),
        (Binary("=", JOINED, string("a b,-")), {"l": ' { "a b" , null, -} '}, True),
        (Binary("=", JOINED, string('NULL,",\\')), {"l": r'{"NULL",NULL,"\"","\\"}'}, True),
        (Binary("=", JOINED, string("")), {"l": "{}"}, True),
        (Binary("=", JOINED, string("")), {"l": None}, None),
        (Binary("=", JOINED, string("a,b")), {"l": "{{a},{b}}"}, UNDECIDED),
        (Binary("=", JOINED, string("a")), {"l": "[2:2]={a}"}, UNDECIDED),
        (Binary(">", WHOLE, number("0")), {}, UNDECIDED),  # it will take its default, whatever that is
        (Binary(">", Column("w"), number("0")), {"w": "1"}, UNDECIDED),  # nothing is known of its type
    ],
)
def test_nothing_is_guessed(expression: Expression, row: dict[str, str | None], answer: object) -> None:
    assert evaluate(expression, row, SCOPE) is answer


def test_a_check_passes_on_null() -> None:
    condition = Binary(">", WHOLE, number("0"))
    assert [check_accepts(condition, {"i": value}, SCOPE) for value in ("1", "0", None)] == [True, False, True]


def test_undecided_cannot_be_taken_for_a_truth_value() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        assert evaluate(FAILS, {"i": "0"}, SCOPE)
