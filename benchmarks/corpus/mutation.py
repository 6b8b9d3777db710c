"""Statements broken on purpose: one token dropped, doubled or swapped, where PostgreSQL's grammar then says no."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence

import postgast
from benchmarks.corpus.statements import Sql
from benchmarks.corpus.verdicts import outcome, valid

HOW = ("dropped", "doubled", "swapped")


def mutants(text: str, chance: random.Random, each: int) -> Iterator[tuple[str, str]]:
    """`each` mutants of a statement in each of the three ways, that PostgreSQL rejects."""
    encoded = text.encode()
    tokens = [(t.start, t.end) for t in postgast.scan(text).tokens]
    for how in HOW:
        for _ in range(each):
            at = chance.randrange(len(tokens))
            mutant = _mutate(encoded, tokens, at, how).decode()
            if mutant != text and not valid(mutant):
                yield how, mutant


def _mutate(text: bytes, tokens: Sequence[tuple[int, int]], at: int, how: str) -> bytes:
    start, end = tokens[at]
    if how == "dropped":
        return text[:start] + text[end:]
    if how == "doubled":
        return text[:end] + b" " + text[start:end] + text[end:]
    other = at + 1 if at + 1 < len(tokens) else at - 1
    (start, end), (second, last) = sorted([tokens[at], tokens[other]])
    return text[:start] + text[second:last] + text[end:second] + text[start:end] + text[last:]


def accepted(
    sample: Sequence[Sql], *, each: int = 2, seed: int = 0
) -> tuple[Counter[tuple[str, str]], dict[tuple[str, str], list[str]]]:
    """How many mutants there were and what became of each, by kind: (kind, `read` | `beside` | `unread` | …)."""
    chance = random.Random(seed)
    counted: Counter[tuple[str, str]] = Counter()
    shown: dict[tuple[str, str], list[str]] = {}
    for sql in sample:
        if len(sql.text) > 4000 or not valid(sql.text):
            continue
        for _, mutant in mutants(sql.text, chance, each):
            what, _ = outcome(mutant)
            counted[sql.kind, what] += 1
            if what in ("read", "beside", "crash"):
                shown.setdefault((sql.kind, what), []).append(mutant)
    return counted, shown
