"""The role that runs the SQL under test."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from ddlproof.postgres.secret import password, verifier
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.postgres.settings import CONNECTIONS

NETWORK = ("anon", "authenticated")
"""The roles as which PostgREST and Supabase let everyone in who comes from the network."""
STRANGER = "_reader"
STAND_INS = "ddlproof_stand_ins"
"""What all roles that stand in for others are members of; the catalog's queries pass over what is granted to it."""
PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


class Role(Protocol):
    """How the role logs in, and what the server does with it."""

    @property
    def name(self) -> str: ...
    @property
    def password(self) -> str | None: ...
    def make(self, admin: Session) -> None:
        """Make it on the server, if it is not there before the run."""

    def restore(self, admin: Session) -> None:
        """Make it again what it was before SQL under test ran as it."""

    def drop(self, admin: Session) -> None:
        """Drop it if it was made for this run."""

    def stranger(self, admin: Session) -> str | None:
        """A role that owns nothing, as which it may act; None where that cannot be made."""

    def stand_in(self, admin: Session, names: Iterable[str]) -> tuple[str, ...]:
        """Make roles that the SQL under test names, where the server is ours; the names for which one stands in."""

    def furnish(self, inside: Session, database: str) -> None:
        """Let them make things in a new database, if any were made."""


class ScratchRole:
    """A role of this run only, that can do nothing but own its databases.

    It is there to be dropped before it is made: a signal may come between the server's doing and our knowing.

    Args:
        name: an identifier that needs no quotes.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.password: str | None = password()
        self._stranger: str | None = None

    def make(self, admin: Session) -> None:
        """As a superuser, or a role with CREATEROLE.

        Raises:
            StatementFailed: the server refuses.
        """
        admin.run(f"CREATE ROLE {self.name} {self._attributes(admin)}")
        if not is_superuser(admin):
            admin.run(f"GRANT {self.name} TO CURRENT_USER")  # to give it databases and to drop them

    def restore(self, admin: Session) -> None:
        """It may have changed itself: `ALTER ROLE … SET`, another password, no connections."""
        admin.run(f"ALTER ROLE {self.name} {self._attributes(admin)}")
        admin.run(f"ALTER ROLE {self.name} RESET ALL")

    def drop(self, admin: Session) -> None:
        """Possible once its databases are dropped."""
        admin.run(f"DROP ROLE IF EXISTS {self.name}{STRANGER}, {self.name}")

    def stranger(self, admin: Session) -> str | None:
        """Made when it is first asked for, with what is granted to those who come from the network, if there are such.

        Raises:
            StatementFailed: the server refuses.
        """
        if self._stranger is None:
            name = f"{self.name}{STRANGER}"
            admin.run(f"CREATE ROLE {name}")
            self._stranger = name
            admin.run(f"GRANT {name} TO {self.name}")
            for (role,) in admin.fetch("SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)", [list(NETWORK)]):
                with suppress(StatementFailed):  # who may not grant it tries as PUBLIC alone
                    admin.run(f"GRANT {role} TO {name}")
        return self._stranger

    def stand_in(self, admin: Session, names: Iterable[str]) -> tuple[str, ...]:
        """None: a server that others use has roles of its own."""
        return ()

    def furnish(self, inside: Session, database: str) -> None:
        """There are none."""

    def _attributes(self, admin: Session) -> str:
        # A role that has only CREATEROLE may not even say NOSUPERUSER in ALTER ROLE; these are the defaults.
        plain = PLAIN if is_superuser(admin) else "LOGIN"
        return f"{plain} CONNECTION LIMIT {CONNECTIONS} PASSWORD '{verifier(self.password or '')}'"


class OwnersRole(ScratchRole):
    """The same on a server of ours, where other roles can stand in for those of the real one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._standing_in: set[str] = set()

    def stand_in(self, admin: Session, names: Iterable[str]) -> tuple[str, ...]:
        """Plain roles of these names: it may act as each of them, give them its objects, and make them members.

        Returns those of the names for which one stands in, be it from an earlier change.

        An owner needs CREATE on the schema (documentation, ALTER TABLE), which all of them have by way of `STAND_INS`.
        """
        wanted = sorted(name for name in names if not name.startswith("ddlproof"))
        there = {name for (name,) in admin.fetch("SELECT rolname FROM pg_roles WHERE rolname = ANY ($1)", [wanted])}
        made = [name for name in wanted if name not in there]
        if made and not admin.fetch("SELECT FROM pg_roles WHERE rolname = $1", [STAND_INS]):
            admin.run(f"CREATE ROLE {STAND_INS}")
        for name in made:
            quoted = '"' + name.replace('"', '""') + '"'
            admin.run(f"CREATE ROLE {quoted} IN ROLE {STAND_INS}")
            admin.run(f"GRANT {quoted} TO {self.name} WITH ADMIN OPTION")
            self._standing_in.add(name)
        return tuple(name for name in wanted if name in self._standing_in)

    def furnish(self, inside: Session, database: str) -> None:
        """Let those that stand in make things in a new database, in each schema that it will have."""
        inside.run(f"GRANT CREATE ON DATABASE {database} TO {STAND_INS}")
        inside.run(f"GRANT CREATE, USAGE ON SCHEMA public TO {STAND_INS}")
        inside.run(f"ALTER DEFAULT PRIVILEGES FOR ROLE {self.name} GRANT CREATE, USAGE ON SCHEMAS TO {STAND_INS}")


class CurrentRole:
    """The administrator's own role, where it may not make another: nothing is made, so nothing is undone."""

    def __init__(self, name: str, secret: str | None) -> None:
        self.name = name
        self.password = secret

    def make(self, admin: Session) -> None:
        """It is there."""

    def restore(self, admin: Session) -> None:
        """Its password is the user's business."""

    def drop(self, admin: Session) -> None:
        """It was there before."""

    def stranger(self, admin: Session) -> str | None:
        """It may make no role."""
        return None

    def stand_in(self, admin: Session, names: Iterable[str]) -> tuple[str, ...]:
        """It may make no role."""
        return ()

    def furnish(self, inside: Session, database: str) -> None:
        """There are none."""


def is_superuser(session: Session) -> bool:
    """Whether the session's role may do everything."""
    return bool(session.fetch("SELECT rolsuper FROM pg_roles WHERE rolname = CURRENT_USER")[0][0])
