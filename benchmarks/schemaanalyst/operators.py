"""The 13 operators of the literature on schema mutation: one column or condition more, fewer, or exchanged.

They bear the names that SchemaAnalyst gives them. Its studies leave out the one that adds columns to a foreign key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.diff.describe import listed
from ddlproof.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import TRUE, And, Binary, Expression, In, render
from ddlproof.model.names import quote
from ddlproof.model.table import Table
from ddlproof.proof.cases import Bench
from ddlproof.proof.mutants import Mutant, variants
from ddlproof.proof.remade import added, again, column_sets, references_to
from ddlproof.proof.stated import Free, NotNull
from ddlproof.rows.keys import key_of

Pairs = tuple[tuple[str, str], ...]
"""The columns of a foreign key, each with the one that it refers to."""
RELATIONS = ("=", "<>", "<", "<=", ">", ">=")


def literature(bench: Bench) -> tuple[Mutant, ...]:
    """The mutants of a constraint, and of what a table leaves free."""
    match bench.stated.part:
        case Check() as part:
            return tuple(_of_check(part))
        case PrimaryKey() | Unique() as part:
            return (*_of_key(bench, part), *(_of_primary(bench, part) if isinstance(part, PrimaryKey) else ()))
        case ForeignKey() as part:
            return tuple(_of_reference(bench, part))
        case NotNull(column):
            sql = f"alter table {bench.table.name} alter {quote(column)} drop not null"
            return (Mutant(f"{column}: drop not null", sql=(sql,), not_null=column),)
        case Free():
            return tuple(_of_free(bench))
        case _:
            return ()


def _of_check(part: Check) -> Iterator[Mutant]:
    """CCNullifier, CCInExpressionRHSListExpressionElementR, CCRelationalExpressionOperatorE."""
    yield Mutant(f"{part.name} dropped", TRUE)
    for one in () if between(part.expression) else variants(part.expression, _elements):
        yield Mutant(f"check ({render(one)})", one)


def _elements(node: Expression) -> Iterator[Expression]:
    match node:
        case In(operand, items, negated) if len(items) > 1:
            yield from (In(operand, (*items[:i], *items[i + 1 :]), negated) for i in range(len(items)))
        case Binary(operator, left, right) if operator in RELATIONS:
            yield from (Binary(other, left, right) for other in RELATIONS if other != operator)


def between(node: Expression) -> bool:
    """What BETWEEN is printed as: SchemaAnalyst leaves it alone."""
    match node:
        case And((Binary(">=", one, _), Binary("<=", other, _))):
            return one == other
        case _:
            return False


def _of_key(bench: Bench, part: PrimaryKey | Unique) -> Iterator[Mutant]:
    """PKCColumnA, PKCColumnR, PKCColumnE; UCColumnA, UCColumnR, UCColumnE."""
    yield from (_with(bench, part, names) for names in column_sets(bench.table, part.columns))
    if len(part.columns) == 1:
        key = key_of(part, bench.table)
        yield replace(dropped(bench, part), key=None if key is None else replace(key, parts=()))


def dropped(bench: Bench, part: PrimaryKey | Unique | ForeignKey) -> Mutant:
    """A constraint less; it cannot be dropped where another one needs it."""
    sql = f"alter table {bench.table.name} drop constraint {quote(part.name)} cascade"
    return Mutant(f"{part.name} dropped", sql=(sql, *references_to(bench.schema, bench.table, part)))


def _with(bench: Bench, part: PrimaryKey | Unique, names: tuple[str, ...]) -> Mutant:
    new = replace(part, columns=names)
    return replace(again(bench.schema, bench.table, part, listed(names), new), key=key_of(new, bench.table))


def _of_primary(bench: Bench, part: PrimaryKey) -> Iterator[Mutant]:
    """NNCA and NNCR on the columns of a primary key, which hold no NULL either way."""
    alter = f"alter table {bench.table.name}"
    for name in part.columns:
        drop = f"{alter} drop constraint {quote(part.name)} cascade"
        sql = (drop, f"{alter} alter {quote(name)} drop not null", added(bench.table, part))
        back = references_to(bench.schema, bench.table, part)
        yield Mutant(f"{name}: not null, or not", sql=(*sql, *back), not_null=name)


def _of_reference(bench: Bench, key: ForeignKey) -> Iterator[Mutant]:
    """FKCColumnPairR and FKCColumnPairE."""
    pairs = tuple(zip(key.columns, key.target_columns, strict=True))
    if len(pairs) == 1:
        yield dropped(bench, key)
    others = [(*pairs[:i], *pairs[i + 1 :]) for i in range(len(pairs)) if len(pairs) > 1]
    for made in (*others, *dict.fromkeys(exchanged(pairs, bench.table, bench.schema.table(key.target)))):
        mine, theirs = (tuple(pair[side] for pair in made) for side in (0, 1))
        text = f"{listed(mine)} references {listed(theirs)}"
        yield again(bench.schema, bench.table, key, text, replace(key, columns=mine, target_columns=theirs))


def exchanged(pairs: Pairs, table: Table, target: Table | None) -> Iterator[Pairs]:
    """Every column of every pair exchanged; pairs that then share a column with the new one go."""
    for i, (mine, theirs) in enumerate(pairs):
        new = [(column.name, theirs) for column in table.columns if column.name != mine]
        new += [(mine, column.name) for column in target.columns if column.name != theirs] if target else []
        for pair in new:
            rest = [one for one in (*pairs[:i], *pairs[i + 1 :]) if one[0] != pair[0] and one[1] != pair[1]]
            yield (pair, *rest)


def _of_free(bench: Bench) -> Iterator[Mutant]:
    """NNCA; UCColumnA and PKCColumnA where there is no such constraint yet."""
    alter, primary = f"alter table {bench.table.name}", bench.table.primary_key
    unique = {one.columns for one in bench.table.constraints if isinstance(one, Unique)}
    for column in bench.table.columns:
        name = quote(column.name)
        if not column.not_null:
            yield Mutant(f"{name}: set not null", sql=(f"{alter} alter {name} set not null",), not_null=column.name)
        key = key_of(Unique("", (column.name,)), bench.table)
        if (column.name,) not in unique:
            yield Mutant(f"unique ({name})", sql=(f"{alter} add unique ({name})",), key=key)
        if primary is None:
            key = key if column.not_null else None  # it would demand that
            yield Mutant(f"primary key ({name})", sql=(f"{alter} add primary key ({name})",), key=key)
