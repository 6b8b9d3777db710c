"""DO blocks: the DDL that stands in them as it is, under IF, in a block with handlers, or as EXECUTE of a constant.

What an IF asks of the catalog the replay may know (`sql/answer.py`). What stands behind another condition is read,
marked as conditional; of the rest only that it is there.
PostgreSQL documentation, DO; sections 43.2 "Structure of PL/pgSQL", 43.6 "Control Structures".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlglot.errors import TokenError
from sqlglot.tokens import Token

from ddlproof.errors import SqlError
from ddlproof.model.action import Action, Beside, Rows, Setting, Statement, Transaction, Unread
from ddlproof.model.condition import Guard, Tried, Unset
from ddlproof.source import Source, Span
from ddlproof.sql.control_flow import walk_body
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.simple import BLOCKING
from ddlproof.sql.tokens import tokens_of
from ddlproof.sql.walked import Found, Walked

ReadScript = Callable[[Source], tuple[Statement, ...]]
ReadOne = Callable[[Cursor], tuple[Action, ...]]


@dataclass(frozen=True, slots=True)
class Readers:
    """How a script, and a statement that stands alone, is read."""

    script: ReadScript
    one: ReadOne


def read_block(cursor: Cursor, readers: Readers) -> tuple[Action, ...]:
    """The DDL of a DO block, and beside it an `Unread` for what is known only when it runs."""
    at, body = cursor.whole(), _body(cursor)
    span = _inside(cursor.source, body) if body is not None else None
    why = "what a DO block or procedure does is known only when it runs"
    try:
        tokens = tuple(tokens_of(span)) if span is not None else ()
    except TokenError:
        tokens = ()
    if not tokens:
        return (Unread(at=at, verb="DO", why=why),)
    walked = walk_body(Cursor(cursor.source, tokens))
    read = [(found, action) for found in _in_order(walked) for action in _read(found, readers)]
    dynamic = walked.dynamic or any(isinstance(action, _OPEN) for _, action in read)
    unsaid = walked.open or dynamic
    done = tuple(
        replace(action, conditional=unsaid, guards=() if dynamic else found.guards)
        for found, action in read
        if _is_said(action) and not (dynamic and _is_handler(found))
    )
    rows = walked.rows or any(isinstance(action, Rows) and not _is_said(action) for _, action in read)
    if unsaid and done:
        why = f"of this DO block {len(done)} actions are read as if they ran; what it does is known only when it runs"
    elif done:
        why = f"of this DO block {len(done)} actions are read; besides, it changes rows"
    if unsaid:
        return (*done, Unread(at=at, verb="DO", why=why))
    changing = (Unread(at=at, verb="DO", why=why, rows=True),) if rows else ()
    asking = (Unread(at=at, verb="DO", why=_asking(walked.guards), guards=walked.guards),) if walked.guards else ()
    return (*done, *asking, *changing) or (Beside(at=at, verb="DO"),)


def _in_order(walked: Walked) -> Iterator[Found]:
    """The statements that were found and those that change rows, as they stand in the text."""
    rest = list(walked.written)
    for one in walked.found:
        while rest and rest[0].statement.whole().start < one.statement.whole().start:
            yield rest.pop(0)
        yield one
    yield from rest


def _asking(guards: tuple[Guard, ...]) -> str:
    listed = "; ".join(dict.fromkeys(map(_asked, guards)))
    return f"which branches of this DO block run is known only when it runs; all are read as if they did: {listed}"


def _asked(guard: Guard) -> str:
    match guard.condition:
        case Unset(setting=setting):
            return f"IF setting {setting} is not set"
        case Tried():
            return "EXCEPTION, as if nothing failed"
    return f"IF {_short(guard.at.text)}"


def _is_handler(found: Found) -> bool:
    return any(isinstance(guard.condition, Tried) and not guard.wanted for guard in found.guards)


def _body(cursor: Cursor) -> Token | None:
    """`DO [LANGUAGE name] 'body' [LANGUAGE name]`; None of a body in another language than PL/pgSQL.

    Raises:
        SqlError: it says something else, or no body.
    """
    cursor.index += 1
    body, language = None, "plpgsql"
    while not cursor.done:
        if cursor.take("LANGUAGE"):
            language = (cursor.name("a language") if cursor.word() else cursor.string("a language")).lower()
        else:
            body = cursor.token
            cursor.string("the body in quotes")
    if body is None:
        raise cursor.error("the body in quotes")
    return body if language == "plpgsql" else None


def _short(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


_LONGEST = 60
_OPEN = (Unread, Setting, Transaction)
"""What may mean more than is known, in a block."""


def _is_said(action: Action) -> bool:
    """Whether it is one of those that are said of a block; what stands behind EXECUTE has no text of its own."""
    if isinstance(action, Beside | Rows):
        known = isinstance(action, Rows) or action.verb in BLOCKING
        return known and action.at.text.upper().startswith(action.verb)
    return not isinstance(action, _OPEN)


def _inside(source: Source, token: Token) -> Span | None:
    """The place of a body within its quotes; None where it is not written as it is."""
    text = source.text[token.start : token.end + 1]
    quotes = text[: text.index("$", 1) + 1] if text.startswith("$") else "'"
    start, end = token.start + len(quotes), token.end + 1 - len(quotes)
    return source.span(start, end) if source.text[start:end] == token.text else None


def _executed(given: str, statement: Cursor, readers: Readers) -> Iterator[Action]:
    """What EXECUTE runs: where it stands, if it does as it is; else at EXECUTE, and with no text of its own."""
    place = statement.whole()
    found = _QUOTED.fullmatch(place.text)
    start = place.start + found.start("text") if found is not None and found["text"] == given else None
    for one in readers.script(Source(place.source.name, " " * (start or 0) + given)):
        for action in one.actions:
            at = place.source.span(action.at.start, action.at.end) if start is not None else place
            yield replace(action, at=at)


_QUOTED = re.compile(r"EXECUTE\s*(?P<quote>'|\$\w*\$)(?P<text>.*)(?P=quote)", re.IGNORECASE | re.DOTALL)
"""EXECUTE of one string."""


def _read(found: Found, readers: Readers) -> Iterator[Action]:
    """What a statement of the block does, as far as it can be read."""
    statement, place, verb = found.statement, found.statement.whole(), found.statement.word().split(" ")[0]
    try:
        if verb != "EXECUTE":
            yield from readers.one(statement)
        elif found.given is None:
            yield Unread(at=place, verb=verb, why="what EXECUTE is given is known only when it runs")
        else:
            yield from _executed(found.given, statement, readers)
    except (SqlError, NotModelled, TokenError) as reason:
        yield Unread(at=place, verb=verb, why=str(reason))
