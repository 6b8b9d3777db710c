"""Claims are read as they are written, and what cannot be understood is said."""

from __future__ import annotations

import pytest

from ddlproof.errors import ContractError
from ddlproof.model.claim import read_claim
from ddlproof.model.expression import render
from ddlproof.model.logic import evaluate
from ddlproof.model.meaning import phrase
from ddlproof.sql.expression import read_expression


@pytest.mark.parametrize("words", ["exactly one of", "at most one of", "at least one of", "all or none of"])
def test_a_phrase_means_what_it_says(words: str) -> None:
    claim = read_claim(f"{words.capitalize()}  (row_id, variant_row_id, c)", read_expression)
    assert phrase(claim) == f"{words} (row_id, variant_row_id, c)"


def test_names_are_folded_unless_quoted() -> None:
    assert phrase(read_claim('exactly one of (A, "B, c")', read_expression)) == 'exactly one of (a, "B, c")'


@pytest.mark.parametrize(
    ("a", "b", "holds"),
    [("1", None, False), ("1", "1", True), ("0", None, True), (None, None, True), (None, "1", True)],
)
def test_if_then(a: str | None, b: str | None, holds: bool) -> None:
    claim = read_claim("if num_nulls(a) = 0 and a is not null then b is not null", read_expression)
    row = {"a": a if a != "0" else None, "b": b}
    assert evaluate(claim, row) is holds


def test_then_is_found_outside_of_case_and_strings() -> None:
    claim = read_claim("if case when a then b end and c = ' then ' then d", read_expression)
    assert render(claim).endswith("is not true or d")


def test_any_condition_is_a_claim() -> None:
    assert render(read_claim("price > 0", read_expression)) == "price > 0"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("exactly one of row_id, variant_row_id", "needs a list of columns in parentheses"),
        ("exactly one of (row_id", "needs a list of columns in parentheses"),
        ("exactly one of (row_id, )", "needs a list of columns in parentheses"),
        ("exactly one of (row_id)", "needs two or more different columns"),
        ("exactly one of (row_id, row_id)", "needs two or more different columns"),
        ("exactly two of (a, b)", "none of the phrases"),
        ("at most 1 of (a, b)", "none of the phrases"),
        ("if a is null", "an `if` without its `then`"),
        ("if then b", "a condition on both sides"),
        ("if a is null then", "a condition on both sides"),
        ("a > )", "expected an operand"),
        ("if a > then b", "expected an operand"),
    ],
)
def test_what_is_no_claim_is_refused(text: str, said: str) -> None:
    with pytest.raises(ContractError) as caught:
        read_claim(text, read_expression)
    assert said in str(caught.value) or said in caught.value.message
    assert caught.value.hint
