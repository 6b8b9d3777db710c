"""Keys, references and NOT NULL altered on purpose, each in one place, as the statements that make them so.

The operators of the literature on schema mutation (a constraint dropped; its column dropped, exchanged, added), and
what they leave out: NULLS NOT DISTINCT, MATCH, actions, deferrability, predicates, defaults.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.diff import describe
from ddlproof.model.constraint import Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import And, Binary, Expression, Is, Not, columns, is_constant, render
from ddlproof.model.expression import Column as ColumnRef
from ddlproof.model.index import Index
from ddlproof.model.index import Key as Part
from ddlproof.model.names import QName, quote
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.proof.altered import altered_values
from ddlproof.proof.cases import Bench
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.stated import NotNull
from ddlproof.rows.keys import key_of, keys_of

ACTIONS = ("no action", "restrict", "cascade", "set null", "set default")
MOST = 3
"""Other columns and other tables that a foreign key is made to use instead, at most, each."""
NULLS_NOT_DISTINCT_SINCE = 15
KeyConstraint = PrimaryKey | Unique | Exclude


def remade(bench: Bench) -> tuple[Mutant, ...]:
    """Every mutant of a constraint that is no CHECK."""
    match bench.stated.part:
        case NotNull() as part:
            found = _of_not_null(bench.table, part)
        case PrimaryKey() | Unique() as part:
            found = _of_key(bench, part)
        case ForeignKey() as part:
            found = _of_reference(bench, part)
        case Exclude() as part:
            found = _of_exclusion(bench, part)
        case Index() as part:
            found = _of_index(bench, part)
        case _:
            found = iter(())
    return tuple({mutant.sql: mutant for mutant in found}.values())


def _of_not_null(table: Table, part: NotNull) -> Iterator[Mutant]:
    name = quote(part.column)
    alter = f"alter table {table.name} alter column {name}"
    yield Mutant(f"{name}: drop not null", sql=(f"{alter} drop not null",), not_null=part.column)


def again(schema: Schema, table: Table, old: Constraint, text: str, new: Constraint) -> Mutant:
    """A constraint dropped and made anew under the same name, and after it what refers to it, which goes with it."""
    drop = f"alter table {table.name} drop constraint {quote(old.name)} cascade"
    return Mutant(f"{old.name}: {text}", sql=(drop, added(table, new), *references_to(schema, table, old)))


def added(table: Table, new: Constraint) -> str:
    """The statement that adds a constraint."""
    kind = describe.constraint(new).partition(" " + quote(new.name))[0]
    return f"alter table {table.name} add constraint {quote(new.name)} {kind} {describe.body(new)}"


def references_to(schema: Schema, table: Table, key: Constraint) -> Iterator[str]:
    """The statements that add the references to a key, which are lost when it is dropped."""
    if not isinstance(key, PrimaryKey | Unique):
        return
    for other in schema.tables:
        for one in other.foreign_keys:
            if one.target == table.name and set(one.target_columns) == set(key.columns) and other.partition is None:
                yield added(other, one)


def _dropped(table: Table, name: str) -> Mutant:
    return Mutant(f"{name} dropped", sql=(f"alter table {table.name} drop constraint {quote(name)} cascade",))


def _of_key(bench: Bench, part: PrimaryKey | Unique) -> Iterator[Mutant]:
    table = bench.table
    yield _key_dropped(bench, part)
    for names in column_sets(table, part.columns):
        yield _key_again(bench, part, describe.listed(names), replace(part, columns=names))
    if isinstance(part, Unique) and bench.major >= NULLS_NOT_DISTINCT_SINCE and _any_null(table, part.columns):
        toggled = replace(part, nulls_not_distinct=not part.nulls_not_distinct)
        yield _key_again(bench, part, describe.body(toggled), toggled)
    timed = replace(part, deferrable=not part.deferrable, initially_deferred=False)
    text = "not deferrable" if part.deferrable else "deferrable"
    yield _key_again(bench, part, text, timed)
    yield from _nulls(table, part.columns)


def _key_dropped(bench: Bench, part: KeyConstraint) -> Mutant:
    key = key_of(part, bench.table)
    return replace(_dropped(bench.table, part.name), key=None if key is None else replace(key, parts=()))


def _key_again(bench: Bench, old: KeyConstraint, text: str, new: KeyConstraint) -> Mutant:
    return replace(again(bench.schema, bench.table, old, text, new), key=key_of(new, bench.table))


def column_sets(table: Table, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A key's columns with one dropped, one exchanged, one added."""
    others = [column.name for column in table.columns if column.name not in names and not column.virtual]
    for i in range(len(names)):
        before, after = names[:i], names[i + 1 :]
        if len(names) > 1:
            yield (*before, *after)
        yield from ((*before, other, *after) for other in others)
    yield from ((*names, other) for other in others)


