"""Other tools' case pairs: what they report and this program does not. Run: `python -m benchmarks.pairs FOLDER…`.

FOLDER is a checkout of djrobstep/migra or stripe/pg-schema-diff. Each pair is loaded on the embedded server and diffed
from SQL and from the catalog, there and back; where migra can be imported it diffs the same two databases. Printed are
the pairs where something is missed, and in the end how many there are of each.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from benchmarks.pairs.cases import Case, migra, pg_schema_diff
from benchmarks.pairs.theirs import Theirs

from ddlproof.diff.compare import diff
from ddlproof.diff.render import render
from ddlproof.errors import DdlproofError
from ddlproof.evidence import Change
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.choose import start
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.source import Source
from ddlproof.sql.definitions import READING
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay

MIGRA = find_spec("migra") is not None and find_spec("psycopg2") is not None


def main() -> None:
    """Run all pairs of the folders."""
    cases = [case for name in sys.argv[1:] for find in (migra, pg_schema_diff) for case in find(Path(name))]
    counts: Counter[str] = Counter(pairs=len(cases))
    with start("embedded:18") as server:
        for case in cases:
            for what, more in judged(case, server):
                counts[what] += 1
                print(f"{case.name}\n    {what}: {more}")
    print(", ".join(f"{number} {what}" for what, number in counts.items()))
    print("" if MIGRA else "migra and psycopg2 cannot be imported: their reports are left out")


def judged(case: Case, server: Server) -> Iterator[tuple[str, str]]:
    """What is wrong with our diff of a pair, beside theirs and beside the expectation."""
    try:
        with databases(case, server) as (before, after):
            old, new = (_catalog(server, database) for database in (before, after))
            theirs = Theirs(server, before, after).kinds() if MIGRA else ()
    except StatementFailed as failed:
        yield "not loaded", str(failed).splitlines()[0]
        return
    changes = diff(old, new)
    if case.same is False or (case.same is None and theirs):
        if not changes:
            yield "missed", "; ".join(theirs) or case.name
    elif case.same and changes:
        yield "reported where they see nothing", render(changes)
    if theirs and (unseen := [kind for kind in theirs if not _covered(kind, changes)]):
        yield "kinds that only migra reports", "; ".join(unseen)
    yield from _from_sql(case, changes, old, new)
    if {c.object for c in changes if c.kind == "table"} != {c.object for c in diff(new, old) if c.kind == "table"}:
        yield "not the same tables there and back", render(diff(new, old))


def _from_sql(case: Case, changes: tuple[Change, ...], old: Schema, new: Schema) -> Iterator[tuple[str, str]]:
    sides = []
    for text, catalog in ((case.before, old), (case.after, new)):
        replay = Replay(version=18)
        try:
            sides.append(replay.run(read(Source("case.sql", text))))
        except DdlproofError as error:
            yield "not read", str(error)
            return
        if replay.opaque or replay.problems:
            yield "not read", "; ".join([*(action.why for action in replay.opaque), *map(str, replay.problems)])
            return
        if drift := render(diff(sides[-1], catalog)):
            yield "SQL and catalog differ", drift
    static = diff(sides[0], sides[1])
    if differing := sorted(str(line) for line in _objects(static) ^ _objects(changes)):
        yield "other objects from SQL than from the catalog", "; ".join(differing)


def _objects(changes: tuple[Change, ...]) -> set[str]:
    """What changes, without its texts: those of views each reader spells in its own way."""
    return {f"{change.sign} {change.kind} {change.object}" for change in changes}


_OURS = {
    "type": ("enum", "domain", "composite type", "range type"),
    "view": ("view", "materialized view"),
    "function": ("function", "procedure", "aggregate"),
}


def _covered(kind: str, changes: tuple[Change, ...]) -> bool:
    """Whether any change is of the kind of object that a statement of theirs speaks of."""
    kind = kind.split()[0]
    if kind == "table":
        return any(change.kind == "table" or change.owner is not None for change in changes)
    return any(change.kind in _OURS.get(kind, (kind,)) for change in changes)


def _catalog(server: Server, database: Database) -> Schema:
    with Session(server.address.at(database.name)) as session:
        return read_schema(session, READING)


@contextmanager
def databases(case: Case, server: Server) -> Iterator[tuple[Database, Database]]:
    """Both sides, loaded by a superuser: some cases need one."""
    made = [server.create("pair") for _ in range(2)]
    try:
        for database, text in zip(made, (case.before, case.after), strict=True):
            with Session(server.address.at(database.name)) as session:
                for role in case.roles:
                    _role(session, role)
                for statement in read(Source("case.sql", text)):
                    if not statement.psql:
                        session.run(statement.sql)
        yield made[0], made[1]
    finally:
        for database in made:
            server.drop(database)


def _role(session: Session, role: str) -> None:
    if not session.fetch("select 1 from pg_catalog.pg_roles where rolname = $1", (role,)):
        session.run(f'create role "{role}"')


if __name__ == "__main__":
    main()
