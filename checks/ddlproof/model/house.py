"""What a project has decided about its schema: which of it strangers reach, which names and timeouts hold."""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.names import QName

NAMED = ("table", "column", "index", "primary key", "unique", "foreign key", "check", "exclude")
"""The kinds of things whose names may have to match a pattern."""

BACKFILL_ROWS = 10_000
"""Rows that one statement may write: a second's work, and what is usually taken for a batch."""

KEPT_BY_TOOLS = frozenset(
    (
        "__diesel_schema_migrations", "__drizzle_migrations", "_prisma_migrations", "_sqlx_migrations",
        "alembic_version", "ar_internal_metadata", "atlas_schema_revisions", "databasechangelog", "django_migrations",
        "flyway_schema_history", "goose_db_version", "gorp_migrations", "pgmigrations", "schema_migrations",
    )
)  # fmt: skip
"""The tables in which migration tools write down what has run: a row for each migration, or one in all."""


@dataclass(frozen=True, slots=True)
class House:
    """The decisions, as the configuration has them.

    `exposed` are the schemas that people reach without a server in between (PostgREST, Supabase); `names` are regular
    expressions that the whole name of a kind has to match; `extensions` are those that may be installed, None: any.
    `lock_timeout` and `statement_timeout` are in force when a migration begins: by the runner, or the role. `sizes` is
    how many rows a table has, by its name with or without its schema; `backfill_rows` how many one statement may write.
    """

    exposed: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    extensions: tuple[str, ...] | None = None
    lock_timeout: str | None = None
    statement_timeout: str | None = None
    backfill_rows: int = BACKFILL_ROWS
    sizes: tuple[tuple[str, int], ...] = ()

    def size(self, table: QName) -> int | None:
        """How many rows a table has, as far as anybody said."""
        said = dict(self.sizes)
        return said.get(f"{table.schema}.{table.name}", said.get(table.name))

    def few(self, table: QName) -> bool:
        """Whether a whole table is known to be no more than a batch."""
        rows = self.size(table)
        return rows <= self.backfill_rows if rows is not None else table.name in KEPT_BY_TOOLS

    def pattern(self, kind: str) -> str | None:
        """What names of a kind have to match, if anything."""
        return dict(self.names).get(kind)

    @property
    def toml(self) -> str:
        """The decisions as a configuration file says them; empty where there are none."""
        lines = [f"exposed-schemas = {_list(self.exposed)}"] if self.exposed else []
        lines += [f"extensions = {_list(self.extensions)}"] if self.extensions is not None else []
        timeouts = (("lock-timeout", self.lock_timeout), ("statement-timeout", self.statement_timeout))
        lines += [f'{key} = "{value}"' for key, value in timeouts if value is not None]
        lines += [f"backfill-rows = {self.backfill_rows}"] if self.backfill_rows != BACKFILL_ROWS else []
        lines += ["[names]"] if self.names else []
        lines += [f"{kind.replace(' ', '-')} = '{pattern}'" for kind, pattern in self.names]
        lines += ["[table-rows]"] if self.sizes else []
        lines += [f'"{table}" = {rows}' for table, rows in self.sizes]
        return "\n".join(lines)


def _list(names: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


NOTHING_SAID = House()
