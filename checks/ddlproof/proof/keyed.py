"""The rows that put a key to the test: the same again, all but one column alike, NULL in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from ddlproof.model.constraint import Exclude
from ddlproof.model.expression import Column as ColumnRef
from ddlproof.model.expression import Expression, columns
from ddlproof.model.logic import evaluate
from ddlproof.model.meaning import null_only
from ddlproof.model.row import Row
from ddlproof.model.scope import scope_of
from ddlproof.proof.alike import (
    NEIGHBOURS,
    NUMBERS,
    like,
    null_each,
    nullable,
    same,
    twice_each,
    value_twice,
    values_near,
)
from ddlproof.proof.cases import Bench, Case, Made, Values, linked
from ddlproof.rows.breaches import NOT_NULL, Breach
from ddlproof.rows.keys import EXCLUDED, Key, key_of, keys_of
from ddlproof.rows.searched import BOUNDS
from ddlproof.rows.solved import constant_of


def key_cases(bench: Bench) -> Iterator[Case]:
    """Hit, miss, all but one column alike, NULL in each; hit by a row that differs in everything else."""
    key = key_of(bench.stated.part, bench.table)
    if key is None:
        return
    names = [name for name in key.columns if (column := bench.table.column(name)) and column.generated is None]
    inside = bench.within(key.predicate)
    there, made, hit = inside.rows(2, present=names), inside.rows(1, present=names), None
    if made is not None and there is not None and same(made, there, names):  # the key has one value only
        made, hit = None, made
    there = there or inside.rows(1, present=names)
    if (key.nulls_not_distinct and len(names) > 1) or there is None:
        yield from _alike_in_null(bench, inside, key, names)
    if there is None:
        return
    yield from bench.inserted("first", there) if made is None else bench.inserted("miss", made, there)
    hit = hit or like(inside, made or there, there, names)
    yield from bench.inserted("hit", hit, there)
    for name in names if made is not None and len(names) > 1 else ():
        rest = [other for other in names if other != name]
        yield from bench.inserted(f"all but {name}", _all_but(inside, name, made, there, rest), there)
    for name in names:
        within = [*_with_null(inside, name, hit, there, names)]  # none where the predicate forbids NULL
        yield from within or _with_null(bench, name, hit, there, names)
        yield from _nearly(bench, key, name, made, hit, there)
    if hit is not None:
        yield from _different(bench, key, hit, there)
        yield from _again(bench, hit, there)
    if any(one.name != key.name and set(one.columns) <= set(key.columns) for one in keys_of(bench.schema, bench.table)):
        # The other key hides what this one no longer rejects: what it might reject instead tells.
        others = [column for column in bench.table.columns if column.written and column.name not in names]
        yield from twice_each(bench, [column.name for column in others])
        yield from null_each(bench, [column.name for column in others if nullable(column)])
    if key.predicate is not None:
        yield from _outside(bench, key.predicate, there, names)


def _outside(bench: Bench, predicate: Expression, there: Made, names: Sequence[str]) -> Iterator[Case]:
    """The same key in rows that a partial key is not about: with each value next to those that its predicate names."""
    outside = bench.within(predicate, inside=False)
    yield from bench.inserted("outside", like(outside, outside.rows(1, present=names), there, names), there)
    for name in columns(predicate):
        column = bench.table.column(name)
        if name in names and name not in null_only([predicate]):
            yield from value_twice(bench, name, predicate, names)
        if column is None or name in names or not column.written:
            continue
        for value in values_near(bench, name, [predicate])[:NEIGHBOURS]:
            made = outside.rows(1, {name: value}, present=[one for one in names if one != name])
            yield from bench.inserted(f"outside, {name} = {value}", like(outside, made, there, names), there)


VALUES = 12
"""Of another column that are tried beside the same key, until one is allowed, at most."""


def _all_but(bench: Bench, name: str, made: Made | None, there: Made, rest: Sequence[str]) -> Made | None:
    """A row that has the rest of another one's key, where need be with a row of its own to refer to."""
    found = like(bench, made, there, rest)
    if found is not None and found[-1].get(name) != there[-1].get(name):
        return found
    must = {one: there[-1].get(one) for one in rest}
    present = [name, *(one for one in rest if must[one] is not None)]
    made_anew = (bench.rows(1, given, present, must) for given in ({}, *_others(bench, name, there)))
    apart = (again for again in made_anew if again is not None and again[-1].get(name) != there[-1].get(name))
    again = next(apart, None)
    return found if again is None else (*bench.together(there[:-1], again[:-1]), again[-1])


