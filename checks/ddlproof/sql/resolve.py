"""Unqualified names to the objects they mean: PostgreSQL documentation, section 5.10.3 "The Schema Search Path"."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from ddlproof.model.action import Action, ChangeThing, DropThing, PutThing
from ddlproof.model.expression import Call, Cast, Constant
from ddlproof.model.names import QName, qualified, quote, unquoted
from ddlproof.model.thing import ROUTINES, VIEWS, FunctionName, Routine, Spelt, Thing
from ddlproof.model.types import Type, user_type
from ddlproof.model.usertype import Domain
from ddlproof.source import Span
from ddlproof.sql.cursor import fold
from ddlproof.sql.draft import TEMPORARY, Draft
from ddlproof.sql.things.fill import fill
from ddlproof.sql.things.parsed import settle_parsed
from ddlproof.sql.things.view import settle

_PLAIN = frozenset((str, bool, int, type(None), Span))
"""What holds no name: most of what an action is made of."""
_UNQUALIFIED = user_type("", "x").removesuffix("x")


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The names of a noun's fields; none of what is no noun."""
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


class Resolver:
    """Resolves names against a draft along a search path; `home` is where new objects go.

    `printed` says that the statements are what the catalog prints, and whole as they are.
    """

    def __init__(self, draft: Draft, path: tuple[str, ...], *, printed: bool = False) -> None:
        self.draft = draft
        self.path = path
        self.printed = printed

    @property
    def home(self) -> str:
        return next((schema for schema in self.path if schema in self.draft.namespaces), "public")

    def name(self, name: QName, *, new: bool = False) -> QName:
        """The object of that name that stands first on the path; where there is none, or for a new one, at home."""
        if name.schema:
            return name
        if not new:
            # A temporary table hides one of the same name, wherever the path begins.
            for schema in (TEMPORARY, *self.path):
                if self.draft.has(QName(schema, name.name)):
                    return QName(schema, name.name)
        return QName(self.home, name.name)

    def type(self, type_: Type) -> Type:
        """The same type with its schema filled in, if it is one outside `pg_catalog`."""
        if not type_.name.startswith(_UNQUALIFIED):
            if "." in type_.name:
                self.draft.typed.add(type_.name)
            return type_
        bare = type_.name.removeprefix(_UNQUALIFIED)
        plain = bare[1:-1].replace('""', '"') if bare.startswith('"') else bare
        found = self.name(QName("", plain))
        if not self.draft.has(found) and (of_extension := self._schema_of_extension(plain)):
            found = QName(of_extension, plain)
        self.draft.typed.add(f"{quote(found.schema)}.{bare}")
        return replace(type_, name=f"{quote(found.schema)}.{bare}")

    def _schema_of_extension(self, name: str) -> str:
        """Where the extension is that has a type of its own name, as citext and vector; a database may say SET
        search_path for all sessions, which no file tells."""
        there = (one for one in self.draft.of_kind("extension") if unquoted(one.label) == name)
        return next((one.get("schema") or "public" for one in there), "")

    def routine(self, name: QName) -> QName:
        """The function of that name that stands first on the path; one that is not known is taken for a built-in."""
        if name.schema:
            return name
        found = (QName(schema, name.name) for schema in self.path)
        return next((qname for qname in found if self.draft.has(qname)), name)

    def action(self, action: Action) -> Action:
        """The same action with every name and type in it resolved."""
        resolved: Action = self._each(action)
        if isinstance(resolved, PutThing | ChangeThing) and isinstance(action, PutThing | ChangeThing):
            resolved = replace(resolved, thing=self._with_uses(resolved.thing, action))
        if isinstance(action, ChangeThing) and isinstance(resolved, ChangeThing):
            to, was = action.to, resolved.thing.qname
            if to is not None and to.qname is not None and not to.qname.schema and was is not None:
                resolved = replace(resolved, to=replace(to, qname=was.sibling(to.qname.name)))
        if isinstance(resolved, PutThing) and resolved.thing.kind == "extension":
            return self._extension(resolved)
        if isinstance(resolved, PutThing) and resolved.thing.kind in VIEWS:
            return settle(resolved, self)
        if isinstance(resolved, PutThing | ChangeThing | DropThing) and resolved.refers:
            table = self.draft.tables.get(resolved.thing.table) if resolved.thing.table is not None else None
            types = {} if table is None else {name: self._base(column.type) for name, column in table.columns.items()}
            resolved = fill(resolved, types)
        return settle_parsed(resolved, self) if isinstance(resolved, PutThing | ChangeThing) else resolved

    def _with_uses(self, resolved: Thing, action: PutThing | ChangeThing) -> Thing:
        """The thing with what stands in its texts by name; of a foreign table only a column goes."""
        written = action.thing
        if written.about or written.kind == "foreign table":
            return resolved
        said = written.attributes if isinstance(action, PutThing) else action.changes
        texts = (written.label, *(text for _, text in said))
        nouns = [self._each(part) for text in texts if isinstance(text, Spelt) for part in text.parts]
        uses = (_qualified(noun) for noun in nouns)
        found = tuple(dict.fromkeys((*resolved.uses, *(name for name in uses if name is not None))))
        return replace(resolved, uses=found) if found else resolved

    def _base(self, type_: Type) -> Type:
        """What a domain is made of: PostgreSQL casts its values to that."""
        name = None if type_.array else qualified(type_.name)
        found = None if name is None else self.draft.types.get(name)
        return self._base(found.type) if isinstance(found, Domain) else type_

    def _extension(self, action: PutThing) -> PutThing:
        """Without SCHEMA an extension goes where new objects go."""
        schema = action.thing.get("schema") or self.home
        said = None if schema == "public" else schema
        return replace(action, thing=action.thing.with_attributes({"schema": said}))

    def function(self, name: QName) -> QName:
        """A function's name: of the first on the path that there is; that of one of pg_catalog has no schema."""
        if name.schema:
            return QName("", name.name) if name.schema == "pg_catalog" else name
        for schema in self.path:
            if self.draft.named(QName(schema, name.name), *ROUTINES):
                return QName(schema, name.name)
        return name if name.name in _BUILT_IN else QName(self.home, name.name)

    def _each(self, value: Any) -> Any:
        if value.__class__ in _PLAIN:
            return value
        match value:
            case QName():
                return self.name(value)
            case Spelt(parts=parts):
                return "".join(str(self._each(part)) for part in parts)
            case Routine(name):
                return Routine(self.routine(name))
            case Type():
                return self.type(value)
            case FunctionName():
                unknown = value.built_in and value.name.schema in ("", "pg_catalog")
                return FunctionName(self.routine(QName("", value.name.name)) if unknown else self.function(value.name))
            case Cast(Constant() as operand, Type("regclass")):
                return replace(value, operand=self._regclass(operand))
            case Call("nextval" | "currval" | "setval" as name, (Constant() as operand, *others)):
                sequence = Cast(self._regclass(operand), Type("regclass"))
                return Call(name, (sequence, *(self._each(other) for other in others)))
            case Call(name, arguments) if "." not in name and (found := self._called(name)) is not None:
                return Call(found, tuple(self._each(argument) for argument in arguments))
            case tuple():
                made = tuple(self._each(item) for item in value)
                return value if all(a is b for a, b in zip(made, value, strict=True)) else made
        changed = {}
        for field in _fields(value.__class__):
            old = getattr(value, field)
            new = self._each(old)
            if new is not old:
                changed[field] = new
        return replace(value, **changed) if changed else value

    def _called(self, name: str) -> str | None:
        """A function's name with the schema of the first on the path that has one such; None where none has."""
        bare = unquoted(name)
        for schema in self.path:
            if self.draft.named(QName(schema, bare), *ROUTINES):
                return f"{quote(schema)}.{name}"
        return None

    def _regclass(self, constant: Constant) -> Constant:
        """A relation's name in a string, as SQL would have it: folded, unless it is quoted."""
        parts = [_unquoted(part) for part in _PART.findall(constant.text)]
        if not parts or len(parts) > 2 or not _NAME.match(constant.text):
            return constant
        name = QName("", parts[0]) if len(parts) == 1 else QName(parts[0], parts[1])
        return Constant("string", str(self.name(name)))


# The functions of pg_catalog that a trigger can call: documentation, sections 9.28 and 12.4.3.
_BUILT_IN = frozenset(
    """suppress_redundant_updates_trigger tsvector_update_trigger tsvector_update_trigger_column
    unique_key_recheck""".split()
)

_PART = re.compile(r'"(?:[^"]|"")+"|[^".\s]+')
_NAME = re.compile(r'\s*(?:"(?:[^"]|"")+"|[^".\s]+)(?:\.(?:"(?:[^"]|"")+"|[^".\s]+))?\s*\Z')


def _qualified(noun: str | QName | Type | Routine) -> QName | None:
    """The name of what is not built in."""
    match noun:
        case QName() as name if name.schema:
            return name
        case Routine(name) if name.schema:
            return name
        case Type(name):
            return qualified(name)
        case _:
            return None


def _unquoted(part: str) -> str:
    return unquoted(part) if part.startswith('"') else fold(part)
