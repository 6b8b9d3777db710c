"""The words of SQL that the model keeps as text: UPDATE, TRUNCATE and their like say in fixed places what they do.

PostgreSQL documentation, section 4.1 "Lexical Structure".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

_TOKEN = re.compile(
    r"""
    (?P<space> \s+ | --[^\n]* )
  | (?P<comment> /\* )
  | (?P<string> [eE]'(?:[^'\\]|\\.|'')*' | (?:[bBxXnN]|[uU]&)?'(?:[^']|'')*' | (\$(?:[^\W\d]\w*)?\$).*?\4 )
  | (?P<word> "(?:[^"]|"")*" | [^\W\d][\w$]* | \d[\w.]* )
  | (?P<sign> :: | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"/\*|\*/")


@lru_cache(maxsize=64)
def words(text: str) -> tuple[str, ...]:
    """Every word: key words and names in capitals unless quoted, strings and quoted names as they stand, signs."""
    return tuple(_words(text))


def first_words(text: str, count: int) -> tuple[str, ...]:
    """The first said only, for statements that may be long."""
    return tuple(word for word, _ in zip(_words(text), range(count), strict=False))


def spellings(text: str) -> tuple[str, ...]:
    """The key words and names that are not quoted, as they are written."""
    return tuple(word for word in _words(text, str) if word[0] == "_" or word[0].isalpha())


def _words(text: str, bare: Callable[[str], str] = str.upper) -> Iterator[str]:
    at = 0
    while (found := _TOKEN.match(text, at)) is not None:
        at = found.end()
        if found["comment"]:
            at = _behind_comment(text, at)
        elif found["word"] and not found["word"].startswith('"'):
            yield bare(found["word"])
        elif not found["space"]:
            yield found[0]


def _behind_comment(text: str, at: int) -> int:
    """Where a comment ends that began before `at`; comments nest."""
    depth = 1
    for mark in _COMMENT.finditer(text, at):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return mark.end()
    return len(text)


def name_at(said: Sequence[str], at: int) -> tuple[tuple[str, str], int]:
    """The schema (empty where none is written) and name that stand at a position, and the position behind them.

    `:name` and `:"name"`, which psql fills in, stay what they are.
    """
    part, at = _part(said, at)
    parts = [part]
    while at + 1 < len(said) and said[at] == ".":
        part, at = _part(said, at + 1)
        parts.append(part)
    return (parts[-2] if len(parts) > 1 else "", parts[-1]), at


def _part(said: Sequence[str], at: int) -> tuple[str, int]:
    if said[at : at + 1] == (":",) and at + 1 < len(said):
        return f":{fold(said[at + 1])}", at + 2
    return (fold(said[at]) if at < len(said) else ""), at + 1


def fold(word: str) -> str:
    """A name as the catalog holds it: without quotes, lower case where it had none."""
    return word[1:-1].replace('""', '"') if word.startswith('"') else word.lower()


def outermost(said: Sequence[str]) -> tuple[str, ...]:
    """The said that stand in no brackets; a bracket with what it holds is one `(`."""
    depth = 0
    kept: list[str] = []
    for word in said:
        if word == ")":
            depth -= 1
        elif depth == 0:
            kept.append(word)
        depth += word == "("
    return tuple(kept)


def ends_in(block: str) -> Iterator[str]:
    """Each COMMIT and ROLLBACK in the body of a DO block (section 41.8 "Transaction Management")."""
    for body in (word for word in words(block) if word[0] in "$'"):
        quote = body[: body.index("$", 1) + 1] if body[0] == "$" else "'"
        said = words(body[len(quote) : -len(quote)])
        yield from (one for one, behind in pairwise(said) if one in ("COMMIT", "ROLLBACK") and behind in (";", "AND"))
