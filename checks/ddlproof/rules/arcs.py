"""Exclusive arcs: columns of which a row has exactly one, and CHECKs that fail to say so. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from ddlproof.model.constraint import Check
from ddlproof.model.expression import columns
from ddlproof.model.logic import compiled
from ddlproof.model.meaning import NullTable, null_table
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.scope import scope_of
from ddlproof.model.table import Table

MOST_FLAGS = 8


@dataclass(frozen=True, slots=True)
class Wrong:
    """A CHECK that is no exclusive arc. `kind`: `or` accepts several at once; `parity` accepts any odd number of them,
    `even` any even one; `flags` is about booleans that may be NULL; `parity of flags` about booleans."""

    kind: str
    columns: tuple[str, ...]
    row: dict[str, str | None]


def wrong(check: Check, table: Table | None, schema: Schema) -> Wrong | None:
    """What is wrong with a CHECK that looks like an exclusive arc; None if nothing is, or it looks like none."""
    nulls = null_table(check.expression)
    if nulls is not None:
        return _of_nulls(check, nulls, table)
    return _of_flags(check, table, schema) if table is not None else None


def undecided(check: Check, table: Table | None, schema: Schema) -> tuple[str, ...]:
    """The columns of a CHECK over alternatives and nothing else, of which not even the row of NULLs can be judged."""
    names = columns(check.expression)
    if table is None or len(names) < 2 or not alternatives(table, names):
        return ()
    condition = compiled(check.expression, scope_of(table, schema))
    return names if condition(dict.fromkeys(names)) is UNDECIDED else ()


def _of_nulls(check: Check, nulls: NullTable, table: Table | None) -> Wrong | None:
    names = nulls.essential
    order = tuple(name for name in columns(check.expression) if name in names)
    if len(names) > 2 and all(nulls.accepts(chosen) == (len(chosen) % 2 == 0) for chosen in _within(nulls, names)):
        return Wrong("even", order, {n: "…" if n in order[:2] else None for n in order})
    if len(names) < 2 or not _wants_one(nulls, names):
        return None
    parity = len(names) > 2 and all(nulls.accepts(chosen) == (len(chosen) % 2 == 1) for chosen in _within(nulls, names))
    if not parity and (table is None or not alternatives(table, names)):
        return None
    several = next(_several(check, nulls, names, table), None)
    if several is None:
        return None
    return Wrong("parity" if parity else "or", order, {n: "…" if n in several else None for n in order})


def _within(nulls: NullTable, names: tuple[str, ...]) -> Iterator[frozenset[str]]:
    return (frozenset(chosen) for chosen in nulls.patterns if set(chosen) <= set(names))


def _wants_one(nulls: NullTable, names: tuple[str, ...]) -> bool:
    """Whether each column alone is accepted, and none at all is not."""
    return not nulls.accepts(()) and all(nulls.accepts((name,)) for name in names)


def _several(check: Check, nulls: NullTable, names: tuple[str, ...], table: Table | None) -> Iterator[frozenset[str]]:
    """The sets of two and more that are accepted, by every other CHECK of the table too, the smallest first."""
    others = [] if table is None else [one for one in table.checks if one.name != check.name]
    tables = [found for one in others if (found := null_table(one.expression)) is not None]
    for chosen in sorted(nulls.patterns, key=len):
        accepted = len(chosen) > 1 and chosen <= set(names) and nulls.accepts(chosen)
        if accepted and all(_allows(one, chosen, frozenset(names)) for one in tables):
            yield chosen


def _allows(other: NullTable, chosen: frozenset[str], names: frozenset[str]) -> bool:
    """Whether another CHECK accepts some row in which of `names` exactly `chosen` are there."""
    return any(other.accepts(p) for p in other.patterns if p & names == chosen & set(other.columns))


def alternatives(table: Table, names: tuple[str, ...]) -> bool:
    """Whether the columns are nullable references to different tables."""
    targets = [target for name in names if (target := reference(table, name)) is not None]
    return len(targets) == len(names) == len(set(targets))


def reference(table: Table, name: str) -> object:
    """What table a nullable column alone decides a reference to; None if it does not."""
    column = table.column(name)
    if column is None or column.not_null:
        return None
    for key in table.foreign_keys:
        rest = [c for other in key.columns if other != name and (c := table.column(other)) is not None]
        if name in key.columns and all(c.not_null for c in rest):
            return key.target
    return None


def _of_flags(check: Check, table: Table, schema: Schema) -> Wrong | None:
    """A CHECK over booleans alone that counts them by `<>` or `=`."""
    names = columns(check.expression)
    found = [column for name in names if (column := table.column(name)) is not None and column.type.name == "boolean"]
    if not 2 <= len(names) == len(found) <= MOST_FLAGS:
        return None
    condition = compiled(check.expression, scope_of(table, schema))
    truths = {
        held: condition({name: "true" if flag else "false" for name, flag in zip(names, held, strict=True)})
        for held in product((False, True), repeat=len(names))
    }
    if any(truth is not (sum(held) % 2 == 1) for held, truth in truths.items()):
        return None
    if len(names) > 2:
        three: dict[str, str | None] = {name: "true" if n < 3 else "false" for n, name in enumerate(names)}
        return Wrong("parity of flags", names, three)
    free = [column.name for column in found if not column.not_null]
    return Wrong("flags", names, {name: None if name in free[:1] else "true" for name in names}) if free else None
