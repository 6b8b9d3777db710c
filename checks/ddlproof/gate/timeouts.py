"""The timeouts that are in force when a migration begins: the rehearsal begins with them, too."""

from __future__ import annotations

from ddlproof.gate.stage import Stage
from ddlproof.model.action import Beside
from ddlproof.postgres.database import Database
from ddlproof.postgres.kept import lasting
from ddlproof.rules.locking.locks import milliseconds

NAMES = ("lock_timeout", "statement_timeout")
_GIVING = ("ALTER ROLE", "ALTER USER", "ALTER DATABASE")
_LEAST = 1000
"""A statement_timeout below as many milliseconds may end the program's own queries, and is left out."""


def find(stage: Stage, before: Database) -> dict[str, str]:
    """What the configuration says, else what the schema before, just loaded, gives its role or database.

    The server's next database takes from the role what it was given.
    """
    said = {"lock_timeout": stage.house.lock_timeout, "statement_timeout": stage.house.statement_timeout}
    found = {name: value for name, value in said.items() if value is not None}
    gives = (one for statement in stage.plan.before.statements for one in statement.actions)
    if any(isinstance(one, Beside) and one.verb in _GIVING for one in gives):
        with before.connect() as session:
            given = {one.name: one.value for one in lasting(session) if one.of in ("the role", "the database")}
        found = {name: value for name, value in given.items() if name in NAMES} | found
    return found


def begin_with(database: Database, timeouts: dict[str, str]) -> None:
    """New sessions of a database begin with them, and RESET leads back to them."""
    wanted = {name: value for name, value in timeouts.items() if _harmless(name, value)}
    if wanted:
        with database.connect() as session:
            for name, value in wanted.items():
                session.run(f"ALTER DATABASE {database.name} SET {name} = '{value}'")


def _harmless(name: str, value: str) -> bool:
    length = milliseconds(value)
    return length is not None and (name == "lock_timeout" or length == 0 or length >= _LEAST)
