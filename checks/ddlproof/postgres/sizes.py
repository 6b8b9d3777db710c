"""How many rows production has in its tables, where a dump of the schema brings its statistics along.

PostgreSQL documentation, pg_dump, `--statistics`; "Database Object Statistics Manipulation Functions" in chapter 9.
They are there since version 18.
"""

from __future__ import annotations

from collections.abc import Iterable

from ddlproof.model.action import Statement
from ddlproof.postgres.session import Session

_RESTORES = "pg_restore_relation_stats"
_SIZES = """
select n.nspname || '.' || c.relname, c.reltuples::int8
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm') and c.reltuples >= 0 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1
"""


def sizes(session: Session, script: Iterable[Statement]) -> tuple[tuple[str, int], ...]:
    """The rows of each table by its name with its schema; none unless the script, which ran, restores statistics."""
    if not any(_RESTORES in statement.sql for statement in script):
        return ()
    return tuple(session.fetch(_SIZES))
