"""DO blocks: the DDL that stands in them as it is, under IF, in a block with handlers, or as EXECUTE of a constant.

What an IF asks of the catalog the replay may know (`sql/answer.py`). What stands behind another condition is read,
marked as conditional; of the rest only that it is there.
PostgreSQL documentation, DO; sections 43.2 "Structure of PL/pgSQL", 43.6 "Control Structures".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlglot.errors import TokenError
from sqlglot.tokens import Token

from ddlproof.errors import SqlError
from ddlproof.model.action import Action, Beside, Rows, Setting, Statement, Transaction, Unread
from ddlproof.source import Source, Span
from ddlproof.sql.control_flow import BLOCKING, Found, walk_body
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.tokens import tokens_of

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
    read = [(found, action) for found in walked.found for action in _read(found, readers)]
    unsaid = not walked.whole or any(_unsaid(action) for _, action in read)
    dynamic = walked.dynamic or any(isinstance(action, Unread) for _, action in read)
    done = tuple(
        replace(action, conditional=unsaid or found.caught, guards=() if dynamic else found.guards)
        for found, action in read
        if not _unsaid(action)
    )
    asked = () if unsaid else walked.guards
    if not unsaid and not asked:
        return done or (Beside(at=at, verb="DO"),)
    if done:
        why = f"of this DO block {len(done)} actions are read as if they ran; what it does is known only when it runs"
    if asked:
        listed = "; ".join(dict.fromkeys(f"IF {_short(guard.at.text)}" for guard in asked))
        why = f"which branches of this DO block run is known only when it runs; all are read as if they did: {listed}"
    return (*done, Unread(at=at, verb="DO", why=why, guards=asked, rows=not read and not dynamic and not asked))


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
_UNSAID = (Unread, Rows, Setting, Transaction, Beside)


def _unsaid(action: Action) -> bool:
    """Whether it is one of those that are not said of a block; what blocks behind EXECUTE has no text of its own."""
    if isinstance(action, Beside) and action.verb in BLOCKING:
        return not action.at.text.upper().startswith(action.verb)
    return isinstance(action, _UNSAID)


def _inside(source: Source, token: Token) -> Span | None:
    """The place of a body within its quotes; None where it is not written as it is."""
    text = source.text[token.start : token.end + 1]
    quotes = text[: text.index("$", 1) + 1] if text.startswith("$") else "'"
    start, end = token.start + len(quotes), token.end + 1 - len(quotes)
    return source.span(start, end) if source.text[start:end] == token.text else None


def _read(found: Found, readers: Readers) -> Iterator[Action]:
    """What a statement of the block does, as far as it can be read."""
    statement, place, verb = found.statement, found.statement.whole(), found.statement.word().split(" ")[0]
    try:
        if verb != "EXECUTE":
            yield from readers.one(statement)
            return
        statement.expect("EXECUTE")
        # Behind EXECUTE sqlglot cuts no tokens but takes all for one text.
        behind = Cursor(place.source, tuple(tokens_of(place.source.span(statement.here().start, place.end))))
        text = behind.string()
        behind.end()
        script = readers.script(Source(place.source.name, text))
        yield from (replace(action, at=place) for one in script for action in one.actions)
    except (SqlError, NotModelled, TokenError) as reason:
        yield Unread(at=place, verb=verb, why=str(reason))
