"""A server of our own from programs on this machine, for one run."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from ddlproof.errors import NoPostgres
from ddlproof.postgres import folders, sandbox, settings, template
from ddlproof.postgres.address import Address, local
from ddlproof.postgres.binaries import Installation
from ddlproof.postgres.extensions.offer import offer
from ddlproof.postgres.guardian import Guardian
from ddlproof.postgres.launch import NOBODY, Identity, LaunchFailed, Plan
from ddlproof.progress import Progress

START_SECONDS = 30.0
# Nothing of the environment reaches the server: a superuser could read it there.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


@contextmanager
def start(installation: Installation, progress: Progress) -> Iterator[Address]:
    """A running server, as the address of its superuser, whose password must be changed at once.

    It is stopped and deleted afterwards, also when this process is killed.

    Raises:
        NoPostgres: it does not start; with what it said.
    """
    with Guardian(ENVIRONMENT) as guardian:
        folder = guardian.folder(folders.place())
        try:
            identity, programs = _identity(guardian, installation, folder)
            (folder / "socket").mkdir(mode=0o700)
            _give(folder, identity)
            secret = template.prepare(programs, folder, guardian, identity, progress)
            offered = offer(programs, folder / "extensions")
            _give(folder, identity)
            process = guardian.serve(_plan(programs, folder, identity, offered))
            _load_driver()
            _await(guardian, process, folder)
        except (LaunchFailed, OSError) as error:
            raise NoPostgres(f"{installation.origin}: PostgreSQL does not start: {error}") from error
        yield Address(local(str(folder / "socket")), "postgres", template.SUPERUSER, secret)


def _identity(guardian: Guardian, installation: Installation, folder: Path) -> tuple[Identity, Installation]:
    """As whom the server can run, and programs that this one can read."""
    if os.geteuid() != 0:
        return "same", installation
    if _runs(guardian, installation, folder, "namespace"):
        return "namespace", installation
    if not _runs(guardian, installation, folder, "nobody"):
        installation = _copied(installation, folder)
    return "nobody", installation


def _runs(guardian: Guardian, installation: Installation, folder: Path, identity: Identity) -> bool:
    try:
        program = str(installation.bin / "postgres")
        return guardian.run(Plan((program, "-V"), ENVIRONMENT, str(folder / "log"), identity)) == 0
    except LaunchFailed:
        return False


def _copied(installation: Installation, folder: Path) -> Installation:
    """A copy of the programs for a user who may not read where they are; libraries stay at the same distance."""
    package = installation.bin.parent.parent
    for root in installation.roots:
        shutil.copytree(root, folder / "programs" / root.relative_to(package.parent))
    return replace(installation, bin=folder / "programs" / installation.bin.relative_to(package.parent))


def _give(folder: Path, identity: Identity) -> None:
    if identity == "nobody":
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def _plan(installation: Installation, folder: Path, identity: Identity, offered: dict[str, str]) -> Plan:
    data, socket = folder / "data", folder / "socket"
    options = {**settings.THROW_AWAY, **settings.EMBEDDED, **offered, "unix_socket_directories": str(socket)}
    linux = sys.platform == "linux"
    return Plan(
        arguments=(str(installation.bin / "postgres"), "-D", str(data), *settings.arguments(options)),
        environment=ENVIRONMENT,
        output=str(folder / "log"),
        identity=identity,
        address_space=settings.ADDRESS_SPACE,
        file_size=settings.FILE_SIZE,
        allowed=sandbox.allowed(installation, read=(folder / "extensions",), write=(data, socket)) if linux else None,
    )


def _load_driver() -> None:
    """Importing psycopg takes longer than the server takes to start: do both at once."""
    import_module("psycopg")


def _await(guardian: Guardian, process: int, folder: Path) -> None:
    """Until the server has written `ready` into its lock file, as `pg_ctl --wait` does."""
    status = folder / "data" / "postmaster.pid"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        lines = status.read_text().splitlines() if status.exists() else []
        if len(lines) > 7 and lines[7].strip() == "ready":
            return
        if guardian.ended(process):
            raise LaunchFailed(_last_words(folder))
        time.sleep(0.002)
    raise LaunchFailed(f"it is not ready after {START_SECONDS:g} s; {_last_words(folder)}")


def _last_words(folder: Path) -> str:
    said = (folder / "log").read_text(errors="replace").strip().splitlines()
    return said[-1] if said else "it said nothing"
