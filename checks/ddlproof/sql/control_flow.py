"""The control flow of a PL/pgSQL body: which statements there are, behind which conditions, in which handlers.

PostgreSQL documentation, sections 43.2 "Structure of PL/pgSQL", 43.6 "Control Structures".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ddlproof.model.condition import Condition, Guard, Not
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.question import UNKNOWN, read_condition

_DDL = ("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE")
BLOCKING = ("LOCK", "REINDEX", "CLUSTER", "REFRESH")
"""What changes nothing in the schema, and keeps others waiting all the same."""
_LOOPS = ("FOR", "WHILE", "FOREACH", "LOOP", "CASE")
_QUIET = ("NULL", "ASSERT")
_ROWS = (
    *("INSERT", "UPDATE", "DELETE", "SELECT", "WITH", "RETURN", "MERGE", "GET", "RAISE"),
    *("EXIT", "CONTINUE", "OPEN", "FETCH", "CLOSE", "MOVE"),
)
_ASSIGNED = (":=", "=", ":")
_SAID = ("NOTICE", "INFO", "WARNING", "LOG", "DEBUG")


@dataclass(frozen=True, slots=True)
class Found:
    """A statement of a body: the conditions before it, and whether an error of it is caught."""

    statement: Cursor
    guards: tuple[Guard, ...]
    caught: bool = False


@dataclass(slots=True)
class Walked:
    """The statements that begin with a word of DDL or EXECUTE, outside of loops and CASE.

    `whole` says that there is nothing besides them that does anything, `dynamic` that what there is may change the
    schema. `guards` are all conditions. `held` is what FOUND or a variable is in the IF that comes next.
    """

    cursor: Cursor
    found: list[Found] = field(default_factory=list)
    conditions: list[Guard] = field(default_factory=list)
    whole: bool = True
    dynamic: bool = False
    held: tuple[str, Condition] | None = None

    @property
    def guards(self) -> tuple[Guard, ...]:
        return tuple(self.conditions)


def walk_body(cursor: Cursor) -> Walked:
    """A body from its DECLARE or BEGIN to its END."""
    walked = Walked(cursor)
    _block(walked, ())
    return walked


def _word(walked: Walked) -> str:
    return walked.cursor.word().split(" ")[0]


def _block(walked: Walked, guards: tuple[Guard, ...]) -> None:
    """`[DECLARE …] BEGIN … [EXCEPTION WHEN … THEN …] END;`."""
    first = len(walked.found)
    _skip_to(walked.cursor, "BEGIN")
    _statements(walked, guards, ("EXCEPTION", "END"))
    if _word(walked) == "EXCEPTION":
        walked.cursor.index += 1
        tried = walked.found[first:]
        walked.found[first:] = [replace(one, caught=True) for one in tried]
        while _word(walked) == "WHEN":
            _skip_to(walked.cursor, "THEN")
            _statements(walked, guards, ("WHEN", "END"))
        # What an error undoes, and what a handler does then, is not followed.
        walked.whole &= len(tried) < 2 and len(walked.found) == first + len(tried)
    _skip_to(walked.cursor, ";")


def _statements(walked: Walked, guards: tuple[Guard, ...], until: tuple[str, ...]) -> None:
    while not walked.cursor.done and (word := _word(walked)) not in until:
        if word in ("DECLARE", "BEGIN"):
            _block(walked, guards)
        elif word == "IF":
            _if(walked, guards)
        elif word in _LOOPS:
            walked.whole = False
            _over_loop(walked)
        elif word == ";":
            walked.cursor.index += 1
        elif not _hold(walked, word):
            _statement(walked, word, guards)


def _hold(walked: Walked, word: str) -> bool:
    """`PERFORM query;` and `variable := condition;`, where `IF [NOT] FOUND`, or the variable, comes next."""
    cursor, start = walked.cursor, walked.cursor.index
    assigned = cursor.word(1) in _ASSIGNED
    if word != "PERFORM" and not assigned:
        return False
    _skip_to(cursor, ";")
    behind, name = cursor.index, "FOUND" if word == "PERFORM" else word
    first = start + (1 if word == "PERFORM" else 3 if cursor.tokens[start + 1].text == ":" else 2)
    text = cursor.source.text[cursor.tokens[first].start : cursor.tokens[behind - 1].start]
    asked = cursor.take("IF", name, "THEN") or cursor.take("IF", "NOT", name, "THEN")
    condition = read_condition(f"EXISTS (SELECT {text})" if word == "PERFORM" else text) if asked else UNKNOWN
    if asked and (assigned or condition != UNKNOWN):
        cursor.index, walked.held = behind, (name, condition)
        return True
    cursor.index = start
    return False


def _if(walked: Walked, guards: tuple[Guard, ...]) -> None:
    """`IF c THEN … [ELSIF c THEN …] [ELSE …] END IF;`."""
    while _word(walked) in ("IF", "ELSIF", "ELSEIF"):
        walked.cursor.index += 1
        guard = _guard(walked)
        _statements(walked, (*guards, guard), ("ELSIF", "ELSEIF", "ELSE", "END"))
        guards = (*guards, replace(guard, wanted=False))
    if _word(walked) == "ELSE":
        walked.cursor.index += 1
        _statements(walked, guards, ("END",))
    _skip_to(walked.cursor, ";")


def _guard(walked: Walked) -> Guard:
    cursor, start = walked.cursor, walked.cursor.index
    _skip_to(cursor, "THEN")
    tokens = cursor.tokens[start : cursor.index - 1]
    at = cursor.source.span(tokens[0].start, tokens[-1].end + 1) if tokens else cursor.here()
    words = at.text.upper().split()
    if walked.held is not None and words[-1:] == [walked.held[0]]:
        condition = Not(walked.held[1]) if len(words) > 1 else walked.held[1]
    else:
        condition = read_condition(at.text)
    walked.held = None
    walked.conditions.append(Guard(condition, True, at))
    return walked.conditions[-1]


def _over_loop(walked: Walked) -> None:
    """Go on behind END LOOP or END CASE."""
    depth = 0
    while not walked.cursor.done:
        word = _word(walked)
        if word in _LOOPS:
            depth += 1
            start = walked.cursor.index
            _skip_to(walked.cursor, "THEN" if word == "CASE" else "LOOP")
            walked.dynamic |= "EXECUTE" in (
                token.text.upper() for token in walked.cursor.tokens[start : walked.cursor.index]
            )
        elif word == "END":
            walked.cursor.index += 1
            depth -= walked.cursor.take_one("LOOP", "CASE") is not None
            _skip_to(walked.cursor, ";")
            if depth == 0:
                return
        elif word in ("IF", "ELSIF", "ELSEIF", "WHEN"):
            _skip_to(walked.cursor, "THEN")
        elif word in ("BEGIN", "ELSE", "EXCEPTION", "THEN", ";"):
            walked.cursor.index += 1
        else:
            walked.dynamic |= word not in (*_ROWS, *_QUIET) and walked.cursor.word(1) not in _ASSIGNED
            _skip_to(walked.cursor, ";")


def _statement(walked: Walked, word: str, guards: tuple[Guard, ...]) -> None:
    cursor, start = walked.cursor, walked.cursor.index
    said = cursor.word(1).split(" ")[0] if start + 1 < len(cursor.tokens) else ""
    _skip_to(cursor, ";")
    if word in (*_DDL, *BLOCKING, "EXECUTE"):
        end = cursor.index - (cursor.tokens[cursor.index - 1].text == ";")
        walked.found.append(Found(Cursor(cursor.source, cursor.tokens[start:end]), guards))
    elif word not in _QUIET and not (word == "RAISE" and said in _SAID):
        walked.whole = False
        walked.dynamic |= word not in _ROWS and said not in _ASSIGNED


def _skip_to(cursor: Cursor, word: str) -> None:
    """Go on behind the next such word outside of brackets and of a CASE expression."""
    depth = 0
    while not cursor.done:
        here = cursor.word().split(" ")[0]
        cursor.index += 1
        if depth == 0 and here == word:
            return
        depth += (here in ("(", "[", "CASE")) - (here in (")", "]") or (here == "END" and depth > 0))