def _others(bench: Bench, name: str, there: Made) -> Iterator[Values]:
    """Other values of a column than a row has."""
    for value in values_near(bench, name, [check.expression for check in bench.table.checks])[:NEIGHBOURS]:
        if value != there[-1].get(name):
            yield {name: value}


def _with_null(bench: Bench, name: str, hit: Made | None, there: Made, names: Sequence[str]) -> Iterator[Case]:
    column, primary = bench.table.column(name), bench.table.primary_key
    if hit is None or column is None:
        return
    if column.not_null or column.identity is not None:
        if primary is not None and primary.name == bench.stated.name:
            row, rows = hit[-1].replace(**{name: None}), bench.together(there, hit[:-1])
            outside = [one for one in bench.broken(row, rows) or () if one.name.startswith(BOUNDS)]
            yield Case(f"{name} NULL", row, rows, row.sql, (Breach(NOT_NULL, name), *outside))
        return
    null, like = bench.changed(hit, {name: None}), bench.changed(there, {name: None})
    found: list[Case] = []
    if like is not None:  # what a CHECK then asks for in other columns may be another key, too
        rest = {one: like[-1].get(one) for one in names if one != name}
        again = (bench.rows(number, {name: None}, rest, rest) for number in NUMBERS)
        alike = (one for one in (null, *again) if one is not None and same(one, like, rest))
        tried = (list(bench.inserted(f"{name} NULL", one, like)) for one in (*alike, null))
        found = next((cases for cases in tried if cases), [])
    fresh = bench.rows(1, {name: None})
    yield from found or bench.inserted(f"{name} NULL, else new", fresh, there)


def _alike_in_null(bench: Bench, inside: Bench, key: Key, names: Sequence[str]) -> Iterator[Case]:
    """Hit, all but one column alike, NULL in one only: of rows that have NULL in the same column of the key."""
    for name in names:
        column, rest = bench.table.column(name), [other for other in names if other != name]
        if column is None or not nullable(column):
            continue
        there, made = (inside.rows(n, {name: None}, rest) or inside.rows(n, {name: None}) for n in (2, 1))
        hit = like(inside, made, there, names) if there is not None else None
        if there is None or hit is None:
            continue
        yield from bench.inserted(f"hit, {name} NULL in both", hit, there)
        for other in rest:
            alike = [one for one in names if one != other]
            apart = _all_but(inside, other, made, there, alike)
            yield from bench.inserted(f"all but {other}, {name} NULL in both", apart, there)
        yield from bench.inserted(
            f"{name} NULL in one", like(inside, inside.rows(1, present=[name]), there, rest), there
        )
        yield from _different(bench, key, hit, there)
        yield from _again(bench, hit, there)


def _nearly(bench: Bench, key: Key, name: str, made: Made | None, hit: Made | None, there: Made) -> Iterator[Case]:
    """What a key over ranges, or over lower(…), takes for the same, and a key over the column itself would not."""
    column, value = bench.table.column(name), there[-1].get(name)
    if hit is None or column is None or value is None:
        return
    if not any(part == ColumnRef(name) for part, _ in key.parts):
        yield from _in_other_case(bench, key, name, made, hit, there)
    elif (ColumnRef(name), "&&") in key.parts and column.type.name.endswith("range") and value[:1] in "[(":
        other = bench.rows(1, present=[name])
        if other is not None and (start := (other[-1].get(name) or "").partition(",")[0]):
            row = hit[-1].replace(**{name: f"{start},{value.partition(',')[2]}"})
            rows = bench.together(there, hit[:-1])
            yield Case(f"{name} overlaps", row, rows, row.sql, (Breach(EXCLUDED, key.name),))
        empty = bench.changed(there, {name: "empty"}) if isinstance(bench.stated.part, Exclude) else None
        if empty is not None:  # which overlaps nothing, and is the same as itself
            yield from bench.inserted(f"{name} empty in both", bench.changed(hit, {name: "empty"}), empty)


