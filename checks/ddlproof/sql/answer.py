"""What the catalog would say to a question, as far as a draft of the schema tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ddlproof.model import condition as c
from ddlproof.model.names import QName, unquoted
from ddlproof.sql.catalogs import BROUGHT, CATALOGS
from ddlproof.sql.cursor import fold
from ddlproof.sql.draft import Draft


@dataclass(frozen=True, slots=True)
class Catalog:
    """A draft that is asked. `whole` says that there is nothing besides what it holds; `path` is the search path."""

    draft: Draft
    path: tuple[str, ...]
    whole: bool

    def answer(self, condition: c.Condition) -> bool | None:
        """Whether a condition holds; None where only the server knows."""
        match condition:
            case c.Not(operand):
                found = self.answer(operand)
                return None if found is None else not found
            case c.AllOf(parts):
                return _all([self.answer(part) for part in parts])
            case c.AnyOf(parts):
                found = _all([None if (one := self.answer(part)) is None else not one for part in parts])
                return None if found is None else not found
            case c.Exists(of=of, where=where):
                return self._exists(of, where)
            case c.Tried(sure=sure):
                return True if sure and self.whole else None
        return None

    def _exists(self, of: str, where: tuple[tuple[str, str], ...]) -> bool | None:
        rows = CATALOGS.get(of)
        if rows is None:
            return None
        wanted = {name: self._value(value) for name, value in where}
        doubt = False
        for row in rows(self.draft, wanted):
            if not wanted.keys() <= row.keys():
                return None
            differing = [name for name, value in wanted.items() if row[name] != value]
            if not differing:
                return True
            doubt |= all(row[name] is None for name in differing)
        return False if self.whole and not doubt and self._complete(of) else None

    def _complete(self, of: str) -> bool:
        """Whether all rows of a catalog come from statements: those of functions and types come with PostgreSQL too."""
        brought = any(thing.label != "plpgsql" for thing in self.draft.of_kind("extension"))
        return of != "pg_proc" and not (brought and of in BROUGHT)

    def _value(self, value: str) -> str:
        if value == c.HERE:
            return next((schema for schema in self.path if schema in self.draft.namespaces), "public")
        for mark in (c.RELATION, c.TYPE):
            if value.startswith(mark):
                return str(self._named(value.removeprefix(mark)))
        return value

    def _named(self, text: str) -> QName:
        parts = [unquoted(part) if part.startswith('"') else fold(part) for part in _PART.findall(text)]
        if len(parts) != 1:
            return QName(parts[-2], parts[-1]) if parts else QName("", "")
        found = (QName(schema, parts[0]) for schema in self.path)
        return next((name for name in found if self.draft.has(name)), QName("", parts[0]))


_PART = re.compile(r'"(?:[^"]|"")+"|[^".\s]+')


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True
