"""What PostgreSQL does when a rule's examples run: locks, rewrites and scans, statement by statement.

`observed.json` holds what was seen when the documentation was made; the tests see it again on every version.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ddlproof.evidence import Step
from ddlproof.gate.rules import Seen
from ddlproof.model.names import QName
from ddlproof.rules.registry import ENDING_RULES, MOMENT_RULES, name_of
from ddlproof.rules.rule import Example
from ddlproof.source import Source

if TYPE_CHECKING:
    from ddlproof.postgres.server import Server

FILE = "observed.json"
_WEAKEST_FIRST = ("SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE")


@cache
def stored() -> Mapping[str, Mapping[str, Seen]]:
    """What was seen, by rule and then `bad` and `good`."""
    held = json.loads(files("ddlproof.gate").joinpath(FILE).read_text("utf-8"))
    return {
        rule: {kind: tuple((sql, effect) for sql, effect in seen) for kind, seen in examples.items()}
        for rule, examples in held.items()
    }


def observe_all(server: Server) -> dict[str, dict[str, Seen]]:
    """Run the examples of every rule that judges a migration by itself."""
    found = {}
    for rule in (*MOMENT_RULES, *ENDING_RULES):
        found[name_of(rule)] = {"bad": observe(server, rule.BAD), "good": observe(server, rule.GOOD)}
    return dict(sorted(found.items()))


def observe(server: Server, example: Example) -> Seen:
    """Run a migration on its schema before, in a database of its own, each statement in a transaction if it can be."""
    from ddlproof.rehearsal.script import Player
    from ddlproof.sql.read import read
    from ddlproof.sql.replay import read_schema

    tables = frozenset(table.name for table in read_schema(Source("before.sql", example.before)).tables)
    database = server.create("observed")
    try:
        with database.connect() as session:
            for statement in read(Source("before.sql", example.before)):
                session.run(statement.sql)
            steps = Player(session, "up").statements(read(Source("migration.sql", example.migration)))
            return tuple((step.statement.summary, ", ".join(_effects(step, tables)) or "nothing") for step in steps)
    finally:
        server.drop(database)


def _effects(step: Step, tables: Iterable[QName]) -> Iterator[str]:
    if step.error is not None:
        yield f"refused: {step.error.message} ({step.error.sqlstate})"
        return
    if not step.observed:
        yield "runs outside of a transaction, where no lock is held long enough to be seen"
    names = {f"{table.schema}.{table.name}" for table in tables}
    strongest: dict[str, str] = {}
    for lock in step.locks:
        if lock.object in names:
            held = strongest.get(lock.object, lock.mode)
            strongest[lock.object] = max(held, lock.mode, key=_WEAKEST_FIRST.index)
    yield from (f"{mode} on {name}" for name, mode in sorted(strongest.items()))
    yield from (f"rewrites {name}" for name in step.rewrites if name in names)
    yield from (f"scans {name}" for name in step.scans if name in names)


def as_text(found: Mapping[str, Mapping[str, Seen]]) -> str:
    """What was seen, as the file holds it."""
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
