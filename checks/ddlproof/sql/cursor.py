"""A cursor over the tokens of one statement: the small tools of a recursive-descent parser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlglot.tokens import Token, TokenType

from ddlproof.errors import SqlError
from ddlproof.model.names import FUNCTION_WORDS, RESERVED, QName
from ddlproof.source import Source, Span

T = TypeVar("T")


class NotModelled(Exception):
    """A statement, valid as far as can be told, of a kind that the model does not hold. The text says which.

    It ends the reading of a statement; `read` catches it.
    """


_NOT_NAMES = (
    *(TokenType.STRING, TokenType.NUMBER, TokenType.HEREDOC_STRING, TokenType.NATIONAL_STRING, TokenType.BIT_STRING),
    *(TokenType.HEX_STRING, TokenType.BYTE_STRING, TokenType.UNICODE_STRING, TokenType.RAW_STRING),
)
_NO_WORDS = frozenset((*_NOT_NAMES, TokenType.IDENTIFIER))
_OPEN = ("(", "[")
_CLOSE = (")", "]")

NAMEDATALEN = 63
"""The longest identifier in bytes; PostgreSQL cuts longer ones (documentation, section 4.1.1)."""


def _words_of(token: Token) -> tuple[str, ...]:
    """A token as upper-case words: mostly one, none for quoted names and strings."""
    if token.token_type in _NO_WORDS:
        return ()
    return tuple(token.text.upper().split())


class Cursor:
    """A position in a statement's tokens. Words are matched without regard to case."""

    def __init__(self, source: Source, tokens: tuple[Token, ...], index: int = 0) -> None:
        self.source = source
        self.tokens = tokens
        self.index = index
        self.passed_over: list[tuple[Span, str]] = []
        self.refused: list[SqlError] = []
        self._words = [_words_of(token) for token in tokens]

    @property
    def done(self) -> bool:
        return self.index >= len(self.tokens)

    @property
    def token(self) -> Token | None:
        return None if self.done else self.tokens[self.index]

    def word(self, ahead: int = 0) -> str:
        """The upcoming token as an upper-case word; empty for quoted names, strings and the end."""
        index = self.index + ahead
        return " ".join(self._words[index]) if index < len(self._words) else ""

    def at(self, *words: str) -> bool:
        """Whether these words come next. A word of sqlglot's that spans two (`PRIMARY KEY`) counts as both."""
        return self._match(words) is not None

    def take(self, *words: str) -> bool:
        """Step over these words if they come next."""
        end = self._match(words)
        if end is None:
            return False
        self.index = end
        return True

    def take_one(self, *words: str) -> str | None:
        """Step over whichever single word comes next, of those given; None if none does."""
        return next((word for word in words if self.take(*word.split())), None)

    def _match(self, words: tuple[str, ...]) -> int | None:
        index, place = self.index, 0
        while place < len(words):
            have = self._words[index] if index < len(self._words) else ()
            # Most words are not the ones that are asked for: the first tells.
            if not have or have[0] != words[place] or have != words[place : place + len(have)]:
                return None
            place += len(have)
            index += 1
        return index

    def expect(self, *words: str) -> None:
        """Step over these words.

        Raises:
            SqlError: something else comes next.
        """
        if not self.take(*words):
            raise self.error(" ".join(words))

    def error(self, expected: str) -> SqlError:
        """What to raise where `expected` should have come next."""
        token = self.token
        found = f"found `{self._text(token)}`" if token else "the statement ends"
        return SqlError(f"expected {expected}, {found}", span=self.here())

    def _text(self, token: Token) -> str:
        return self.source.text[token.start : token.end + 1]

    def here(self) -> Span:
        """The place of the upcoming token; at the end of the statement, of the last one."""
        token = self.token or (self.tokens[-1] if self.tokens else None)
        return self.source.span(token.start, token.end + 1) if token else self.source.span(0, 0)

    def whole(self) -> Span:
        """The place of all the tokens."""
        return self.source.span(self.tokens[0].start, self.tokens[-1].end + 1)

    def since(self, index: int) -> Span:
        """The place from token number `index` up to the cursor."""
        first = self.tokens[min(index, len(self.tokens) - 1)]
        last = self.tokens[max(self.index - 1, index, 0) if self.index else 0]
        return self.source.span(first.start, max(last.end, first.end) + 1)

    def name(self, what: str = "a name") -> str:
        """An identifier, folded and cut as PostgreSQL does."""
        token = self.token
        if token is None or token.token_type in _NOT_NAMES:
            raise self.error(what)
        if token.token_type == TokenType.IDENTIFIER:
            self.index += 1
            return cut_name(token.text)
        folded = fold(token.text)
        letter = folded[:1].isalpha() or folded[:1] == "_" or ord(folded[:1] or "0") > 127
        if not letter or folded.split()[0] in RESERVED:
            raise self.error(what)
        self.index += 1
        return cut_name(folded)

    def qname(self, what: str = "a name") -> QName:
        """A name with or without its schema; without, `schema` is empty until it is resolved."""
        first = self.name(what)
        if not self.take("."):
            return QName("", first)
        second = self.label(what)
        # A database name in front is allowed and means nothing.
        return QName(second, self.label(what)) if self.take(".") else QName(first, second)

    def qnames(self, what: str = "a name") -> tuple[QName, ...]:
        """Names behind commas: what a DROP says twice it means once."""
        found = [self.qname(what)]
        while self.take(","):
            found.append(self.qname(what))
        return tuple(dict.fromkeys(found))

    def label(self, what: str = "a name") -> str:
        """An identifier in a place where even a reserved word is one, as behind a dot."""
        token = self.token
        if token is not None and self.word() and fold(token.text) in RESERVED:
            self.index += 1
            return fold(token.text)
        return self.name(what)

    def parameter(self, what: str) -> str:
        """A name in the place of a parameter, which those reserved words can be too that name functions and types."""
        token = self.token
        if token is not None and self.word() and fold(token.text) in FUNCTION_WORDS:
            self.index += 1
            return fold(token.text)
        return self.name(what)

    def advance(self) -> str:
        """Step over the upcoming token, whatever it is; its text as it is written."""
        token = self.token
        if token is None:
            raise self.error("more")
        self.index += 1
        return self._text(token)

    def names(self) -> tuple[str, ...]:
        """`(a, b, …)`."""
        return self.listed(lambda: self.name("a column name"))

    def listed(self, item: Callable[[], T]) -> tuple[T, ...]:
        """`(item, item, …)`, at least one."""
        self.expect("(")
        items = [item()]
        while self.take(","):
            items.append(item())
        self.expect(")")
        return tuple(items)

    def string(self, what: str = "a string") -> str:
        """A string literal's value, in whatever quotes it was."""
        token = self.token
        if token is None or token.token_type != TokenType.STRING:
            raise self.error(what)
        self.index += 1
        return token.text

    def string_or_name(self, what: str = "a name") -> str:
        """A name that may be given as a string."""
        quoted = self.token is not None and self.token.token_type == TokenType.STRING
        return self.string(what) if quoted else self.name(what)

    def note(self, why: str, start: int) -> None:
        """Remember that what was stepped over since token number `start` is not modelled; no object comes of it."""
        self.passed_over.append((self.since(start), why))

    def refuse(self, message: str, start: int) -> None:
        """Note what PostgreSQL reads, and refuses once it looks at what the table has already."""
        self.refused.append(SqlError(message, span=self.since(start)))

    def why_refused(self) -> SqlError | None:
        """The first refusal that was noted; the others are forgotten."""
        found = self.refused[:1]
        self.refused.clear()
        return found[0] if found else None

    def pass_over(self, why: str, *stops: str) -> None:
        """Go on to one of these words outside of brackets, and remember that what lies between is not modelled."""
        start = self.index
        if self.word() not in _OPEN:
            self.index += not self.done
        self.skip_until(*stops)
        self.note(why, start)

    def end(self) -> None:
        """Nothing may follow.

        Raises:
            SqlError: something does.
        """
        if not self.done:
            raise self.error("the end of the statement")

    def balanced(self) -> None:
        """Every bracket of the statement has its partner, whether it was read or not.

        Raises:
            SqlError: one has none.
        """
        opened: list[int] = []
        for index in range(len(self.tokens)):
            self.index = index
            word = self.word()
            if word in _OPEN:
                opened.append(index)
            elif word in _CLOSE and (not opened or _CLOSE.index(word) != _OPEN.index(self.tokens[opened.pop()].text)):
                raise SqlError(f"`{word}` closes nothing", span=self.here())
        if opened:
            self.index = opened[-1]
            raise SqlError(f"`{self.word()}` is never closed", span=self.here())
        self.index = len(self.tokens)

    def inside(self) -> tuple[Token, ...]:
        """The tokens between the bracket that comes next and its partner; the cursor goes behind it."""
        self.expect("(")
        start = self.index
        self.skip_until(")")
        inner = self.tokens[start : self.index]
        self.expect(")")
        return inner

    def skip_until(self, *words: str) -> int:
        """Go on to the first of these words outside of brackets, or to the closing bracket around, or to the end."""
        depth = 0
        while not self.done:
            word = self.word()
            if depth == 0 and (word in words or word in _CLOSE):
                break
            depth += (word in _OPEN) - (word in _CLOSE)
            self.index += 1
        return self.index


def fold(identifier: str) -> str:
    """Lower case as PostgreSQL folds: ASCII only in a UTF-8 database (documentation, section 4.1.1)."""
    return identifier.lower() if identifier.isascii() else "".join(c.lower() if c.isascii() else c for c in identifier)


def cut_name(identifier: str) -> str:
    """The identifier cut to 63 bytes, never inside a character."""
    encoded = identifier.encode()
    return identifier if len(encoded) <= NAMEDATALEN else encoded[:NAMEDATALEN].decode(errors="ignore")
