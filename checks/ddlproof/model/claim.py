"""Claims: what a constraint is said to mean, in the words of `change.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ddlproof.errors import ContractError, SqlError
from ddlproof.model.expression import Binary, Call, Column, Constant, Expression, In, Is, Or

_HINT = (
    "Write `exactly one of (a, b)`, `at most one of (…)`, `at least one of (…)`, `all or none of (…)`, "
    "`if CONDITION then CONDITION`, or any SQL condition."
)
_PHRASE = re.compile(
    r"(exactly one of|at most one of|at least one of|all or none of)\b(.*)\Z", re.IGNORECASE | re.DOTALL
)
_ATTEMPT = re.compile(r"(exactly|at\s+most|at\s+least|all\s+or|none\s+of|one\s+of|either)\b(?!\s*\()", re.IGNORECASE)
_NAME = re.compile(r'\s*(?:([^\W\d][\w$]*)|"((?:[^"]|"")+)")\s*')
# What a `then` may hide in: strings, quoted names, parentheses, and CASE … END.
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[()]|\b(?:case|end|then)\b", re.IGNORECASE)


def read_claim(text: str, read_expression: Callable[[str], Expression]) -> Expression:
    """The claim as a condition over a row.

    `if A then B` holds where A is not true; where A is true it is as true, false or NULL as B.

    Args:
        text: a phrase such as `exactly one of (a, b)`, `if A then B`, or an SQL condition.
        read_expression: reads an SQL condition; may raise SqlError.

    Raises:
        ContractError: the claim is none of these, or malformed.
    """
    words = " ".join(text.split())
    if not words:
        raise ContractError("the claim is empty", hint=_HINT)
    if found := _PHRASE.match(words):
        return _counted(found[1].lower(), _names(found[2], text))
    if re.match(r"if\b", words, re.IGNORECASE):
        return _implication(text, read_expression)
    if _ATTEMPT.match(words):
        raise ContractError(f"the claim `{text}` is none of the phrases that are understood", hint=_HINT)
    return _condition(text, text, read_expression)


def _counted(words: str, names: tuple[str, ...]) -> Expression:
    count = Call("num_nonnulls", tuple(Column(name) for name in names))
    if words == "all or none of":
        return In(count, (Constant("number", "0"), Constant("number", str(len(names)))))
    operator = {"exactly one of": "=", "at most one of": "<=", "at least one of": ">="}[words]
    return Binary(operator, count, Constant("number", "1"))


def _names(text: str, claim: str) -> tuple[str, ...]:
    """The column names of `(a, "B c")`, folded as SQL does: two or more, each once."""
    inside = re.fullmatch(r"\s*\((.*)\)\s*", text, re.DOTALL)
    matches = [_NAME.fullmatch(part) for part in _parts(inside[1])] if inside else []
    found = tuple(m[1].lower() if m[1] else m[2].replace('""', '"') for m in matches if m)
    if not matches or len(found) < len(matches):
        raise ContractError(f"the claim `{claim}` needs a list of columns in parentheses", hint="Write `… of (a, b)`.")
    if len(set(found)) < max(2, len(found)):
        raise ContractError(f"the claim `{claim}` needs two or more different columns", hint="Write `… of (a, b)`.")
    return found


def _parts(text: str) -> list[str]:
    """Split at commas that are not inside a quoted name."""
    return re.findall(r'(?:[^,"]|"(?:[^"]|"")*")+|(?<=,)(?=,|\Z)|\A(?=,|\Z)', text)


def _implication(text: str, read_expression: Callable[[str], Expression]) -> Expression:
    place = next(_thens(text), None)
    if place is None:
        raise ContractError(f"the claim `{text}` has an `if` without its `then`", hint=_HINT)
    start = re.match(r"\s*if\b", text, re.IGNORECASE)
    premise, conclusion = text[start.end() if start else 0 : place[0]], text[place[1] :]
    if not premise.strip() or not conclusion.strip():
        raise ContractError(f"the claim `{text}` needs a condition on both sides of `then`", hint=_HINT)
    if_ = _condition(premise, text, read_expression)
    return Or((Is(if_, "true", negated=True), _condition(conclusion, text, read_expression)))


def _thens(text: str) -> Iterator[tuple[int, int]]:
    """Where a `then` stands that belongs to no CASE and no parenthesis."""
    depth = 0
    for token in _TOKEN.finditer(text):
        word = token[0].lower()
        depth += (word in ("(", "case")) - (word in (")", "end"))
        if word == "then" and depth == 0:
            yield token.span()


def _condition(sql: str, claim: str, read_expression: Callable[[str], Expression]) -> Expression:
    try:
        return read_expression(sql.strip())
    except SqlError as error:
        message = f"the claim `{claim}` is not a condition that can be read: {error.message}"
        raise ContractError(message, hint=_HINT) from error
