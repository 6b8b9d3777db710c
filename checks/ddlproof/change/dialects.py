"""One migration in several files, for several servers or for all of them, told apart by their names or folders.

As Ory's migrator has them (popx, after gobuffalo/pop): `1_a.postgres.up.sql` instead of `1_a.up.sql`, which is for all
servers that have none of their own; `1_a.autocommit.up.sql` runs without a transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_OTHER_SERVER = re.compile(r"\.(?:mysql|mariadb|sqlite3?|cockroach|mssql|oracle|h2|clickhouse)\.", re.IGNORECASE)
_ONE_OF_SEVERAL = re.compile(
    r"(?P<stem>.+?)(?P<own>\.postgres(?:ql)?)?(?P<bare>\.autocommit)?\.(?P<way>up|down)\.sql\Z", re.IGNORECASE
)
_OTHER_FOLDER = re.compile(
    r"(?:(?:db|migrations?|schema|sql)[-_.])*"
    r"(?:mysql|mariadb|sqlite3?|hiqlite|libsql|cockroach(?:db)?|mssql|sqlserver|clickhouse|duckdb)"
    r"(?:[-_.](?:db|migrat(?:e|ions?)|schema|sql))*\Z",
    re.IGNORECASE,
)
_OWN_FOLDER = re.compile(r"(?:.*[-_.])?(?:postgres(?:ql)?|pg|psql)(?:[-_.].*)?\Z", re.IGNORECASE)
_OWN = (".postgres", ".postgresql")
_BARE = ("", ".autocommit")


def of_another_server(path: Path, there: Callable[[Path], bool]) -> bool:
    """Whether the name says that the file is not for PostgreSQL, or for all servers, and PostgreSQL has its own file.

    Args:
        there: whether there is a file at a path.
    """
    if _OTHER_SERVER.search(path.name):
        return True
    parts = _ONE_OF_SEVERAL.match(path.name)
    if parts is None or parts["own"]:
        return False
    return any(there(path.with_name(name)) for name in _names(parts["stem"], parts["way"], _OWN))


def in_folder_of_another_server(folders: Iterable[str]) -> bool:
    """Whether the nearest folder that is named after a server, as in `migrations/sqlite`, is named after another one.

    Args:
        folders: the names of the folders around a file, the nearest first.
    """
    for name in folders:
        if _OWN_FOLDER.match(name):
            return False
        if _OTHER_FOLDER.match(name):
            return True
    return False


def by_popx(path: Path) -> bool:
    """Whether the name says that other servers have other files, or that this one runs without a transaction."""
    parts = _ONE_OF_SEVERAL.match(path.name)
    return parts is not None and bool(parts["own"] or parts["bare"])


def without_transaction(path: Path) -> bool:
    """Whether the name says that the file runs without a transaction."""
    parts = _ONE_OF_SEVERAL.match(path.name)
    return parts is not None and parts["bare"] is not None


def names_that_undo(name: str) -> tuple[str, ...]:
    """The names that a file may have which undoes one of this name; that for PostgreSQL alone comes first."""
    parts = _ONE_OF_SEVERAL.match(name)
    return tuple(_names(parts["stem"], "down", (*_OWN, ""))) if parts is not None else ()


def _names(stem: str, way: str, own: tuple[str, ...]) -> Iterator[str]:
    return (f"{stem}{server}{bare}.{way}.sql" for server in own for bare in _BARE)
