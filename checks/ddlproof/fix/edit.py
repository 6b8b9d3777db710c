"""Edits of a text, and where in a script a finding stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ddlproof.finding import Finding
from ddlproof.model.action import Action, Statement, Transaction
from ddlproof.model.names import QName, quote


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters from `start` up to, not including, `end` become `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a finding is left to people."""

    why: str


Mended = tuple[Edit, ...] | Refused


@dataclass(frozen=True, slots=True)
class Way:
    """How the file is sent: whether all of it runs in one transaction, whether any two statements would, the comment
    that keeps the runner from it, and whether two statements would share one even then."""

    wrapped: bool = False
    joins: bool = False
    marker: str = ""
    joins_bare: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A finding, in the file's `text`: `statements` are all that run, `number` the one that it is about."""

    finding: Finding
    text: str
    statements: Sequence[Statement]
    number: int
    way: Way
    version: int

    @property
    def statement(self) -> Statement:
        return self.statements[self.number]

    @property
    def action(self) -> Action | None:
        """The action that the finding is about."""
        span = self.finding.span
        return next((one for one in self.statement.actions if span is not None and one.at.start == span.start), None)

    @property
    def in_block(self) -> bool:
        """Whether the script itself has begun a transaction that is still open."""
        return self.end_of_block is not None

    @property
    def end_of_block(self) -> int | None:
        """The number of the statement that ends the script's own transaction around this one."""
        begun = False
        for number, statement in enumerate(self.statements):
            for action in statement.actions:
                if not isinstance(action, Transaction):
                    continue
                if number > self.number and begun:
                    return number
                if number < self.number:
                    begun = action.what == "begin"
        return None

    def before(self, number: int, line: str) -> Edit:
        """A line of its own in front of a statement, indented as that is."""
        at = self.statements[number].span.start
        indent = self._indent(at)
        return Edit(at, at, f"{line}\n{indent}")

    def behind(self, number: int, *lines: str) -> Edit:
        """Lines of their own behind a statement and its semicolon, which is added where it is missing."""
        span = self.statements[number].span
        end, added = self._end(span.end), ""
        if end is None:
            end, added = span.end, ";"
        indent = self._indent(span.start)
        return Edit(end, end, added + "".join(f"\n{indent}{line}" for line in lines))

    def _end(self, at: int) -> int | None:
        """Behind the semicolon that follows, if one does."""
        found = _SEMICOLON.match(self.text, at)
        return found.end() if found is not None else None

    def _indent(self, at: int) -> str:
        start = self.text.rfind("\n", 0, at) + 1
        return self.text[start:at] if self.text[start:at].isspace() else ""

    @property
    def alone(self) -> bool:
        """Whether the statement does nothing but what the finding is about, to a table with all its children."""
        return len(self.statement.actions) == 1 and not re.search(r"\bONLY\b", bare(self.statement.sql), re.IGNORECASE)

    def spelt(self, words: str) -> str:
        """Key words in capitals or not, as the statement has its own."""
        return words.upper() if self.statement.sql[:1].isupper() else words


def written(table: QName) -> str:
    """The table's name as it was written, with its schema only if it had one."""
    return str(table) if table.schema else quote(table.name)


def inside(text: str, start: int) -> int | None:
    """Where the bracket closes that is open at a position of a `bare` text."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at
    return None


_SEMICOLON = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*;", re.DOTALL)
_NO_CODE = re.compile(
    r"""--[^\n]* | /\*.*?\*/ | '(?:[^']|'')*' | "(?:[^"]|"")*" | (\$(?:[^\W\d]\w*)?\$).*?\1""", re.VERBOSE | re.DOTALL
)


def bare(sql: str) -> str:
    """The text with comments, strings and quoted names blanked: what is left are key words, each at its place."""
    return _NO_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), sql)


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits. Of those at one place the first comes first; none may overlap another."""
    made: list[str] = []
    at = 0
    for edit in _in_order(edits):
        made += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*made, text[at:]))


def origin(edits: Iterable[Edit], at: int) -> int:
    """Where in the text before the edits a position of the text after them was; for what is new, where it came in."""
    moved = 0
    for edit in _in_order(edits):
        start = edit.start + moved
        if at < start:
            break
        if at < start + len(edit.text):
            return edit.start
        moved += len(edit.text) - (edit.end - edit.start)
    return at - moved


def _in_order(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits that are made, each once, from the beginning of the text to its end."""
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda one: (one.start, one.end)):
        if edit.start >= at:
            yield edit
            at = edit.end
