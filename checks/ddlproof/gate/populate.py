"""The schema before with rows in it, and what became of the writers there: where every rehearsal begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from ddlproof.change.contract import Writer
from ddlproof.errors import ContractError
from ddlproof.evidence import WriterResult
from ddlproof.gate.plan import Plan
from ddlproof.gate.stage import Stage, placed
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.session import Session
from ddlproof.rehearsal.compatible import compatible
from ddlproof.rehearsal.population import insert, old_rows, tables_of
from ddlproof.rehearsal.writers import Attempt, write
from ddlproof.source import Span
from ddlproof.sql.definitions import READING

Side = OneOf["before", "after"]
Wrote = tuple[WriterResult, Span | None]


@dataclass(frozen=True, slots=True)
class Populated:
    """A database of before with rows; `tables` are those that matter, `notes` say which rows did not go in."""

    tables: tuple[QName, ...]
    database: Database
    wrote: tuple[Wrote, ...]
    notes: tuple[str, ...]


def populate(stage: Stage, empty: Database, before: Schema, after: Schema) -> Populated:
    """Rows that both schemas allow, in a copy of `empty`; then the writers as they are before the change.

    Raises:
        ContractError: a writer speaks of something that is not there.
    """
    tables = tables_of((before, after), stage.plan.changed_tables)
    tables += tuple(table for table in _spoken_of(stage.plan, before, after) if table not in tables)
    old = old_rows(compatible(before, after), [name for name in tables if before.table(name)])
    rows = stage.database("rows", empty)
    with rows.connect() as session:
        notes = tuple(insert(session, old).notes)
        writers = [writer for writer in stage.plan.contract.writers if writer.before or writer.open]
        wrote = tuple(written(session, before, writer, "before") for writer in writers)
        stage.notes += _rejected_already(wrote, writers)
    return Populated(tables, rows, wrote, notes)


def _spoken_of(one: Plan, before: Schema, after: Schema) -> tuple[QName, ...]:
    """The tables that writers and readers take existing keys of."""
    contract = one.contract
    specs = [value for writer in contract.writers for _, value in writer.values]
    specs += [value for reader in contract.readers for _, value in reader.values]
    tables = (
        schema.find_table(spec.rpartition(".")[0])
        for spec in specs
        if isinstance(spec, str) and "." in spec
        for schema in (before, after)
    )
    return tuple(dict.fromkeys(table.name for table in tables if table is not None))


def _rejected_already(wrote: Sequence[Wrote], writers: Sequence[Writer]) -> list[str]:
    """What is to be said of writers of which nothing is expected, and that the schema before does not take."""
    found = (result for (result, _), writer in zip(wrote, writers, strict=True) if writer.open)
    return [
        f'writer "{one.name}" was not tried after the change: the schema before rejects it, too: {one.error.message}'
        for one in found
        if one.error is not None
    ]


def written(session: Session, schema: Schema, writer: Writer, side: Side) -> Wrote:
    """What became of a writer on one side of the change; where nothing is said, whatever happens before is right.

    Raises:
        ContractError: it speaks of something that is not there, at its place.
    """
    expected = (writer.before if side == "before" else writer.after) or "accepted"
    attempt = Attempt(writer.name, writer.sql, dict(writer.values), side, expected)
    try:
        found = write(session, schema, READING, attempt)
    except ContractError as error:
        raise placed(error, writer.span) from error
    return replace(found, expected=found.got) if writer.open and side == "before" else found, writer.span
