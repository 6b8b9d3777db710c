"""A scratch database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ddlproof.evidence import Postgres
from ddlproof.postgres.address import Address
from ddlproof.postgres.session import Session


@dataclass(frozen=True, slots=True)
class Database:
    """A database of this run, and how its owner, who is no superuser, logs in.

    `postgres` is what reports say about its server; `limit` is the wall-clock limit of a statement in seconds;
    `terminate` ends a session from outside. `search_path` is what the database sets, if it sets one; so do its copies.
    """

    address: Address
    postgres: Postgres
    limit: float
    terminate: Callable[[int], None]
    search_path: str = ""

    @property
    def name(self) -> str:
        return self.address.database

    def connect(self) -> Session:
        """A new session of the owner; it sees the search_path that any session of the application would see.

        Raises:
            StatementFailed: 08001, the owner is not let in; its role may have been changed by the SQL that ran.
        """
        return Session(self.address, limit=self.limit, terminate=self.terminate)
