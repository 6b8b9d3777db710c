"""A server that holds the scratch databases of one run."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ddlproof.evidence import Postgres, ServerError
from ddlproof.postgres.address import Address
from ddlproof.postgres.database import Database
from ddlproof.postgres.role import Role, is_superuser
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.postgres.settings import STATEMENT_SECONDS

OWNED_PUBLIC_SINCE = 15
UNDEFINED_DATABASE, ADMIN_SHUTDOWN = "3D000", "57P01"
NAME_LIMIT = 63
PATIENCE = 0.05  # seconds: a session that was closed is gone after some milliseconds


@dataclass(slots=True)
class Server:
    """Makes and drops scratch databases. The administrator's session never enters one in which SQL under test ran.

    `postgres` is what reports say about the server; `admin` a session in the maintenance database, of a role that may
    create databases, and `address` how to get another; `role` owns the databases, whose names begin with `prefix`;
    `strategy` follows CREATE DATABASE; `limit` is the wall-clock limit of a statement, in seconds.
    """

    postgres: Postgres
    admin: Session
    address: Address
    role: Role
    prefix: str
    strategy: str = ""
    limit: float = STATEMENT_SECONDS
    _count: int = 0
    _databases: dict[str, Database] = field(default_factory=dict)
    _retired: list[Database] = field(default_factory=list)
    _over: bool = False
    _standing_in: bool = False
    _busy: threading.RLock = field(default_factory=threading.RLock)

    @property
    def major(self) -> int:
        """The major version, as 18."""
        return int(re.split(r"\D", self.postgres.version)[0])

    def create(self, purpose: str, template: Database | None = None, search_path: str = "") -> Database:
        """A new database, empty or a copy of `template`, owned by the role that runs the SQL under test.

        `search_path` is what sessions in it begin with; else that of the template, which PostgreSQL does not copy.

        Sessions that are still open in the template are ended, since PostgreSQL copies no database in use.

        Raises:
            StatementFailed: the server refuses, e.g. because the template is gone; 57P01, the run is over.
        """
        with self._busy:
            if self._over:
                raise StatementFailed(ServerError(ADMIN_SHUTDOWN, "the run is over"))
            while self._retired:
                self.drop(self._retired.pop())
            if self._databases:
                self.role.restore(self.admin)
            name = self._name(purpose)
            copied = "TEMPLATE template0 ENCODING 'UTF8'"
            if template is not None:
                self._empty(template.name, PATIENCE)
                copied = f"TEMPLATE {template.name}"
            login = replace(self.address, database=name, user=self.role.name, password=self.role.password)
            search_path = search_path or (template.search_path if template is not None else "")
            made = Database(login, self.postgres, self.limit, self._terminate, search_path)
            self._databases[name] = made  # before it is there: Ctrl-C may come between the two
            self.admin.run(f'CREATE DATABASE {name} OWNER "{self.role.name}" {copied} {self.strategy}')
            if search_path:
                self.admin.run(f"ALTER DATABASE {name} SET search_path = {search_path}")
            if template is None:
                self._prepare(name)
            return made

    def stand_in(self, names: Iterable[str]) -> tuple[str, ...]:
        """Make roles of these names where there are none, on a server of ours; before the databases that know them.

        Returns:
            those for which a role of ours stands in; on a server that others use none.

        Raises:
            StatementFailed: the server refuses.
        """
        with self._busy:
            made = self.role.stand_in(self.admin, names)
            self._standing_in = self._standing_in or bool(made)
            return made

    def drop(self, database: Database) -> None:
        """Drop a database of this run, ending the sessions in it; one that is gone already is no error."""
        with self._busy:
            try:
                self._empty(database.name, 0)
                self.admin.run(f"DROP DATABASE {database.name} WITH (FORCE)")
            except StatementFailed as failed:
                if failed.error.sqlstate != UNDEFINED_DATABASE:
                    raise
            self._databases.pop(database.name, None)

    def retire(self, database: Database) -> None:
        """Drop a database before the next one is made: those that are left when a server of ours ends go with it."""
        self._retired.append(database)

    def stranger(self) -> str | None:
        """A role that owns nothing, as which the owner of the databases may act; None where none can be made.

        Raises:
            StatementFailed: the server refuses.
        """
        with self._busy:
            return self.role.stranger(self.admin)

    def clear(self, admin: Session) -> None:
        """Drop all that this run has made on the server. From now on it makes nothing more, in no thread.

        Args:
            admin: a new session of the administrator, since the old one may be in the middle of a statement.
        """
        with self._busy:
            self.admin, self._over = admin, True
            for database in list(self._databases.values()):
                self.drop(database)
            self.role.drop(self.admin)

    def _name(self, purpose: str) -> str:
        self._count += 1
        return f"{self.prefix}_{self._count}_{re.sub('[^a-z0-9]+', '_', purpose.lower())}"[:NAME_LIMIT]

    def _empty(self, name: str, patience: float) -> None:
        """Wait until no session is left in a database, end those that stay longer than `patience` seconds.

        PostgreSQL itself, which needs that to copy or drop a database, looks again only after 0.1 s.
        """
        end = time.monotonic() + patience
        while self.admin.fetch("SELECT pid FROM pg_stat_activity WHERE datname = $1", [name]):
            if time.monotonic() > end:
                self.admin.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name])
                end = time.monotonic() + PATIENCE
            time.sleep(0.001)

    def _prepare(self, name: str) -> None:
        """Give away what belongs to the superuser. The database is new: no SQL under test was in it yet."""
        superusers = self.major < OWNED_PUBLIC_SINCE and is_superuser(self.admin)
        if not superusers and not self._standing_in:
            return
        with Session(self.address.at(name), limit=self.limit) as admin:
            if superusers:
                admin.run(f'ALTER SCHEMA public OWNER TO "{self.role.name}"')
            if self._standing_in:
                self.role.furnish(admin, name)

    def _terminate(self, pid: int) -> None:
        with self._busy:
            self.admin.fetch("SELECT pg_terminate_backend($1)", [pid])
