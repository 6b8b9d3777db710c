"""Removes a container whose run was killed: what the keeper runs, in a process of its own."""

from __future__ import annotations

import time

from docker.errors import NotFound  # type: ignore[import-untyped]  # docker has no types
from testcontainers.core.docker_client import DockerClient

# The engine may still be making the container when the run is killed.
PATIENCE_SECONDS = 10.0


def remove(name: str) -> None:
    """Remove the container of that name, with its volumes; wait for it if it is not there yet."""
    containers = DockerClient().client.containers
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            containers.get(name).remove(force=True, v=True)
            return
        except NotFound:
            time.sleep(0.2)
