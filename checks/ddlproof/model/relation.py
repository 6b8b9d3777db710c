"""How two conditions on the same columns relate: which accepts more rows, with a row that shows it.

Decided by finitely many rows that stand for all others (`model/partition.py`), under three-valued logic: `equal` is
proved, a witness is a row on which the two differ. What can be neither proved nor shown is `unknown`. A condition that
ends in an error accepts no row (`model/failing.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, product
from typing import Literal as OneOf

from ddlproof.model.abstraction import NAME, Abstraction
from ddlproof.model.axis import sample
from ddlproof.model.canonical import canonical
from ddlproof.model.expression import And, Binary, Column, Constant, Expression, Is, columns
from ddlproof.model.failing import Failing, divisor_of, failing, sure
from ddlproof.model.logic import Truth, compiled, fails_on
from ddlproof.model.partition import Inexact, Row, partition, touching
from ddlproof.model.pools import POOLS
from ddlproof.model.scalar import SOME, UNDECIDED, kind_of, read
from ddlproof.model.scope import UNTYPED, Scope

Verdict = OneOf["equal", "weaker", "stronger", "incomparable", "unknown"]
Prover = OneOf["normal form", "partition", "rows", "keys", "PostgreSQL"]
"""What decided: both are written alike once they are in normal form, or one has all parts of the other; no row of a
partition that stands for all rows tells them apart; a row in each direction does; what keys mean; PostgreSQL's planner.
"""
SHOWN = 8
"""Rows of names that are tried to be made rows of columns, before it is said that none was found."""
TRIES = 256
"""Rows of columns tried for each of those."""
_ZERO = Constant("number", "0")
PATIENCE = 8000
"""Rows looked at for one answer."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How a condition relates to the one before it: `weaker` accepts more, `stronger` accepts less.

    `gained` is a row that only the one after accepts, `lost` one that only the one before does; values are input text,
    None is NULL. A row may be known where the verdict is not: the other direction is then open. `prover` says what the
    verdict rests on; nothing where that is unknown.
    """

    verdict: Verdict
    gained: Row | None = None
    lost: Row | None = None
    prover: Prover | None = field(default=None, compare=False)


EQUAL = Relation("equal", prover="normal form")


def relate(
    before: Sequence[Expression],
    after: Sequence[Expression],
    scope: Scope = UNTYPED,
    *,
    given: Sequence[Expression] = (),
    not_null: frozenset[str] = frozenset(),
    where: bool = False,
) -> Relation:
    """How the conditions `after` relate to those `before`, each list taken together.

    Args:
        given: CHECKs that hold of every row.
        not_null: columns that hold no NULL.
        where: whether a row must make the conditions true, as those of WHERE; a CHECK accepts NULL too.
    """
    old, new = (_conjuncts(side, scope) for side in (before, after))
    if set(old) == set(new):
        return EQUAL
    shared = () if where else tuple(one for one in old if one in new)
    return _Question(
        tuple(one for one in old if one not in shared),
        tuple(one for one in new if one not in shared),
        (*shared, *(canonical(one, scope.types) for one in given)),
        scope,
        not_null,
        where,
    ).answer()


def implied(condition: Expression, by: Sequence[Expression], scope: Scope = UNTYPED) -> Prover | None:
    """What proves that a CHECK accepts every row that others accept; None if nothing does."""
    return equal(relate(by, [*by, condition], scope))


def may_fail(condition: Expression, by: Sequence[Expression], scope: Scope = UNTYPED) -> bool:
    """Whether a CHECK may end in an error on a row that others accept, for all that is known."""
    old, new = _conjuncts(by, scope), _conjuncts([condition], scope)
    question = _Question(old, new, (), scope, frozenset(), where=False)
    return any(question.fails(old, one) for one in new)


def equal(found: Relation) -> Prover | None:
    """What proves that two conditions are equal; None if that is not so, or not known."""
    return found.prover if found.verdict == "equal" else None


def _conjuncts(conditions: Sequence[Expression], scope: Scope) -> tuple[Expression, ...]:
    """The conditions, cut at each AND: a CHECK, or WHERE, accepts A AND B as it accepts both."""
    stack = [canonical(one, scope.types) for one in reversed(conditions)]
    found: dict[Expression, None] = {}
    while stack:
        one = stack.pop()
        if isinstance(one, And):
            stack += reversed(one.operands)
        elif one != Constant("boolean", "true"):
            found.setdefault(one)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Found:
    """`none`: it is proved that there is no such row; else one, if one is known."""

    none: bool
    row: Row | None = None


@dataclass(slots=True)
class _Patience:
    """What is left of it."""

    left: int = PATIENCE

    def spend(self) -> bool:
        """Whether there is some left for one more row."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class _Question:
    old: tuple[Expression, ...]
    new: tuple[Expression, ...]
    given: tuple[Expression, ...]
    scope: Scope
    not_null: frozenset[str]
    where: bool
    patience: _Patience = field(default_factory=_Patience)

    def answer(self) -> Relation:
        gained, lost = self._differing(self.new, self.old), self._differing(self.old, self.new)
        if gained.none and lost.none:
            return Relation("equal", prover="partition")
        if lost.none and gained.row is not None:
            return Relation("weaker", gained=gained.row, prover=_prover(self.old, self.new))
        if gained.none and lost.row is not None:
            return Relation("stronger", lost=lost.row, prover=_prover(self.new, self.old))
        if gained.row is not None and lost.row is not None:
            return Relation("incomparable", gained.row, lost.row, prover="rows")
        return Relation("unknown", gained.row, lost.row)

    def _differing(self, by: Sequence[Expression], not_by: Sequence[Expression]) -> _Found:
        """Whether there is a row that the first accept and the second do not."""
        none = True
        for one in not_by:
            if one not in by:
                found = self._against(by, one)
                if found.none and self.fails(by, one):
                    found = _Found(False, self._searched(({},), by, one))
                if found.row is not None:
                    return found
                none = none and found.none
        return _Found(none)

    def fails(self, by: Sequence[Expression], one: Expression) -> bool:
        """Whether it may end in an error on a row that the first accept, for all that is known."""
        own = tuple(failing(one, self.scope))
        had = [part for condition in (*by, *self.given) for part in failing(condition, self.scope)] if own else []
        return not all(self._cannot(by, part, had) for part in own)

    def _cannot(self, by: Sequence[Expression], part: Failing, had: Iterable[Failing]) -> bool:
        """Whether a part cannot fail: the first have come to it already, or it does not divide by zero."""
        held = (*by, *part.under)
        for other in had:
            if other.part == part.part and all(
                one in part.under or self._against(held, one).none for one in other.under
            ):
                return True
        divisor = divisor_of(part.part, self.scope)
        return divisor is not None and self._against(held, Binary("is distinct from", divisor, _ZERO)).none

    def _against(self, by: Sequence[Expression], one: Expression) -> _Found:
        """As above, of one condition that shall not accept the row. What does not touch its columns matters not."""
        for near in (touching(one, (*by, *self.given)), touching(one, by, deep=False)):
            try:
                return self._decide(near, by, one)
            except Inexact:
                continue
        return _Found(False, self._searched(({},), by, one))

    def _decide(self, near: Sequence[Expression], by: Sequence[Expression], one: Expression) -> _Found:
        known = Abstraction(self.scope, dict(self.scope.types))
        *held, target = (known.condition(condition) for condition in (*near, one))
        must = [(condition in self.given, made) for condition, made in zip(near, held, strict=True)]
        rows = partition((*held, target), known, self.not_null)
        tests = [(compiled(made, self._typed(known)), given) for given, made in must]
        end = compiled(target, self._typed(known))

        def differ(row: Row) -> bool:
            if not self.patience.spend():
                raise Inexact
            return self._may_not(end(row)) and all(self._may(test(row), given) for test, given in tests)

        differing = filter(differ, rows)
        first = next(differing, None)
        if first is None:
            return _Found(True)
        return _Found(False, self._searched(self._few(chain((first,), differing)), by, one))

    def _few(self, rows: Iterator[Row]) -> Iterator[Row]:
        try:
            yield from islice(rows, SHOWN)
        except Inexact:
            return

    def _typed(self, known: Abstraction) -> Scope:
        return replace(self.scope, types=known.types)

    def _may(self, truth: Truth, given: bool) -> bool:
        if truth is UNDECIDED:
            return True
        return truth is True or (truth is None and (given or not self.where))

    def _may_not(self, truth: Truth) -> bool:
        return truth is UNDECIDED or not self._may(truth, False)

    def _searched(self, rows: Iterable[Row], by: Sequence[Expression], one: Expression) -> Row | None:
        """A row of columns that shows the difference for certain."""
        spoken = tuple(dict.fromkeys(name for condition in (one, *by, *self.given) for name in columns(condition)))
        tests = [(compiled(condition, self.scope), condition in self.given) for condition in (*by, *self.given)]
        end, ends = compiled(one, self.scope), [fails_on(part, self.scope) for part in sure(one, self.scope)]
        for row in self._concrete(rows, spoken, (one, *by, *self.given)):
            if not self.patience.spend():
                return None
            if any((truth := test(row)) is UNDECIDED or not self._may(truth, given) for test, given in tests):
                continue
            truth = end(row)
            if any(fails(row) for fails in ends) or (truth is not UNDECIDED and self._may_not(truth)):
                return row
        return None

    def _concrete(self, rows: Iterable[Row], spoken: Sequence[str], conditions: Sequence[Expression]) -> Iterator[Row]:
        known = Abstraction(self.scope, dict(self.scope.types))
        for condition in conditions:
            known.condition(condition)
        others = [name for one in (*self.old, *self.new) for name in columns(one) if name not in spoken]
        rest = {name: self._any(name) for name in others}
        for row in rows:
            fixed = rest | {name: value for name, value in row.items() if not name.startswith(NAME)}
            free = [name for name in spoken if name not in fixed or name in known.hidden]
            pools = [self._pool(name, fixed, conditions) for name in free]
            for held in islice(product(*pools), TRIES):
                yield {**fixed, **dict(zip(free, held, strict=True))}

    def _any(self, name: str) -> str | None:
        type_ = self.scope.types.get(name)
        return None if name not in self.not_null else "?" if type_ is None else sample(type_, self.scope.enums)

    def _pool(self, name: str, fixed: Row, conditions: Sequence[Expression]) -> list[str | None]:
        """Values to try for a column: what the row has, then constants and what is near them, then NULL."""
        type_ = self.scope.types.get(name)
        start: list[str | None] = [fixed[name]] if name in fixed else []
        if type_ is None:
            return [*start, "?", None]
        kind = kind_of(type_, self.scope.enums)
        maker: Callable[[Sequence[Expression]], list[str]] = POOLS.get(kind or "", lambda _: [])
        near = [one for one in conditions if name in columns(one)]
        enums = self.scope.enums
        made = [*maker(near), *enums.get(type_.name, ())]
        fit = [text for text in made if read(text, kind, type_, enums) is not SOME]
        values: list[str | None] = [*start, *fit, sample(type_, enums)]
        return list(dict.fromkeys(values if name in self.not_null else [*values, None]))


def _prover(by: Sequence[Expression], not_by: Sequence[Expression]) -> Prover:
    """What shows that there is no row that the first accept and the second do not."""
    return "normal form" if set(not_by) <= set(by) else "partition"


def requires(conditions: Sequence[Expression], column: str, scope: Scope = UNTYPED) -> Prover | None:
    """What proves that the CHECKs reject every row in which `column` is NULL; None if nothing does."""
    return implied(Is(Column(column), "null", negated=True), conditions, scope)
