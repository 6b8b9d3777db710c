"""The diff of two schemas of 1,000 tables with 20 changes: from SQL, and from the catalog beside migra.

All in one process, on one embedded server; what is compared runs in turns. Each turn reads both sides anew. migra
(PyPI, with psycopg2-binary; it is unmaintained and needs setuptools below 80) is left out where it cannot be imported.
Run: `python benchmarks/diff_large.py [ROUNDS [TABLES]]`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from importlib.util import find_spec
from urllib.parse import quote

from timing import in_turns, ratio, report

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_catalog
from ddlproof.postgres.choose import start
from ddlproof.postgres.database import Database
from ddlproof.source import Source
from ddlproof.sql import definitions
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

CHANGES = 20
GOAL = 0.1
"""At most a tenth of migra's time."""


def schema(tables: int, *, changed: bool = False) -> str:
    """Tables of 10 columns, each with a key, a foreign key to the one before, a UNIQUE, a CHECK and two indexes."""
    return "".join(table(number, changed and number % max(tables // CHANGES, 1) == 0) for number in range(tables))


def table(number: int, changed: bool) -> str:
    """One table; a changed one has another type, CHECK or column."""
    name, kind = f"table_{number}", number % 3 if changed else -1
    columns = [
        "id bigint primary key",
        f"parent bigint{f' references table_{number - 1} (id) on delete cascade' if number else ''}",
        f"code {'text' if kind == 0 else 'varchar(40)'} not null unique",
        f"amount numeric(12, 2) not null default 0 check (amount >= {1 if kind == 1 else 0})",
        *(
            "title text",
            "state text not null default 'new'",
            "data jsonb",
            "owner uuid",
            "made timestamptz default now()",
        ),
        f"seen timestamptz{', extra integer' if kind == 2 else ''}",
    ]
    indexes = f"create index on {name} (parent); create index on {name} (state, made) where state <> 'done';\n"
    return f"create table {name} ({', '.join(columns)});\n{indexes}"


def from_sql(text: str) -> Schema:
    """The schema as the file says."""
    replay = Replay(version=18)
    made = replay.run(read(Source("schema.sql", text)))
    assert not replay.problems
    assert not replay.opaque
    return made


def from_catalog(*databases: Database) -> list[Schema]:
    """The schemas as the server holds them, read as if for the first time."""
    for one in vars(definitions).values():
        if hasattr(one, "cache_clear"):
            one.cache_clear()
    return [read_catalog(database, READING) for database in databases]


def url(database: Database) -> str:
    """What SQLAlchemy connects to."""
    login = database.address.parameters
    who = f"{quote(login['user'])}:{quote(login['password'])}"
    return f"postgresql+psycopg2://{who}@/{login['dbname']}?host={quote(login['host'], safe='')}&port={login['port']}"


def migra(before: Database, after: Database) -> Callable[[], object]:
    """The migration that migra writes of two databases, over connections that are open already."""
    from migra import Migration
    from sqlalchemy import create_engine

    connections = [create_engine(url(database)).connect() for database in (before, after)]

    def run() -> None:
        migration = Migration(*connections)
        migration.set_safety(False)
        migration.add_all_changes()
        assert len(migration.statements) >= CHANGES

    return run


def main() -> None:
    """Measure and print."""
    rounds, tables = (int(sys.argv[n]) if len(sys.argv) > n else default for n, default in ((1, 3), (2, 1000)))
    sides = schema(tables), schema(tables, changed=True)
    half = schema(tables // 2), schema(tables // 2, changed=True)

    def static(texts: tuple[str, str]) -> Callable[[], object]:
        return lambda: render(diff(from_sql(texts[0]), from_sql(texts[1])))

    print(f"{tables} tables, {sum(text.count(';') for text in sides)} statements, {sum(map(len, sides)) // 1000} kB")
    with start("embedded:18") as server:
        before, after = (server.create(name) for name in ("before", "after"))
        for database, text in zip((before, after), sides, strict=True):
            with database.connect() as session:
                for statement in read(Source("schema.sql", text)):
                    session.run(statement.sql)
        told = render(diff(*from_catalog(before, after)))
        assert told == static(sides)(), "both readers must tell the same"
        print(f"{len(told.splitlines())} lines of diff")
        schemas = from_sql(sides[0]), from_sql(sides[1])
        subjects: dict[str, Callable[[], object]] = {
            "from SQL": static(sides),
            "from SQL, half of it": static(half),
            "from the catalog": lambda: diff(*from_catalog(before, after)),
            "diff alone": lambda: diff(*schemas),
        }
        if find_spec("migra") and find_spec("psycopg2"):
            subjects["migra"] = migra(before, after)
        gc.collect()
        taken = in_turns(rounds, subjects)
    report(taken)
    ratio(taken, "from SQL", "from SQL, half of it", 2.2)
    for name in ("from SQL", "from the catalog") if "migra" in taken else ():
        ratio(taken, name, "migra", GOAL)


if __name__ == "__main__":
    main()
