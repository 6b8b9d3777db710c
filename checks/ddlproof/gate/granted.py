"""What a script takes for granted and no statement of it makes: a schema that its tool makes, a role of the server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ddlproof.evidence import ServerError
from ddlproof.gate.stage import of_supabase
from ddlproof.model.names import quote
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session

_MISSING = re.compile(r'(?P<kind>schema|role) "(?P<name>.+)" does not exist\Z', re.DOTALL)
_STATES = {"schema": "3F000", "role": "42704"}


@dataclass(slots=True)
class Granted:
    """What was made, by kind and name, because PostgreSQL missed it in a session."""

    session: Session
    server: Server
    for_schemas: bool = False
    made: dict[tuple[str, str], None] = field(default_factory=dict)

    def supply(self, error: ServerError) -> bool:
        """Make what an error says is missing; whether it is there now, so that the statement can be run again.

        Raises:
            StatementFailed: the server refuses to make it.
        """
        found = _MISSING.match(error.message)
        if found is None or _STATES[found["kind"]] != error.sqlstate or (found["kind"], found["name"]) in self.made:
            return False
        if found["kind"] == "role":
            if not self.server.stand_in([found["name"]]):
                return False
        elif not self.for_schemas or of_supabase(error):
            return False
        else:
            self.session.run(f"create schema {quote(found['name'])}")
        self.made[found["kind"], found["name"]] = None
        return True

    @property
    def schemas(self) -> tuple[str, ...]:
        """The schemas that were made."""
        return tuple(quote(name) for kind, name in self.made if kind == "schema")

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles for which plain ones stand in now."""
        return tuple(name for kind, name in self.made if kind == "role")

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the schemas."""
        return tuple(f"schema {name} is made by no migration, and was made empty before them" for name in self.schemas)
