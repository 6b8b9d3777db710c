"""Texts made from regular expressions: PostgreSQL finds that they match."""

from __future__ import annotations

import pytest

from ddlproof.model.row import literal
from ddlproof.postgres.database import Database
from ddlproof.rows.shapes import texts_of

PATTERNS = [
    r"^[A-Z]{2}\d{4}$",
    r"^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$",
    r"^\+[0-9]{6,15}$",
    r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
    r"^(foo|bar|baz)_\w+$",
    r"^[[:alpha:]][[:alnum:]_]*$",
    r"^#([0-9a-f]{3}){1,2}$",
    r"^https?://",
    r"^v\d+\.\d+(-rc\d+)?\Z",
    r"(?i)^abc(?:d|e)+.x$",
    r"^[]x]y$",
    r"\mword\M",
    r"^[^[:space:]]+$",
    r"^ISO-(8859|10646)-\d\d?$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_regular_expression_is_met(database: Database, pattern: str) -> None:
    made = [text for n in (1, 2, 30) for text in texts_of(pattern, n)]
    lines = ", ".join(f"({literal(text)})" for text in made)
    with database.connect() as session:
        found = session.run(f"select v from (values {lines}) as made (v) where not v ~ {literal(pattern)}")
    assert made
    assert found.rows == ()


def test_other_numbers_give_other_texts() -> None:
    assert [texts_of(r"^[A-Z]{2}\d{4}$", n) for n in (1, 2, 10000)] == [["AA0001"], ["AA0002"], ["AB0000"]]
    assert [texts_of("^https?://", n)[0] for n in (1, 2)] == ["https://1", "https://2"]


@pytest.mark.parametrize("pattern", [r"^(?!x)a", r"(a)\1", "(a", "x**", "", "^$"])
def test_of_what_is_not_read_no_text_is_made(pattern: str) -> None:
    assert texts_of(pattern, 1) == []
