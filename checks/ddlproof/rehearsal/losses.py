"""What of the rows of one moment is missing at a later one, and stands nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ddlproof.finding import Witness
from ddlproof.rehearsal.content import Contents, Values, of
from ddlproof.rehearsal.copies import rows_kept, shared_key, values_kept

SHOWN = 5
"""Rows shown of each table that lost something."""
Tables = Mapping[int, Contents]


@dataclass(frozen=True, slots=True)
class _Loss:
    """Rows of a table that are gone or, of one column, whose values are."""

    rows: tuple[Values, ...]
    column: int | None = None


def lost(before: Tables, after: Tables) -> tuple[Witness, ...]:
    """What is in `before` and not in `after`: rows, and values that are not NULL.

    What a column that is gone got for being added is not lost: to add it again gives it back. Nor is what has been
    copied: into another column, another table, a partition.
    """
    return tuple(
        _witness(table, loss)
        for oid, table in before.items()
        for loss in _losses(table, after.get(oid))
        if not _kept(before, after, oid, loss)
    )


def _kept(before: Tables, after: Tables, oid: int, loss: _Loss) -> bool:
    if loss.column is None:
        return rows_kept(before, after, loss.rows)
    return values_kept(before, after, oid, loss.rows, loss.column)


def _losses(before: Contents, after: Contents | None) -> Iterator[_Loss]:
    if after is None:
        if before.rows:
            yield _Loss(before.rows)
        return
    if before.rows == after.rows and before.columns.keys() <= after.columns.keys():
        return  # most tables, and some have many rows
    key = shared_key(before, after)
    gone = _gone(before, after, key)
    if gone:
        yield _Loss(gone)
    now = after.by_key(key) if key else {}
    for number in before.columns:
        if number not in after.columns:
            held = _dropped(before, number)
        else:
            held = tuple(row for row in before.rows if _nulled(row, now.get(of(row, key)), number))
        if held:
            yield _Loss(held, number)


def _gone(before: Contents, after: Contents, key: tuple[int, ...]) -> tuple[Values, ...]:
    """The rows that are not there any more; of a table without a key not more of them than there are fewer rows."""
    if key:
        kept = after.by_key(key)
        return tuple(row for row in before.rows if of(row, key) not in kept)
    fewer = len(before.rows) - len(after.rows)
    if fewer <= 0:
        return ()
    both = tuple(number for number in before.columns if number in after.columns)
    left = Counter(of(row, both) for row in after.rows)
    gone = []
    for row in before.rows:
        if left[of(row, both)] > 0:
            left[of(row, both)] -= 1
        else:
            gone.append(row)
    return tuple(gone[:fewer])


def _dropped(before: Contents, number: int) -> tuple[Values, ...]:
    """The rows in which a column held more than it was filled with."""
    return tuple(row for row in before.rows if row[number] not in (None, before.filled.get(number)))


def _nulled(was: Values, now: Values | None, number: int) -> bool:
    """Whether NULL stands in place of a value."""
    return now is not None and was[number] is not None and now[number] is None


def _witness(table: Contents, loss: _Loss) -> Witness:
    numbers: Sequence[int] = tuple(table.columns)
    marked = ""
    if loss.column is not None:
        numbers = tuple(dict.fromkeys((*table.key, loss.column)))
        marked = table.columns[loss.column]
    about = f"{table.name}.{marked}" if marked else table.name
    noun = "row" if loss.column is None else "value"
    return Witness(
        f"{len(loss.rows)} {noun}{'' if len(loss.rows) == 1 else 's'} of {about}",
        columns=tuple(table.columns[number] for number in numbers),
        rows=tuple(tuple(row[number] for number in numbers) for row in loss.rows[:SHOWN]),
        marked=(marked,) if marked else (),
        about=about,
    )