def _in_other_case(bench: Bench, key: Key, name: str, made: Made | None, hit: Made, there: Made) -> Iterator[Case]:
    """The same in other case; and then each other column different, and NULL in both, as the same case may be a key."""
    row = hit[-1].replace(**{name: (there[-1].get(name) or "").swapcase()})
    yield from bench.inserted(f"{name} in other case", (*hit[:-1], row), there)
    for other in key.columns:
        column = bench.table.column(other)
        if other == name or made is None or column is None:
            continue
        rows, kind = bench.together(hit[:-1], made[:-1]), f"{name} in other case, {other}"
        yield from bench.inserted(f"{kind} different", (*rows, row.replace(**{other: made[-1].get(other)})), there)
        null = bench.changed(there, {other: None}) if nullable(column) else None
        if null is not None:
            yield from bench.inserted(f"{kind} NULL in both", (*hit[:-1], row.replace(**{other: None})), null)


def _different(bench: Bench, key: Key, hit: Made, there: Made) -> Iterator[Case]:
    """The same key again, in a row that differs in a column in which the two are alike so far."""
    referring = {name for one in bench.table.foreign_keys for name in one.columns}
    for column in bench.table.columns:
        name = column.name
        same, held = hit[-1].get(name) == there[-1].get(name), there[-1].get(name) is not None
        alike = same and (held or key.nulls_not_distinct)
        left_out = name not in dict(hit[-1].values) and name not in dict(there[-1].values)
        if name in key.columns or not column.written or not (alike or left_out):
            continue
        values: list[str | None] = [*_differing(bench, key, name, hit[-1], there[-1])[:VALUES]]
        for value in [*values, *([None] if nullable(column) and (column.default or held) else [])]:
            kind = f"hit, {name} different"
            found = [*bench.inserted(kind, (*hit[:-1], hit[-1].replace(**{name: value})), there)]
            found = found or [*bench.inserted(kind, _with(bench, key, hit, name, value), there)]
            if found:
                yield found[0]
                break
        else:  # of one that refers to others the value is found by what it refers to
            given = {one: hit[-1].get(one) for one in linked(bench.table, key.columns)}
            made = bench.rows(1, given, [name]) if name in referring else None
            yield from bench.inserted(f"hit, {name} present", made, there)


def _differing(bench: Bench, key: Key, name: str, hit: Row, there: Row) -> list[str]:
    """Other values of a column than a row has; of one that a partial key speaks of, those that leave it inside."""
    conditions = [check.expression for check in bench.table.checks]
    column = bench.table.column(name)
    default = constant_of(column.default) if column is not None and column.default is not None else None
    not_this = {_number(there.get(name)), _number(default.text if default is not None else None)}
    if key.predicate is None or name not in columns(key.predicate):
        return [value for value in values_near(bench, name, conditions) if _number(value) not in not_this]
    inside, scope = key.predicate, scope_of(bench.table, bench.schema)
    values = values_near(bench, name, [*conditions, inside])
    rows = {value: dict(hit.replace(**{name: value}).values) for value in values if _number(value) not in not_this}
    return [value for value, row in rows.items() if evaluate(inside, row, scope) is True]


def _number(value: str | None) -> object:
    """A number, so that 1.0 is no other one than 1; any other value as it is written."""
    try:
        return Decimal(value) if value is not None else None
    except InvalidOperation:
        return value


def _with(bench: Bench, key: Key, hit: Made, name: str, value: str | None) -> Made | None:
    """A row of the same key with a value in another column, and in the others what CHECKs then ask for."""
    kept = {one: hit[-1].get(one) for one in linked(bench.table, key.columns)}
    if name in kept:
        return None
    made = bench.rows(1, {**kept, name: value})
    return None if made is None else (*bench.together(hit[:-1], made[:-1]), made[-1])


def _again(bench: Bench, hit: Made, there: Made) -> Iterator[Case]:
    """The same key again, and gone before the transaction ends: only a deferrable constraint allows that."""
    for case in bench.inserted("mended later", hit, there):
        deferrable = bool(getattr(bench.stated.part, "deferrable", False))
        last = f"select ctid from {bench.table.name} order by ctid desc limit 1"
        gone = f"delete from {bench.table.name} where ctid = ({last});"
        sql = f"set constraints all deferred;\n{case.sql}\n{gone}"
        yield replace(case, sql=sql, breaches=() if deferrable else case.breaches)
