"""The states of a claim reached in other ways than by INSERT: by UPDATE, and by what becomes of a referenced row.

A trigger on UPDATE alone may let in what INSERT does not. And SET NULL on a foreign key turns a row that a CHECK
accepts into one that it rejects, so that the referenced row cannot be deleted (documentation, section 5.5.5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.names import quote
from ddlproof.model.row import Row, literal, update
from ddlproof.postgres.session import Session
from ddlproof.proof.judge import Verdict, judge_statements, plant, savepoint
from ddlproof.proof.subject import Subject

CHECK = "23514"


@dataclass(frozen=True, slots=True)
class Reached:
    """A row that was reached by an UPDATE from another: the statements, what INSERT gave, and what UPDATE did."""

    row: Row
    sql: tuple[str, ...]
    inserted: Verdict
    updated: Verdict

    @property
    def agrees(self) -> bool:
        """Whether both were accepted, or rejected alike."""
        one, other = self.inserted, self.updated
        return (one.accepted, one.sqlstate, one.constraint) == (other.accepted, other.sqlstate, other.constraint)


def by_update(session: Session, subject: Subject, base: Row, judged: Sequence[tuple[Row, Verdict]]) -> list[Reached]:
    """The rows reached from the valid row `base`, inside an open transaction, which looks the same afterwards.

    Nothing where the table has no primary key, or does not take `base`.

    Raises:
        StatementFailed: the transaction is no longer usable.
    """
    key = subject.table.primary_key.columns if subject.table.primary_key else ()
    always = {column.name for column in subject.table.columns if column.identity == "always"}
    if not key or any(base.get(name) is None for name in key):
        return []
    wanted = [(row, verdict, sql) for row, verdict in judged if (sql := _update(base, row, key, always))]
    with savepoint(session, keep=False):
        if plant(session, [base]):
            return []
        verdicts = judge_statements(session, [sql for _, _, sql in wanted])
    return [
        Reached(row, (base.sql, sql), inserted, updated)
        for (row, inserted, sql), updated in zip(wanted, verdicts, strict=True)
    ]


def _update(base: Row, row: Row, key: tuple[str, ...], always: set[str]) -> str | None:
    """The UPDATE, where it leaves the key as it is: another key may meet what another row holds."""
    if any(row.get(name) != base.get(name) for name in (*key, *always)):
        return None
    return update(base, row, key)


def collisions(session: Session, subject: Subject, accepted: Sequence[tuple[Row, tuple[Row, ...]]]) -> Iterator[str]:
    """For every foreign key whose action writes to the table: a row that the action would turn into a rejected one.

    Args:
        accepted: rows that the table takes, with the parents they need, which are there.

    Raises:
        StatementFailed: the transaction is no longer usable.
    """
    for key in subject.table.foreign_keys:
        if key.on_delete in ("set null", "set default") and key.enforced:
            found = (_refused(session, subject, key, row, parents) for row, parents in accepted)
            if said := next((one for one in found if one), None):
                yield said


def _refused(session: Session, subject: Subject, key: ForeignKey, row: Row, parents: Sequence[Row]) -> str:
    """What happens when the row that `row` refers to is deleted; empty if nothing bad does."""
    pairs = tuple(zip(key.columns, key.target_columns, strict=True))
    if any(row.get(here) is None for here, _ in pairs):
        return ""
    target = next((p for p in parents if p.table == key.target and all(p.get(t) == row.get(h) for h, t in pairs)), None)
    if target is None:
        return ""
    where = " and ".join(f"{quote(there)} = {literal(row.get(here))}" for here, there in pairs)
    with savepoint(session, keep=False):
        if plant(session, [row]):
            return ""
        (verdict,) = judge_statements(session, [f"delete from {key.target} where {where};"])
    if verdict.sqlstate != CHECK or verdict.constraint != subject.check.name:
        return ""
    held = ", ".join(f"{name} = {row.get(name)}" for name in key.columns)
    return (
        f"{key.name} says ON DELETE {key.on_delete.upper()}, but {subject.check.name} rejects what it makes of a row "
        f"with {held}: the row of {key.target} cannot be deleted"
    )
