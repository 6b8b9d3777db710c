"""Which PostgreSQL the gate uses. Importing this loads no driver; starting one does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ddlproof.errors import InputError, NoPostgres
from ddlproof.postgres.settings import STATEMENT_SECONDS
from ddlproof.progress import Progress, silent

if TYPE_CHECKING:
    from ddlproof.postgres.binaries import Installation
    from ddlproof.postgres.server import Server

VARIABLE = "DDLPROOF_POSTGRES"
IMAGE = "postgres:18"
URLS = ("postgresql://", "postgres://")
FORMS = "auto, embedded, embedded:MAJOR, container, container:IMAGE or postgresql://user@host:5432/database"
WAYS = (
    "Get one with `pip install 'ddlproof[gate]'`; or use `--postgres container` (Docker) "
    "or `--postgres postgresql://user@host:5432/database`."
)


def is_embedded(choice: str) -> bool:
    """Whether that means a server of our own from programs on this machine, which costs nobody else anything."""
    return _chosen(choice).partition(":")[0] in ("auto", "embedded")


def _chosen(choice: str) -> str:
    return os.environ.get(VARIABLE) or choice if choice == "auto" else choice


@contextmanager
def start(choice: str, progress: Progress = silent, *, limit: float = STATEMENT_SECONDS) -> Iterator[Server]:
    """A server for this run, stopped and removed afterwards.

    Args:
        choice: `auto`, `embedded`, `embedded:16`, `container`, `container:postgres:15` or a URL. `auto` is what the
            environment variable DDLPROOF_POSTGRES says, else embedded.
        progress: hears what takes time.
        limit: wall-clock limit of one statement, in seconds.

    Raises:
        InputError: not one of these forms.
        NoPostgres: none of that kind is to be had; its notes say what was tried.
    """
    choice = _chosen(choice)
    if find_spec("psycopg") is None:
        raise NoPostgres("psycopg is not installed", hint="Run `pip install 'ddlproof[gate]'`.")
    kind, _, detail = choice.partition(":")
    with ExitStack() as stack:
        if choice.startswith(URLS):
            from ddlproof.postgres import url

            yield stack.enter_context(url.start(choice, progress, limit))
        elif kind == "container":
            yield _container(stack, detail or IMAGE, progress, limit)
        elif choice in ("auto", "embedded") or (kind == "embedded" and detail.isdecimal()):
            yield _embedded(stack, int(detail) if detail else None, progress, limit)
        else:
            raise InputError(f"no such choice of PostgreSQL: {choice}", hint=f"Say {FORMS}.")


def _embedded(stack: ExitStack, major: int | None, progress: Progress, limit: float) -> Server:
    """The best installation that starts."""
    from ddlproof.postgres import binaries

    reasons: list[str] = []
    for found in binaries.search(major):
        if isinstance(found, str):
            reasons.append(found)
            continue
        try:
            return stack.enter_context(_installed(found, progress, limit))
        except NoPostgres as error:
            reasons += [error.message, *error.notes]
    wanted = f"PostgreSQL {major}" if major else "PostgreSQL"
    raise NoPostgres(f"there is no {wanted} on this machine that can be used", notes=tuple(reasons), hint=WAYS)


@contextmanager
def _installed(installation: Installation, progress: Progress, limit: float) -> Iterator[Server]:
    from ddlproof.postgres import embedded

    progress(f"starting PostgreSQL {installation.version} ({installation.origin})")
    with embedded.start(installation, progress) as address:
        from ddlproof.postgres.own import furnish

        with furnish(address, "embedded", limit) as server:
            yield server


def _container(stack: ExitStack, image: str, progress: Progress, limit: float) -> Server:
    if find_spec("testcontainers") is None:
        raise NoPostgres("testcontainers is not installed", hint="Run `pip install 'ddlproof[container]'`.")
    from ddlproof.postgres import container
    from ddlproof.postgres.own import furnish

    address = stack.enter_context(container.start(image, progress))
    return stack.enter_context(furnish(address, f"container {image}", limit))
