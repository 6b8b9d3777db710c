"""Hypothesis profiles, --require-postgres, and a report header that names the servers found."""

from __future__ import annotations

import os
import signal
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ddlproof.postgres import binaries

# Never our own plugin: it comes by its entry point.
pytest_plugins = ["pytester"]

# A server answers in its own time: a deadline for one example would only measure the machine, and so would one for the
# first few. CI draws the same examples each time, so that a red build is the change's doing; elsewhere they are new.
settings.register_profile("dev", max_examples=30, deadline=None)
SLOW = [HealthCheck.too_slow]
settings.register_profile(
    "ci", max_examples=60, deadline=None, print_blob=True, derandomize=True, suppress_health_check=SLOW
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))


# A shell starts what runs in the background with SIGINT ignored, and every child inherits that: tests that press Ctrl-C
# would wait for nothing.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-postgres", action="store_true", help="a server that is not to be had is a failure")


def pytest_report_header() -> str:
    installations, _ = binaries.find()
    found = [f"{installation.version} ({installation.origin})" for installation in installations]
    engine = "DOCKER_HOST" in os.environ or Path("/var/run/docker.sock").exists()
    if engine and find_spec("testcontainers"):
        found.append("a container engine")
    return f"postgres: {', '.join(found) or 'none'}"
