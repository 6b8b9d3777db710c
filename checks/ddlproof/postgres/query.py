"""The queries to the catalog, each in a file of its own, and which of them can give anything in a database.

A query may begin with `-- catalog: NAME …`, catalogs of which one must hold something of the user's, or with lines
`-- if: CONDITION`, in SQL. Most databases use few of the kinds there are; one query asks for all conditions at once.
A query whose name ends in `_N` needs PostgreSQL N.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ddlproof.postgres.session import Session

THINGS = "things/"
_FOLDER = files("ddlproof.postgres").joinpath("queries")
_SINCE = re.compile(r"_(\d+)\Z")
_CATALOGS = re.compile(r"\A-- catalog: (.*)\n")
_CONDITION = re.compile(r"\A((?:-- if: .*\n)+)")
_FIRST_OID = 16384
"""`FirstNormalObjectId` of src/include/access/transam.h: what PostgreSQL brings along has a smaller oid."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query, the version that it needs, and when it can give anything: a condition in SQL."""

    name: str
    text: str
    since: int
    condition: str


@cache
def query(name: str) -> Query:
    """`queries/NAME.sql`."""
    text, since = _FOLDER.joinpath(f"{name}.sql").read_text("utf-8"), _SINCE.search(name)
    return Query(name, text, int(since[1]) if since else 0, _condition(text))


@cache
def _names(folder: str) -> tuple[str, ...]:
    found = (entry.name for entry in _FOLDER.joinpath(folder).iterdir())
    return tuple(f"{folder}{name.removesuffix('.sql')}" for name in sorted(found) if name.endswith(".sql"))


def _condition(text: str) -> str:
    if said := _CONDITION.match(text):
        return " ".join(line.removeprefix("-- if: ") for line in said[1].splitlines())
    catalogs = found[1].split() if (found := _CATALOGS.match(text)) else ()
    return " or ".join(f"exists (select from {name} where oid >= {_FIRST_OID})" for name in catalogs)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog that a session sees. `used` names the queries that can give anything in its database."""

    session: Session
    used: frozenset[str]

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        """What a query gives."""
        return self.session.fetch(query(name).text) if name in self.used else []


def catalog_of(session: Session) -> Catalog:
    """Ask all conditions at once."""
    version = int(session.version.split(".")[0])
    known = [one for one in map(query, (*_names(""), *_names(THINGS))) if one.since <= version]
    conditions = {one.condition: None for one in known if one.condition}
    (answers,) = session.fetch("select " + ", ".join(conditions))
    given = dict(zip(conditions, answers, strict=True))
    return Catalog(session, frozenset(one.name for one in known if given.get(one.condition, True)))
