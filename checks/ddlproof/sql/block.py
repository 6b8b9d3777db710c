"""DO blocks: the DDL that stands in them as it is, under IF, in a block with handlers, or as EXECUTE of a constant.

What an IF asks of the catalog the replay may know (`sql/answer.py`). What stands behind another condition is read,
marked as conditional; of the rest only that it is there.
PostgreSQL documentation, DO; sections 43.2 "Structure of PL/pgSQL", 43.6 "Control Structures".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlglot.errors import TokenError
from sqlglot.tokens import Token

from ddlproof.errors import SqlError
from ddlproof.model.action import Action, Beside, Called, Rows, Setting, Statement, Transaction, Unread
from ddlproof.model.condition import Guard, Tried, Unset
from ddlproof.source import Source, Span
from ddlproof.sql.called import changes_rows
from ddlproof.sql.control_flow import walk_body
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.simple import BLOCKING
from ddlproof.sql.things.body import normal_body
from ddlproof.sql.tokens import inside_quotes, tokens_of
from ddlproof.sql.variables import Scope
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
    span = inside_quotes(cursor.source, body) if body is not None else None
    try:
        tokens = tuple(tokens_of(span)) if span is not None else ()
    except TokenError:
        tokens = ()
    if not tokens:
        return (Unread(at=at, verb="DO", why=_OPAQUE),)
    return read_body(Cursor(cursor.source, tokens), Code(at, "DO", "this DO block"), readers) or (
        Beside(at=at, verb="DO"),
    )


@dataclass(frozen=True, slots=True)
class Code:
    """Whose body it is: the statement that runs it, with its verb, and what it is called.

    `routine` says that it is a function's, `own` that it stands in the file as it is: then its statements have places
    of their own.
    """

    at: Span
    verb: str
    name: str
    routine: bool = False
    own: bool = True

    def unread(self, why: str, **said: Any) -> Unread:
        """What of it is not known, in the place of the statement."""
        return Unread(at=self.at, verb=self.verb, why=why, **said)

    def opaque(self, read: int) -> str:
        """Why not all that it does is known, of which so many actions are read."""
        if read:
            return f"of {self.name} {read} actions are read as if they ran; what it does is known only when it runs"
        return f"what {self.name} does to the schema is known only when it runs" if self.routine else _OPAQUE


def read_body(cursor: Cursor, code: Code, readers: Readers, scope: Scope | None = None) -> tuple[Action, ...]:
    """What a body in PL/pgSQL does, and beside it what of that is known only when it runs."""
    walked = walk_body(cursor, scope)
    read = [(found, action) for found in _in_order(walked) for action in _read(found, readers)]
    dynamic = walked.dynamic or any(_is_open(action) for _, action in read)
    unsaid = walked.open or dynamic
    done = tuple(
        replace(
            action,
            at=action.at if code.own else code.at,
            conditional=bool(found.guards) if isinstance(action, Setting) else unsaid,
            guards=() if dynamic else found.guards,
        )
        for found, action in read
        if _is_said(action, code.own) and not (dynamic and _is_handler(found))
    )
    rows = walked.rows or any(isinstance(action, Rows) and not _is_said(action, code.own) for _, action in read)
    if unsaid:
        return (*done, code.unread(code.opaque(sum(not isinstance(action, Called) for action in done))))
    asking = (code.unread(_asking(code.name, walked.guards), guards=walked.guards),) if walked.guards else ()
    if not rows:
        return (*done, *asking)
    return (*done, *asking, *_besides(cursor, walked, code, len(done)))


def _besides(cursor: Cursor, walked: Walked, code: Code, done: int) -> Iterator[Unread]:
    """What a body does besides to rows, and the functions that it calls on the way."""
    said = f"of {code.name} {done} actions are read; besides, it changes rows"
    if code.routine:
        rest = _rest(cursor, [*walked.found, *(walked.written if code.own else ())])
        if changes_rows(normal_body(rest, "plpgsql")):
            yield code.unread(
                said if done else f"what {code.name} changes of rows is known only when it runs", rows=True
            )
    else:
        yield code.unread(said if done else _OPAQUE, rows=True)
    text = _rest(cursor, walked.found)
    if "(" in text:
        yield Called(at=code.at, verb=code.verb, why="", text=text, rows=True)


def _rest(cursor: Cursor, found: Iterable[Found]) -> str:
    """The text of a body without the statements that were found, which speak for themselves."""
    whole, text = cursor.whole(), cursor.source.text
    last, parts = whole.start, []
    for place in sorted({(s.start, s.end) for one in found for s in (one.statement.whole(),)}):
        parts.append(text[last : place[0]])
        last = max(last, place[1])
    return " ".join((*parts, text[last : whole.end]))


def _in_order(walked: Walked) -> Iterator[Found]:
    """The statements that were found and those that change rows, as they stand in the text."""
    rest = list(walked.written)
    for one in walked.found:
        while rest and rest[0].statement.whole().start < one.statement.whole().start:
            yield rest.pop(0)
        yield one
    yield from rest


def _asking(name: str, guards: tuple[Guard, ...]) -> str:
    listed = "; ".join(dict.fromkeys(map(_asked, guards)))
    return f"which branches of {name} run is known only when it runs; all are read as if they did: {listed}"


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
_OPAQUE = "what a DO block or procedure does is known only when it runs"


def _is_open(action: Action) -> bool:
    """Whether it may mean more than is known, in a block."""
    return isinstance(action, Unread | Transaction) and not isinstance(action, Called)


def _is_said(action: Action, own: bool) -> bool:
    """Whether it is one of those that are said of a block; what stands behind EXECUTE has no text of its own."""
    if isinstance(action, Beside | Rows):
        known = isinstance(action, Rows) or action.verb in BLOCKING
        return own and known and action.at.text.upper().startswith(action.verb)
    return not _is_open(action)


def _calling(given: str, place: Span, verb: str, readers: Readers) -> Iterator[Action]:
    """What a statement sets by `set_config`, or that it calls another function."""
    actions = [action for one in readers.script(Source(place.source.name, given)) for action in one.actions]
    settings = [replace(action, at=place) for action in actions if isinstance(action, Setting)]
    if not settings and "set_config" in given.lower():
        yield Unread(at=place, verb=verb, why="what set_config is given is known only when it runs")
    called = Called(at=place, verb=verb, why=_OPAQUE, text=given, rows=verb != "CALL")
    yield from settings or (called,)


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
        if found.calls and found.given is not None:
            yield from _calling(found.given, place, verb, readers)
        elif verb != "EXECUTE":
            yield from readers.one(statement)
        elif found.given is None:
            yield Unread(at=place, verb=verb, why="what EXECUTE is given is known only when it runs")
        else:
            yield from _executed(found.given, statement, readers)
    except (SqlError, NotModelled, TokenError) as reason:
        yield Unread(at=place, verb=verb, why=str(reason))
