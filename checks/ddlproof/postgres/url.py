"""Scratch databases on a server that others use: whatever is not ours stays untouched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from ddlproof.errors import InputError, NoPostgres
from ddlproof.evidence import Postgres
from ddlproof.postgres.address import Address
from ddlproof.postgres.role import CurrentRole, Role, ScratchRole
from ddlproof.postgres.secret import token
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.progress import Progress

OLDEST = 13
END_SECONDS = 10.0
# `ddlproof_<run>` names the run's role and its sessions, and begins the names of its databases.
_DEAD_DATABASES = """
    SELECT d.datname FROM pg_database d
    WHERE d.datname ~ '^ddlproof_[0-9a-f]{8}_' AND pg_has_role(d.datdba, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.application_name = left(d.datname, 17))
    ORDER BY d.datname"""
_DEAD_ROLES = """
    SELECT r.rolname FROM pg_roles r
    WHERE r.rolname ~ '^ddlproof_[0-9a-f]{8}(_reader)?$'
      AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.application_name = left(r.rolname, 17))
    ORDER BY r.rolname"""


@contextmanager
def start(url: str, progress: Progress, limit: float) -> Iterator[Server]:
    """The server at that URL. What the run made there is dropped afterwards, what killed runs left is dropped first.

    Raises:
        InputError: no URL that libpq understands.
        NoPostgres: not reachable, read-only, too old, or the role may not create databases.
    """
    address = _address(url)
    with _admin(address, limit) as admin:
        place = _place(address)
        _check(admin, place)
        _sweep(admin, progress)
        role = _role(admin, address)
        server = Server(Postgres(place, admin.version), admin, address, role, address.application, limit=limit)
        try:
            _make(role, admin, place)
            yield server
        finally:
            _clear(server, progress)


def _address(url: str) -> Address:
    try:
        given = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error as error:  # its text may repeat the password
        raise InputError(
            "the PostgreSQL URL cannot be understood", hint="Its form is postgresql://user:password@host:5432/database."
        ) from error
    login = [given.pop(name, None) for name in ("dbname", "user", "password")]
    return Address(given, login[0] or "", login[1] or "", login[2], f"ddlproof_{token()}")


def _admin(address: Address, limit: float) -> Session:
    try:
        return Session(address, limit=limit)
    except StatementFailed as failed:
        raise NoPostgres(
            f"no PostgreSQL answers at {_place(address)}",
            notes=tuple(failed.error.message.splitlines()),
            hint="Start it or correct the URL; `--postgres embedded` needs no server.",
        ) from failed


def _place(address: Address) -> str:
    """The URL without user and password."""
    host = address.server.get("host", "localhost")
    port = address.server.get("port", "5432")
    if host.startswith("/"):
        return f"postgresql:///{address.database}?host={host}&port={port}"
    return f"postgresql://{host}:{port}/{address.database}"


def _check(admin: Session, place: str) -> None:
    ((standby, version, creates),) = admin.fetch(
        "SELECT pg_is_in_recovery(), current_setting('server_version_num')::int / 10000, rolsuper OR rolcreatedb "
        "FROM pg_roles WHERE rolname = CURRENT_USER"
    )
    if standby:
        raise NoPostgres(f"{place} is a standby: no database can be made there", hint="Use the URL of another server.")
    if version < OLDEST:
        raise NoPostgres(f"{place} is PostgreSQL {admin.version}", hint=f"Use PostgreSQL {OLDEST} or later.")
    if not creates:
        raise NoPostgres(
            f"the role of the URL may not create databases at {place}",
            hint="ALTER ROLE … CREATEDB CREATEROLE gives it the right; use a server without precious data.",
        )


def _role(admin: Session, address: Address) -> Role:
    """A role of the run's own if we may make one, else the URL's: then the SQL under test can do what that one can."""
    ((name, may_create),) = admin.fetch(
        "SELECT rolname, rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = CURRENT_USER"
    )
    return ScratchRole(address.application) if may_create else CurrentRole(name, address.password)


def _make(role: Role, admin: Session, place: str) -> None:
    try:
        role.make(admin)
    except StatementFailed as failed:
        raise NoPostgres(f"no role can be made at {place}: {failed.error.message}") from failed


def _sweep(admin: Session, progress: Progress) -> None:
    """Drop what runs have left whose administrator's session is gone, that is, which were killed."""
    commands = [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for (name,) in admin.fetch(_DEAD_DATABASES)]
    commands += [f"DROP ROLE IF EXISTS {name}" for (name,) in admin.fetch(_DEAD_ROLES)]
    for command in commands:
        try:
            admin.run(command)
        except StatementFailed as failed:  # e.g. another superuser's: it harms nobody, but say so
            progress(f"{command}: {failed.error.message}")


def _clear(server: Server, progress: Progress) -> None:
    """With a new session: Ctrl-C may have left the old one in the middle of a statement, even of a CREATE DATABASE."""
    try:
        with Session(server.address, limit=server.limit) as admin:
            if server.admin.interrupt is not None:
                _end(server.admin.pid, admin)
            server.clear(admin)
    except StatementFailed as failed:
        progress(f"scratch databases {server.prefix}_* are left, the next run drops them: {failed.error.message}")


def _end(pid: int, admin: Session) -> None:
    """End a session and wait until it has gone, some seconds at most."""
    admin.fetch("SELECT pg_terminate_backend($1)", [pid])
    end = time.monotonic() + END_SECONDS
    while admin.fetch("SELECT pid FROM pg_stat_activity WHERE pid = $1", [pid]) and time.monotonic() < end:
        time.sleep(0.01)
