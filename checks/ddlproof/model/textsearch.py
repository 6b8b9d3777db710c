"""Text search constants as PostgreSQL prints them: documentation, section 8.11 "Text Search Types".

`tsqueryout` and `infix` in src/backend/utils/adt/tsquery.c, `tsvectorout` in tsvector.c. A text that holds more than
lexemes without escapes, operators and brackets stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEXEME = r"[\w./@-]+|'(?:[^'\\]|'')+'"
_TOKEN = re.compile(rf"\s*(?:({_LEXEME})(:[*A-Da-d]+)?|(<->|<\d{{1,4}}>|[!&|()]))\s*")
_WORD = re.compile(rf"\s*({_LEXEME})(?=\s|\Z)\s*")
_MOST = 200
"""Tokens of a query that is read."""
_PRIORITY = {"|": 1, "&": 2, "<": 3, "!": 4}


@dataclass(frozen=True, slots=True)
class _Node:
    """A lexeme with its marks, where `operator` is empty, or an operator with what it stands between or before."""

    operator: str
    text: str = ""
    operands: tuple[_Node, ...] = ()


def tsquery(text: str) -> str:
    """A query in one spelling."""
    tokens = _tokens(text)
    try:
        node = _read(tokens, 1)
    except (IndexError, KeyError):
        return text
    return text if tokens else _printed(node, 0)


def tsvector(text: str) -> str:
    """A vector without positions in one spelling: its lexemes sorted, each once."""
    found, at = set(), 0
    while match := _WORD.match(text, at):
        found.add(_bare(match[1]))
        at = match.end()
    return " ".join(_quoted(one) for one in sorted(found, key=str.encode)) if at == len(text) else text


def _tokens(text: str) -> list[_Node]:
    """In reverse; none if not all can be read, or they are many."""
    found, at = [], 0
    while match := _TOKEN.match(text, at):
        lexeme, marks, operator = match.groups()
        found.append(_Node("", _quoted(_bare(lexeme)) + _marks(marks)) if lexeme else _Node(operator))
        at = match.end()
    return found[::-1] if at == len(text) and len(found) <= _MOST else []


def _read(tokens: list[_Node], priority: int) -> _Node:
    """What binds at least as strongly; brackets are read where an operand is wanted.

    Raises:
        LookupError: something else stands there.
    """
    node = _operand(tokens)
    while tokens and tokens[-1].operator not in ("", ")") and _PRIORITY[tokens[-1].operator[:1]] >= priority:
        operator = tokens.pop().operator
        right = _read(tokens, _PRIORITY[operator[:1]] + 1)
        node = _Node("<->" if operator == "<1>" else operator, "", (node, right))
    return node


def _operand(tokens: list[_Node]) -> _Node:
    token = tokens.pop()
    if token.operator == "!":
        return _Node("!", "", (_operand(tokens),))
    if token.operator == "(":
        inner = _read(tokens, 1)
        if tokens.pop().operator != ")":
            raise KeyError("(")
        return inner
    if token.operator:
        raise KeyError(token.operator)
    return token


def _printed(node: _Node, above: int, *, right_of_phrase: bool = False) -> str:
    if not node.operator:
        return node.text
    priority = _PRIORITY[node.operator[0]]
    phrase = priority == _PRIORITY["<"]
    if node.operator == "!":
        return f"!{_printed(node.operands[0], priority)}"
    left, right = node.operands
    said = f"{_printed(left, priority)} {node.operator} {_printed(right, priority, right_of_phrase=phrase)}"
    return f"( {said} )" if priority < above or (phrase and right_of_phrase) else said


def _marks(marks: str | None) -> str:
    """`:*` first, then the weights in their order."""
    said = set((marks or "").upper()) - {":"}
    return ":" + "".join(sorted(said)) if said else ""


def _bare(lexeme: str) -> str:
    return lexeme[1:-1].replace("''", "'") if lexeme.startswith("'") else lexeme


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("'", "''") + "'"
