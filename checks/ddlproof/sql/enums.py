"""Enums in a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import expression as e
from ddlproof.model.constraint import Check
from ddlproof.model.names import QName
from ddlproof.model.schema import Enum
from ddlproof.model.thing import PARSED
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.requery import with_label


def create_enum(draft: Draft, action: a.CreateEnum) -> bool:
    """CREATE TYPE … AS ENUM. A table is a type too, an index is none."""
    if action.name in draft.enums or action.name in draft.types or action.name in draft.tables:
        raise SqlError(f"{action.name} exists already", span=action.at)
    if len(set(action.labels)) < len(action.labels):
        raise SqlError(f"{action.name} has a value twice", span=action.at)
    draft.enums[action.name] = Enum(action.name, action.labels)
    return True


def _enum(draft: Draft, name: QName, at: Span) -> Enum:
    if name not in draft.enums:
        raise SqlError(f"type {name} does not exist here, or is no enum", span=at)
    return draft.enums[name]


def add_value(draft: Draft, action: a.AddEnumValue) -> bool:
    """ALTER TYPE … ADD VALUE."""
    labels = list(_enum(draft, action.name, action.at).labels)
    if action.label in labels:
        if action.if_not_exists:
            return False
        raise SqlError(f"{action.name} has the value '{action.label}' already", span=action.at)
    beside = action.before if action.before is not None else action.after
    if beside is not None and beside not in labels:
        raise SqlError(f"{action.name} has no value '{beside}'", span=action.at)
    place = len(labels) if beside is None else labels.index(beside) + (action.before is None)
    labels.insert(place, action.label)
    draft.enums[action.name] = Enum(action.name, tuple(labels))
    return True


def rename_value(draft: Draft, action: a.RenameEnumValue) -> bool:
    """ALTER TYPE … RENAME VALUE."""
    labels = _enum(draft, action.name, action.at).labels
    if action.label not in labels:
        raise SqlError(f"{action.name} has no value '{action.label}'", span=action.at)
    if action.to in labels:
        raise SqlError(f"{action.name} has the value '{action.to}' already", span=action.at)
    renamed = tuple(action.to if label == action.label else label for label in labels)
    draft.enums[action.name] = Enum(action.name, renamed)
    for table in draft.tables:
        _relabel(draft, table, Relabelling(str(action.name), action.label, action.to))
    for thing in draft.users(action.name):
        texts = [(name, text) for name, text in thing.attributes if name in PARSED]
        changed = {name: with_label(text, action.name, action.label, action.to) for name, text in texts}
        draft.add_thing(thing.with_attributes({**changed}))
    return True


def _relabel(draft: Draft, table: QName, how: Relabelling) -> None:
    """PostgreSQL keeps a value of an enum by its number: where it was written, the new label is printed."""
    made = draft.tables[table]
    of_enum = frozenset(column.name for column in made.columns.values() if column.type.name == how.type)
    for column in list(made.columns.values()):
        default = column.default
        if default is not None:
            default = how.constant(default) if column.name in of_enum else how.expression(default, of_enum)
        generated = None if column.generated is None else how.expression(column.generated, of_enum)
        made.columns[column.name] = replace(column, default=default, generated=generated)
    for constraint in list(made.constraints.values()):
        if isinstance(constraint, Check):
            expression = how.expression(constraint.expression, of_enum)
            made.constraints[constraint.name] = replace(constraint, expression=expression)
    for name in made.indexes:
        index = draft.indexes[name]
        keys = tuple(replace(key, expression=how.expression(key.expression, of_enum)) for key in index.keys)
        predicate = None if index.predicate is None else how.expression(index.predicate, of_enum)
        draft.indexes[name] = replace(index, keys=keys, predicate=predicate)


@dataclass(frozen=True, slots=True)
class Relabelling:
    """A value of the enum `type` gets another label."""

    type: str
    label: str
    to: str

    def constant(self, node: e.Expression) -> e.Expression:
        """A constant that is known to be of the enum, or anything else."""
        same = isinstance(node, e.Constant) and node.kind == "string" and node.text == self.label
        return e.Constant("string", self.to) if same else self.expression(node, frozenset())

    def expression(self, node: e.Expression, columns: frozenset[str]) -> e.Expression:
        """Constants that are cast to the enum, and those that stand beside one of its columns."""
        of_enum = isinstance(node, e.Cast) and node.type.name == self.type
        if isinstance(node, e.Binary | e.In):
            of_enum = any(isinstance(part, e.Column) and part.name in columns for part in e.children(node))
        parts = tuple(
            self.constant(part) if of_enum and isinstance(part, e.Constant) else self.expression(part, columns)
            for part in e.children(node)
        )
        return e.rebuild(node, parts)
