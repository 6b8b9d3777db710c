"""The rows that put a foreign key to the test; and what becomes of them when the row they refer to changes or goes.

PostgreSQL documentation, section 5.5.5 "Foreign Keys", and CREATE TABLE, "REFERENCES".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.names import quote
from ddlproof.model.row import Row, literal
from ddlproof.model.table import Table
from ddlproof.proof.breaches import RESTRICTED, Breach, breaches, referred, with_defaults
from ddlproof.proof.cases import Bench, Case, Made, Values, same_row
from ddlproof.proof.expect import FOREIGN_KEY
from ddlproof.rows.base import arms
from ddlproof.rows.representatives import missing
from ddlproof.rows.values import NoRow

ARMS = 4
"""Accepted states of a table against which the actions of a foreign key are tried, at most."""
RAISES = ("no action", "restrict")
NULL = "NULL"


def reference_cases(bench: Bench, key: ForeignKey) -> Iterator[Case]:
    """Hit, miss, NULL, mixed keys, the child before its parent; then the actions."""
    hit = bench.rows(1, present=key.columns)
    if hit is None or not key.enforced or key.period:
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
    for number, made in enumerate(_states(bench, key, hit)):
        yield from _actions(bench, key, made, number)


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
    made = bench.rows(3, present=key.columns)
    target = None if made is None else _target(key, made)
    if made is None or target is None:
        return
    there = tuple(row for row in made[:-1] if row != target)
    if any(_keys_into(bench, target, there)):
        return
    broken = () if key.deferrable else (Breach(FOREIGN_KEY, key.name),)
    yield Case(
        "child first",
        made[-1],
        there,
        f"set constraints all deferred;\n{made[-1].sql}\n{target.sql}",
        broken if bench.clean(bench.broken(made[-1], made[:-1])) else None,
    )


def _keys_into(bench: Bench, target: Row, rows: Iterable[Row]) -> Iterator[tuple[Row, ForeignKey]]:
    """The rows that refer to a row, and by which key."""
    for row in rows:
        table = bench.schema.table(row.table)
        for key in table.foreign_keys if table else ():
            mine = [row.get(name) for name in key.columns]
            if key.enforced and key.target == target.table and None not in mine and referred(key, target) == mine:
                yield row, key


def _target(key: ForeignKey, made: Made) -> Row | None:
    mine = [made[-1].get(name) for name in key.columns]
    return next((row for row in made[:-1] if row.table == key.target and referred(key, row) == mine), None)


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


def _actions(bench: Bench, key: ForeignKey, made: Made, number: int) -> Iterator[Case]:
    target = _target(key, made)
    if target is None:
        return
    others = [one for row, one in _keys_into(bench, target, made) if (row, one) != (made[-1], key)]
    if others:
        return  # what becomes of those rows would speak, too
    found = _found_by(key, target)
    rest = tuple(row for row in made[:-1] if row != target)
    yield _action(bench, key, key.on_delete, made, rest, ("delete", f"delete from {key.target} where {found};"))
    if number == 0 and key.on_delete in RAISES and (again := _replaced(bench, key, target, found)):
        action = "kept" if key.on_delete == "no action" else key.on_delete
        yield _action(bench, key, action, made, rest, ("replace", again))
    moved = _moved(bench, key, target, rest)
    if moved is not None:
        name, value = moved
        after = target.replace(**{name: value})
        sql = f"update {key.target} set {quote(name)} = {literal(value)} where {found};"
        yield _action(bench, key, key.on_update, made, (*rest, after), ("update", sql), (name, value))
        if number == 0 and key.on_update in RAISES and (again := _succeeded(bench, key, target, found, moved, rest)):
            action = "kept" if key.on_update == "no action" else key.on_update
            yield _action(bench, key, action, made, (*rest, after), ("succeed", again))


def _found_by(key: ForeignKey, target: Row) -> str:
    return " and ".join(f"{quote(name)} = {literal(target.get(name))}" for name in key.target_columns)


def _replaced(bench: Bench, key: ForeignKey, target: Row, found: str) -> str:
    """One statement that deletes the row and puts it back: the difference between NO ACTION and RESTRICT."""
    table = bench.schema.table(target.table)
    if table is None or any(not column.written for column in table.columns):
        return ""
    names = ", ".join(quote(column.name) for column in table.columns)
    gone = f"with gone as (delete from {key.target} where {found} returning {names})"
    return f"{gone} insert into {key.target} ({names}) select {names} from gone;"


def _succeeded(
    bench: Bench, key: ForeignKey, target: Row, found: str, moved: tuple[str, str], rest: tuple[Row, ...]
) -> str:
    """One statement that gives the row another key, and its old key to a new row: the same difference, for UPDATE."""
    table = bench.schema.table(target.table)
    after = target.replace(**dict([moved]))
    if (
        table is None
        or any(not column.written for column in table.columns)
        or breaches(bench.schema, target, (*rest, after))
    ):
        return ""
    name, value = quote(moved[0]), literal(moved[1])
    names = [quote(column.name) for column in table.columns]
    listed = ", ".join(names)
    back = ", ".join(literal(target.get(moved[0])) if one == name else one for one in names)
    update = f"with moved as (update {key.target} set {name} = {value} where {found} returning {listed})"
    return f"{update} insert into {key.target} ({listed}) select {back} from moved;"


def _moved(bench: Bench, key: ForeignKey, target: Row, rest: tuple[Row, ...]) -> tuple[str, str] | None:
    """A column of the key referred to, and a value that it can be given."""
    table = bench.schema.table(target.table)
    for mine, name in zip(key.columns, key.target_columns, strict=True):
        column, value = table.column(name) if table else None, missing(bench.schema, bench.table, key, mine)
        if column is None or value is None or not column.written:
            continue
        if breaches(bench.schema, target.replace(**{name: value}), rest) == ():
            return name, value
    return None


def _action(
    bench: Bench,
    key: ForeignKey,
    action: str,
    made: Made,
    there: tuple[Row, ...],
    done: tuple[str, str],
    moved: tuple[str, str] = ("", ""),
) -> Case:
    """What an action makes of the row, and whether that is a row that its table takes."""
    kind, sql = done
    before = made
    if action in RAISES:
        code = RESTRICTED if action == "restrict" and bench.major >= RESTRICT_HAS_ITS_OWN else FOREIGN_KEY
        return Case(kind, made[-1], before, sql, (Breach(code, key.name),))
    if kind == "delete" and action == "cascade":
        return Case(kind, made[-1], before, sql, (), _gone(bench.table, made[-1]), "the row goes, too")
    changes = _changes(bench.table, key, action, kind, moved)
    if changes is None:
        return Case(kind, made[-1], before, sql, None)
    row = made[-1].replace(**dict(changes))
    broken = () if action == "kept" else breaches(bench.schema, row, there)
    question, answer = ("", "") if broken else _holds(bench.table, row, changes)
    return Case(kind, made[-1], before, sql, broken, question, answer)


RESTRICT_HAS_ITS_OWN = 18
"""Since PostgreSQL 18, RESTRICT raises restrict_violation (its release notes)."""


def _changes(table: Table, key: ForeignKey, action: str, kind: str, moved: tuple[str, str]) -> Values | None:
    """What an action writes into the row; None if the default is computed."""
    if action == "kept":
        return {}
    if action == "cascade":
        return {
            mine: moved[1] for mine, there in zip(key.columns, key.target_columns, strict=True) if there == moved[0]
        }
    names = key.on_delete_columns if kind == "delete" and key.on_delete_columns else key.columns
    if action == "set null":
        return dict.fromkeys(names)
    defaults = with_defaults(table, Row(table.name, ()))
    return {name: defaults[name] for name in names} if all(name in defaults for name in names) else None


def _gone(table: Table, row: Row) -> str:
    found = same_row(table, row) or "true"
    return f"select 'the row goes, too' where not exists (select from {table.name} where {found})"


def _holds(table: Table, row: Row, changes: Values) -> tuple[str, str]:
    """The question whether the row holds now what the action should have written."""
    found = same_row(table, row)
    if not found or not changes:
        return "", ""
    wanted = " and ".join(f"{quote(name)} is not distinct from {literal(value)}" for name, value in changes.items())
    said = f"with {', '.join(f'{name} = {value or NULL}' for name, value in changes.items())}"
    return f"select {literal(said)} from {table.name} where {found} and {wanted}", said
