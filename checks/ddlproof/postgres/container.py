"""A server of our own in a container, for one run."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from docker.errors import APIError, DockerException, ImageNotFound, NotFound  # type: ignore[import-untyped]  # docker has no types
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient

from ddlproof.errors import NoPostgres
from ddlproof.postgres import mark, settings
from ddlproof.postgres.address import Address, own
from ddlproof.postgres.guardian import Guardian
from ddlproof.postgres.secret import password, token
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.postgres.template import SUPERUSER
from ddlproof.progress import Progress

PORT = 5432
START_SECONDS = 120.0
# Memory that is gone with the container; 18 keeps its data elsewhere than 17, so say where.
DATA = "/var/lib/ddlproof"
DATA_SIZE = "size=2g"
LABEL = "ddlproof.guardian"
LIMITS: dict[str, Any] = {"mem_limit": "4g", "pids_limit": 512, "security_opt": ["no-new-privileges"]}
# The engine may still be making the container when the run is killed.
PATIENCE_SECONDS = 10.0
_REMOVE = (
    "import sys; sys.path.insert(0, sys.argv[1]); from ddlproof.postgres.container import remove; remove(sys.argv[2])"
)


@contextmanager
def start(image: str, progress: Progress) -> Iterator[Address]:
    """A running server, as the address of its superuser, whose password must be changed at once.

    The container is removed afterwards, also when this process is killed and with testcontainers' reaper disabled.

    Raises:
        NoPostgres: no container engine, no such image, or the server in it does not start.
    """
    secret, name = password(), f"ddlproof-{token()}"
    with Guardian(os.environ) as guardian:
        progress(f"starting a container of {image}")
        container = _container(image, name, secret, guardian.mark)
        guardian.undo(name, [sys.executable, "-c", _REMOVE, str(Path(__file__).resolve().parents[2]), name])
        try:
            _start(container, image)
        except NoPostgres:
            _remove(container, name, guardian)
            raise
        # Interrupted before this line, the engine may have made a container that nobody here knows: the keeper's work.
        try:
            yield _await(container, image, secret)
        finally:
            _remove(container, name, guardian)


def _remove(container: DockerContainer, name: str, guardian: Guardian) -> None:
    container.stop()
    guardian.forget(name)


def _container(image: str, name: str, secret: str, owner: str) -> DockerContainer:
    try:
        container = DockerContainer(image, name=name, labels={LABEL: owner}, **LIMITS)
        _remove_leftovers(container.get_docker_client())
    except (DockerException, OSError) as error:
        raise NoPostgres(
            "no container engine answers",
            notes=(str(error),),
            hint="Start Docker (or set DOCKER_HOST), or use `--postgres embedded`, which needs none.",
        ) from error
    arguments = settings.arguments(settings.THROW_AWAY)
    container.with_exposed_ports(PORT).with_command(["postgres", *arguments]).with_tmpfs_mount(DATA, DATA_SIZE)
    return container.with_envs(
        POSTGRES_USER=SUPERUSER,
        POSTGRES_DB="postgres",
        POSTGRES_PASSWORD=secret,
        PGDATA=f"{DATA}/data",
        POSTGRES_INITDB_ARGS="--no-sync",
    )


def _start(container: DockerContainer, image: str) -> None:
    try:
        with _without_reaper():
            container.start()
    except ImageNotFound as error:
        raise NoPostgres(
            f"there is no image {image}",
            notes=(str(error),),
            hint=f"`docker pull {image}` shows why; `docker images` lists what can be had without a registry.",
        ) from error
    except (DockerException, OSError) as error:
        raise NoPostgres(
            f"no container of {image} can be started",
            notes=(str(error),),
            hint=f"`docker run --rm {image} postgres -V` shows whether the engine can run it.",
        ) from error


@contextmanager
def _without_reaper() -> Iterator[None]:
    """testcontainers' reaper is a second image to pull and holds the engine's socket; the guardian does its work."""
    before = testcontainers_config.ryuk_disabled
    testcontainers_config.ryuk_disabled = True
    try:
        yield
    finally:
        testcontainers_config.ryuk_disabled = before


def _await(container: DockerContainer, image: str, secret: str) -> Address:
    """Until the server lets us in: the engine opens the port long before."""
    try:
        host, port = container.get_container_host_ip(), container.get_exposed_port(PORT)
    except Exception as error:
        raise NoPostgres(f"the container of {image} is gone: {error}", notes=_last_words(container)) from error
    address = Address({"host": host, "port": str(port), **own()}, "postgres", SUPERUSER, secret)
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            Session(address).close()
            return address
        except StatementFailed as failed:
            container.reload()
            if container.status != "running" or time.monotonic() > end:
                raise NoPostgres(
                    f"the server in the container of {image} does not start: {failed.error.message}",
                    notes=_last_words(container),
                ) from failed
        time.sleep(0.05)


def _last_words(container: DockerContainer) -> tuple[str, ...]:
    said = b"".join(container.get_logs()).decode(errors="replace")
    return tuple(said.strip().splitlines()[-3:])


def remove(name: str) -> None:
    """What the keeper runs: remove the container of that name, with its volumes; wait for it if it is not there yet."""
    containers = DockerClient().client.containers
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            containers.get(name).remove(force=True, v=True)
            return
        except NotFound:
            time.sleep(0.2)


def _remove_leftovers(docker: DockerClient) -> None:
    """Remove the containers whose guardian, by its mark in the label, was killed together with the run."""
    for container in docker.client.containers.list(all=True, filters={"label": LABEL}):
        if mark.is_dead(container.labels[LABEL]):
            with suppress(APIError):  # another run is removing it
                container.remove(force=True, v=True)
