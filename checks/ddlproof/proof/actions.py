"""What becomes of a row when the one that it refers to goes, or gets another key.

PostgreSQL documentation, CREATE TABLE, "REFERENCES": the actions of ON DELETE and ON UPDATE.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import columns
from ddlproof.model.names import quote
from ddlproof.model.row import Row, literal
from ddlproof.model.table import Table
from ddlproof.proof.cases import Bench, Case, Made, Values, same_row
from ddlproof.proof.moved import NUMBERS, Move, move
from ddlproof.proof.own_parent import target_of
from ddlproof.rows.base import fill
from ddlproof.rows.breaches import FOREIGN_KEY, RESTRICTED, Breach, breaches, with_defaults
from ddlproof.rows.values import NoRow

RAISES = ("no action", "restrict")
RESTRICT_HAS_ITS_OWN = 18
"""Since PostgreSQL 18, RESTRICT raises restrict_violation (its release notes)."""
NULL = "NULL"
OVERRIDING = "overriding system value"
"""So that an identity column takes the value that it had (documentation, INSERT); of no effect on others."""


@dataclass(frozen=True, slots=True)
class _Event:
    """What is done to the row referred to. `rest` are the rows of other tables and keys that are there afterwards."""

    key: ForeignKey
    made: Made
    target: Row
    rest: tuple[Row, ...]
    moved: Move | None = None

    @property
    def found(self) -> str:
        return " and ".join(
            f"{quote(name)} = {literal(self.target.get(name))}" for name in dict.fromkeys(self.key.target_columns)
        )


def action_cases(bench: Bench, key: ForeignKey, made: Made, *, first: bool) -> Iterator[Case]:
    """The row that the last one refers to is deleted, and updated; nothing else refers to it.

    Args:
        first: whether these are the first rows tried: NO ACTION is told from RESTRICT with them alone.
    """
    target = target_of(key, made)
    table = bench.schema.table(key.target)
    if target is None or table is None:
        return
    rest = tuple(row for row in made[:-1] if row != target)
    event = _Event(key, made, target, rest)
    yield _case(bench, event, key.on_delete, "delete", f"delete from {key.target} where {event.found};")
    if first and key.on_delete in RAISES:
        yield _case(bench, event, _kept(key.on_delete), "replace", _replaced(event, table))
    moved = move(bench, key, target, rest)
    if moved is None:
        return
    event = _Event(key, (*bench.together(made[:-1], moved.above), made[-1]), target, (*rest, *moved.above), moved)
    sql = f"update {key.target} set {quote(moved.name)} = {moved.sql} where {event.found};"
    yield _case(bench, event, key.on_update, "update", sql)
    if first and key.on_update in RAISES:
        yield from _succession(bench, event, moved, table)


def _succession(bench: Bench, event: _Event, moved: Move, table: Table) -> Iterator[Case]:
    key, target = event.key, event.target
    heir = _heir(bench, key, target, (*event.rest, *moved.after(target)))
    if heir is not None:
        made = (*bench.together(event.made[:-1], heir[:-1]), event.made[-1])
        event = replace(event, made=made, rest=(*event.rest, *heir[:-1]))
        yield _case(bench, event, _kept(key.on_update), "succeed", _succeeded(event, moved, table, heir[-1]))


def _kept(action: str) -> str:
    """NO ACTION looks at what is there after the statement."""
    return "kept" if action == "no action" else action


def _replaced(event: _Event, table: Table) -> str:
    """One statement that deletes the row and puts it back: the difference between NO ACTION and RESTRICT."""
    names = ", ".join(quote(column.name) for column in table.columns if column.generated is None)
    gone = f"with gone as (delete from {table.name} where {event.found} returning {names})"
    return f"{gone} insert into {table.name} ({names}) {OVERRIDING} select {names} from gone;"


def _succeeded(event: _Event, moved: Move, table: Table, heir: Row) -> str:
    """One statement that gives the row another key, and its old key to a new row: the same difference, for UPDATE."""
    update = f"update {table.name} set {quote(moved.name)} = {moved.sql} where {event.found} returning 1"
    names, values = (", ".join(texts) for texts in zip(*((quote(n), literal(v)) for n, v in heir.values), strict=True))
    return f"with moved as ({update}) insert into {table.name} ({names}) {OVERRIDING} select {values} from moved;"


def _heir(bench: Bench, key: ForeignKey, target: Row, there: Made) -> Made | None:
    """A row that can take the key of the one that has got another, after what it refers to; None if none is found."""
    held = {name: target.get(name) for name in key.target_columns}
    if not breaches(bench.schema, target, there):
        return (target,)
    for number in NUMBERS:
        try:
            *above, heir = fill(bench.schema, key.target, number, must=held)
        except NoRow:
            continue
        same = all(heir.get(name) == value for name, value in held.items())
        if same and breaches(bench.schema, heir, (*there, *above)) == ():
            return (*above, heir)
    return None


def _case(bench: Bench, event: _Event, action: str, kind: str, sql: str) -> Case:
    """What an action makes of the row, and whether that is a row that its table takes."""
    row, there, key = event.made[-1], event.made, event.key
    if action in RAISES:
        code = RESTRICTED if action == "restrict" and bench.major >= RESTRICT_HAS_ITS_OWN else FOREIGN_KEY
        return Case(kind, row, there, sql, (Breach(code, key.name),))
    if kind == "delete" and action == "cascade":
        return Case(kind, row, there, sql, (), _gone(bench.table, row), "the row goes, too")
    if action == "cascade" and event.moved is not None and event.moved.value is None:
        return _following(bench, event, kind, sql)
    changes = _changes(bench.table, event, action, kind)
    if changes is None:
        return Case(kind, row, there, sql, None)
    after = row.replace(**dict(changes))
    left = event.rest if event.moved is None else (*event.rest, *event.moved.after(event.target))
    broken = () if action == "kept" else breaches(bench.schema, after, left)
    question, answer = ("", "") if broken else _holds(bench.table, after, changes)
    return Case(kind, row, there, sql, broken, question, answer)


def _following(bench: Bench, event: _Event, kind: str, sql: str) -> Case:
    """CASCADE of a key that PostgreSQL chooses: whatever it is, the row has it, too."""
    key, row = event.key, event.made[-1]
    spoken = {name for check in bench.table.checks for name in columns(check.expression)}
    if spoken & set(key.columns):
        return Case(kind, row, event.made, sql, None)
    pairs = zip(key.columns, key.target_columns, strict=True)
    same = " and ".join(f"child.{quote(mine)} = parent.{quote(there)}" for mine, there in pairs)
    said = "with the key that the row referred to has now"
    found = same_row(bench.table, row, "child.")
    where = f"{found} and {same}" if found else same
    question = f"select {literal(said)} from {bench.table.name} child, {key.target} parent where {where}"
    return Case(kind, row, event.made, sql, (), question, said)


def _changes(table: Table, event: _Event, action: str, kind: str) -> Values | None:
    """What an action writes into the row; None if the default is computed."""
    key, moved = event.key, event.moved
    if action == "kept":
        return {}
    if action == "cascade" and moved is not None:
        pairs = zip(key.columns, key.target_columns, strict=True)
        return {mine: moved.value for mine, there in pairs if there == moved.name}
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
