"""How the trigger of a foreign key finds the rows that refer to a row that goes: the plan of the query that it runs.

PostgreSQL's source, src/backend/utils/adt/ri_triggers.c, `RI_FKey_noaction_del`: SELECT 1 FROM ONLY child x WHERE $1 =
column … FOR KEY SHARE OF x; without ONLY where the table is partitioned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ddlproof.model.names import QName, quote
from ddlproof.postgres.session import Session, StatementFailed


def search(session: Session, table: QName, columns: Sequence[str], *, partitioned: bool) -> tuple[str, ...]:
    """The plan's scans, `Seq Scan on jobs`, where reading a table from end to end is the last resort.

    The session must be idle. Empty where the server does not plan it.
    """
    where = " and ".join(f"x.{quote(name)} = ${number}" for number, name in enumerate(columns, 1))
    query = f"select 1 from {'' if partitioned else 'only '}{table} x where {where} for key share of x"
    session.run("begin")
    try:
        session.run("set local enable_seqscan = off")
        session.run("set local plan_cache_mode = force_generic_plan")
        session.run(f"prepare ddlproof_search as {query}")
        nulls = ", ".join(["null"] * len(columns))
        plan = session.run(f"explain (format json, costs off) execute ddlproof_search({nulls})").rows[0][0]
        session.run("deallocate ddlproof_search")
    except StatementFailed:
        return ()
    finally:
        session.run("rollback")
    return tuple(_scans(json.loads(plan or "[]")[0]["Plan"]))


def _scans(plan: dict[str, Any]) -> Iterator[str]:
    if "Scan" in plan["Node Type"]:
        of = plan.get("Index Name") or plan.get("Relation Name")
        yield f"{plan['Node Type']} on {of}"
    for child in plan.get("Plans", ()):
        yield from _scans(child)
