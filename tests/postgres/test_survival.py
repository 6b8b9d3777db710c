"""Nothing outlives the run: no process, no folder, no container, whatever ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ddlproof.postgres import binaries, template
from ddlproof.postgres import embedded as room
from ddlproof.postgres.address import Address
from ddlproof.postgres.choose import start
from ddlproof.postgres.session import Session
from ddlproof.progress import silent

RUN = """
import json, sys, time
from ddlproof.postgres.choose import start
with start(sys.argv[1]) as server:
    database = server.create("left")
    with database.connect() as session:
        print(json.dumps({"server": dict(server.address.server), "pid": session.pid}), flush=True)
        time.sleep(60)
"""


def begin(choice: str, **environment: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """A run in its own process group, and where its server is."""
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, choice],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env={**os.environ, **environment},
    )
    assert run.stdout is not None
    said = run.stdout.readline()
    return run, json.loads(said)["server"]


def finish(run: subprocess.Popen[str], number: int, kill: Callable[[int, int], None] = os.kill) -> None:
    kill(run.pid, number)
    run.wait(timeout=20)
    assert run.stdout is not None
    run.stdout.close()


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def processes(word: str) -> list[str]:
    """The command lines, of any process, that hold this word."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in line:
            found.append(line)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("number", "kill"),
    [(signal.SIGKILL, os.kill), (signal.SIGINT, os.killpg), (signal.SIGTERM, os.kill)],
    ids=["kill -9", "Ctrl-C", "terminate"],
)
def test_an_embedded_server_ends_with_its_run(embedded: object, number: int, kill: Callable[[int, int], None]) -> None:
    run, server = begin("embedded:18")
    folder = Path(server["host"]).parent
    assert folder.is_dir()
    assert processes(str(folder))

    finish(run, number, kill)

    assert eventually(lambda: not processes(str(folder)))
    assert eventually(lambda: not folder.exists())


def test_a_guardian_whose_run_is_interrupted_before_it_hears_an_answer_cleans_up_in_silence(tmp_path: Path) -> None:
    program = "from ddlproof.postgres.keeper import main; main()"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe, stderr=pipe) as keeper:
        assert keeper.stdin is not None
        assert keeper.stdout is not None
        assert keeper.stderr is not None
        keeper.stdout.close()
        keeper.stdin.write(json.dumps({"folder": str(tmp_path / "run")}).encode() + b"\n")
        keeper.stdin.close()
        assert keeper.stderr.read() == b""
    assert keeper.returncode == 0
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_folder_whose_guardian_was_killed_too_is_deleted_by_the_next_run(embedded: object) -> None:
    run, server = begin("embedded:18")
    folder = Path(server["host"]).parent
    guardians = [pid for pid in _children(run.pid) if "keeper" in _command(pid)]
    assert len(guardians) == 1

    os.kill(guardians[0], signal.SIGKILL)
    finish(run, signal.SIGKILL)

    assert eventually(lambda: not processes(str(folder)))
    assert folder.exists()
    other, _ = begin("embedded:18")
    assert not folder.exists()
    finish(other, signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_a_container_ends_with_its_run(container: object, number: int) -> None:
    run, server = begin("container:postgres:15", TESTCONTAINERS_RYUK_DISABLED="true")
    name = container_at(server["port"])

    finish(run, number)

    assert eventually(lambda: name not in containers(), seconds=20)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_container_whose_guardian_was_killed_too_is_removed_by_the_next_run(container: object) -> None:
    run, server = begin("container:postgres:15")
    left = container_at(server["port"])
    for guardian in [pid for pid in _children(run.pid) if "keeper" in _command(pid)]:
        os.kill(guardian, signal.SIGKILL)
    finish(run, signal.SIGKILL)
    assert left in containers()

    with start("container:postgres:15") as server_of_next:
        assert left not in containers()
        next_one = container_at(server_of_next.address.server["port"])
    assert next_one not in containers()


def test_the_first_runs_of_all_may_start_together(embedded: object, tmp_path: Path) -> None:
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", RUN.replace("time.sleep(60)", ""), "embedded:18"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        for _ in range(3)
    ]
    for run in runs:
        _, complaints = run.communicate(timeout=60)
        assert (run.returncode, complaints) == (0, "")

    kept = [path for path in (tmp_path / "ddlproof").iterdir() if path.suffix != ".lock"]
    assert len(kept) == 1
    assert (kept[0] / "data" / "PG_VERSION").read_text() == "18\n"
    assert (tmp_path / "ddlproof").stat().st_mode & 0o077 == 0
    assert kept[0].stat().st_mode & 0o077 == 0


def test_a_cache_that_others_can_write_is_not_used(
    embedded: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    template.cache().mkdir()
    template.cache().chmod(0o777)

    with started() as address, Session(address) as session:
        assert session.fetch("select 1") == [(1,)]
    assert list(template.cache().iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(
    "refused", [{"namespace"}, {"namespace", "nobody"}], ids=["programs are readable", "programs must be copied"]
)
def test_root_without_user_namespaces_runs_the_server_as_nobody(
    embedded: object, monkeypatch: pytest.MonkeyPatch, refused: set[str]
) -> None:
    possible = room._runs
    monkeypatch.setattr(room, "_runs", lambda *given: given[-1] not in refused and possible(*given))

    with started() as address, Session(address) as session:
        folder = Path(address.server["host"]).parent
        assert (folder / "data").stat().st_uid == room.NOBODY
        assert session.fetch("select 1") == [(1,)]
    assert not folder.exists()


def started() -> AbstractContextManager[Address]:
    installations, _ = binaries.find(18)
    return room.start(installations[0], silent)


def containers() -> dict[str, str]:
    """The published ports of all containers, by name."""
    from docker import from_env

    found = from_env().containers.list(all=True, ignore_removed=True)
    return {one.name: (one.ports.get("5432/tcp") or [{}])[0].get("HostPort", "") for one in found}


def container_at(port: str) -> str:
    (name,) = [name for name, published in containers().items() if published == port]
    return name


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode()


def test_a_template_that_no_run_has_used_for_a_month_is_deleted_when_another_is_made(
    embedded: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    template.cache().mkdir(mode=0o700)
    old, recent = (template.cache() / f"postgres-17-{name}" for name in ("old", "recent"))
    for folder in (old, recent):
        (folder / "data").mkdir(parents=True)
    os.utime(old, (0, 0))

    with start("embedded:18"):
        pass

    assert not old.exists()
    assert recent.exists()
    assert list(template.cache().glob("postgres-18-*/data"))


def test_a_container_whose_making_is_interrupted_is_removed(container: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine has made it, but Ctrl-C came before this process was told."""
    from docker import from_env
    from testcontainers.core.container import DockerContainer

    client, made = from_env(), list[str]()

    def interrupted(self: DockerContainer) -> None:
        made.append(client.containers.create("postgres:15", name=self._name).name)
        raise KeyboardInterrupt

    monkeypatch.setattr(DockerContainer, "start", interrupted)
    with pytest.raises(KeyboardInterrupt), start("container:postgres:15"):
        pass

    assert len(made) == 1
    assert made[0] not in [one.name for one in client.containers.list(all=True, ignore_removed=True)]
    client.close()
