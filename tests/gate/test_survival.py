"""Whatever ends a check in its middle: no process, no folder, no container, no scratch database is left."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable

import pytest
from watched import ROOT, Watched, begin, url

from ddlproof.postgres.address import Address
from ddlproof.postgres.session import Session

EXAMPLE = ROOT / "schema" / "variant_jobs"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

ENDS = pytest.mark.parametrize(
    ("number", "kill"),
    [(signal.SIGKILL, os.kill), (signal.SIGTERM, os.kill), (signal.SIGINT, os.killpg), (signal.SIGHUP, os.killpg)],
    ids=["kill -9", "terminate", "Ctrl-C", "terminal closed"],
)


def eventually(holds: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def in_its_middle(run: Watched, delay: float) -> None:
    """Some time after the server was started."""
    assert eventually(lambda: run.folders or run.process.poll() is not None)
    time.sleep(delay)
    assert run.process.poll() is None, "it has ended too early to be interrupted"


@ENDS
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.25])
def test_an_embedded_server(embedded: object, number: int, kill: Callable[[int, int], None], delay: float) -> None:
    run = begin("check", EXAMPLE, "--postgres", "embedded:18")
    in_its_middle(run, delay)
    assert run.left(), "there is something to be left"

    kill(run.process.pid, number)
    error = run.end()

    assert run.leaves_nothing(), run.left()
    assert run.process.returncode != 0
    assert "internal error" not in error


@ENDS
def test_a_container(container: object, number: int, kill: Callable[[int, int], None]) -> None:
    run = begin("check", EXAMPLE, "--postgres", "container:postgres:15")
    assert eventually(lambda: containers_of(run))

    kill(run.process.pid, number)
    error = run.end()

    assert eventually(lambda: not containers_of(run), seconds=60)
    assert run.leaves_nothing(), run.left()
    assert "internal error" not in error


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["terminate", "Ctrl-C"])
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.2])
def test_a_server_of_others(theirs: Address, number: int, delay: float) -> None:
    before = databases(theirs)
    run = begin("check", EXAMPLE, "--postgres", url(theirs))
    assert eventually(lambda: databases(theirs) != before)
    time.sleep(delay)

    os.kill(run.process.pid, number)
    error = run.end()

    assert databases(theirs) == before
    assert "internal error" not in error


def test_what_a_killed_run_left_on_a_server_of_others_is_dropped_by_the_next(theirs: Address) -> None:
    before = databases(theirs)
    run = begin("check", EXAMPLE, "--postgres", url(theirs))
    assert eventually(lambda: databases(theirs) != before)
    os.kill(run.process.pid, signal.SIGKILL)
    run.end()
    assert eventually(lambda: not sessions(theirs))

    begin("check", EXAMPLE, "--postgres", url(theirs)).end()
    assert databases(theirs) == before


def databases(address: Address) -> list[str]:
    """All databases and roles."""
    with Session(address) as session:
        found = session.fetch("select datname from pg_database union all select rolname from pg_roles order by 1")
    return [name for (name,) in found]


def sessions(address: Address) -> list[int]:
    with Session(address) as session:
        query = "select pid from pg_stat_activity where application_name like 'ddlproof_%' and pid <> pg_backend_pid()"
        return [pid for (pid,) in session.fetch(query)]


def containers_of(run: Watched) -> list[str]:
    """The containers that a process of the run guards."""
    from docker import from_env

    guardians = {str(pid) for pid, _ in run.processes}
    client = from_env()
    try:
        found = client.containers.list(all=True, filters={"label": "ddlproof.guardian"}, ignore_removed=True)
        return [one.name for one in found if one.labels["ddlproof.guardian"].split("/")[-2] in guardians]
    finally:
        client.close()
