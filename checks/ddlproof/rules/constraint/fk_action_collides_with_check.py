"""ON DELETE SET NULL or SET DEFAULT leaves a row that a CHECK or NOT NULL refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity, Witness
from ddlproof.model.constraint import Check, ForeignKey
from ddlproof.model.expression import columns
from ddlproof.model.names import QName, quote
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.table import Table
from ddlproof.rows.solved import constant_of
from ddlproof.rules.added import Added, added
from ddlproof.rules.rule import About, Example
from ddlproof.rules.vectors import PRESENT, UNDECIDED_WHETHER, Row, Vectors, plain
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "A foreign key with SET NULL or SET DEFAULT, on a table where a row that is accepted becomes one that a CHECK "
        "(NOT VALID or not) or a NOT NULL refuses, found by evaluating the CHECK over every combination of NULL and "
        "values of its columns. A note where the CHECK cannot be evaluated: `check` deletes such a row, which decides."
    ),
    effect="Deleting the row that is referred to fails, in production and at the first row that is in such a state.",
    instead="ON DELETE CASCADE or RESTRICT for a column that the rest of the row needs.",
    needs="the definition of the table",
)
_TABLES = "create table posts (id int primary key); create table photos (id int primary key);"


def _notes(action: str) -> Example:
    return Example(
        f"create table notes (id bigint primary key, post_id int references posts on delete {action}, "
        f"photo_id int references photos on delete {action}, check (num_nonnulls(post_id, photo_id) = 1));",
        before=_TABLES,
    )


BAD = _notes("set null")
GOOD = _notes("cascade")


@dataclass(frozen=True, slots=True)
class _Event:
    """What happens to the rows that refer to a row: the columns that get other values."""

    deed: str
    clause: str
    values: tuple[tuple[str, str | None], ...]
    unknown: frozenset[str] = frozenset()

    def on(self, row: Row) -> Row:
        """The row afterwards; values that cannot be known are left out."""
        changed = row | {name: value for name, value in self.values if name in row}
        return {name: value for name, value in changed.items() if name not in self.unknown}


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each foreign key and each constraint that its action breaks, if the script made one of them."""
    made = added(ending)
    touched = {place[0]: None for place in (*made.not_null, *made.defaults)}
    touched |= {one.owner: None for one in made.constraints}
    for name in touched:
        table = ending.tables.get(name)
        for key in table.foreign_keys if table else ():
            yield from _of_key(ending, made, Vectors(table, ending.after), key) if table else ()


def _of_key(ending: Ending, made: Added, vectors: Vectors, key: ForeignKey) -> Iterator[Hit]:
    table = vectors.table
    own = made.constraint(table.name, key.name)
    for event in _events(table, key):
        hits = [*_not_null(made, vectors, key, event, own), *_checks(made, vectors, key, event, own)]
        yield from hits
        if hits:
            return


def _events(table: Table, key: ForeignKey) -> Iterator[_Event]:
    if not key.enforced:
        return
    for action, names, deed, clause in (
        (key.on_delete, key.on_delete_columns or key.columns, f"deleting a row of {key.target}", "ON DELETE"),
        (key.on_update, key.columns, f"changing the key of a row of {key.target}", "ON UPDATE"),
    ):
        if action == "set null":
            yield _Event(deed, f"{clause} SET NULL", tuple((name, None) for name in names))
        elif action == "set default":
            found = {name: _default(table, name) for name in names}
            known = tuple((name, value[0]) for name, value in found.items() if value is not None)
            unknown = frozenset(name for name, value in found.items() if value is None)
            yield _Event(deed, f"{clause} SET DEFAULT", known, unknown)


def _default(table: Table, name: str) -> tuple[str | None] | None:
    """The default as a value, NULL for none; None where it is not a constant."""
    column = table.column(name)
    if column is None or column.default is None:
        return (None,) if column is not None and column.identity is None else None
    found = constant_of(column.default)
    return None if found is None else (None if found.kind == "null" else found.text,)


