"""Objects of all kinds but tables, indexes and types, as the statements that would make them.

Each query in `queries/things/` gives statements in its first column; the room that reads SQL makes things of them. So
every kind is read in one place, whether a file or the catalog says it. A query whose name ends in `_N` needs PostgreSQL
N. Those whose name begins with `remarks` run last: they speak of objects that must be known by then.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from ddlproof.model.reading import Reading
from ddlproof.model.table import Table
from ddlproof.model.thing import Thing
from ddlproof.postgres.session import Session

_SINCE = re.compile(r"_(\d+)\.sql\Z")


@cache
def _queries() -> tuple[tuple[int, str], ...]:
    """Every query with the version that it needs, in the order of their names, remarks last."""
    folder = files("ddlproof.postgres").joinpath("queries/things")
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".sql")]
    found = sorted(names, key=lambda name: (name.startswith("remarks"), name))
    return tuple(
        (int(match[1]) if (match := _SINCE.search(name)) else 0, folder.joinpath(name).read_text("utf-8"))
        for name in found
    )


def read_things(session: Session, read: Reading, tables: tuple[Table, ...]) -> tuple[Thing, ...]:
    """Every thing of the database that the session is in, where its tables are these."""
    version = int(session.version.split(".")[0])
    statements = [text for needs, query in _queries() if needs <= version for text, *_ in session.fetch(query)]
    return read.things(statements, tables)
