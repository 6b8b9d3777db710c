"""The rows that put a column's DEFAULT and the width of its type to the test, and the mutants of both.

PostgreSQL documentation, sections 5.2 "Default Values", 8.1.2 "Arbitrary Precision Numbers" and 8.3 "Character Types".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ddlproof.model.expression import Constant, Expression, render
from ddlproof.model.names import quote
from ddlproof.model.row import Row, literal
from ddlproof.model.scalar import EXACT
from ddlproof.model.types import Type
from ddlproof.proof.altered import moved
from ddlproof.proof.cases import Bench, Case, Made, same_row
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.stated import Default, Width
from ddlproof.rows.breaches import Breach
from ddlproof.rows.solved import constant_of
from ddlproof.rows.values import text_of_length

TOO_LONG, TOO_LARGE = Breach("22001", ""), Breach("22003", "")
"""What PostgreSQL says of them names no column."""


def default_cases(bench: Bench, part: Default) -> Iterator[Case]:
    """The column left out, so that its default speaks."""
    made = bench.rows(1)
    column = bench.table.column(part.column)
    if made is None or column is None:
        return
    row = replace(made[-1], values=tuple(pair for pair in made[-1].values if pair[0] != part.column))
    constant = constant_of(part.expression)
    for case in bench.inserted("left out", (*made[:-1], row)):
        if constant is None:
            yield _stores(bench, case, part.column, "is not null", "with a value")
        else:
            text = None if constant.kind == "null" else constant.text
            same = f"::text is not distinct from {literal(text)}::{column.type}::text"
            yield _stores(bench, case, part.column, same, f"with {part.column} = {text or 'NULL'}")


def _stores(bench: Bench, case: Case, name: str, condition: str, said: str) -> Case:
    """The case with the question whether the row then holds what it should."""
    alone = all(row.table != bench.table.name for row in case.there)
    keyed = bench.table.primary_key is not None and name in bench.table.primary_key.columns
    where = "true" if alone else "" if keyed else same_row(bench.table, case.row)
    if case.breaches or not where:
        return case
    question = f"select {literal(said)} from {bench.table.name} where {where} and {quote(name)}{_spaced(condition)}"
    return replace(case, question=question, answer=said)


def _spaced(condition: str) -> str:
    return condition if condition.startswith("::") else f" {condition}"


def defaults(bench: Bench, part: Default) -> Iterator[Mutant]:
    """No default, and its neighbours."""
    alter, name = f"alter table {bench.table.name} alter column {quote(part.column)}", quote(part.column)
    yield Mutant(f"{name}: drop default", sql=(f"{alter} drop default",))
    for other in _other_defaults(part.expression):
        yield Mutant(f"{name}: set default {render(other)}", sql=(f"{alter} set default {render(other)}",))


def _other_defaults(default: Expression) -> Iterator[Expression]:
    """The neighbours of a constant; the other truth value."""
    constant = constant_of(default)
    if constant is not None and constant.kind == "boolean":
        yield Constant("boolean", "false" if constant.text == "true" else "true")
    yield from moved(default)


def width_cases(bench: Bench, part: Width) -> Iterator[Case]:
    """As much as the type holds, and more; a number that is rounded."""
    made = bench.rows(1, present=[part.column])
    if made is None:
        return
    if part.type.name == "numeric":
        yield from _numbers(bench, part, made)
        return
    length = int(part.type.modifiers[0])
    yield _with(bench, part, made, f"{length} characters", text_of_length(length, 1, part.column))
    longer = _with(bench, part, made, f"{length + 1} characters", text_of_length(length + 1, 1, part.column))
    yield replace(longer, breaches=(TOO_LONG,))


def _numbers(bench: Bench, part: Width, made: Made) -> Iterator[Case]:
    precision, scale = digits(part.type)
    yield _with(bench, part, made, "the largest number", _text(_scaled(10**precision - 1, scale)))
    larger = _with(bench, part, made, "a larger number", _text(_scaled(10**precision, scale)))
    yield replace(larger, breaches=(TOO_LARGE,))
    whole = 10**scale if precision > scale else 0
    kept = _scaled(whole, scale)
    rounded = _with(bench, part, made, "a digit too many", _text(_scaled(10 * whole + 4, scale + 1)))
    yield _stores(bench, rounded, part.column, f"::text = {literal(_text(kept))}", f"with {part.column} = {kept}")


def _scaled(number: int, scale: int) -> Decimal:
    """A whole number with the point before its last digits; more digits than decimals have by default."""
    return EXACT.scaleb(Decimal(number), -scale)


def digits(type_: Type) -> tuple[int, int]:
    """The precision and the scale of `numeric(precision, scale)`."""
    precision, *scale = (int(text) for text in type_.modifiers)
    return precision, scale[0] if scale else 0


def _text(number: Decimal) -> str:
    return format(number, "f")


def _with(bench: Bench, part: Width, made: Made, kind: str, value: str) -> Case:
    row: Row = made[-1].replace(**{part.column: value})
    return Case(kind, row, made[:-1], row.sql, bench.broken(row, made[:-1]))


def widths(bench: Bench, part: Width) -> Iterator[Mutant]:
    """The type with one digit or character more, with one fewer, and without a limit."""
    alter = f"alter table {bench.table.name} alter column {quote(part.column)} type"
    for modifiers in _modifiers(part.type):
        type_ = replace(part.type, modifiers=modifiers)
        yield Mutant(f"{quote(part.column)}: {type_}", sql=(f"{alter} {type_}",))


def _modifiers(type_: Type) -> Iterator[tuple[str, ...]]:
    if type_.name == "numeric":
        precision, scale = digits(type_)
        near = [(precision + 1, scale), (precision - 1, scale), (precision, scale + 1), (precision + 1, scale + 1)]
        near += [(precision, scale - 1)] if scale else []
        yield from ((str(p), str(s)) for p, s in near if 0 <= s <= p and p > 0)
    else:
        length = int(type_.modifiers[0])
        yield from ((str(one),) for one in (length + 1, length - 1) if one > 0)
    if type_.name != "character":  # without a length it is one of one
        yield ()
