"""The rows that put a claim to the test: every state of its columns, all else being right; then more at random."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random

from ddlproof.model.constraint import Check
from ddlproof.model.expression import Expression, columns
from ddlproof.model.meaning import null_only, null_table
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column, Table
from ddlproof.rows.base import fill
from ddlproof.rows.representatives import keyed_columns, missing, representatives
from ddlproof.rows.values import NoRow, UnknownType

MOST = 1024
"""Combinations above which the states of the columns are no longer all combined."""
MIXED = 2
"""Columns up to which keys that find nothing are combined with each other."""
DANGLING = "dangling"


@dataclass(frozen=True, slots=True)
class State:
    """What one column of the claim holds: NULL, a value, a key that is found (`value` None) or one that dangles."""

    name: str
    value: str | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """Simple states first: NULL, set, dangling."""
        return (int(self.name == DANGLING), int(self.name != "null"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row, the parents it needs, and the states of the claim's columns if it belongs to the truth table."""

    row: Row
    parents: tuple[Row, ...]
    states: tuple[str, ...] = ()


NULL = State("null")


def truth_table(
    schema: Schema, table: Table, check: Check, claim: Expression
) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """A row for every combination of states of the columns involved, simple ones first, and what is to be said of it.

    Every constraint but the one under test is satisfied, except that a dangling key is meant to be one, and that a
    claim about NULL may put NULL into a column that does not take it.
    """
    names = involved(table, check, claim)
    conditions = (claim, check.expression)
    about_null = set(names) <= null_only(conditions) or all(null_table(one) is not None for one in conditions)
    choices = [_states(schema, table, table.column(name), conditions, about_null) for name in names]
    made: list[Candidate] = []
    missed: list[str] = []
    for states in _combinations(choices):
        try:
            rows = _rows(schema, table, check, dict(zip(names, states, strict=True)))
        except NoRow as reason:
            missed.append(reason.message)  # its hint is about a constraint that nothing satisfies
            continue
        made.append(Candidate(rows[-1], rows[:-1], tuple(state.name for state in states)))
    return tuple(made), _notes(choices, missed)


def involved(table: Table, check: Check, claim: Expression) -> tuple[str, ...]:
    """The columns that a truth table is about: the claim's, then those that only the CHECK speaks of."""
    names = dict.fromkeys((*columns(claim), *columns(check.expression)))
    return tuple(name for name in names if table.column(name))


def _rows(schema: Schema, table: Table, check: Check, states: Mapping[str, State]) -> tuple[Row, ...]:
    given = {name: state.value for name, state in states.items() if state == NULL or state.value is not None}
    present = [name for name in states if name not in given]
    return fill(schema, table.name, given=given, present=present, without=(check.name,))


def _states(
    schema: Schema, table: Table, column: Column | None, conditions: tuple[Expression, ...], about_null: bool
) -> list[State]:
    if column is None or column.generated is not None:
        return [State("set")]
    states = [NULL] if about_null or not (column.not_null or column.identity) else []
    key = next((key for key in table.foreign_keys if column.name in key.columns), None)
    if key is not None:
        value = missing(schema, table, key, column.name)
        return [*states, State("set"), *([State(DANGLING, value)] if value is not None else [])]
    if about_null:  # which value does not matter: one that the other CHECKs accept
        return [*states, State("set")]
    try:
        values = representatives(column, schema, conditions, 1, table)
    except UnknownType:
        return states or [State("set")]
    return [*states, *(State(f"'{value}'", value) for value in values)]


def _combinations(choices: list[list[State]]) -> Iterator[tuple[State, ...]]:
    """All, the simple ones first; of too many, those that depart in at most two columns from the first states."""
    if sum(DANGLING in [state.name for state in states] for states in choices) > MIXED:
        yield from _one_dangling(choices)
        return
    number = 1
    for states in choices:
        number *= len(states)
    if number <= MOST:
        yield from sorted(product(*choices), key=_rank)
        return
    narrow = [states[:2] for states in choices]
    if 2 ** len(choices) <= MOST:
        yield from product(*narrow)
    first = tuple(states[0] for states in choices)
    for here, there in _pairs(len(choices)):
        for one, other in product(choices[here], choices[there]):
            yield tuple(one if i == here else other if i == there else s for i, s in enumerate(first))


def _one_dangling(choices: list[list[State]]) -> Iterator[tuple[State, ...]]:
    """A CHECK can tell whether a key is NULL, not what it finds: one at a time dangles, the others are simple."""
    found = [[state for state in states if state.name != DANGLING] for states in choices]
    yield from _combinations(found)
    for place, states in enumerate(choices):
        for dangling in [state for state in states if state.name == DANGLING]:
            yield tuple(dangling if i == place else kept[0] for i, kept in enumerate(found))


def _rank(states: tuple[State, ...]) -> tuple[int, int]:
    return sum(state.rank[0] for state in states), sum(state.rank[1] for state in states)


def _pairs(length: int) -> Iterator[tuple[int, int]]:
    return ((here, there) for there in range(length) for here in range(there))


def _notes(choices: list[list[State]], missed: list[str]) -> tuple[str, ...]:
    notes = [f"{len(missed)} states of the columns have no row: {missed[0]}"] if missed else []
    number = 1
    for states in choices:
        number *= len(states)
    if number > MOST:
        notes.append(f"the columns have {number} states together: they were combined in pairs")
    return tuple(notes)


def at_random(
    schema: Schema, table: Table, seeds: tuple[Candidate, ...], examples: int, random: Random
) -> tuple[Candidate, ...]:
    """More rows: those of the truth table with up to three other columns changed, each to any of its values."""
    if not seeds or not examples:
        return ()
    pool = {column.name: _pool(schema, table, column) for column in table.columns if column.generated is None}
    free = [name for name, values in pool.items() if len(values) > 1]
    made: list[Candidate] = []
    for _ in range(examples):
        seed = random.choice(seeds)
        chosen = random.sample(free, min(len(free), random.randint(1, 3)))
        row = seed.row.replace(**{name: random.choice(pool[name]) for name in chosen})
        made.append(Candidate(row, seed.parents))
    return tuple(dict.fromkeys(made))


def _pool(schema: Schema, table: Table, column: Column) -> list[str | None]:
    keys = [key for key in table.foreign_keys if column.name in key.columns]
    if column.name in keyed_columns(schema, table) or column.identity == "always":
        return []
    if keys:
        return [None, *(value for key in keys if (value := missing(schema, table, key, column.name)))]
    try:
        values = representatives(column, schema, [check.expression for check in table.checks], 1, table)
    except UnknownType:
        return []
    return [None, *values]
