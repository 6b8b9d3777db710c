"""Objects of all kinds but tables, indexes and types, as the statements that would make them.

Each query in `queries/things/` gives statements in its first column; the room that reads SQL makes things of them. So
every kind is read in one place, whether a file or the catalog says it. A query whose name ends in `_N` needs PostgreSQL
N. Those whose name begins with `remarks` run last: they speak of objects that must be known by then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ddlproof.model.reading import Reading
from ddlproof.model.table import Table
from ddlproof.model.thing import Thing
from ddlproof.postgres.session import Session

_SINCE = re.compile(r"_(\d+)\.sql\Z")
_CATALOGS = re.compile(r"\A-- catalog: (.*)\n")
_FIRST_OID = 16384
"""`FirstNormalObjectId` of src/include/access/transam.h: what PostgreSQL brings along has a smaller oid."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query, the version that it needs, and the catalogs of which one must hold something; empty: asked always."""

    text: str
    since: int
    catalogs: tuple[str, ...]

    def worthwhile(self, used: set[str]) -> bool:
        """Whether it can give anything in a database whose catalogs in use are these."""
        return not self.catalogs or not used.isdisjoint(self.catalogs)


@cache
def _queries() -> tuple[Query, ...]:
    """Every query in the order of their names, remarks last."""
    folder = files("ddlproof.postgres").joinpath("queries/things")
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".sql")]
    return tuple(
        _query(name, folder.joinpath(name).read_text("utf-8"))
        for name in sorted(names, key=lambda name: (name.startswith("remarks"), name))
    )


def _query(name: str, text: str) -> Query:
    since, catalogs = _SINCE.search(name), _CATALOGS.match(text)
    return Query(text, int(since[1]) if since else 0, tuple(catalogs[1].split()) if catalogs else ())


def read_things(session: Session, read: Reading, tables: tuple[Table, ...]) -> tuple[Thing, ...]:
    """Every thing of the database that the session is in, where its tables are these."""
    version = int(session.version.split(".")[0])
    used = _used(session)
    asked = [
        query for query in _queries() if query.since <= version and (not query.catalogs or used & {*query.catalogs})
    ]
    statements = [text for query in asked for text, *_ in session.fetch(query.text)]
    return read.things(statements, tables)


def _used(session: Session) -> set[str]:
    """The catalogs that hold more than what PostgreSQL brings along: most databases use few of them."""
    named = sorted({catalog for query in _queries() for catalog in query.catalogs})
    each = (f"select '{c}' where exists (select from pg_catalog.{c} where oid >= {_FIRST_OID})" for c in named)
    return {catalog for (catalog,) in session.fetch(" union all ".join(each))}
