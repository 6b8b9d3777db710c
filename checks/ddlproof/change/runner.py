"""How migration tools send a script to the server: one statement at a time, or inside one transaction.

Measured and read for each tool; `simple-query` and `pipeline` send all statements in one message, which PostgreSQL runs
as one transaction (documentation, "Multiple Statements in a Simple Query" in the chapter on the protocol).
"""

from __future__ import annotations

from difflib import get_close_matches

from ddlproof.errors import ContractError

_MODES = {"autocommit": False, "transaction": True, "simple-query": True, "pipeline": True}
_TOOLS = {
    "psql": "autocommit",
    "sqitch": "autocommit",
    "supabase": "pipeline",
    "flyway": "transaction",
    "golang-migrate": "simple-query",
    "dbmate": "transaction",
    "goose": "transaction",
    "node-pg-migrate": "transaction",
    "prisma": "simple-query",
    "drizzle": "transaction",
    "atlas": "transaction",
    "alembic": "transaction",
    "django": "transaction",
    "rails": "transaction",
    "liquibase": "transaction",
}


def wraps(runner: str | None) -> bool:
    """Whether the runner puts a transaction around a whole script; None, where nobody said, does not.

    Raises:
        ContractError: no such runner is known.
    """
    if runner is None:
        return False
    mode = _TOOLS.get(runner, runner)
    if mode not in _MODES:
        near = get_close_matches(runner, [*_MODES, *_TOOLS], 1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise ContractError(f"no runner is called {runner}", hint=f"{hint}There are {', '.join([*_MODES, *_TOOLS])}.")
    return _MODES[mode]
