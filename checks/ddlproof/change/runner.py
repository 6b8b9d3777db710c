"""How migration tools send a script to the server: one statement at a time, in one transaction, or in one message.

Read in each tool's source, and tried. `simple-query` and `pipeline` send all statements in one message, which
PostgreSQL runs as one transaction (documentation, "Multiple Statements in a Simple Query", "Pipelining").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ddlproof.errors import ContractError

if TYPE_CHECKING:
    from ddlproof.evidence import Sent


@dataclass(frozen=True, slots=True)
class Tool:
    """How a tool sends a migration, and one that is marked to run without a transaction.

    `marker` is what marks it, as it is written; empty where a file cannot. `together` says that all migrations of a run
    are in one transaction.
    """

    sent: Sent
    bare: Sent = "autocommit"
    marker: str = ""
    together: bool = False


UNKNOWN = Tool("unknown")

TOOLS: Mapping[str, Tool] = {
    "psql": Tool("autocommit"),
    "sqitch": Tool("autocommit"),
    "supabase": Tool("pipeline"),
    "flyway": Tool("transaction", marker="executeInTransaction=false in FILE.conf"),
    "golang-migrate": Tool("simple-query"),
    "dbmate": Tool("transaction", bare="simple-query", marker="-- migrate:up transaction:false"),
    "goose": Tool("transaction", marker="-- +goose NO TRANSACTION"),
    "sql-migrate": Tool("transaction", marker="-- +migrate Up notransaction"),
    "node-pg-migrate": Tool("transaction", together=True),
    "postgres-migrations": Tool(
        "transaction", bare="simple-query", marker="-- postgres-migrations disable-transaction"
    ),
    "popx": Tool("transaction", bare="simple-query", marker="1_name.autocommit.up.sql"),
    "prisma": Tool("simple-query"),
    "drizzle": Tool("transaction", together=True),
    "atlas": Tool("transaction", marker="-- atlas:txmode none"),
    "sqlx": Tool("transaction", bare="simple-query", marker="-- no-transaction"),
    "diesel": Tool("transaction", bare="simple-query", marker="run_in_transaction = false in metadata.toml"),
    "alembic": Tool("transaction"),
    "alembic --sql": Tool("autocommit"),  # BEGIN and COMMIT stand in what it prints
    "django": Tool("transaction"),
    "django sqlmigrate": Tool("autocommit"),  # likewise
    "rails": Tool("transaction", marker="disable_ddl_transaction!"),
    "liquibase": Tool("transaction", marker="--changeset AUTHOR:ID runInTransaction:false"),
    "pg_dump": UNKNOWN,  # who restores it may do so in one transaction, and begins again when it fails
}
"""The tools that are known, by the name that `runner` takes."""

MODES: Mapping[str, Tool] = {
    "autocommit": Tool("autocommit"),
    "transaction": Tool("transaction"),
    "simple-query": Tool("simple-query", bare="simple-query"),
    "pipeline": Tool("pipeline", bare="pipeline"),
}
"""The ways of sending, which `runner` takes as well."""


def tool_of(runner: str | None) -> Tool:
    """How the runner of that name sends migrations; unknown where nobody said which it is.

    Raises:
        ContractError: no such runner is known.
    """
    if runner is None:
        return UNKNOWN
    every = {**MODES, **TOOLS}
    if runner not in every:
        near = get_close_matches(runner, every, 1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise ContractError(f"no runner is called {runner}", hint=f"{hint}There are {', '.join(every)}.")
    return every[runner]
