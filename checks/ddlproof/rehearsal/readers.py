"""Readers and verification queries, run after the migration, and undone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ddlproof.evidence import ReaderResult, VerifyResult
from ddlproof.model.reading import Reading
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rehearsal.parameters import Binder, Prepared, Spec, number


def read_rows(
    session: Session, schema: Schema, read: Reading, name: str, sql: str, given: Mapping[str, Spec], index: str
) -> ReaderResult:
    """Run a reader, and ask the planner whether the index can serve it when scanning the table is forbidden.

    Raises:
        ContractError: its parameters and `with` do not fit.
    """
    prepared = number(sql)
    session.run("begin")
    try:
        values, rows = _most(session, prepared, Binder(session, schema, read), given, f'reader "{name}"')
        session.run("set local enable_seqscan = off")
        plan = session.run_with(f"explain (format json, costs off) {prepared.sql}", values).rows[0][0]
    except StatementFailed as failed:
        return ReaderResult(name, "after", None, index, usable=False, error=failed.error)
    finally:
        session.run("rollback")
    nodes = list(_nodes(json.loads(plan or "[]")[0]["Plan"]))
    used = {node.get("Index Name") for node in nodes}
    shown = ", ".join(f"{node['Node Type']} on {node.get('Relation Name') or node.get('Index Name')}" for node in nodes)
    return ReaderResult(name, "after", rows, index, usable=not index or index in used, plan=shown)


def _most(
    session: Session, prepared: Prepared, binder: Binder, given: Mapping[str, Spec], where: str
) -> tuple[tuple[str | None, ...], int]:
    """Values, among the existing keys, for which the reader finds something; and how many rows it finds."""
    choices = binder.choices(prepared, given, where)
    tried = [(values, len(session.run_with(prepared.sql, values).rows)) for values in choices]
    return next(((values, rows) for values, rows in tried if rows), tried[0])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in plan or "Index Name" in plan:
        yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)


def verify(session: Session, sql: str, expected: int) -> VerifyResult:
    """Count what a verification query returns."""
    session.run("begin")
    try:
        return VerifyResult(sql, expected, len(session.run(sql.strip().rstrip(";")).rows))
    except StatementFailed as failed:
        return VerifyResult(sql, expected, None, failed.error)
    finally:
        session.run("rollback")
