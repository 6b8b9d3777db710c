"""Where a server listens and as whom to log in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Address:
    """Parameters of libpq but for the database, the user and the password.

    Documentation: "Parameter Key Words" in the chapter on libpq. `application` is what `pg_stat_activity` shows.
    """

    server: Mapping[str, str]
    database: str
    user: str
    password: str | None = field(repr=False)
    application: str = "ddlproof"

    def at(self, database: str) -> Address:
        """The same login, in another database."""
        return replace(self, database=database)

    @property
    def parameters(self) -> dict[str, str]:
        """All parameters of libpq."""
        login = {"dbname": self.database, "user": self.user}
        if self.password is not None:
            login["password"] = self.password
        return {**self.server, **login, "application_name": self.application, "client_encoding": "UTF8"}


def local(socket_folder: str) -> dict[str, str]:
    """The parameters of a server of ours on a Unix socket. Nothing is left for PGSSLMODE, PGOPTIONS and such to say."""
    return {"host": socket_folder, "port": "5432", **own()}


def own() -> dict[str, str]:
    """What holds for every server of ours, whatever the environment says."""
    return {
        "options": "",
        "sslmode": "disable",
        "gssencmode": "disable",
        "channel_binding": "disable",
        "target_session_attrs": "any",
        "connect_timeout": "10",
    }
