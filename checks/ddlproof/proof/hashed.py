"""A partition by hash: rows of every remainder, of which PostgreSQL says what they are; and its mutants.

PostgreSQL documentation, section 5.12.2.1, CREATE TABLE, `partition_bound_spec`, and section 9.28, where
satisfies_hash_partition is named beside other functions. The rows are told apart by twice the modulus, so that a
partition within half of its bounds is noticed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice, product
from math import prod

from ddlproof.model.bounds import partitions
from ddlproof.model.constraint import Unique
from ddlproof.model.expression import Column, Expression, render
from ddlproof.model.row import Row, literal
from ddlproof.postgres.session import Session
from ddlproof.proof.bounds import detached, family_of, key_names, keys_above, placed, values_of
from ddlproof.proof.cases import Bench, Case, Made, Values
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.rebound import attaching, detaching
from ddlproof.proof.stated import Bounds, Stated
from ddlproof.rows.values import enum_of

_HASH = re.compile(r"for values with \(modulus (\d+), remainder (\d+)\)\Z")
CHUNK = 64
"""Rows of which the server is asked at once."""
MOST = 512
"""Rows of which it is asked, at most."""


def is_hash(part: Bounds) -> bool:
    """Whether the bounds are a modulus and a remainder."""
    return _HASH.match(part.text) is not None


def hash_cases(session: Session, bench: Bench, part: Bounds) -> Iterator[Case]:
    """A row of each remainder, two of the partition's own.

    Raises:
        StatementFailed: PostgreSQL does not say what remainder a row has.
    """
    modulus, remainder = _numbers(part.text)
    free, found = _of_each(session, bench, part)
    once = {of % modulus if of % modulus != remainder else of: of for of in sorted(found, reverse=True)}
    for of in sorted(once.values()):
        yield from placed(free, f"remainder {of % modulus}", found[of], of % modulus == remainder)


def everywhere_the_same(session: Session, bench: Bench, part: Bounds, mutant: Mutant) -> bool:
    """Whether a mutant takes all values of the key that the partition does: of keys that have few, all are asked about.

    Raises:
        StatementFailed: PostgreSQL does not say what remainder a row has.
    """
    values = [_all_values(bench, key.expression) for key in keys_above(bench)]
    if not all(values) or prod(map(len, values)) > CHUNK:
        return False
    modulus, remainder = _numbers(part.text)
    other = _numbers(mutant.text)  # detached it takes all
    names = key_names(bench)
    rows = [Row(bench.table.name, tuple(zip(names, one, strict=True))) for one in product(*values)]
    asked = _remainders(session, bench, part, 2 * modulus, [(row,) for row in rows])
    return all((of % modulus == remainder) is (of % other[0] == other[1]) for of in asked)


def _all_values(bench: Bench, part: Expression) -> tuple[str | None, ...]:
    """All values of a column, NULL among them where it may be; none where they are not few."""
    column = bench.table.column(part.name) if isinstance(part, Column) else None
    if column is None or column.type.array:
        return ()
    enum = enum_of(column.type, bench.schema)
    some = enum.labels if enum is not None else ("true", "false") if column.type.name == "boolean" else ()
    return (*some, None) if some and not column.not_null else some


def held(session: Session, bench: Bench) -> Values:
    """What a row has to be for the partitions by hash that a partition is in, found by trying.

    Not where its own bounds are about the same columns.

    Raises:
        StatementFailed: PostgreSQL does not say what remainder a row has.
    """
    above = bench.schema.table(bench.table.partition.parent) if bench.table.partition is not None else None
    if above is None or above.partition is None:
        return {}
    part = Bounds(above.partition.parent, above.partition.bounds)
    around = replace(bench, table=above, stated=Stated(above, part))
    names = [name for name in key_names(around) if name not in key_names(bench)]
    values: Values = {}
    if is_hash(part):
        modulus, remainder = _numbers(part.text)
        inside = (made for of, made in _of_each(session, around, part)[1].items() if of % modulus == remainder)
        if (made := next(inside, None)) is not None:
            values = {name: made[-1].get(name) for name in names}
    return {**held(session, around), **values}


def _of_each(session: Session, bench: Bench, part: Bounds) -> tuple[Bench, dict[int, Made]]:
    """The table without its bounds, and a row of each remainder of twice the modulus, as far as they are found."""
    modulus = 2 * _numbers(part.text)[0]
    family = family_of(bench)
    free = detached(family, family.table.constraints)
    found: dict[int, Made] = {}
    valid = (made for made in _candidates(free, key_names(bench)) if not free.broken(made[-1], made[:-1]))
    candidates = islice(valid, MOST)
    while len(found) < modulus and (chunk := tuple(islice(candidates, CHUNK))):
        for made, of in zip(chunk, _remainders(session, bench, part, modulus, chunk), strict=True):
            found.setdefault(of, made)
    return free, found


def _candidates(free: Bench, names: Sequence[str]) -> Iterator[Made]:
    """Rows with each value of a column of the partition key, NULL among them; then rows that differ in all of it.

    Of columns that have few values, all are combined where there is no other column, and none has to differ.
    """
    few = {name: found for name in names if (found := _all_values(free, Column(name)))}
    given: Iterator[Values] = ({name: value} for name in names for value in values_of(free, name, ()))
    if len(few) == len(names):
        given = (dict(zip(names, one, strict=True)) for one in product(*few.values()))
    made = (free.rows(1, one, [name for name in names if name not in one]) for one in given)
    yield from (one for one in made if one is not None)
    apart = tuple(Unique(f"\0{name} apart", (name,)) for name in names if name not in few)
    different = detached(free, (*free.table.constraints, *apart))
    for n in count(1) if apart else ():
        if (one := different.rows(n, present=names)) is None:
            return
        yield one


def _remainders(session: Session, bench: Bench, part: Bounds, modulus: int, chunk: Sequence[Made]) -> list[int]:
    """What PostgreSQL says of each row, read as one of the parent's, whose columns have the types of its key."""
    rows = json.dumps([dict(made[-1].values) for made in chunk])
    keys = ", ".join(render(key.expression) for key in keys_above(bench))
    parent = f"{literal(str(part.parent))}::pg_catalog.regclass"
    sql = f"""select (select n from pg_catalog.generate_series(0, {modulus - 1}) as n
      where pg_catalog.satisfies_hash_partition({parent}, {modulus}, n, {keys}))
      from pg_catalog.jsonb_populate_recordset(null::{part.parent}, $1::pg_catalog.jsonb)"""
    return [int(of or 0) for (of,) in session.run_with(sql, [rows]).rows]


