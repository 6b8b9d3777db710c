"""Names of what partitions have because their parents have it: errors name the partition's, people know the parent's.

PostgreSQL documentation, section 5.12.2: an index or constraint of a partitioned table is made on each partition.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.evidence import ServerError
from ddlproof.postgres.session import Session

_PAIRS = """
with recursive parents (name, parent) as (
  select c.conname::pg_catalog.text, p.conname::pg_catalog.text
  from pg_catalog.pg_constraint c join pg_catalog.pg_constraint p on p.oid = c.conparentid
  union
  select c.relname::pg_catalog.text, p.relname::pg_catalog.text
  from pg_catalog.pg_inherits i
  join pg_catalog.pg_class c on c.oid = i.inhrelid join pg_catalog.pg_class p on p.oid = i.inhparent
  where c.relkind = 'i'),
upward (name, top) as (
  select name, parent from parents
  union select u.name, p.parent from upward u join parents p on p.name = u.top and p.parent <> u.top)
select name, top from upward u
where not exists (select from parents p where p.name = u.top and p.parent <> u.top)
and not exists (select from pg_catalog.pg_constraint o where o.conname = u.name and o.conparentid = 0)
"""


class Inherited:
    """The names, asked for when the first is needed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tops: dict[str, str] | None = None

    def learn(self) -> None:
        """Ask the server, unless that was done; not while a transaction has failed.

        Raises:
            StatementFailed: the server cannot be asked.
        """
        if self._tops is None:
            self._tops = {str(name): str(top) for name, top in self._session.run(_PAIRS).rows}

    def top(self, name: str) -> str:
        """The name of the parent's constraint or index; the same name where it is no partition's.

        Raises:
            StatementFailed: as `learn`.
        """
        if not name:
            return name
        self.learn()
        return (self._tops or {}).get(name, name)

    def told(self, error: ServerError) -> ServerError:
        """An error that names what people know.

        Raises:
            StatementFailed: as `learn`.
        """
        return replace(error, constraint=self.top(error.constraint))
