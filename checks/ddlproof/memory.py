"""The reports of earlier runs of `lint`, by what they were made from: an unchanged file is not judged again.

A report is kept below what was asked: the arguments, the folder, the program, the terminal. It counts as long as
everything that the run looked at is found again: the files by their content, folders by their last change. Files are
written aside and renamed, so that hooks may run at the same time. Nothing is imported here that `python -c pass` does
not load.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from ddlproof import seen
from ddlproof.version import __version__

MOST_REPORTS = 400
MOST_CHARACTERS = 1_000_000
_HEAD = f"ddlproof {__version__} lint 1"
# What else than files has a say in a report; or what is done besides printing one.
_ENVIRONMENT = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "DDLPROOF_POSTGRES", "LANG", "LC_ALL", "PYTHONIOENCODING")
_NEVER = frozenset(
    "--output --write-baseline --base --debug --no-cache --fix --diff --format=github github --help -h".split()
)


def recall(arguments: list[str]) -> tuple[int, str] | None:
    """Status and report of a run with these arguments, if nothing has changed since; else begin to keep a record."""
    place = _place(arguments)
    if place is None:
        return None
    try:
        with open(place, encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_uid == os.geteuid():
                found = _valid(file.read())
                if found is not None:
                    return found
    except (OSError, ValueError):
        pass  # not there, or not whole: then the run is made
    seen.begin()
    return None


def _valid(text: str) -> tuple[int, str] | None:
    head, _, rest = text.partition("\n")
    name, _, status = head.rpartition(" ")
    things, _, report = rest.partition("\n\n")
    if name != _HEAD:
        return None
    for line in things.split("\n"):
        kind, known, path = line.split("\t")
        if seen.answer((kind, path)) != known:
            return None
    return int(status), report


def show(status: int, report: str) -> int:
    """Print a report that is known already, by the same rules as the console; its status."""
    try:
        encoding = sys.stdout.encoding
        sys.stdout.write(report.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def remember(arguments: list[str], status: int, report: str) -> None:
    """Keep a report for later runs. What goes wrong with that concerns nobody."""
    record, place = seen.recorded(), _place(arguments)
    if record is None or place is None or len(report) > MOST_CHARACTERS:
        return
    lines = [f"{kind}\t{answer}\t{path}" for (kind, path), answer in record.items()]
    if not lines or any(line.count("\t") != 2 or "\n" in line for line in lines):
        return
    with suppress(OSError, ValueError):
        folder = os.path.dirname(place)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        _make_room(folder)
        beside = f"{place}.{os.getpid()}"
        with open(beside, "w", encoding="utf-8") as file:
            file.write(f"{_HEAD} {status}\n" + "\n".join(lines) + "\n\n" + report)
        os.replace(beside, place)


def _make_room(folder: str) -> None:
    """Delete the oldest reports where there are many."""
    entries = list(os.scandir(folder))
    if len(entries) > MOST_REPORTS:
        for entry in sorted(entries, key=lambda entry: entry.stat().st_mtime)[: len(entries) // 2]:
            with suppress(OSError):
                os.unlink(entry.path)


def _place(arguments: list[str]) -> str | None:
    """The file of a report; None where none is kept."""
    if any(
        word.partition("=")[0] in _NEVER or word.startswith("git:") or word.endswith("github") for word in arguments
    ):
        return None
    base = _folder("lint")
    if base is None:
        return None
    asked = [_HEAD, sys.version, os.getcwd(), _program(), _screen(), *arguments]
    asked += [f"{name}={os.environ.get(name)}" for name in _ENVIRONMENT]
    return f"{base}/{seen.digest(chr(0).join(asked).encode('utf-8', 'surrogatepass'))}"


def schemas() -> str | None:
    """How the paths begin under which this program keeps schemas; None where nothing is to be kept."""
    base = _folder("schemas")
    return f"{base}/{seen.digest(f'{__version__} {sys.version} {_program()}'.encode())}-" if base is not None else None


def _folder(name: str) -> str | None:
    own = os.environ.get("DDLPROOF_CACHE")
    if own is not None:
        return f"{own}/{name}" if own.startswith("/") else None
    base = os.environ.get("XDG_CACHE_HOME", "")
    base = base if base.startswith("/") else os.path.expanduser("~/.cache")
    return f"{base}/ddlproof/{name}" if base.startswith("/") else None


def _program() -> str:
    """What tells one program from another: where it is installed its version does, else its files do."""
    here = os.path.dirname(__file__)
    parser = next((found for path in sys.path if (found := _changed(f"{path}/sqlglot/__init__.py"))), "")
    if f"{os.sep}site-packages{os.sep}" in here:
        return f"{here} {_changed(__file__)} {parser}"
    newest = max(entry.stat().st_mtime_ns for entry in _modules(here))
    return f"{here} {newest} {parser}"


def _changed(path: str) -> str:
    try:
        return str(os.stat(path).st_mtime_ns)
    except OSError:
        return ""


def _modules(folder: str) -> list[os.DirEntry[str]]:
    found = []
    for entry in os.scandir(folder):
        if entry.name.endswith(".py"):
            found.append(entry)
        elif entry.is_dir() and entry.name != "__pycache__":
            found += _modules(entry.path)
    return found


def _screen() -> str:
    """What the report is written to: a terminal has a width, and every stream an encoding."""
    out = sys.stdout
    if out is None or not out.isatty():
        return f"{getattr(out, 'encoding', '')}"
    try:
        return f"{out.encoding} {os.get_terminal_size(out.fileno())}"
    except OSError:
        return out.encoding
