"""A server that only this run uses: nobody but its administrator and one plain role may log in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from ddlproof.errors import NoPostgres
from ddlproof.evidence import Postgres
from ddlproof.postgres.address import Address
from ddlproof.postgres.role import OwnersRole
from ddlproof.postgres.secret import password, verifier
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed

OWNER = "ddlproof_owner"
PREFIX = "ddlproof"
FILE_COPY_SINCE = 15


@contextmanager
def furnish(address: Address, backend: str, limit: float) -> Iterator[Server]:
    """Give the superuser at `address` a new password, make the plain role, close the databases that are not ours.

    Raises:
        NoPostgres: the server does not let us in, or refuses.
    """
    with ExitStack() as stack:
        try:
            server = _furnish(stack.enter_context(Session(address, limit=limit)), address, backend, limit)
        except StatementFailed as failed:
            raise NoPostgres(f"{backend} PostgreSQL cannot be used: {failed.error.message}") from failed
        yield server


def _furnish(admin: Session, address: Address, backend: str, limit: float) -> Server:
    secret = password()
    admin.run(f"ALTER ROLE {address.user} PASSWORD '{verifier(secret)}'")
    admin.run("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
    postgres = Postgres(backend, admin.version)
    server = Server(postgres, admin, replace(address, password=secret), OwnersRole(OWNER), PREFIX, limit=limit)
    server.role.make(admin)
    # Faster than through the write-ahead log; its checkpoints disturb nobody here.
    server.strategy = "STRATEGY FILE_COPY" if server.major >= FILE_COPY_SINCE else ""
    return server
