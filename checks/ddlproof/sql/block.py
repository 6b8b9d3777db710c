"""DO blocks: the DDL that stands in them as it is, under IF, in a block with handlers, or as EXECUTE of a constant.

Whether it runs is known only when the block does: it is read, marked as conditional, and never all that the block does.
PostgreSQL documentation, DO; sections 43.2 "Structure of PL/pgSQL" and 43.6 "Control Structures".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlglot.errors import TokenError
from sqlglot.tokens import Token, TokenType

from ddlproof.errors import SqlError
from ddlproof.model.action import Action, Beside, Rows, Setting, Statement, Transaction, Unread
from ddlproof.source import Source, Span
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.tokens import tokens_of

ReadScript = Callable[[Source], tuple[Statement, ...]]
ReadOne = Callable[[Cursor], tuple[Action, ...]]

_DDL = ("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE")
_LOOPS = ("FOR", "WHILE", "FOREACH", "LOOP", "CASE")
_BEHIND = ("IF", "ELSIF", "ELSEIF", "WHEN")


@dataclass(frozen=True, slots=True)
class Readers:
    """How a script, and a statement that stands alone, is read."""

    script: ReadScript
    one: ReadOne


def read_block(cursor: Cursor, readers: Readers) -> tuple[Action, ...]:
    """The DDL of a DO block, and beside it an `Unread` for all that is known only when it runs."""
    at = cursor.whole()
    found = tuple(_found(cursor, readers))
    why = "what a DO block or procedure does is known only when it runs"
    if found:
        why = f"of this DO block {len(found)} actions are read as if they ran; what it does is known only when it runs"
    return (*found, Unread(at=at, verb="DO", why=why))


def _found(cursor: Cursor, readers: Readers) -> Iterator[Action]:
    body = next((token for token in cursor.tokens if token.token_type == TokenType.STRING), None)
    span = _inside(cursor.source, body) if body is not None else None
    if span is None:
        return
    try:
        tokens = tuple(tokens_of(span))
    except TokenError:
        return
    for statement in _statements(cursor.source, tokens):
        for action in _read(statement, readers):
            if not isinstance(action, Unread | Rows | Setting | Transaction | Beside):
                yield replace(action, conditional=True)


def _inside(source: Source, token: Token) -> Span | None:
    """The place of a body within its quotes; None where it is not written as it is."""
    text = source.text[token.start : token.end + 1]
    quotes = text[: text.index("$", 1) + 1] if text.startswith("$") else "'"
    start, end = token.start + len(quotes), token.end + 1 - len(quotes)
    return source.span(start, end) if source.text[start:end] == token.text else None


def _read(statement: Cursor, readers: Readers) -> tuple[Action, ...]:
    """What a statement of the block does, as far as it can be read."""
    try:
        if statement.word() in _DDL:
            return readers.one(statement)
        place = statement.whole()
        statement.expect("EXECUTE")
        # Behind EXECUTE sqlglot cuts no tokens but takes all for one text.
        behind = Cursor(place.source, tuple(tokens_of(place.source.span(statement.here().start, place.end))))
        text = behind.string()
        behind.end()
        script = readers.script(Source(place.source.name, text))
        return tuple(replace(action, at=place) for one in script for action in one.actions)
    except (SqlError, NotModelled, TokenError):
        return ()


def _statements(source: Source, tokens: tuple[Token, ...]) -> Iterator[Cursor]:
    """The statements that begin with a word of DDL or EXECUTE, outside of loops and CASE."""
    cursor = Cursor(source, tokens)
    _skip_to(cursor, "BEGIN")
    loops = 0
    while not cursor.done:
        word = cursor.word().split(" ")[0]
        if word in _BEHIND:
            _skip_to(cursor, "THEN")
        elif word in _LOOPS:
            loops += 1
            _skip_to(cursor, "THEN" if word == "CASE" else "LOOP")
        elif word == "END":
            cursor.index += 1
            loops -= cursor.take_one("LOOP", "CASE") is not None
            _skip_to(cursor, ";")
        elif word in ("BEGIN", "ELSE", "EXCEPTION", "THEN", ";"):
            cursor.index += 1
        else:
            start = cursor.index
            _skip_to(cursor, ";")
            if loops == 0 and word in (*_DDL, "EXECUTE"):
                end = cursor.index - (tokens[cursor.index - 1].text == ";")
                yield Cursor(source, tokens[start:end])


def _skip_to(cursor: Cursor, word: str) -> None:
    """Go on behind the next such word outside of brackets and of a CASE expression."""
    depth = 0
    while not cursor.done:
        here = cursor.word().split(" ")[0]
        cursor.index += 1
        if depth == 0 and here == word:
            return
        depth += (here in ("(", "[", "CASE")) - (here in (")", "]") or (here == "END" and depth > 0))
