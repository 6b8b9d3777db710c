"""A schema while it is built: the same objects as `Schema`, in dictionaries that statements change.

Every name is found in one step, whatever the size: a script of n statements takes n steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import Any, Protocol

from ddlproof.model.attributes import Attributes, changed
from ddlproof.model.constraint import OWN_INDEX, Check, Constraint, ForeignKey, PrimaryKey, Unique
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.schema import Enum, Schema
from ddlproof.model.sequence import Sequence
from ddlproof.model.table import Column, Partition, Partitioning, Table
from ddlproof.model.thing import VIEWS, Key, Thing
from ddlproof.model.usertype import UserType, parts_of


def check_of(name: str) -> str:
    """What stands for a CHECK in what a table defines itself besides inheriting it."""
    return f"check {name}"


TEMPORARY = "pg_temp"
"""The schema under which a draft keeps temporary tables: they are no part of what is left in the end."""


class Taken(Protocol):
    """Names that are in use."""

    def __contains__(self, name: object, /) -> bool: ...


@dataclass(slots=True)
class TableDraft:
    """A table while it is built. Dictionaries keep the order of columns and find them by name.

    `indexes` are those on it that no constraint owns, `sequences` those of its identity columns, `owned` others that
    its columns own, `referrers` the tables with foreign keys to it, itself included, `children` its partitions and
    those that inherit from it. `attached` are indexes and keys, by name, that it has because its parent has them. `own`
    are columns and CHECKs that it defines itself, whether a parent has them too or not.
    """

    columns: dict[str, Column] = field(default_factory=dict)
    constraints: dict[str, Constraint] = field(default_factory=dict)
    indexes: dict[QName, None] = field(default_factory=dict)
    sequences: dict[str, QName] = field(default_factory=dict)
    referrers: dict[QName, None] = field(default_factory=dict)
    owned: dict[QName, None] = field(default_factory=dict)
    children: dict[QName, None] = field(default_factory=dict)
    attached: dict[str, Index | Constraint] = field(default_factory=dict)
    attributes: Attributes = ()
    partitioned: Partitioning | None = None
    partition: Partition | None = None
    inherits: tuple[QName, ...] = ()
    opaque: bool = False
    of: QName | None = None
    own: tuple[str, ...] = ()

    @property
    def primary_key(self) -> PrimaryKey | None:
        return next((c for c in self.constraints.values() if isinstance(c, PrimaryKey)), None)

    def freeze(self, name: QName, own: Iterable[str]) -> Table:
        ordered = tuple(self.constraints[key] for key in sorted(self.constraints))
        return Table(
            name, tuple(self.columns.values()), ordered, self.attributes, self.partitioned, self.partition,
            self.inherits, self.opaque, self.of, tuple(own), tuple(self.attached.values()),
        )  # fmt: skip

    def rename_index(self, name: str, to: str | None) -> None:
        """An index that attributes speak of has another name, or is gone."""
        renamed: dict[str, str | None] = {"cluster on": to, "replica identity": to and f"index {to}"}
        same = (("cluster on", name), ("replica identity", f"index {name}"))
        changes = {key: renamed[key] for key, value in same if (key, value) in self.attributes}
        self.attributes = changed(self.attributes, changes) if changes else self.attributes

    @property
    def named(self) -> set[str]:
        """What a child may have too: its columns, and each CHECK as `check name`."""
        return {*self.columns, *(check_of(one.name) for one in self.constraints.values() if isinstance(one, Check))}

    @property
    def parents(self) -> tuple[QName, ...]:
        """The tables whose child it is."""
        return self.inherits if self.partition is None else (self.partition.parent,)


def _apart(value: Any) -> Any:
    """A container as a copy of it and of those inside; all else is frozen, and shared."""
    match value:
        case TableDraft():
            return replace(value, **{name: _apart(getattr(value, name)) for name in _CONTAINERS})
        case Counter() | set():
            return copy(value)
        case dict():
            return {key: _apart(each) for key, each in value.items()}
    return value


_CONTAINERS = tuple(field.name for field in fields(TableDraft) if field.default_factory is dict)


class Draft:
    """A schema while it is built. `printed` says that it is built of what a catalog prints, which speaks the truth.

    `whole` says that a table which is not in it, in a schema that is, is nowhere.
    `version` is the PostgreSQL that carries out what happens to it, 0 where nothing depends on it. `role` is the one
    that owns what is made, as far as a script says. `typed` are names of types of which anything may be.
    """

    def __init__(self, schema: Schema, *, printed: bool = False, version: int = 0) -> None:
        self.printed = printed
        self.version = version
        self.whole = True
        self.role: str | None = None
        self.load(schema)

    def load(self, schema: Schema) -> None:
        """Hold this schema, and nothing of what was here before."""
        self.namespaces = set(schema.namespaces)
        self.tables: dict[QName, TableDraft] = {}
        self.indexes: dict[QName, Index] = {}
        self.enums: dict[QName, Enum] = {enum.name: enum for enum in schema.enums}
        self.typed = {column.type.name for table in schema.tables for column in table.columns}
        self.typed |= {part.name for type_ in schema.types for part in parts_of(type_)}
        self.types: dict[QName, UserType] = {type_.name: type_ for type_ in schema.types}
        self.sequences: dict[QName, Sequence] = {}
        self.things: dict[Key, Thing] = {}
        self._named: dict[QName, dict[Key, None]] = {}
        self._parts: dict[QName, dict[Key, None]] = {}
        self._users: dict[QName, dict[Key, None]] = {}
        self._indexed: dict[QName, dict[QName, None]] = {}
        self._relations: Counter[QName] = Counter()
        self._constraints: Counter[QName] = Counter()
        self._keys: dict[QName, QName] = {}
        self._attached: dict[QName, QName] = {}
        self._identities: dict[QName, tuple[QName, str]] = {}
        self._waiting: dict[QName, dict[QName, None]] = {}
        self._remarks: dict[QName | str, dict[Key, None]] = {}
        self._kinds: dict[str, dict[Key, None]] = {}
        self._number = 0
        for table in schema.tables:
            self._load(table)
        for table in schema.tables:
            # Where it is not known in which order they were made: the primary key mostly comes first.
            for constraint in sorted(table.constraints, key=lambda c: not isinstance(c, PrimaryKey)):
                self.put(table.name, constraint)
        for table in schema.tables:
            if table.inherits:
                made = self.tables[table.name]
                made.own = (*table.own, *(made.named - self.inherited(table.name)))
        for table in schema.tables:
            for part in table.attached:
                self.attach(table.name, part, part.name if isinstance(part.name, str) else part.name.name)
        for sequence in schema.sequences:
            self.add_sequence(sequence)
        for index in schema.indexes:
            self.add_index(index)
        for thing in schema.things:
            self.add_thing(thing)

    def copy(self) -> Draft:
        """The same schema, to be changed apart from this one."""
        other = copy(self)
        for name, value in vars(self).items():
            setattr(other, name, _apart(value))
        return other

    def _load(self, table: Table) -> None:
        made = TableDraft(
            {column.name: column for column in table.columns}, attributes=table.attributes,
            partitioned=table.partitioned, partition=table.partition, inherits=table.inherits, opaque=table.opaque,
            of=table.of, own=table.own,
        )  # fmt: skip
        self.add_table(table.name, made)
        for column in table.columns:
            if column.identity is not None:
                self.own(table.name, column.name, table.name.sibling(f"{table.name.name}_{column.name}_seq"))

    def add_table(self, name: QName, made: TableDraft) -> None:
        """Add a table, and itself to the children of its parents."""
        self.tables[name] = made
        self._relations[name] += 1
        made.children |= self._waiting.pop(name, {})
        for parent in made.parents:
            children = self.tables[parent].children if parent in self.tables else self._waiting.setdefault(parent, {})
            children[name] = None

    def remove_table(self, name: QName) -> None:
        """Remove a table with all that is part of it."""
        made = self.tables[name]
        for constraint in list(made.constraints):
            self.pop(name, constraint)
        for index in list(made.indexes):
            self.remove_index(index)
            for remark in self.remarks(index):
                self.remove_thing(remark.key)
        for column in list(made.sequences):
            self.disown(name, column)
        for sequence in list(made.owned):
            self.remove_sequence(sequence)
            for remark in self.remarks(sequence):
                self.remove_thing(remark.key)
        for attached in list(made.attached):
            self.detach(name, attached)
        for parent in made.parents:
            if parent in self.tables:
                self.tables[parent].children.pop(name, None)
        for thing in (*self.parts(name), *(user for user in self.users(name) if user.kind == "statistics")):
            self.remove_thing(thing.key)
        del self.tables[name]
        self._free(self._relations, name)

    def put(self, table: QName, constraint: Constraint) -> None:
        """Add a constraint to a table."""
        if isinstance(constraint, PrimaryKey | Unique):
            constraint = replace(constraint, number=self._numbered(constraint.number))
        self.tables[table].constraints[constraint.name] = constraint
        name = table.sibling(constraint.name)
        self._constraints[name] += 1
        if isinstance(constraint, OWN_INDEX):
            self._relations[name] += 1
            self._keys[name] = table
        if isinstance(constraint, ForeignKey) and constraint.target in self.tables:
            self.tables[constraint.target].referrers[table] = None

    def pop(self, table: QName, name: str) -> Constraint:
        """Take a constraint from a table."""
        constraint = self.tables[table].constraints.pop(name)
        self._free(self._constraints, table.sibling(name))
        if isinstance(constraint, OWN_INDEX):
            self._free(self._relations, table.sibling(name))
            self._keys.pop(table.sibling(name), None)
        return constraint

    def rename(self, table: QName, name: str, to: str) -> None:
        """Give a constraint another name; it stays where it is among the others."""
        made = self.tables[table]
        order = list(made.constraints)
        self.put(table, replace(self.pop(table, name), name=to))
        made.constraints = {key: made.constraints[key] for key in (to if key == name else key for key in order)}

    def add_index(self, index: Index) -> None:
        """Add an index; its table may be unknown."""
        index = replace(index, number=self._numbered(index.number))
        self.indexes[index.name] = index
        self._relations[index.name] += 1
        if index.table in self.tables:
            self.tables[index.table].indexes[index.name] = None
        else:
            self._indexed.setdefault(index.table, {})[index.name] = None

    def _numbered(self, number: int) -> int:
        """The number of an index: its own, else the next."""
        self._number = max(self._number + (not number), number)
        return number or self._number

    def remove_index(self, name: QName) -> Index:
        """Take an index away."""
        index = self.indexes.pop(name)
        self._free(self._relations, name)
        if index.table in self.tables:
            self.tables[index.table].indexes.pop(name, None)
        self._indexed.get(index.table, {}).pop(name, None)
        return index

    def add_sequence(self, sequence: Sequence) -> None:
        """Add a sequence; the table of the column that owns it may be unknown."""
        self.sequences[sequence.name] = sequence
        self._relations[sequence.name] += 1
        if sequence.table in self.tables:
            self.tables[sequence.table].owned[sequence.name] = None

    def remove_sequence(self, name: QName) -> Sequence:
        """Take a sequence away."""
        sequence = self.sequences.pop(name)
        self._free(self._relations, name)
        if sequence.table in self.tables:
            self.tables[sequence.table].owned.pop(name, None)
        return sequence

    def attach(self, table: QName, part: Index | Constraint, name: str) -> None:
        """A table has an index or key because its parent has one: it keeps its name, and is no part of the model."""
        if isinstance(part, PrimaryKey | Unique | Index):
            part = replace(part, number=self._numbered(part.number))
        self.tables[table].attached[name] = part
        self._attached[table.sibling(name)] = table
        self._relations[table.sibling(name)] += 1

    def detach(self, table: QName, name: str) -> Index | Constraint:
        """What was attached is so no longer."""
        self._free(self._relations, table.sibling(name))
        self._attached.pop(table.sibling(name), None)
        return self.tables[table].attached.pop(name)

    def add_thing(self, thing: Thing) -> None:
        """Add a thing, or put it in the place of the one with its identity."""
        if thing.key in self.things:
            self.remove_thing(thing.key)
        self.things[thing.key] = thing
        self._kinds.setdefault(thing.kind, {})[thing.key] = None
        for name, keys in self._listed(thing):
            keys.setdefault(name, {})[thing.key] = None
        if thing.about and thing.table is None:
            self._remarks.setdefault(thing.qname or thing.label, {})[thing.key] = None
        if thing.kind in VIEWS and thing.qname is not None:
            self._relations[thing.qname] += 1

    def remove_thing(self, key: Key) -> Thing:
        """Take a thing away. Remarks on it stay: see `forget`."""
        thing = self.things.pop(key)
        self._kinds[thing.kind].pop(key)
        for name, keys in self._listed(thing):
            keys[name].pop(key, None)
            if not keys[name]:
                del keys[name]
        if thing.about and thing.table is None:
            self._remarks[thing.qname or thing.label].pop(key)
        if thing.kind in VIEWS and thing.qname is not None:
            self._free(self._relations, thing.qname)
        return thing

    def _listed(self, thing: Thing) -> Iterator[tuple[QName, dict[QName, dict[Key, None]]]]:
        """The names under which a thing is found, each with the dictionary for it."""
        if thing.qname is not None and not thing.about:
            yield thing.qname, self._named
        if thing.table is not None:
            yield thing.table, self._parts
        for used in dict.fromkeys(thing.uses):
            yield used, self._users

    def has_kind(self, kind: str) -> bool:
        """Whether there is any thing of a kind."""
        return bool(self._kinds.get(kind))

    def of_kind(self, kind: str) -> list[Thing]:
        """All things of a kind."""
        return [self.things[key] for key in self._kinds.get(kind, ())]

    def named(self, name: QName, *kinds: str) -> list[Thing]:
        """The things of that name, of these kinds: several where they are functions."""
        return [self.things[key] for key in self._named.get(name, ()) if key[0] in kinds]

    def view(self, name: QName) -> Thing | None:
        """The view or materialized view of that name."""
        return next(iter(self.named(name, *VIEWS)), None)

    def viewed(self, name: QName) -> Thing | None:
        """The view, materialized view or foreign table of that name: ALTER TABLE moves and renames them too."""
        return next(iter(self.named(name, *VIEWS, "foreign table")), None)

    def parts(self, table: QName) -> list[Thing]:
        """The things that are part of a table or view."""
        return [self.things[key] for key in self._parts.get(table, ())]

    def users(self, name: QName) -> list[Thing]:
        """The things that cannot be without what has that name."""
        return [self.things[key] for key in self._users.get(name, ())]

    def indexes_of(self, view: QName) -> list[QName]:
        """The indexes on a relation that is no table: a materialized view."""
        return list(self._indexed.get(view, ()))

    def remarks(self, on: QName | str) -> list[Thing]:
        """What is said of all objects of a name, and of their parts."""
        return [self.things[key] for key in self._remarks.get(on, ())]

    def own(self, table: QName, column: str, sequence: QName) -> None:
        """An identity column comes with a sequence."""
        self.tables[table].sequences[column] = sequence
        self._identities[sequence] = (table, column)
        self._relations[sequence] += 1

    def disown(self, table: QName, column: str) -> None:
        """The sequence of a column goes with it, if it has one."""
        sequence = self.tables[table].sequences.pop(column, None)
        if sequence is not None:
            self._free(self._relations, sequence)
            self._identities.pop(sequence, None)

    @staticmethod
    def _free(names: Counter[QName], name: QName) -> None:
        names[name] -= 1
        if names[name] <= 0:
            del names[name]

    def has(self, name: QName) -> bool:
        """Whether a table, index, sequence, type or thing of that name exists."""
        return name in self._relations or name in self.enums or name in self.types or bool(self._named.get(name))

    def taken(self, name: QName) -> bool:
        """Whether no relation and no type can be made of that name: functions and the like have names of their own."""
        if name in self._relations or name in self.enums or name in self.types:
            return True
        return any(key[0] in ("foreign table", "type") for key in self._named.get(name, ()))

    def has_relation(self, name: QName) -> bool:
        """Whether a table, index or sequence of that name exists."""
        return name in self._relations

    def relations(self, schema: str) -> Taken:
        """The names that a new index or sequence cannot have."""
        return _Names(schema, self._relations)

    def constraints(self, schema: str) -> Taken:
        """The names of all constraints of a schema's tables."""
        return _Names(schema, self._constraints)

    def keys(self, schema: str) -> Taken:
        """The names that the constraint of a new key cannot have."""
        return _Names(schema, self._relations, self._constraints)

    def table(self, name: QName) -> Table | None:
        made = self.tables.get(name)
        return self._frozen(name) if made is not None else None

    def index(self, name: QName) -> Index | None:
        return self.indexes.get(name)

    def indexes_on(self, table: QName) -> tuple[Index, ...]:
        """The indexes on a table that no constraint owns."""
        made = self.tables.get(table)
        return tuple(self.indexes[name] for name in made.indexes) if made is not None else ()

    def referring(self, table: QName) -> tuple[tuple[QName, ForeignKey], ...]:
        """The foreign keys that refer to a table, and whose they are, by their names; to one that is not here, too."""
        made = self.tables.get(table)
        owners = [name for name in (made.referrers if made is not None else self.tables) if name in self.tables]
        return tuple(
            (owner, key)
            for owner in sorted(owners)
            for key in self.tables[owner].constraints.values()
            if isinstance(key, ForeignKey) and key.target == table
        )

    def enum(self, name: QName) -> Enum | None:
        return self.enums.get(name)

    def type(self, name: QName) -> UserType | None:
        return self.types.get(name)

    def family(self, table: QName) -> tuple[QName, ...]:
        """A table, and below it its partitions and those that inherit from it, theirs included."""
        found = {table: None}
        for child in self.children(table):
            found |= dict.fromkeys(self.family(child))
        return tuple(found)

    def children(self, table: QName) -> tuple[QName, ...]:
        """The partitions of a table, and the tables that inherit from it."""
        return tuple(self.tables[table].children) if table in self.tables else ()

    def owner_of(self, index: QName) -> QName | None:
        """The table whose key has an index of that name behind it."""
        return self._keys.get(index)

    def attached_to(self, index: QName) -> QName | None:
        """The table that has an index of that name because its parent has one."""
        return self._attached.get(index)

    def identity_of(self, sequence: QName) -> tuple[QName, str] | None:
        """The table and identity column whose sequence it is."""
        return self._identities.get(sequence)

    def inherited(self, table: QName) -> set[str]:
        """What the parents of a table have that it has because of them: columns, and each CHECK as `check name`."""
        found: set[str] = set()
        for parent in self.tables[table].inherits:
            if parent in self.tables:
                checks = (one for one in self.tables[parent].constraints.values() if isinstance(one, Check))
                found |= {*self.tables[parent].columns, *(check_of(one.name) for one in checks if not one.no_inherit)}
        return found

    def _frozen(self, name: QName) -> Table:
        made = self.tables[name]
        return made.freeze(name, sorted({*made.own} & self.inherited(name)) if made.own else ())

    def freeze(self) -> Schema:
        """What is left in the end."""
        return Schema(
            namespaces=tuple(sorted(self.namespaces)),
            tables=tuple(self._frozen(name) for name in self._left(self.tables)),
            indexes=tuple(self.indexes[name] for name in self._left(self.indexes)),
            enums=tuple(self.enums[name] for name in sorted(self.enums)),
            things=tuple(self.things[key] for key in sorted(self.things) if self._lasts(self.things[key])),
            sequences=tuple(self.sequences[name] for name in self._left(self.sequences)),
            types=tuple(self.types[name] for name in sorted(self.types)),
        )

    @staticmethod
    def _lasts(thing: Thing) -> bool:
        return all(name is None or name.schema != TEMPORARY for name in (thing.qname, thing.table))

    @staticmethod
    def _left(names: dict[QName, TableDraft] | dict[QName, Index] | dict[QName, Sequence]) -> Iterator[QName]:
        return (name for name in sorted(names) if name.schema != TEMPORARY)


class _Names:
    """The names of one schema among those of all."""

    def __init__(self, schema: str, *all_: Counter[QName]) -> None:
        self.schema, self.all = schema, all_

    def __contains__(self, name: object) -> bool:
        return any(QName(self.schema, str(name)) in names for names in self.all)
