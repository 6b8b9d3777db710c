"""Mutants of keys and of NOT NULL that are proved to accept the same rows as the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ddlproof.model.bounds import own
from ddlproof.model.constraint import PrimaryKey
from ddlproof.model.expression import And, Column, Is
from ddlproof.model.index import Index
from ddlproof.model.relation import Prover, equal, relate, requires
from ddlproof.model.scope import scope_of
from ddlproof.proof.cases import Bench
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.stated import Bounds, Free
from ddlproof.rows.keys import Key, key_of, keys_of


def equivalent(bench: Bench, mutant: Mutant) -> Prover | None:
    """What proves it: that a CHECK, a predicate or another key demands what is altered. None if nothing does."""
    primary = bench.table.primary_key
    if mutant.not_null and primary is not None and mutant.not_null in primary.columns:
        return "keys"
    if mutant.not_null:
        checks = [check.expression for check in bench.table.checks if check.enforced]
        return requires(checks, mutant.not_null, scope_of(bench.table, bench.schema))
    return _same_rows(bench, mutant) or _same_bounds(bench, mutant) or ("keys" if _same_key(bench, mutant) else None)


def _same_key(bench: Bench, mutant: Mutant) -> bool:
    """Whether other keys, or what holds no NULL, make an altered key reject what the original does."""
    key = key_of(bench.stated.part, bench.table)
    if mutant.key is None:
        return False
    if key is None:
        others = keys_of(bench.schema, bench.table)
        return isinstance(bench.stated.part, Free) and any(_demands(bench, one, mutant.key) for one in others)
    if mutant.key == replace(key, nulls_not_distinct=not key.nulls_not_distinct) and _never_null(bench, key):
        return True
    return not _referred_to(bench) and _demanded(bench, key, mutant.key)


def _same_rows(bench: Bench, mutant: Mutant) -> Prover | None:
    """What proves that a partial unique index is about the same rows, of those that it can reject: without NULLs."""
    old, new = bench.stated.part, mutant.index
    if not isinstance(old, Index) or new is None or replace(old, predicate=new.predicate) != new:
        return None
    plain = (
        [part for part, _ in key.parts if isinstance(part, Column)]
        if (key := key_of(old, bench.table)) is not None
        else []
    )
    present = [] if old.nulls_not_distinct else [Is(part, "null", negated=True) for part in plain]
    was, now = ([*present, *([one.predicate] if one.predicate is not None else [])] for one in (old, new))
    return equal(relate(was, now, scope_of(bench.table, bench.schema), not_null=_not_null(bench), where=True))


def _same_bounds(bench: Bench, mutant: Mutant) -> Prover | None:
    """What proves that a partition takes the same rows as before, of those that its CHECKs accept."""
    was = [one for one in own(bench.schema, bench.table) if one is not None]
    if not isinstance(bench.stated.part, Bounds) or mutant.within is None:
        return None
    checks = [one.expression for one in bench.table.checks if one.enforced and one.name != bench.stated.name]
    scope = scope_of(bench.table, bench.schema)
    return equal(relate(was, [mutant.within], scope, given=checks, not_null=_not_null(bench)))


def _not_null(bench: Bench) -> frozenset[str]:
    return frozenset(column.name for column in bench.table.columns if column.not_null)


def _demanded(bench: Bench, key: Key, altered: Key) -> bool:
    """Whether another key rejects all that either of the two rejects; a primary key rejects NULL, too."""
    if isinstance(bench.stated.part, PrimaryKey) and not _full(bench, altered.columns):
        return False
    both = (key, altered) if altered.parts else (key,)
    others = [other for other in keys_of(bench.schema, bench.table) if other.name != key.name]
    return any(all(_demands(bench, other, one) for one in both) for other in others)


def _demands(bench: Bench, key: Key, other: Key) -> bool:
    """Whether a key rejects, at once, all pairs of rows that another one rejects: those alike in more than its parts.

    An exclusion constraint by `=` is such a key as well.
    """
    if key.deferrable or key.predicate is not None or key.special or other.special:
        return False
    nulls = key.nulls_not_distinct or not other.nulls_not_distinct or (key.plain and _full(bench, key.columns))
    return nulls and set(key.parts) <= set(other.parts)


def _full(bench: Bench, names: Sequence[str]) -> bool:
    return all((column := bench.table.column(name)) is not None and column.not_null for name in names)


def _never_null(bench: Bench, key: Key) -> bool:
    """Whether no row that the key is about has a NULL in it."""
    if not all(isinstance(part, Column) for part, _ in key.parts):
        return False
    scope = scope_of(bench.table, bench.schema)
    checks = [check.expression for check in bench.table.checks if check.enforced]
    for name in key.columns:
        present = Is(Column(name), "null", negated=True)
        if _full(bench, [name]) or requires(checks, name, scope):
            continue
        if key.predicate is None:
            return False
        if relate([key.predicate], [And((key.predicate, present))], scope, where=True).verdict != "equal":
            return False
    return True


def _referred_to(bench: Bench) -> bool:
    return any(key.target == bench.table.name for key in bench.table.foreign_keys)
