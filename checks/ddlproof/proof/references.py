"""The rows that put a foreign key to the test: what it finds, what it does not, and what NULL makes of it.

PostgreSQL documentation, section 5.5.5 "Foreign Keys", and CREATE TABLE, "REFERENCES".
"""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.table import Table
from ddlproof.proof.actions import action_cases
from ddlproof.proof.cases import Bench, Case, Made, Values
from ddlproof.proof.own_parent import target_of, with_own_parent
from ddlproof.rows.arms import arms
from ddlproof.rows.breaches import FOREIGN_KEY, Breach
from ddlproof.rows.representatives import missing
from ddlproof.rows.values import NoRow

ARMS = 4
"""Accepted states of a table against which the actions of a foreign key are tried, at most."""


def reference_cases(bench: Bench, key: ForeignKey) -> Iterator[Case]:
    """Hit, miss, NULL, mixed keys, the child before its parent; then the actions."""
    hit = bench.rows(1, present=key.columns)
    if hit is None or not key.enforced:
        return
    yield from bench.inserted("hit", hit)
    nowhere = {name: missing(bench.schema, bench.table, key, name) for name in key.columns}
    nulls = [name for name in key.columns if _nullable(bench.table, name)]
    if None not in nowhere.values():
        yield from bench.inserted("miss", bench.changed(hit, nowhere))
    if len(key.columns) > 1:
        yield from _mixed(bench, key, hit, nowhere, nulls)
    if nulls:
        yield from bench.inserted("NULL", bench.changed(hit, dict.fromkeys(nulls)))
    yield from _child_first(bench, key)
    states = (with_own_parent(bench, key, made) for made in _states(bench, key, hit))
    for number, made in enumerate(made for made in states if made is not None):
        yield from action_cases(bench, key, made, first=number == 0)


def _nullable(table: Table, name: str) -> bool:
    column = table.column(name)
    return column is not None and not column.not_null and column.identity is None


def _mixed(bench: Bench, key: ForeignKey, hit: Made, nowhere: Values, nulls: list[str]) -> Iterator[Case]:
    """A composite key of which one column is another's, finds nothing, or is NULL (MATCH SIMPLE, MATCH FULL)."""
    other = bench.rows(2, present=key.columns)
    for name in key.columns:
        if nowhere[name] is not None:
            yield from bench.inserted(f"{name} missing", bench.changed(hit, {name: nowhere[name]}))
        if other is not None and other[-1].get(name) != hit[-1].get(name):
            mixed = bench.changed(hit, {name: other[-1].get(name)})
            yield from bench.inserted(f"{name} of another row", mixed, other[:-1])
    for name in nulls:
        yield from bench.inserted(f"{name} NULL", bench.changed(hit, {name: None}))
        if None not in nowhere.values():
            yield from bench.inserted(f"{name} NULL, rest missing", bench.changed(hit, {**nowhere, name: None}))


def _child_first(bench: Bench, key: ForeignKey) -> Iterator[Case]:
    """The row before the one that it refers to: only a deferrable key allows that, in one transaction."""
    found = bench.rows(3, present=key.columns)
    made = None if found is None else with_own_parent(bench, key, found)
    target = None if made is None else target_of(key, made)
    if made is None or target is None:
        return
    there = tuple(row for row in made[:-1] if row != target)
    broken = () if key.deferrable else (Breach(FOREIGN_KEY, key.name),)
    yield Case(
        "child first",
        made[-1],
        there,
        f"set constraints all deferred;\n{made[-1].sql}\n{target.sql}",
        broken if bench.clean(bench.broken(made[-1], made[:-1])) else None,
    )


def _states(bench: Bench, key: ForeignKey, hit: Made) -> list[Made]:
    """Rows of every accepted state that refer to something, each with its parents."""
    if len(bench.table.foreign_keys) == 1 and not bench.table.checks:
        return [hit]
    try:
        found = arms(bench.schema, bench.table.name)
    except NoRow:
        return [hit]
    states = [made for made in found if None not in [made[-1].get(name) for name in key.columns]]
    return states[:ARMS] or [hit]
