"""How a program becomes a server: identity, limits, sandbox, and its death with the process that started it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

from ddlproof.postgres import landlock

NEW_USER, NEW_IPC, NEW_NETWORK = 0x10000000, 0x08000000, 0x40000000
PARENT_DEATH_SIGNAL = 1
NOBODY = 65534

# PostgreSQL refuses to run as root. A user namespace makes root look like somebody else to it, without another user's
# account or rights on any file; where the kernel forbids that, the server runs as `nobody`.
Identity = Literal["same", "namespace", "nobody"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A program to start. `output` is the file for what it prints; limits are in bytes, 0 for none."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    output: str
    identity: Identity = "same"
    address_space: int = 0
    file_size: int = 0
    allowed: landlock.Allowed | None = None


class LaunchFailed(Exception):
    """The program could not be started; the message is the system's."""


def launch(plan: Plan) -> int:
    """Start the program of a plan, return its process id.

    Raises:
        LaunchFailed: it could not take its identity or its limits, or the program could not be executed.
    """
    reader, writer = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            _become(plan, parent)
        except BaseException as error:  # noqa: BLE001  # nothing may escape into the code of the parent
            os.write(writer, str(error).encode())
        finally:
            os._exit(127)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        complaint = pipe.read()
    if complaint:
        os.waitpid(child, 0)
        raise LaunchFailed(complaint.decode())
    return child


def _become(plan: Plan, parent: int) -> NoReturn:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    _redirect(plan.output)
    _limit(plan)
    if plan.identity == "namespace":
        _enter_namespace()
    elif plan.identity == "nobody":
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    if plan.allowed is not None:
        landlock.restrict(plan.allowed)
    _die_with(parent)
    os.execve(plan.arguments[0], plan.arguments, plan.environment)  # noqa: S606  # no shell is meant


def _redirect(output: str) -> None:
    printed = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, descriptor in enumerate((nothing, printed, printed)):
        os.dup2(descriptor, number)


def _limit(plan: Plan) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if plan.file_size:
        resource.setrlimit(resource.RLIMIT_FSIZE, (plan.file_size, plan.file_size))
    if plan.address_space and sys.platform == "linux":  # elsewhere it is not enforced, or cannot be set
        resource.setrlimit(resource.RLIMIT_AS, (plan.address_space, plan.address_space))


def _enter_namespace() -> None:
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_USER | NEW_IPC | NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), f"no user namespace: {os.strerror(ctypes.get_errno())}")
    for name, content in (("setgroups", "deny"), ("uid_map", f"1000 {user} 1"), ("gid_map", f"1000 {group} 1")):
        Path(f"/proc/self/{name}").write_text(content)


def _die_with(parent: int) -> None:
    """Must come after every change of identity, which would clear it. SIGQUIT is PostgreSQL's immediate shutdown."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGQUIT, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(127)
