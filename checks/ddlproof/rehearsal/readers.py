"""Readers and verification queries, run after the migration, and undone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ddlproof.evidence import ReaderResult, VerifyResult
from ddlproof.model.reading import Reading
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rehearsal.parameters import Binder, Spec, number


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
        values = Binder(session, schema, read).bind(prepared, given, f'reader "{name}"')
        rows = len(session.run_with(prepared.sql, values).rows)
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
