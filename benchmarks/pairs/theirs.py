"""What migra reports of two databases, as the kinds of objects that its statements speak of."""

from __future__ import annotations

import re
from urllib.parse import quote

from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server

_KIND = re.compile(
    r"\s*(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:unique\s+)?"
    r"(table|index|sequence|type|view|materialized view|function|procedure|trigger|policy|extension|schema|collation)",
    re.IGNORECASE,
)


class Theirs:
    """One run of migra."""

    def __init__(self, server: Server, before: Database, after: Database) -> None:
        self.urls = [_url(server, database) for database in (before, after)]

    def kinds(self) -> tuple[str, ...]:
        """`index`, `table …`: each kind once, with the first statement of it."""
        found: dict[str, str] = {}
        for statement in self.statements():
            if statement.startswith("select 1; --"):
                continue  # what it says instead of dropping the index of a constraint
            match = _KIND.match(statement)
            kind = match[1].lower() if match else statement.split()[0].lower()
            found.setdefault({"materialized view": "view", "revoke": "grant"}.get(kind, kind), statement)
        return tuple(f"{kind} ({' '.join(statement.split())[:80]})" for kind, statement in found.items())

    def statements(self) -> list[str]:
        """The migration that migra writes; a failure of its own is no statement."""
        from migra import Migration
        from sqlalchemy import create_engine

        engines = [create_engine(url) for url in self.urls]
        try:
            with engines[0].connect() as before, engines[1].connect() as after:
                migration = Migration(before, after)
                migration.set_safety(False)
                migration.add_all_changes(privileges=True)
                return [str(statement) for statement in migration.statements]
        except (AttributeError, KeyError, ValueError, TypeError, NotImplementedError):
            return []
        finally:
            for engine in engines:
                engine.dispose()


def _url(server: Server, database: Database) -> str:
    login = server.address.at(database.name).parameters
    who = f"{quote(login['user'])}:{quote(login['password'])}"
    return f"postgresql+psycopg2://{who}@/{login['dbname']}?host={quote(login['host'], safe='')}&port={login['port']}"
