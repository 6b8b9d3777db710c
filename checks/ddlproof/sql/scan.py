"""A script cut into statements, psql's own commands and COPY data, by the lexical rules of PostgreSQL and psql.

PostgreSQL documentation, section 4.1 "Lexical Structure"; psql, "Meta-Commands"; COPY, "Text Format". This comes before
sqlglot's tokens: a statement that those cannot hold costs that statement, and not the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from ddlproof.errors import SqlError
from ddlproof.source import Source, Span
from ddlproof.sql.letters import IN_WORD, LETTER, LETTER_OR_DIGIT

_NAMED = re.compile(IN_WORD)
_PLAIN = re.compile(r"[^'\"$;\\/()\-]+")
_DOLLAR = re.compile(rf"\$(?:{LETTER}{LETTER_OR_DIGIT}*)?\$")
_STRING = re.compile(r"'(?:[^']|'')*'")
_ESCAPED = re.compile(r"'(?:[^'\\]|\\.|'')*'", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_BLANK = re.compile(r"(?:[ \t\r\n\f\v]+|--[^\n]*)+")
_COMMENT_MARK = re.compile(r"/\*|\*/")
_END_OF_DATA = re.compile(r"^\\\.[ \t\r]*$", re.MULTILINE)
_END_OF_LINE = re.compile(r"$", re.MULTILINE)

_RULE = re.compile(r"create\s+(or\s+replace\s+)?rule\b", re.IGNORECASE)
_ROUTINE = re.compile(r"create\s+(or\s+replace\s+)?(function|procedure)\b", re.IGNORECASE)
_BODY = re.compile(r"\b(begin\s+atomic|case|end)\b", re.IGNORECASE)
_FROM_STDIN = re.compile(r"copy\b.*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
_SENDS = re.compile(r"\\(g|gx|gset|gexec|gdesc|bind|crosstabview|watch)\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement without its semicolon, a psql command, or the lines of data behind a COPY.

    `balanced` says that as many parentheses of a statement close as open.
    """

    kind: OneOf["statement", "psql", "data"]
    span: Span
    balanced: bool = True


def scan(source: Source) -> Iterator[Piece]:
    """Everything that a script holds, in order; comments and empty statements left out.

    Raises:
        SqlError: a quote, dollar quote or comment that is never closed; a psql command inside a statement.
    """
    text, at = source.text, 0
    while (at := blank(source, at)) < len(text):
        if text[at] == "\\":
            end = _line_end(text, at)
            yield Piece("psql", _stripped(source, at, end))
            at = end
            continue
        statement = _Statement(source, at)
        end = statement.walk()
        if statement.end > at:
            yield Piece("statement", source.span(at, statement.end), statement.depth == 0)
        at = end
        if statement.copies:
            found = _END_OF_DATA.search(text, at := min(_line_end(text, at) + 1, len(text)))
            yield Piece("data", source.span(at, found.start() if found else len(text)))
            at = found.end() if found else len(text)


def blank(source: Source, at: int) -> int:
    """The end of the white space and comments that begin at an offset.

    Raises:
        SqlError: a comment that is never closed.
    """
    while True:
        if match := _BLANK.match(source.text, at):
            at = match.end()
        if not source.text.startswith("/*", at):
            return at
        at = _comment_end(source, at)


def _comment_end(source: Source, at: int) -> int:
    depth, end = 1, at + 2
    while depth:
        mark = _COMMENT_MARK.search(source.text, end)
        if mark is None:
            raise _never_closed(source, "comment", at, 2)
        depth += 1 if mark[0] == "/*" else -1
        end = mark.end()
    return end


def _never_closed(source: Source, what: str, at: int, length: int) -> SqlError:
    return SqlError(
        f"the {what} that begins here is never closed",
        span=source.span(at, at + length),
        hint="Close it; everything after it was taken for its inside.",
    )


def _line_end(text: str, at: int) -> int:
    match = _END_OF_LINE.search(text, at)
    return match.start() if match else len(text)


def _stripped(source: Source, start: int, end: int) -> Span:
    return source.span(start, start + len(source.text[start:end].rstrip()))


class _Statement:
    """A walk from the first character of a statement to its end. `code` is its text without quoted parts."""

    def __init__(self, source: Source, start: int) -> None:
        self.source, self.text = source, source.text
        self.start = self.at = self.end = start
        self.copies = False
        self.depth = self.body = 0
        self.code: list[str] = []
        head = self.text[start : start + 60]
        self.rule = _RULE.match(head) is not None
        self.routine = _ROUTINE.match(head) is not None

    def walk(self) -> int:
        """The offset behind the statement and its semicolon."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == ";" and not self._inside():
                self.copies = self._reads_stdin()
                return self.at + 1
            if character == "\\":
                if not _SENDS.match(self.text, self.at):
                    raise SqlError(
                        "expected the statement to go on, found a backslash",
                        span=self.source.span(self.at, self.at + 1),
                        hint="A command of psql stands between statements; those end with a semicolon.",
                    )
                return self.at
            self._step(character)
        return self.at

    def _step(self, character: str) -> None:
        """Over one lexeme, or over a run of characters that mean nothing here."""
        if character in "-/" and (after := blank(self.source, self.at)) > self.at:
            self.code.append(" ")
            self.at = after
            return
        quoted = self._quoted(character)
        if quoted is not None:
            self.at = self.end = quoted
            self.code.append("''")
            return
        match = _PLAIN.match(self.text, self.at)
        run = match[0] if match else character
        self.depth += (run == "(") - (run == ")")
        self.code.append(run)
        if bare := run.rstrip():
            self.end = self.at + len(bare)
        self.at += len(run)

    def _quoted(self, character: str) -> int | None:
        """The end of the string or quoted name that begins here; None if none does."""
        if character == "$":
            return self._dollar_end()
        if character not in "'\"":
            return None
        before = self.text[max(self.at - 3, self.start) : self.at].lower()
        escaped = character == "'" and before.endswith("e") and not _NAMED.match(before[-2:-1])
        pattern = _QUOTED if character == '"' else _ESCAPED if escaped else _STRING
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _never_closed(self.source, "string" if character == "'" else "quoted name", self.at, 1)
        return match.end()

    def _dollar_end(self) -> int | None:
        # Within a name a dollar sign is a character like any other.
        tag = None if _NAMED.match(self.text[self.at - 1 : self.at]) else _DOLLAR.match(self.text, self.at)
        if tag is None:
            return None
        end = self.text.find(tag[0], tag.end())
        if end < 0:
            raise _never_closed(self.source, f"dollar quote {tag[0]}", self.at, len(tag[0]))
        return end + len(tag[0])

    def _inside(self) -> bool:
        """Whether a semicolon stands inside the statement: in the brackets of a rule, in the body of a routine."""
        if self.rule:
            return self.depth > 0
        if not self.routine:
            return False
        for word in _BODY.findall("".join(self.code)):
            opens = word.lower().startswith("begin")
            if opens or self.body:
                self.body += -1 if word.lower() == "end" else 1
        self.code.clear()
        return self.body > 0

    def _reads_stdin(self) -> bool:
        copy = self.text[self.start : self.start + 4].lower() == "copy"
        return copy and _FROM_STDIN.match("".join(self.code)) is not None
