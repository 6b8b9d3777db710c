"""What a function does that a statement calls: the body's statements, as those of a DO block.

PostgreSQL documentation, sections 36.5 "Query Language (SQL) Functions", 41 "PL/pgSQL".
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot.errors import TokenError

from ddlproof.errors import SqlError
from ddlproof.model.action import Action, Called, Rows, Transaction, Unread
from ddlproof.source import Source, Span
from ddlproof.sql.block import Code, Readers, read_body
from ddlproof.sql.called import Call, body_of
from ddlproof.sql.cursor import Cursor, fold
from ddlproof.sql.read import inside_code, read
from ddlproof.sql.tokens import tokens_of
from ddlproof.sql.variables import TEXTS, Scope

_READERS = Readers(read, inside_code)


def read_call(call: Call, place: Span | None, at: Span) -> tuple[Action, ...]:
    """What a call does: `place` is where the body stands in the file as it is, `at` the statement that calls it."""
    name = f"{call.thing.kind} {call.thing.qname}"
    code = Code(at, at.text.split(None, 1)[0].upper(), name, routine=True, own=place is not None)
    source = Source(at.source.name, body_of(call.thing))
    span = place if place is not None else source.span(0, len(source.text))
    try:
        if call.thing.get("language") == "plpgsql":
            return read_body(Cursor(span.source, tuple(tokens_of(span))), code, _READERS, _scope(call))
        return _script(call, span, code)
    except (SqlError, TokenError) as reason:
        return (code.unread(f"{name} is not read: {reason}"),)


def _scope(call: Call) -> Scope:
    """The arguments as variables: those of a type that holds the text which it is given are known."""
    texts = {name for name in call.arguments if call.types[name] in _TEXTS}
    known = {name: value for name, value in call.arguments.items() if value is not None and name in texts}
    return Scope(known, texts, names={*call.arguments, "$"})


_TEXTS = frozenset(("character varying", "character varying[]", *TEXTS))


def _script(call: Call, span: Span, code: Code) -> tuple[Action, ...]:
    """The body of a function in SQL: a script in which its arguments stand for values that are not read."""
    done: list[Action] = []
    rows = False
    for statement in read(Source(span.source.name, " " * span.start + span.text)):
        for action in statement.actions:
            at = span.source.span(action.at.start, action.at.end) if code.own else code.at
            match action:
                case Unread() | Transaction():
                    return (code.unread(code.opaque(0)),)
                case Rows(verb=verb) if not code.own or _given(call, action):
                    rows |= verb != "SELECT"
                    done.append(Called(at=at, verb=verb, why="", text=action.at.text, rows=True))
                case _:
                    done.append(replace(action, at=at))
    changing = code.unread(f"what {code.name} changes of rows is known only when it runs", rows=True)
    return (*done, changing) if rows else tuple(done)


def _given(call: Call, action: Action) -> bool:
    """Whether an argument stands in it."""
    words = {fold(token.text) for token in tokens_of(action.at)}
    return not words.isdisjoint((*call.arguments, "$"))