def _any_null(table: Table, names: tuple[str, ...]) -> bool:
    return any((column := table.column(name)) is not None and not column.not_null for name in names)


def _nulls(table: Table, names: tuple[str, ...]) -> Iterator[Mutant]:
    """NOT NULL on the columns that may be NULL."""
    for name in names:
        column = table.column(name)
        if column is not None and not column.not_null and column.identity is None and column.generated is None:
            sql = f"alter table {table.name} alter column {quote(name)} set not null"
            yield Mutant(f"{name}: set not null", sql=(sql,), not_null=name)


def _of_index(bench: Bench, part: Index) -> Iterator[Mutant]:
    table, plain = bench.table, tuple(part.keys)
    key = key_of(part, table)
    dropped = Mutant(f"{part.name.name} dropped", sql=(f"drop index {part.name}",))
    yield dropped if key is None else replace(dropped, key=replace(key, parts=()))
    pinned = set() if part.predicate is None else set(_pinned(part.predicate))
    others = [column.name for column in table.columns if column.name not in pinned | set(_index_columns(part))]
    for i in range(len(plain)):
        rest = (*plain[:i], *plain[i + 1 :])
        # Without a column that has one value only in all these rows it would be the same.
        same = plain[i].expression in [ColumnRef(name) for name in pinned]
        yield from [_index_again(table, part, replace(part, keys=rest))] if rest and not same else []
        names = columns(plain[i].expression)
        if not isinstance(plain[i].expression, ColumnRef) and len(names) == 1:
            bare = (*plain[:i], Part(ColumnRef(names[0])), *plain[i + 1 :])
            yield _index_again(table, part, replace(part, keys=bare))
    yield from (_index_again(table, part, replace(part, keys=(*plain, Part(ColumnRef(other))))) for other in others)
    if bench.major >= NULLS_NOT_DISTINCT_SINCE and _any_null(table, _index_columns(part)):
        yield _index_again(table, part, replace(part, nulls_not_distinct=not part.nulls_not_distinct))
    for predicate in _predicates(part.predicate):
        yield _index_again(table, part, replace(part, predicate=predicate))
    yield from _nulls(table, _index_columns(part))


def _index_columns(part: Index) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for key in part.keys for name in columns(key.expression)))


def _pinned(predicate: Expression) -> Iterator[str]:
    """The columns that have one value only in all rows that a predicate is true of."""
    match predicate:
        case And(operands):
            for operand in operands:
                yield from _pinned(operand)
        case ColumnRef(name) | Not(ColumnRef(name)) | Is(ColumnRef(name), "true" | "false", False):
            yield name
        case Binary("=", ColumnRef(name), value) if is_constant(value):
            yield name


def _predicates(predicate: Expression | None) -> Iterator[Expression | None]:
    """No predicate, the opposite one, and its values altered."""
    if predicate is not None:
        yield None
        yield Not(predicate)
        yield from altered_values(predicate)


def _index_again(table: Table, old: Index, new: Index) -> Mutant:
    body = describe.index_body(new)
    make = f"create unique index {quote(new.name.name)} on {new.table} {body}"
    sql = (f"drop index {old.name}", make)
    return Mutant(f"{old.name.name}: {body}", sql=sql, index=new, key=key_of(new, table))