def _not_null(made: Added, vectors: Vectors, key: ForeignKey, event: _Event, own: Span | None) -> Iterator[Hit]:
    table = vectors.table
    for name, value in event.values:
        column = table.column(name)
        if value is not None or column is None or not column.not_null:
            continue
        at = own or made.not_null.get((table.name, name))
        if at is not None and _refers(vectors, key):
            yield Hit(
                f"{event.deed} fails while a row of {table.name} refers to it: {event.clause} makes {quote(name)} "
                "null, which is NOT NULL",
                span=at,
                object=f"{table.name}.{key.name}",
                instead=_narrower(table, key) if len(key.columns) > 1 else "",
            )
            return


def _refers(vectors: Vectors, key: ForeignKey) -> bool:
    """Whether the CHECKs accept a row that refers to anything, as far as they can be evaluated."""
    for one in _enforced(vectors.table):
        condition, rows = vectors.condition(one), [*vectors.rows(one)]
        referring = (row for row in rows if all(row.get(name, PRESENT) is not None for name in key.columns))
        if rows and all(condition(row) is False for row in referring):
            return False
    return True


def _enforced(table: Table) -> tuple[Check, ...]:
    return tuple(one for one in table.checks if one.enforced)


def _narrower(table: Table, key: ForeignKey) -> str:
    free = [name for name in key.columns if (column := table.column(name)) and not column.not_null]
    if not free:
        return ""
    return (
        f"From PostgreSQL 15 on: ON DELETE SET NULL ({', '.join(quote(n) for n in free)}); before, CASCADE or RESTRICT."
    )


def _checks(made: Added, vectors: Vectors, key: ForeignKey, event: _Event, own: Span | None) -> Iterator[Hit]:
    table = vectors.table
    changed = {name for name, _ in event.values} | event.unknown
    if any((column := table.column(name)) and column.not_null for name, value in event.values if value is None):
        return
    for one in _enforced(table):
        at = own or made.constraint(table.name, one.name) or _default_at(made, table.name, event)
        if at is None or not changed & set(columns(plain(one.expression, table))):
            continue
        row = _broken(vectors, one, key, event)
        if row is not None:
            yield Hit(
                f"{event.deed} fails while a row of {table.name} such as this refers to it: {event.clause} leaves a "
                f"row that {quote(one.name)} refuses",
                span=at,
                object=f"{table.name}.{key.name}",
                witness=_witness(event, row, table.name),
            )
        elif _undecided(vectors, one, key, event):
            yield Hit(
                f"{UNDECIDED_WHETHER} {event.deed} fails while a row of {table.name} refers to it is not decided: "
                f"{quote(one.name)}, which {event.clause} changes the row for, cannot be evaluated here",
                span=at,
                object=f"{table.name}.{key.name}",
                instead="Run `ddlproof check`, which deletes such a row.",
                severity=Severity.NOTE,
            )


def _undecided(vectors: Vectors, one: Check, key: ForeignKey, event: _Event) -> bool:
    """Whether there is a row that refers to another, and of which the CHECK says nothing before or after the event."""
    condition = vectors.condition(one)
    return any(
        all(row.get(name, PRESENT) is not None for name in key.columns)
        and condition(row) is not False
        and UNDECIDED in (condition(row), condition(event.on(row)))
        for row in vectors.rows(one)
    )


def _default_at(made: Added, table: QName, event: _Event) -> Span | None:
    if "DEFAULT" not in event.clause:
        return None
    return next((at for name, _ in event.values if (at := made.defaults.get((table, name)))), None)


def _broken(vectors: Vectors, one: Check, key: ForeignKey, event: _Event) -> Row | None:
    """A row that refers to another and is accepted, and is refused after the event."""
    condition = vectors.condition(one)
    for row in vectors.rows(one):
        refers = all(row.get(name, PRESENT) is not None for name in key.columns)
        if refers and condition(row) in (True, None) and condition(event.on(row)) is False:
            return row
    return None


def _witness(event: _Event, row: Row, table: QName) -> Witness:
    after = {**row, **{name: value for name, value in event.values if name in row}}
    return Witness(
        f"a row of {table}, and what {event.clause} makes of it",
        columns=tuple(row),
        rows=(tuple(row.values()), tuple(after.values())),
        marked=tuple(name for name, _ in event.values if name in row),
    )
