"""What an embedded server may touch: its programs, its data, its socket. Not even a superuser in it gets further."""

from __future__ import annotations

import struct
from pathlib import Path

from ddlproof.postgres.binaries import Installation
from ddlproof.postgres.landlock import Allowed

# Libraries, locales and time zones; a Debian installation keeps its own share elsewhere than its programs.
SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/nix/store",
    "/etc/ld.so.cache",
    "/usr/share/zoneinfo",
    "/usr/share/postgresql",
    "/usr/share/pgsql",
    "/dev/urandom",
)
_INTERPRETER = 3  # PT_INTERP of <elf.h>


def allowed(installation: Installation, *, read: tuple[Path, ...], write: tuple[Path, ...]) -> Allowed:
    """The server executes itself and nothing else: no shell for `COPY … TO PROGRAM`; it writes into `write` only."""
    program = installation.bin / "postgres"
    return Allowed(
        execute=(str(program), *_loader(program)),
        read=(*(str(folder) for folder in (*installation.roots, *read)), *SYSTEM),
        write=(*(str(folder) for folder in write), "/dev/null"),
    )


def _loader(program: Path) -> tuple[str, ...]:
    """The dynamic loader that a 64-bit ELF program names: executing the program executes that one."""
    with program.open("rb") as file:
        header = file.read(64)
        if header[:5] != b"\x7fELF\x02":
            return ()
        (start,) = struct.unpack_from("<Q", header, 32)
        size, count = struct.unpack_from("<HH", header, 54)
        file.seek(start)
        table = file.read(size * count)
        for entry in range(count):
            kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", table, entry * size)
            if kind == _INTERPRETER:
                file.seek(offset)
                return (file.read(length).rstrip(b"\0").decode(),)
    return ()