def _of_exclusion(bench: Bench, part: Exclude) -> Iterator[Mutant]:
    yield _key_dropped(bench, part)
    for i, (key, operator) in enumerate(part.elements):
        rest = (*part.elements[:i], *part.elements[i + 1 :])
        if rest:
            yield _key_again(bench, part, f"without {describe.key(key)}", replace(part, elements=rest))
        for other in {"=": ("<>",), "&&": ("=",)}.get(operator, ()):
            altered = (*part.elements[:i], (key, other), *part.elements[i + 1 :])
            yield _key_again(bench, part, f"{describe.key(key)} with {other}", replace(part, elements=altered))
    for predicate in _predicates(part.predicate):
        where = "no predicate" if predicate is None else f"where {render(predicate)}"
        yield _key_again(bench, part, where, replace(part, predicate=predicate))
    yield from _nulls(bench.table, part.columns)


def _of_reference(bench: Bench, key: ForeignKey) -> Iterator[Mutant]:
    table = bench.table
    yield _dropped(table, key.name)
    for verb in ("delete", "update"):
        yield from _other_actions(bench, key, verb)
    timing = "not deferrable" if key.deferrable else "deferrable"
    sql = f"alter table {table.name} alter constraint {quote(key.name)} {timing}"
    yield Mutant(f"{key.name}: {timing}", sql=(sql,))
    if len(key.columns) > 1:
        if _any_null(table, key.columns):
            match = "full" if key.match == "simple" else "simple"
            yield again(bench.schema, table, key, f"match {match}", replace(key, match=match))
        for i in range(len(key.columns)):
            fewer = replace(key, columns=_without(key.columns, i), target_columns=_without(key.target_columns, i))
            yield again(bench.schema, table, key, describe.listed(fewer.columns), fewer)
    yield from _elsewhere(bench, key)
    yield from _nulls(table, key.columns)


def _without(names: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (*names[:place], *names[place + 1 :])


def _other_actions(bench: Bench, key: ForeignKey, verb: str) -> Iterator[Mutant]:
    """The other actions; not SET DEFAULT where the default is NULL, which is SET NULL."""
    table = bench.table
    now = key.on_delete if verb == "delete" else key.on_update
    found = [table.column(name) for name in key.columns]
    no_default = all(column is not None and column.default is None for column in found)
    same = {"set null": "set default", "set default": "set null"} if no_default else {}
    for action in ACTIONS:
        if action == now or same.get(now) == action or (action == "set default" and no_default):
            continue
        changed = (
            replace(key, on_delete_columns=(), on_delete=action) if verb == "delete" else replace(key, on_update=action)
        )
        yield again(bench.schema, table, key, f"on {verb} {action}", changed)


def _elsewhere(bench: Bench, key: ForeignKey) -> Iterator[Mutant]:
    """Another column that refers, and another table that is referred to, of the same types."""
    table = bench.table
    for i, name in enumerate(key.columns):
        own = table.column(name)
        others = [c.name for c in table.columns if own and c.type == own.type and c.name not in key.columns]
        for other in others[:MOST]:
            names = (*key.columns[:i], other, *key.columns[i + 1 :])
            yield again(bench.schema, table, key, describe.listed(names), replace(key, columns=names))
    for target, names in list(_targets(bench.schema, table, key))[:MOST]:
        text = f"references {target} {describe.listed(names)}"
        yield again(bench.schema, table, key, text, replace(key, target=target, target_columns=names))


def _targets(schema: Schema, table: Table, key: ForeignKey) -> Iterator[tuple[QName, tuple[str, ...]]]:
    wanted = [column.type for name in key.columns if (column := table.column(name))]
    for other in schema.tables:
        for one in keys_of(schema, other):
            types = [column.type for name in one.columns if (column := other.column(name))]
            if (
                types == wanted
                and one.plain
                and one.predicate is None
                and (other.name, one.columns) != (key.target, key.target_columns)
            ):
                yield other.name, one.columns
