"""Types in a draft, besides what is special to enums: made, altered, renamed with all that mentions them, dropped."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import expression as e
from ddlproof.model import structure as s
from ddlproof.model.constraint import Check, Constraint, Exclude
from ddlproof.model.index import Index, Key
from ddlproof.model.names import QName
from ddlproof.model.schema import Enum
from ddlproof.model.table import Column
from ddlproof.model.thing import Thing
from ddlproof.model.types import Type
from ddlproof.model.usertype import Attribute, Composite, Domain, Range, UserType, multirange_of
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.implicit import choose
from ddlproof.sql.things.depend import drop_type
from ddlproof.sql.things.follow import rename_used
from ddlproof.sql.things.remarks import move
from ddlproof.sql.typed import follow_attribute


def create_type(draft: Draft, action: s.CreateType) -> bool:
    """CREATE DOMAIN; CREATE TYPE of a composite or range type."""
    made = action.type
    if draft.taken(made.name):
        raise SqlError(f"{made.name} exists already", span=action.at)
    if isinstance(made, Domain):
        checks: dict[str, Check] = {}
        for check in made.checks:
            _put_check(checks, made.name, check, action.at)
        made = replace(made, checks=_sorted(checks))
    draft.types[made.name] = made
    return True


def _put_check(checks: dict[str, Check], domain: QName, check: Check, at: Span) -> None:
    name = check.name or choose(domain.name, "", "check", checks)
    if name in checks:
        raise SqlError(f"{name} exists already, and cannot name a constraint of domain {domain}", span=at)
    checks[name] = replace(check, name=name)


def _sorted(checks: dict[str, Check]) -> tuple[Check, ...]:
    return tuple(checks[name] for name in sorted(checks))


def _domain(draft: Draft, name: QName, at: Span) -> Domain:
    found = draft.types.get(name)
    if not isinstance(found, Domain):
        raise SqlError(f"domain {name} does not exist here", span=at)
    return found


def set_domain(draft: Draft, action: s.SetDomain) -> bool:
    """ALTER DOMAIN SET and DROP of DEFAULT and NOT NULL."""
    old = _domain(draft, action.name, action.at)
    new = replace(old, default=action.default) if action.set_default else old
    new = replace(new, not_null=action.not_null) if action.not_null is not None else new
    draft.types[action.name] = new
    return new != old


def domain_check(draft: Draft, action: s.DomainCheck) -> bool:
    """ALTER DOMAIN … CONSTRAINT."""
    domain = _domain(draft, action.name, action.at)
    checks = {check.name: check for check in domain.checks}
    named = action.drop or action.rename or action.validate
    if action.check is not None:
        _put_check(checks, action.name, action.check, action.at)
    elif named not in checks:
        if action.if_exists:
            return False
        raise SqlError(f"constraint {named} of domain {action.name} does not exist here", span=action.at)
    elif action.validate:
        checks[named] = replace(checks[named], validated=True)
    else:
        old = checks.pop(named)
        if action.rename:
            _put_check(checks, action.name, replace(old, name=action.to), action.at)
    made = replace(domain, checks=_sorted(checks))
    draft.types[action.name] = made
    return made != domain


def alter_attribute(draft: Draft, action: s.AlterAttribute) -> bool:
    """ALTER TYPE … ATTRIBUTE of a composite type."""
    type_ = draft.types.get(action.name)
    if not isinstance(type_, Composite):
        raise SqlError(f"composite type {action.name} does not exist here", span=action.at)
    attributes = list(type_.attributes)
    place = next((n for n, one in enumerate(attributes) if one.name == action.attribute), None)
    if action.add and action.type is not None:
        if place is not None:
            raise SqlError(f"{action.name} has the attribute {action.attribute} already", span=action.at)
        attributes.append(Attribute(action.attribute, action.type, action.collation))
    elif place is None:
        if action.if_exists:
            return False
        raise SqlError(f"{action.name} has no attribute {action.attribute}", span=action.at)
    elif action.to is not None:
        attributes[place] = replace(attributes[place], name=action.to)
    elif action.type is not None:
        attributes[place] = Attribute(action.attribute, action.type, action.collation)
    else:
        del attributes[place]
    follow_attribute(draft, action)
    draft.types[action.name] = replace(type_, attributes=tuple(attributes))
    return True


def drop_type_named(draft: Draft, action: a.DropType) -> bool:
    """DROP TYPE, DROP DOMAIN."""
    if action.name not in draft.enums and action.name not in draft.types:
        if action.if_exists:
            return False
        raise SqlError(f"type {action.name} does not exist here", span=action.at)
    drop_type(draft, action.name, action.cascade, action.at)
    return True


def rename_type(draft: Draft, action: s.RenameType) -> bool:
    """RENAME TO and SET SCHEMA of a type: whatever is of it, or casts to it, says so."""
    old, new = action.name, action.to
    if old not in draft.enums and old not in draft.types:
        raise SqlError(f"type {old} does not exist here", span=action.at)
    if old == new:
        return False
    if draft.taken(new):
        raise SqlError(f"{new} exists already", span=action.at)
    if old in draft.enums:
        draft.enums[new] = Enum(new, draft.enums.pop(old).labels)
    else:
        draft.types[new] = _called(draft.types.pop(old), new)
    rename_in_columns(draft, old, new)
    rename_used(draft, old, new, "type")
    move(draft, Thing("type", old), Thing("type", new))
    return True


def _called(type_: UserType, name: QName) -> UserType:
    """The type by another name; the multirange type of a range keeps its own."""
    if not isinstance(type_, Range):
        return replace(type_, name=name)
    options = dict(type_.options)
    multirange = options.pop("multirange_type_name", multirange_of(type_.name.name))
    if multirange != multirange_of(name.name):
        options["multirange_type_name"] = multirange
    return replace(type_, name=name, options=tuple(sorted(options.items())))


def rename_in_columns(draft: Draft, old: QName, new: QName) -> None:
    """What is of a type, or casts to it, says so by its new name."""
    _Renaming(str(old), str(new)).everywhere(draft)
    for made in draft.tables.values():
        made.of = new if made.of == old else made.of
    draft.typed |= {str(new)} if str(old) in draft.typed else set()


class _Renaming:
    """One type's name, by which another is replaced."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def everywhere(self, draft: Draft) -> None:
        for made in draft.tables.values():
            for name, column in made.columns.items():
                made.columns[name] = self._column(column)
            for name, constraint in made.constraints.items():
                made.constraints[name] = self._constraint(constraint)
        draft.indexes = {name: self._index(index) for name, index in draft.indexes.items()}
        draft.types = {name: self._usertype(type_) for name, type_ in draft.types.items()}

    def _type(self, type_: Type) -> Type:
        return replace(type_, name=self.new) if type_.name == self.old else type_

    def _expression(self, node: e.Expression) -> e.Expression:
        if not any(isinstance(part, e.Cast) and part.type.name == self.old for part in e.walk(node)):
            return node
        made = e.rebuild(node, tuple(self._expression(part) for part in e.children(node)))
        return e.Cast(made.operand, self._type(made.type)) if isinstance(made, e.Cast) else made

    def _maybe(self, node: e.Expression | None) -> e.Expression | None:
        return None if node is None else self._expression(node)

    def _column(self, column: Column) -> Column:
        type_ = self._type(column.type)
        default, generated = self._maybe(column.default), self._maybe(column.generated)
        if type_ is column.type and default is column.default and generated is column.generated:
            return column
        return replace(column, type=type_, default=default, generated=generated)

    def _constraint(self, constraint: Constraint) -> Constraint:
        match constraint:
            case Check(expression=expression):
                made = self._expression(expression)
                return constraint if made is expression else replace(constraint, expression=made)
            case Exclude():
                elements = tuple((self._key(key), operator) for key, operator in constraint.elements)
                return replace(constraint, elements=elements, predicate=self._maybe(constraint.predicate))
            case _:
                return constraint

    def _key(self, key: Key) -> Key:
        made = self._expression(key.expression)
        return key if made is key.expression else replace(key, expression=made)

    def _index(self, index: Index) -> Index:
        keys, predicate = tuple(self._key(key) for key in index.keys), self._maybe(index.predicate)
        if keys == index.keys and predicate is index.predicate:
            return index
        return replace(index, keys=keys, predicate=predicate)

    def _usertype(self, type_: UserType) -> UserType:
        match type_:
            case Domain():
                checks = tuple(replace(check, expression=self._expression(check.expression)) for check in type_.checks)
                return replace(type_, type=self._type(type_.type), default=self._maybe(type_.default), checks=checks)
            case Composite():
                attributes = tuple(replace(one, type=self._type(one.type)) for one in type_.attributes)
                return replace(type_, attributes=attributes)
            case Range():
                return replace(type_, subtype=self._type(type_.subtype))
