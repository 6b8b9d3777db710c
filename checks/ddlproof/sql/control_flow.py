"""The control flow of a PL/pgSQL body: which statements there are, behind which conditions, in which handlers.

PostgreSQL documentation, sections 43.2 "Structure of PL/pgSQL", 43.6 "Control Structures".
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from ddlproof.model.condition import Guard, Not, Tried
from ddlproof.source import Span
from ddlproof.sql.cursor import Cursor, fold
from ddlproof.sql.question import UNKNOWN, read_condition
from ddlproof.sql.rounds import MOST, rounds
from ddlproof.sql.simple import take_statement
from ddlproof.sql.variables import Scope, assigned
from ddlproof.sql.walked import Walked, skip_to, text_of, word_of

_LOOPS = ("FOR", "WHILE", "FOREACH", "LOOP", "CASE")
_LEAVING = ("RETURN", "EXIT", "CONTINUE")
_FORESEEN = frozenset(
    f"{what}_{kind}".upper()
    for what in ("duplicate", "undefined")
    for kind in ("object", "table", "column", "schema", "function", "alias", "parameter", "database")
)
"""Errors for which the schema tells whether there is one: appendix A "PostgreSQL Error Codes"."""


def walk_body(cursor: Cursor, scope: Scope | None = None) -> Walked:
    """A body from its DECLARE or BEGIN to its END; `scope` are the arguments of a function."""
    walked = Walked(cursor, scope=scope or Scope())
    _block(walked, (), outermost=True)
    return walked


def _block(walked: Walked, guards: tuple[Guard, ...], *, outermost: bool = False) -> None:
    """`[DECLARE …] BEGIN … [EXCEPTION WHEN … THEN …] END;`."""
    cursor, opening = walked.cursor, copy(walked.cursor)
    skip_to(cursor, "BEGIN")
    names = walked.scope.declare(opening, cursor.index - 1) if opening.at("DECLARE") else ()
    first, raising, body = len(walked.found), walked.raising, cursor.index
    left = _statements(walked, guards, ("EXCEPTION", "END"), outermost=outermost)
    walked.open |= left and not outermost
    if word_of(walked) == "EXCEPTION":
        # What PL/pgSQL itself raises is for no schema to tell.
        walked.open |= walked.raising > raising
        cursor.index += 1
        _handlers(walked, guards, first, opening.here())
        walked.scope.change(text_of(cursor, body, cursor.index))
    walked.scope.forget(*names)
    skip_to(cursor, ";")


def _handlers(walked: Walked, guards: tuple[Guard, ...], first: int, at: Span) -> None:
    """`WHEN … THEN …`: each is for when something in the protected statements, from number `first` on, fails."""
    behind, sure, raising = len(walked.found), True, walked.raising
    written = len(walked.written)
    failed = Guard(Tried(sure), False, at, walked.turn())
    while word_of(walked) == "WHEN":
        names = walked.cursor.index + 1
        skip_to(walked.cursor, "THEN")
        said = {token.text.upper() for token in walked.cursor.tokens[names : walked.cursor.index - 1]} - {"OR"}
        sure &= said <= _FORESEEN
        walked.open |= _statements(walked, (*guards, failed), ("WHEN", "END"))
    _unsaid(walked, written)
    walked.rows |= any(one.calls for one in walked.found[behind:])
    walked.found[behind:] = [one for one in walked.found[behind:] if not one.calls]
    idle = len(walked.found) == behind
    if idle and walked.raising > raising:
        return  # an error stays one
    failed = replace(failed, condition=Tried(sure or idle))
    walked.conditions += [] if idle else [replace(failed, wanted=True)]
    for number, one in enumerate(walked.found[first:], first):
        own, inside = replace(failed, wanted=number < behind), one.guards[len(guards) + (number >= behind) :]
        walked.found[number] = replace(one, guards=(*guards, own, *inside))


def _statements(walked: Walked, guards: tuple[Guard, ...], until: tuple[str, ...], *, outermost: bool = False) -> bool:
    """The statements up to one of these words; whether RETURN is the last that runs."""
    left: int | None = None
    written = 0
    while not walked.cursor.done and (word := word_of(walked)) not in until:
        if word in ("DECLARE", "BEGIN"):
            _block(walked, guards)
        elif word == "IF":
            guards = _if(walked, guards, outermost=outermost)
        elif word in _LOOPS:
            _loop(walked, guards)
        elif word == ";":
            walked.cursor.index += 1
        elif word == "RETURN" and walked.cursor.word(1).split(" ")[0] not in ("QUERY", "NEXT"):
            written = len(walked.written) if left is None else written
            left = len(walked.found) if left is None else left
            skip_to(walked.cursor, ";")
        elif not _hold(walked, word):
            take_statement(walked, word, guards)
    if left is not None:
        del walked.found[left:], walked.written[written:]
    return left is not None


def _unsaid(walked: Walked, written: int) -> None:
    """Of what was written since, only that there is something is said."""
    walked.rows |= len(walked.written) > written
    del walked.written[written:]


def _hold(walked: Walked, word: str) -> bool:
    """`PERFORM query;` and `variable := condition;`, where `IF [NOT] FOUND`, or the variable, comes next."""
    cursor, start = walked.cursor, walked.cursor.index
    given = assigned(cursor)
    if word != "PERFORM" and not given:
        return False
    skip_to(cursor, ";")
    behind, name = cursor.index, "FOUND" if word == "PERFORM" else word
    first = start + (given or 1)
    text = walked.scope.written(cursor, first, behind - 1)
    asked = cursor.take("IF", name, "THEN") or cursor.take("IF", "NOT", name, "THEN")
    condition = read_condition(f"EXISTS (SELECT {text})" if word == "PERFORM" else text) if asked else UNKNOWN
    if asked and (given or condition != UNKNOWN):
        cursor.index, walked.held = behind, (name, condition)
        walked.scope.assign(fold(name), None)
        return True
    cursor.index = start
    return False


def _if(walked: Walked, guards: tuple[Guard, ...], *, outermost: bool) -> tuple[Guard, ...]:
    """`IF c THEN … [ELSIF c THEN …] [ELSE …] END IF;`; the conditions of what comes behind it."""
    before, branches, left = guards, 0, 0
    while word_of(walked) in ("IF", "ELSIF", "ELSEIF"):
        walked.cursor.index += 1
        guard = _guard(walked)
        left += _statements(walked, (*guards, guard), ("ELSIF", "ELSEIF", "ELSE", "END"))
        guards = (*guards, replace(guard, wanted=False))
        branches += 1
    if word_of(walked) == "ELSE":
        walked.cursor.index += 1
        left += _statements(walked, guards, ("END",))
        branches += 1
    skip_to(walked.cursor, ";")
    followed = outermost and branches == 1
    walked.open |= left > 0 and not followed
    return guards if left and followed else before


def _guard(walked: Walked) -> Guard:
    cursor, start = walked.cursor, walked.cursor.index
    skip_to(cursor, "THEN")
    end = cursor.index - 1
    at = Cursor(cursor.source, cursor.tokens[start:end] or cursor.tokens[end:]).whole()
    words = at.text.upper().split()
    if walked.held is not None and words[-1:] == [walked.held[0]]:
        condition = Not(walked.held[1]) if len(words) > 1 else walked.held[1]
    else:
        condition = read_condition(walked.scope.written(cursor, start, end))
    walked.held = None
    return walked.ask(Guard(condition, True, at))


def _loop(walked: Walked, guards: tuple[Guard, ...]) -> None:
    """Follow a loop whose rounds the text tells; of another only what it may do is known."""
    cursor, start = walked.cursor, walked.cursor.index
    over = Walked(copy(cursor))
    _over_loop(over)
    end = over.cursor.index
    inside = {cursor.word(ahead).split(" ")[0] for ahead in range(end - start)}
    told = None
    if (over.dynamic or over.found) and not inside & {*_LEAVING} and len(walked.found) < MOST:
        skip_to(cursor, "LOOP")
        told = rounds(Cursor(cursor.source, cursor.tokens[start : cursor.index - 1]), walked.scope.known)
    walked.scope.change(text_of(cursor, start, end))
    if told is None:
        walked.rows, walked.dynamic = True, walked.dynamic or over.dynamic
        walked.open |= over.dynamic or "RETURN" in inside
    body, outside, written = cursor.index, walked.scope.known, len(walked.written)
    for one in told or ():
        cursor.index = body
        fields = {name: known for name, known in one.items() if name not in walked.scope.records}
        walked.scope.known = outside | fields
        _statements(walked, guards, ("END",))
    _unsaid(walked, written)
    walked.scope.known = outside
    cursor.index = end


def _over_loop(walked: Walked) -> None:
    """Go on behind END LOOP or END CASE."""
    depth, cursor = 0, walked.cursor
    while not cursor.done:
        word = word_of(walked)
        if word in _LOOPS:
            depth += 1
            start = cursor.index
            skip_to(cursor, "THEN" if word == "CASE" else "LOOP")
            walked.dynamic |= "EXECUTE" in (token.text.upper() for token in cursor.tokens[start : cursor.index])
        elif word == "END":
            cursor.index += 1
            depth -= cursor.take_one("LOOP", "CASE") is not None
            skip_to(cursor, ";")
            if depth == 0:
                break
        elif word in ("IF", "ELSIF", "ELSEIF", "WHEN"):
            skip_to(cursor, "THEN")
        elif word in ("BEGIN", "ELSE", "EXCEPTION", "THEN", ";", "DECLARE"):
            cursor.index += 1
        elif word in _LEAVING:
            skip_to(cursor, ";")
        else:
            take_statement(walked, word, ())
    walked.dynamic |= any(not one.calls or one.statement.at("CALL") for one in walked.found)
