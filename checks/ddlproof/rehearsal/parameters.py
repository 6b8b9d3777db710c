"""Writers' and readers' statements with `:names`: to the server's `$1`, and values for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from ddlproof.errors import ContractError
from ddlproof.model.names import quote
from ddlproof.model.reading import Reading
from ddlproof.model.row import literal
from ddlproof.model.schema import Schema
from ddlproof.postgres.session import Session
from ddlproof.rows.values import nth

# What a colon may stand in without being a parameter: strings, quoted names, dollar quotes, comments, casts, `:=`.
_TOKEN = re.compile(
    r"""(?P<skip>'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|--[^\n]*|/\*.*?\*/|::|:=)"""
    r"""|(?<![\w:]):(?P<name>[A-Za-z_]\w*)""",
    re.DOTALL,
)
FRESH = 9_000
"""Where the numbers of values begin that are said to be new."""

CHOICES = 50
"""Combinations of existing keys that are tried, at most."""

Spec = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with `$1 …` and the names of its parameters, in the order of their numbers."""

    sql: str
    names: tuple[str, ...]


def number(sql: str) -> Prepared:
    """The statement with its `:names` numbered, each name once."""
    names: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0]
        if match["name"] not in names:
            names.append(match["name"])
        return f"${names.index(match['name']) + 1}"

    return Prepared(_TOKEN.sub(numbered, sql.strip().rstrip(";")), tuple(names))


def spelt(sql: str, given: Mapping[str, str | None]) -> str:
    """The statement with literals in place of its `:names`, to paste into psql."""

    def literally(match: re.Match[str]) -> str:
        return match[0] if match["name"] is None else literal(given[match["name"]]).strip()

    return _TOKEN.sub(literally, sql.strip().rstrip(";")) + ";"


@dataclass(frozen=True, slots=True)
class Binder:
    """Finds values for parameters: in the tables of a session's database, or fresh ones of the type that is wanted."""

    session: Session
    schema: Schema
    read: Reading

    def bind(self, prepared: Prepared, given: Mapping[str, Spec], where: str) -> tuple[str | None, ...]:
        """A value for each parameter; of existing keys the first.

        Raises: as `choices`.
        """
        return next(self.choices(prepared, given, where))

    def choices(self, prepared: Prepared, given: Mapping[str, Spec], where: str) -> Iterator[tuple[str | None, ...]]:
        """Values for all parameters: the first of the existing keys, then the others, some of each.

        Raises:
            ContractError: a parameter without a value, a value without a parameter, or a table without rows.
            StatementFailed: the server cannot prepare the statement, so that the types are not known.
        """
        for name in prepared.names:
            if name not in given:
                raise ContractError(f"{where}: parameter :{name} has no value", hint=f"Add it to `with`: {name} = …")
        for name in given:
            if name not in prepared.names:
                raise ContractError(f"{where}: `with` gives {name}, but the statement has no :{name}")
        fresh = [n for n, name in enumerate(prepared.names) if given[name] == "new"]
        types: Sequence[str] = self.session.parameter_types(prepared.sql) if fresh else ()
        each = [
            (self._fresh(types[n], n, name),) if n in fresh else self._values(given[name], where)
            for n, name in enumerate(prepared.names)
        ]
        return islice(product(*each), CHOICES)

    def _fresh(self, type_: str, n: int, name: str) -> str:
        return nth(self.read.type(type_), self.schema, FRESH + n, name)

    def _values(self, spec: Spec, where: str) -> tuple[str | None, ...]:
        if isinstance(spec, bool):
            return ("true" if spec else "false",)
        column = self.column(spec) if isinstance(spec, str) else None
        if column is None:
            return (str(spec),)
        table, name = column
        query = f"select distinct {name} from {table} where {name} is not null order by 1 limit {CHOICES}"
        rows = self.session.run(query).rows
        if not rows:
            raise ContractError(f"{where}: {spec} is to be an existing key, but {table} has no row")
        return tuple(value for (value,) in rows)

    def column(self, spec: str) -> tuple[str, str] | None:
        """The table and column that a value like `models.id` names; None if it is a literal."""
        owner, _, name = spec.rpartition(".")
        table = self.schema.find_table(owner) if owner else None
        if table is None or table.column(name) is None:
            return None
        return str(table.name), quote(name)
