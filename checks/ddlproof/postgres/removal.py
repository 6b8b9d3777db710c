"""Removes containers whose run was killed."""

from __future__ import annotations

import time
from contextlib import suppress

from docker.errors import APIError, NotFound  # type: ignore[import-untyped]  # docker has no types
from testcontainers.core.docker_client import DockerClient

from ddlproof.postgres import mark

# The engine may still be making the container when the run is killed.
PATIENCE_SECONDS = 10.0


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


def remove_leftovers(docker: DockerClient, label: str) -> None:
    """Remove the containers whose guardian, by its mark in that label, was killed together with the run."""
    for container in docker.client.containers.list(all=True, filters={"label": label}):
        if mark.is_dead(container.labels[label]):
            with suppress(APIError):  # another run is removing it
                container.remove(force=True, v=True)
