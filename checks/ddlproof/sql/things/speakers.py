"""What is no thing and speaks of a function, type or collation: defaults, columns, constraints, indexes, types.

PostgreSQL documentation, section 5.15 "Dependency Tracking": each depends on all that its expression mentions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ddlproof.model import expression as e
from ddlproof.model.constraint import Check, Constraint, Exclude
from ddlproof.model.index import Index, Key
from ddlproof.model.names import QName, quote
from ddlproof.model.thing import ROUTINES, Thing
from ddlproof.model.types import Type
from ddlproof.model.usertype import Composite, Domain, Range
from ddlproof.sql.draft import Draft

Mentions = Callable[[e.Expression], bool]
"""Whether one part of an expression speaks of something."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """What has such an expression: its kind, the table or domain that it is part of or the index itself, its name."""

    kind: str
    of: QName
    name: str = ""

    def __str__(self) -> str:
        if not self.name:
            return f"{self.kind} {self.of}"
        kind, owner = _WORDS.get(self.kind, (self.kind, "table"))
        return f"{kind} {self.name} of {owner} {self.of}"


_WORDS = {
    "default": ("the default of column", "table"),
    "attribute": ("attribute", "type"),
    "foreign column": ("column", "foreign table"),
    "domain check": ("constraint", "domain"),
}


def _calling(name: str) -> Mentions:
    return lambda part: isinstance(part, e.Call) and part.name == name


def _string(name: str) -> e.Expression:
    return e.Constant("string", name)


def calls(node: e.Expression, name: str) -> bool:
    """Whether an expression calls a function."""
    return _holds(node, _calling(name))


def speakers_of(draft: Draft, kind: str, name: QName) -> Iterator[Speaker]:
    """All that depend on a routine, a type or a collation; a type's columns before what casts to it."""
    if kind in ROUTINES:
        yield from _in_expressions(draft, _calling(str(name)))
    elif kind == "type":
        yield from (Speaker("table", table) for table, made in draft.tables.items() if made.of == name)
        yield from _having(draft, lambda type_, _: type_.name == str(name))
        yield from _in_expressions(draft, lambda part: isinstance(part, e.Cast) and part.type.name == str(name))
    elif kind == "collation":
        operator = (_string(name.name),)
        yield from _having(draft, lambda _, collation: collation == name.name)
        yield from _in_expressions(
            draft, lambda part: isinstance(part, e.Call) and part.name == "collate" and part.arguments[1:] == operator
        )


def indexed_by(draft: Draft, class_: Thing) -> Iterator[Speaker]:
    """The indexes and constraints with a key by an operator class; none where another schema has one of its name."""
    name = class_.qname.name if class_.qname is not None else ""
    alike = (one for one in draft.of_kind("operator class") if one.qname is not None and one.qname.name == name)
    if sum(one.label == class_.label for one in alike) > 1:
        return

    def uses(method: str, keys: Iterable[Key]) -> bool:
        return class_.label == f" using {quote(method)}" and any(key.opclass == name for key in keys)

    for table, made in draft.tables.items():
        for one in made.constraints.values():
            if isinstance(one, Exclude) and uses(one.method, (key for key, _ in one.elements)):
                yield Speaker("constraint", table, one.name)
    for index in draft.indexes.values():
        if uses(index.method, index.keys):
            yield Speaker("index", index.name)


def _in_expressions(draft: Draft, mentions: Mentions) -> Iterator[Speaker]:
    for table, made in draft.tables.items():
        for column in made.columns.values():
            if column.default is not None and _holds(column.default, mentions):
                yield Speaker("default", table, column.name)
            if column.generated is not None and _holds(column.generated, mentions):
                yield Speaker("column", table, column.name)
        for constraint in made.constraints.values():
            if any(_holds(node, mentions) for node in _of_constraint(constraint)):
                yield Speaker("constraint", table, constraint.name)
    for index in draft.indexes.values():
        if any(_holds(node, mentions) for node in _of_index(index)):
            yield Speaker("index", index.name)
    for type_ in draft.types.values():
        if isinstance(type_, Domain):
            yield from _of_domain(type_, mentions)


def _of_domain(domain: Domain, mentions: Mentions) -> Iterator[Speaker]:
    if domain.default is not None and _holds(domain.default, mentions):
        yield Speaker("type", domain.name)  # its default is part of itself
        return
    for check in domain.checks:
        if _holds(check.expression, mentions):
            yield Speaker("domain check", domain.name, check.name)


def _holds(node: e.Expression, mentions: Mentions) -> bool:
    if isinstance(node, e.Constant | e.Column):
        return False
    return any(mentions(part) for part in e.walk(node))


def _of_constraint(constraint: Constraint) -> list[e.Expression]:
    match constraint:
        case Check(expression=expression):
            return [expression]
        case Exclude(elements=elements, predicate=predicate):
            return [_of_key(key) for key, _ in elements] + ([] if predicate is None else [predicate])
        case _:
            return []


def _of_index(index: Index) -> list[e.Expression]:
    return [_of_key(key) for key in index.keys] + ([] if index.predicate is None else [index.predicate])


def _of_key(key: Key) -> e.Expression:
    return e.Call("collate", (key.expression, _string(key.collation))) if key.collation else key.expression


_COLUMN = "column "
"""With this the attribute of a foreign table begins that says the type of a column, and what else is said of it."""


def _first_type(text: str) -> Type:
    """The type, without modifiers, where somebody made it; another one is of no interest here."""
    found = _MADE.match(text)
    return Type(found[0]) if found is not None else Type("")


_MADE = re.compile(r'(?:"(?:[^"]|"")+"|[^".\s]+)\.(?:"(?:[^"]|"")+"|[^".\s\[(]+)')


def _having(draft: Draft, wanted: Callable[[Type, str | None], bool]) -> Iterator[Speaker]:
    for table, made in draft.tables.items():
        for column in made.columns.values():
            if wanted(column.type, column.collation):
                yield Speaker("column", table, column.name)
    for foreign in draft.of_kind("foreign table"):
        for name, text in foreign.attributes:
            if foreign.qname is not None and name.startswith(_COLUMN) and wanted(_first_type(text), None):
                yield Speaker("foreign column", foreign.qname, name.removeprefix(_COLUMN))
    for type_ in draft.types.values():
        match type_:
            case Domain() if wanted(type_.type, type_.collation):
                yield Speaker("type", type_.name)
            case Range() if wanted(type_.subtype, dict(type_.options).get("collation")):
                yield Speaker("type", type_.name)
            case Composite():
                for one in type_.attributes:
                    if wanted(one.type, one.collation):
                        yield Speaker("attribute", type_.name, one.name)
