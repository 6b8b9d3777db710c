"""The calls that a query consists of: which function is meant, and what it is given.

Only what is called once counts, as in `SELECT f('a'), g()`, `SELECT * FROM f()` and `CALL p()`: one call for each row
of a table does what nobody can tell. PostgreSQL documentation, sections 4.3 "Calling Functions", 10.3 "Functions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlglot.errors import TokenError
from sqlglot.tokens import Token

from ddlproof.errors import SqlError
from ddlproof.model.expression import Constant
from ddlproof.model.thing import Thing, reference
from ddlproof.source import Source
from ddlproof.sql.called import Call, body_of, named
from ddlproof.sql.constant import Known, evaluate
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.draft import Draft
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.things.signature import Argument, read_arguments
from ddlproof.sql.tokens import tokenize

_Given = list[tuple[str, Known | None]]
"""Arguments: the name where one is said, and the value where the text tells it."""


class _Unlike(Exception):
    """It is no such query. `invocations` catches it."""


def invocations(draft: Draft, path: tuple[str, ...], text: str) -> Iterator[Call]:
    """The calls of which it is certain that each is made once, and of which function."""
    try:
        asked = list(_read(text))
    except (SqlError, TokenError, NotModelled, _Unlike):
        return
    for schema, name, given in asked:
        things = dict.fromkeys(named(draft, path, schema, name))
        fitting = [(thing, bound) for thing in things if (bound := _bound(thing, given)) is not None]
        if len(fitting) == 1 and _is_run(*fitting[0]):
            thing, bound = fitting[0]
            named_ = [(argument, value) for argument, value in bound if argument.name]
            values, types = {one.name: value for one, value in named_}, {one.name: str(one.type) for one, _ in named_}
            yield Call(thing, values, types)


def _is_run(thing: Thing, bound: Sequence[tuple[Argument, Known | None]]) -> bool:
    """Whether what it does stands in its body in quotes, and nothing keeps that from being run as it stands."""
    body = body_of(thing)
    ends = re.search(r"\b(?:commit|rollback)\b", body) is not None
    idle = thing.get("strict") is not None and any(value is None or value.value is None for _, value in bound)
    return body != "" and thing.get("body") == body and not ends and not idle


def _read(text: str) -> Iterator[tuple[str, str, _Given]]:
    cursor = Cursor((source := Source("", text)), tuple(tokenize(source)))
    if not cursor.take("CALL") and not cursor.take("SELECT"):
        raise _Unlike
    source_of_rows = cursor.take("*", "FROM")
    while True:
        yield _call(cursor)
        if not cursor.done and not cursor.at(",") and cursor.take("AS"):
            cursor.label()
        elif not cursor.done and not cursor.at(","):
            cursor.name()
        if cursor.done:
            return
        if source_of_rows or not cursor.take(","):
            raise _Unlike


def _call(cursor: Cursor) -> tuple[str, str, _Given]:
    name = cursor.qname("a function")
    inside = cursor.inside()
    given = [] if not inside else [_given(cursor, one) for one in _each(inside)]
    return name.schema, name.name, given


def _each(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    cursor = Cursor(Source("", ""), tokens)
    while True:
        start = cursor.index
        cursor.skip_until(",")
        yield tokens[start : cursor.index]
        if not cursor.take(","):
            return


def _given(cursor: Cursor, tokens: tuple[Token, ...]) -> tuple[str, Known | None]:
    """`[name =>] value`, where only a value that the text tells may call something."""
    one = Cursor(cursor.source, tokens)
    name = ""
    if one.word(1) in ("=>", ":="):
        name = one.name()
        one.index += 1
    rest = tokens[one.index :]
    value = evaluate(Cursor(cursor.source, rest), {})
    if not rest or one.at("VARIADIC") or (value is None and any(token.text == "(" for token in rest)):
        raise _Unlike
    return name, (None if value is not None and value.unset else value)


def _bound(thing: Thing, given: _Given) -> list[tuple[Argument, Known | None]] | None:
    """What each argument is; None where the function cannot be meant."""
    refers = Refers()
    arguments = [one for one in _arguments(thing, refers) if one.given]
    if len(given) > len(arguments) or any(one.mode == "variadic" for one in arguments):
        return None
    values: dict[int, Known | None] = {}
    for place, (name, value) in enumerate(given):
        number = next((n for n, one in enumerate(arguments) if one.name == name), None) if name else place
        if number is None or number in values:
            return None
        values[number] = value
    if any(argument.default is None and number not in values for number, argument in enumerate(arguments)):
        return None
    return [(one, values[n] if n in values else _default(one, refers)) for n, one in enumerate(arguments)]


def _default(argument: Argument, refers: Refers) -> Known | None:
    """The value of a default that is a constant."""
    found = (noun for number, noun in enumerate(refers.all) if argument.default == reference(number))
    constants = (noun for noun in found if isinstance(noun, Constant) and noun.kind in ("string", "number"))
    return next((Known(constant.text) for constant in constants), None)


def _arguments(thing: Thing, refers: Refers) -> tuple[Argument, ...]:
    source = Source("", thing.get("arguments") or thing.label)
    return read_arguments(Cursor(source, tuple(tokenize(source))), refers)
