"""What an expression of pure null logic means: its truth table over NULL and not NULL.

Two spellings with the same table are the same constraint. Columns are taken to be of scalar types: `IS NULL` of a
composite value looks into its fields (PostgreSQL documentation, section 9.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from ddlproof.model.expression import Call, Column, Expression, Is, Not, Opaque, children, columns, walk
from ddlproof.model.logic import compiled
from ddlproof.model.names import quote
from ddlproof.model.scalar import UNDECIDED

LIMIT = 10
"""Columns above which no table is made: it would have more than 2**10 lines."""


@dataclass(frozen=True, slots=True)
class NullTable:
    """The verdict for every set of columns that are NULL.

    `columns` are sorted. `verdicts[pattern]` is True, False or None (SQL's NULL), where bit i of `pattern` is set when
    `columns[i]` is not NULL; pattern 0 is the row of NULLs.
    """

    columns: tuple[str, ...]
    verdicts: tuple[bool | None, ...]

    def accepts(self, present: Iterable[str]) -> bool:
        """What a CHECK says when exactly the columns `present` are not NULL: it passes unless it is false."""
        given = set(present)
        pattern = sum(1 << i for i, column in enumerate(self.columns) if column in given)
        return self.verdicts[pattern] is not False

    @property
    def patterns(self) -> Iterator[frozenset[str]]:
        """Every set of columns that are not NULL, in the order of `verdicts`."""
        for pattern in range(len(self.verdicts)):
            yield frozenset(column for i, column in enumerate(self.columns) if pattern >> i & 1)

    @property
    def essential(self) -> tuple[str, ...]:
        """The columns whose NULL-ness makes a difference to a CHECK."""
        patterns = tuple(self.patterns)
        return tuple(c for c in self.columns if any(self.accepts(p) != self.accepts(p ^ {c}) for p in patterns))


# A text that no comparison can decide, because the columns have no types here.
_PRESENT = "present"


def null_table(expression: Expression) -> NullTable | None:
    """The truth table of an expression that depends on nothing but which columns are NULL; None of any other."""
    names = tuple(sorted(columns(expression)))
    if len(names) > LIMIT:
        return None
    condition = compiled(expression)
    verdicts: list[bool | None] = []
    for pattern in range(1 << len(names)):
        verdict = condition({name: _PRESENT if pattern >> i & 1 else None for i, name in enumerate(names)})
        if verdict is UNDECIDED:
            return None
        verdicts.append(verdict)
    return NullTable(names, tuple(verdicts))


def null_only(conditions: Iterable[Expression]) -> frozenset[str]:
    """The columns of which the conditions say no more than whether they are NULL: their values are all alike."""
    free: set[str] = set()
    bound: set[str] = set()
    for node in (node for condition in conditions for node in walk(Not(condition))):  # so that each column is a child
        counts = isinstance(node, Call) and node.name in ("num_nonnulls", "num_nulls")
        found = free if counts or (isinstance(node, Is) and node.what == "null") else bound
        found.update(part.name for part in children(node) if isinstance(part, Column))
        bound.update(node.columns if isinstance(node, Opaque) else ())
    return frozenset(free - bound)


_PHRASES: dict[str, Callable[[int, int], bool]] = {
    "exactly one of": lambda count, total: count == 1,
    "at most one of": lambda count, total: count <= 1,
    "at least one of": lambda count, total: count >= 1,
    "all or none of": lambda count, total: count in (0, total),
}


def phrase(expression: Expression) -> str | None:
    """The expression as a CHECK in plain words: `exactly one of (a, b)`; None if it means nothing of that kind."""
    table = null_table(expression)
    if table is None:
        return None
    names = tuple(column for column in columns(expression) if column in table.essential)
    if len(names) < 2:
        return None
    for words, holds in _PHRASES.items():
        if all(table.accepts(chosen) == holds(len(chosen), len(names)) for chosen in _subsets(names)):
            return f"{words} ({', '.join(quote(name) for name in names)})"
    return None


def implies_not_null(expression: Expression, column: str) -> bool:
    """Whether a CHECK of pure null logic rejects every row in which `column` is NULL."""
    table = null_table(expression)
    return table is not None and not any(table.accepts(p) for p in table.patterns if column not in p)


def _subsets(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    listed = tuple(names)
    return (chosen for size in range(len(listed) + 1) for chosen in combinations(listed, size))