def other_remainders(bench: Bench, part: Bounds) -> Iterator[Mutant]:
    """The partition detached; and with the remainder before and after, half the modulus, and twice as much.

    A partition that is in the way is detached, too.
    """
    modulus, remainder = _numbers(part.text)
    yield Mutant("detached", sql=(detaching(part.parent, bench.table.name),))
    others = [(modulus, (remainder + 1) % modulus), (modulus, (remainder - 1) % modulus)]
    half = [(modulus // 2, remainder % (modulus // 2))] if modulus % 2 == 0 else []
    twice = [(2 * modulus, remainder), (2 * modulus, remainder + modulus)]
    for one in dict.fromkeys((*others, *half, *twice)):
        if one != (modulus, remainder):
            yield _instead(bench, part, *one)


def _instead(bench: Bench, part: Bounds, modulus: int, remainder: int) -> Mutant:
    text = f"for values with (modulus {modulus}, remainder {remainder})"
    every = [(one.name, one.partition) for one in partitions(bench.schema, part.parent)]
    away = [name for name, there in every if there is not None and _overlap(_numbers(there.bounds), modulus, remainder)]
    names = dict.fromkeys((bench.table.name, *away))
    detach = (detaching(part.parent, name) for name in names)
    return Mutant(text, sql=(*detach, attaching(part.parent, bench.table.name, text)))


def _overlap(there: tuple[int, int], modulus: int, remainder: int) -> bool:
    """Whether two partitions would take the same rows: of two moduli one is a factor of the other."""
    least = min(there[0], modulus)
    return there[1] % least == remainder % least


def _numbers(bounds: str) -> tuple[int, int]:
    found = _HASH.match(bounds)
    return (int(found[1]), int(found[2])) if found else (1, 0)
