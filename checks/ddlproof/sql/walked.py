"""What a walk through a PL/pgSQL body has found, and what it knows on the way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ddlproof.model.condition import Condition, Guard
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.variables import Scope


@dataclass(frozen=True, slots=True)
class Found:
    """A statement of a body, with the conditions before it, and what EXECUTE is given where the text tells it.

    `calls` says that it calls one function: `given` is the call, with constants in the place of variables.
    """

    statement: Cursor
    guards: tuple[Guard, ...]
    given: str | None = None
    calls: bool = False


@dataclass(slots=True)
class Walked:
    """The statements that begin with a word of DDL or EXECUTE, outside of CASE and of loops that are not followed.

    `written` are those that change rows and stand in no loop and no handler, as far as no variable stands in them.
    `rows` says that there are others, which leave the schema alone, `open` that it is not known which statements run,
    `dynamic` that there are some which may change the schema. `guards` are all conditions. `held` is what FOUND or a
    variable is in the IF that comes next, `scope` what the text tells of variables.
    """

    cursor: Cursor
    found: list[Found] = field(default_factory=list)
    written: list[Found] = field(default_factory=list)
    conditions: list[Guard] = field(default_factory=list)
    rows: bool = False
    open: bool = False
    dynamic: bool = False
    raising: int = 0
    turns: int = 0
    held: tuple[str, Condition] | None = None
    scope: Scope = field(default_factory=Scope)

    @property
    def guards(self) -> tuple[Guard, ...]:
        return tuple(self.conditions)

    def ask(self, guard: Guard) -> Guard:
        """Remember a condition, told from all before."""
        self.conditions.append(replace(guard, turn=self.turn()))
        return self.conditions[-1]

    def turn(self) -> int:
        """A number that no condition has."""
        self.turns += 1
        return self.turns


def word_of(walked: Walked) -> str:
    """The word that comes next; sqlglot has some that are two."""
    return walked.cursor.word().split(" ")[0]


def text_of(cursor: Cursor, start: int, end: int) -> str:
    """What is written from token number `start` up to `end`, comments and all."""
    return cursor.source.text[cursor.tokens[start].start : cursor.tokens[end - 1].end + 1] if start < end else ""


def skip_to(cursor: Cursor, word: str) -> None:
    """Go on behind the next such word outside of brackets, of a CASE expression and of a function's BEGIN ATOMIC."""
    depth = 0
    while not cursor.done:
        here, opens = cursor.word().split(" ")[0], cursor.at("BEGIN", "ATOMIC")
        cursor.index += 1
        if depth == 0 and here == word:
            return
        opens |= here in ("(", "[", "CASE")
        depth += opens - (here in (")", "]") or (here == "END" and depth > 0))
