"""The SQL files of a project: which are PostgreSQL's, and in which order its migrations run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ddlproof.source import Source

FOREIGN = re.compile(r"(mysql|mariadb|sqlite3?|cockroach|crdb|clickhouse|mssql|oracle)", re.IGNORECASE)
_DOWN = re.compile(r"(^|[._-])(down|undo|rollback|revert)(\.[a-z]+)*\.sql\Z", re.IGNORECASE)
_DOWN_PART = re.compile(r"^\s*--\s*(\+(goose|migrate|micrate)\s+down|migrate:down)\b", re.IGNORECASE | re.MULTILINE)
_COPY = re.compile(r"^COPY [^;]*FROM stdin[^;]*;\n.*?^\\\.$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_META = re.compile(r"^\\[a-z!?]+.*$", re.MULTILINE)
_DASH = re.compile(r"(?<=\d)-(?=\d)")
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Script:
    """One file: `up` is False for what undoes a migration."""

    source: Source
    up: bool


def scripts(folder: Path) -> Iterator[Script]:
    """The PostgreSQL files of a folder (or one file), in the order of their names with numbers as numbers."""
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*.sql"), key=lambda p: _order(p.relative_to(folder)))
    for path in (path for path in paths if path.is_file()):
        name = str(path.relative_to(folder)) if path != folder else path.name
        if not FOREIGN.search(name):
            text = path.read_bytes().decode("utf-8", errors="replace").removeprefix("\ufeff")
            yield Script(Source(f"{folder.name}/{name}", text), up=not _DOWN.search(path.name))


def upward(script: Script) -> str:
    """The part of a script that migrates up, without psql's own lines and the data of COPY, offsets kept."""
    down = _DOWN_PART.search(script.source.text)
    text = script.source.text[: down.start()] if down else script.source.text
    return plain(text)


def plain(text: str) -> str:
    """The text with psql's meta-commands and the data of COPY blanked out, offsets kept."""
    return _META.sub(_blank, _COPY.sub(_blank, text))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _order(path: Path) -> list[tuple[int, int | str]]:
    """`2_b` before `10_a`; `2017-08-31-1200_a` is the number 201708311200, as diesel has it."""
    parts = _NUMBER.split(_DASH.sub("", str(path)))
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part]
