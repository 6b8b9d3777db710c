"""The data of a new server: made by initdb once, kept in the user's cache, copied for each run."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ddlproof.postgres.binaries import Installation
from ddlproof.postgres.guardian import Guardian
from ddlproof.postgres.launch import Identity, LaunchFailed, Plan
from ddlproof.postgres.secret import password
from ddlproof.progress import Progress

SUPERUSER = "ddlproof_admin"
"""Not `postgres`: a role of that name, which dumps give their objects to, can stand in for the real one."""
OPTIONS = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--no-sync",
    "--no-instructions",
    "--wal-segsize=1",
)
# As in the usual container; without it (old systems, macOS) the plain C locale.
LOCALES = ("C.UTF-8", "C")
KEPT_SECONDS = 30 * 24 * 3600


def prepare(
    installation: Installation,
    folder: Path,
    guardian: Guardian,
    identity: Identity,
    progress: Progress,
) -> str:
    """Make `folder/data`, return the superuser's password in it, which the run must change.

    Several processes may do this at once: one makes the template, the others wait and copy it.

    Raises:
        LaunchFailed: initdb does not run; with what it said.
    """
    kept = _kept(installation)
    if kept is None:
        return _initdb(installation, folder, guardian, identity, progress)
    with _alone(kept):
        if not kept.is_dir():
            secret = _initdb(installation, folder, guardian, identity, progress)
            _keep(folder, kept)
            _tidy(kept.parent)
            return secret
        os.utime(kept)
    guardian.copy(kept / "data", folder / "data")
    return (kept / "password").read_text()


def cache() -> Path:
    """The folder that the program keeps its templates in."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "ddlproof"


def _kept(installation: Installation) -> Path | None:
    """The place of the template, or None where there can be no private cache."""
    try:
        folder = cache()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.lstat()
    except (OSError, RuntimeError):
        return None
    if state.st_uid != os.geteuid() or state.st_mode & 0o022 or not os.access(folder, os.W_OK):
        return None
    key = hashlib.sha256("|".join([installation.identity, *OPTIONS, *LOCALES]).encode()).hexdigest()[:16]
    return folder / f"postgres-{installation.major}-{key}"


@contextmanager
def _alone(kept: Path) -> Iterator[None]:
    """Hold the lock of a template; the system lets it go when the process ends, however it ends."""
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep(folder: Path, kept: Path) -> None:
    """Copy beside, then rename: a template is there as a whole or not at all."""
    partial = kept.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(mode=0o700)
        shutil.copyfile(folder / "password", partial / "password")
        shutil.copytree(folder / "data", partial / "data", copy_function=shutil.copyfile)
        partial.rename(kept)
    except OSError:  # no space, no rights: the next run calls initdb again
        shutil.rmtree(partial, ignore_errors=True)


def _tidy(folder: Path) -> None:
    """Delete the templates that no run has used for long: every new set of programs makes one."""
    for template in folder.glob("postgres-*"):
        if template.is_dir() and _unused(template):
            with _alone(template):
                if _unused(template):
                    shutil.rmtree(template, ignore_errors=True)


def _unused(template: Path) -> bool:
    with suppress(OSError):  # another run has just deleted it
        return time.time() - template.stat().st_mtime > KEPT_SECONDS
    return False


def _initdb(
    installation: Installation,
    folder: Path,
    guardian: Guardian,
    identity: Identity,
    progress: Progress,
) -> str:
    progress(f"making a PostgreSQL {installation.major} template (once)")
    secret = password()
    file = folder / "password"
    file.write_text(secret)
    for locale in LOCALES:
        shutil.rmtree(folder / "data", ignore_errors=True)
        plan = Plan(
            arguments=(
                str(installation.bin / "initdb"),
                f"--pgdata={folder / 'data'}",
                f"--pwfile={file}",
                f"--locale={locale}",
                *OPTIONS,
            ),
            environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            output=str(folder / "initdb.log"),
            identity=identity,
        )
        if guardian.run(plan) == 0:
            return secret
    said = (folder / "initdb.log").read_text(errors="replace").strip().splitlines()
    raise LaunchFailed(f"initdb failed: {said[-1] if said else 'it said nothing'}")
