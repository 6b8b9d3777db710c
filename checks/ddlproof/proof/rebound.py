"""Mutants of the bounds of a partition: it is detached, and attached within others.

PostgreSQL documentation, section 5.12.2 "Declarative Partitioning". What a default partition takes depends on the
others: of it, one of those is altered. Bounds that overlap those of another partition PostgreSQL refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddlproof.model.bounds import condition, is_default, outside
from ddlproof.model.expression import And, Constant, render
from ddlproof.model.names import QName
from ddlproof.model.types import Type
from ddlproof.proof.altered import moved
from ddlproof.proof.bounds import beside, keys_above, outside_of
from ddlproof.proof.cases import Bench
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.stated import Bounds
from ddlproof.rows.representatives import moments

_VALUE = re.compile(r"'(?:[^']|'')*'|-?\d+(?:\.\d+)?|null")
_LIST = re.compile(r"for values in \((.*)\)\Z")
_DATES = ("date", "timestamp without time zone", "timestamp with time zone")


def other_bounds(bench: Bench, part: Bounds) -> Iterator[Mutant]:
    """The partition detached, and attached within other bounds; of a default partition, each of the others."""
    detach = detaching(part.parent, bench.table.name)
    if is_default(bench.table):
        yield from _beside(bench, part)
        return
    yield Mutant("detached", sql=(detach,))
    for text in _others(bench, part.text):
        within = condition(text, keys_above(bench))
        yield Mutant(text, sql=(detach, attaching(part.parent, bench.table.name, text)), within=within)


def detaching(parent: QName, table: QName) -> str:
    """The statement."""
    return f"alter table {parent} detach partition {table}"


def attaching(parent: QName, table: QName, bounds: str) -> str:
    """The statement."""
    return f"alter table {parent} attach partition {table} {bounds}"


def _beside(bench: Bench, part: Bounds) -> Iterator[Mutant]:
    """The default partition detached, where there are others; each of those detached, and attached within others."""
    keys = keys_above(bench)
    found, left = beside(bench)
    if found:
        yield Mutant("detached", sql=(detaching(part.parent, bench.table.name),))
    for one in found:
        rest = None if left else [without for other in found if other != one and (without := outside_of(other, keys))]
        detach = detaching(part.parent, one.name)
        yield Mutant(f"{one.name} detached", sql=(detach,), within=None if rest is None else And(tuple(rest)))
        for text in _others(bench, one.partition.bounds if one.partition is not None else ""):
            without = outside(text, keys)
            within = And((*rest, without)) if rest is not None and without is not None else None
            yield Mutant(f"{one.name} {text}", sql=(detach, attaching(part.parent, one.name, text)), within=within)


def left_out(bench: Bench) -> Iterator[str]:
    """That not all partitions beside a default one were tried."""
    found, left = beside(bench)
    if left:
        yield f"of {left + len(found)} partitions beside it the bounds of {len(found)} were tried, first and last"


def _others(bench: Bench, text: str) -> tuple[str, ...]:
    """Bounds with one value moved, and of a list one left out, one added."""
    keys = keys_above(bench)
    types = [column.type for key in keys if (column := bench.table.column(render(key.expression)))]
    found = _LIST.match(text)
    values = _VALUE.findall(found[1]) if found else []
    listed = (*_shorter(values), *_longer(values, types))
    return tuple(dict.fromkeys((*(f"for values in ({', '.join(one)})" for one in listed), *_moved(text, types))))


def _shorter(values: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for i in range(len(values)) if len(values) > 1 else ():
        yield (*values[:i], *values[i + 1 :])


def _longer(values: Sequence[str], types: Sequence[Type]) -> Iterator[tuple[str, ...]]:
    added = [other for value in values[-1:] for other in _near(value, types)]
    for other in (*added[:1], "null") if values else ():
        if other not in values:
            yield (*values, other)


def _moved(text: str, types: Sequence[Type]) -> Iterator[str]:
    for found in _VALUE.finditer(text):
        for other in _near(found[0], types):
            yield text[: found.start()] + other + text[found.end() :]


def _near(written: str, types: Sequence[Type]) -> Iterator[str]:
    """The neighbours of a value, of the type of one of the keys."""
    if not written.startswith("'"):
        yield from (render(one) for one in moved(Constant("number", written)))
        return
    text = written[1:-1].replace("''", "'")
    dated = [other for type_ in types if type_.name in _DATES for other in moments(type_, text)[1:]]
    found = [Constant("string", other) for other in dated] or moved(Constant("string", text))
    yield from (render(one) for one in found)
