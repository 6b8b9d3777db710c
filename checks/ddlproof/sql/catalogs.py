"""The rows of PostgreSQL's catalogs and of the information schema, as far as a draft of the schema tells them.

PostgreSQL documentation, chapters 36 "The Information Schema" and 53 "System Catalogs".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ddlproof.model.constraint import ForeignKey, kind_of
from ddlproof.model.names import QName, unquoted
from ddlproof.model.thing import ROUTINES, VIEWS, Thing
from ddlproof.model.usertype import Composite, Domain
from ddlproof.sql.constraints import own_columns
from ddlproof.sql.draft import Draft, TableDraft
from ddlproof.sql.notnull import NAMED_SINCE, column_with

Row = Mapping[str, str | None]
"""A row of a catalog by the names of its columns; None is a value that is not known here."""
Rows = Callable[[Draft, Mapping[str, str]], Iterator[Row]]
"""The rows of a catalog that can be meant, where its columns must have these values."""


def _tables(draft: Draft, wanted: Mapping[str, str]) -> Iterator[tuple[QName, TableDraft]]:
    """The tables that can be meant."""
    names = [wanted[key] for key in ("table_name", "tablename") if key in wanted]
    for name, made in draft.tables.items():
        if not names or name.name in names:
            yield name, made


def _relations(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    def row(name: QName, kind: str) -> Row:
        full = str(name)
        return {
            "relname": name.name,
            "nspname": name.schema,
            "relnamespace": name.schema,
            "relkind": kind,
            "name": full,
        }

    for name, made in draft.tables.items():
        yield row(name, "p" if made.partitioned is not None else "r")
        yield from (
            row(name.sibling(key), "i")
            for key in (*made.constraints, *made.attached)
            if draft.has_relation(name.sibling(key))
        )
        yield from (row(sequence, "S") for sequence in made.sequences.values())
    yield from (row(name, "i") for name in draft.indexes)
    yield from (row(name, "S") for name in draft.sequences)
    for kind in VIEWS:
        yield from (row(thing.qname, "v" if kind == "view" else "m") for thing in draft.of_kind(kind) if thing.qname)
    yield from (row(thing.qname, "f") for thing in draft.of_kind("foreign table") if thing.qname)


def _types(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    def row(name: QName, kind: str | None) -> Row:
        full = str(name)
        return {
            "typname": name.name,
            "nspname": name.schema,
            "typnamespace": name.schema,
            "typtype": kind,
            "name": full,
        }

    yield from (row(name, "e") for name in draft.enums)
    for name, made in draft.types.items():
        yield row(name, "d" if isinstance(made, Domain) else "c" if isinstance(made, Composite) else "r")
    yield from (row(name, "c") for name in draft.tables)
    for kind in (*VIEWS, "foreign table", "type"):
        yield from (row(thing.qname, None) for thing in draft.of_kind(kind) if thing.qname)


def _listed_tables(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    for name, _ in _tables(draft, wanted):
        yield {"table_name": name.name, "table_schema": name.schema, "table_type": "BASE TABLE"}
    for kind, said in (("view", "VIEW"), ("foreign table", "FOREIGN")):
        for thing in draft.of_kind(kind):
            if thing.qname is not None:
                yield {"table_name": thing.qname.name, "table_schema": thing.qname.schema, "table_type": said}


def _plain_tables(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    return ({"tablename": name.name, "schemaname": name.schema} for name, _ in _tables(draft, wanted))


def _columns(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    for name, made in _tables(draft, wanted):
        own = {"table_name": name.name, "table_schema": name.schema}
        for column in made.columns.values():
            kind = column.type.name if "." not in column.type.name and "[" not in column.type.text else None
            nullable = "NO" if column.not_null else "YES"
            yield own | {"column_name": column.name, "is_nullable": nullable, "data_type": kind}
        if made.opaque:
            yield {key: own.get(key) for key in wanted}
    for view in (thing for kind in VIEWS for thing in draft.of_kind(kind) if thing.qname is not None):
        if view.kind == "view" and view.qname is not None:
            own = {"table_name": view.qname.name, "table_schema": view.qname.schema}
            for column_ in view.columns or (None,):
                yield own | {"column_name": column_, "is_nullable": "YES", "data_type": None}


def _attributes(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    for name, made in draft.tables.items():
        yield from (_attribute(name, column) for column in made.columns)
        if made.opaque:
            yield _attribute(name, None)
    for view in (thing for kind in VIEWS for thing in draft.of_kind(kind)):
        if view.qname is not None:
            yield from (_attribute(view.qname, column) for column in view.columns or (None,))


def _attribute(relation: QName, column: str | None) -> Row:
    return {"attrelid": str(relation), "relname": relation.name, "nspname": relation.schema, "attname": column}


_CONTYPE = {"primary key": "p", "unique": "u", "foreign key": "f", "check": "c", "exclude": "x"}


def _constraints(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    for name, made in _tables(draft, wanted):
        own = {
            "conrelid": str(name), "relname": name.name, "nspname": name.schema, "connamespace": name.schema,
            "table_name": name.name, "table_schema": name.schema, "constraint_schema": name.schema,
        }  # fmt: skip
        for constraint in made.constraints.values():
            kind = kind_of(constraint)
            said = {"conname": constraint.name, "constraint_name": constraint.name}
            yield own | said | {"contype": _CONTYPE[kind], "constraint_type": kind.upper()}
        unknown = {"contype": None, "constraint_type": None}
        yield from (own | {"conname": one, "constraint_name": one} | unknown for one in made.attached)
        asked = wanted.get("conname") or wanted.get("constraint_name")
        if made.opaque or (asked is not None and column_with(made, name, asked) is not None):
            # Before 18 a NOT NULL is no constraint of the catalog: whether there is one is not known.
            named = asked if draft.version >= NAMED_SINCE and not made.opaque else None
            yield own | {"conname": named, "constraint_name": named, "contype": "n", "constraint_type": "CHECK"}


def _usage(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    """The columns of constraints; those of a foreign key are the ones that it refers to."""
    for name, made in draft.tables.items():
        for constraint in made.constraints.values():
            of, columns = name, own_columns(constraint)
            if isinstance(constraint, ForeignKey):
                of, columns = constraint.target, constraint.target_columns
            yield from (_used(of, name, constraint.name, column) for column in columns)
        if made.opaque or made.attached:
            yield _used(name, name, None, None)
        column = column_with(made, name, wanted.get("constraint_name", ""))
        if column is not None:
            # Before 18 a NOT NULL is no constraint of the catalog: whether there is one is not known.
            named = wanted["constraint_name"] if draft.version >= NAMED_SINCE else None
            yield _used(name, name, named, column.name)


def _used(table: QName, owner: QName, constraint: str | None, column: str | None) -> Row:
    own = {"table_name": table.name, "table_schema": table.schema, "constraint_schema": owner.schema}
    return own | {"constraint_name": constraint, "column_name": column}


def _indexes(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    for name, index in draft.indexes.items():
        yield {"indexname": name.name, "tablename": index.table.name, "schemaname": name.schema}
    for table, made in _tables(draft, wanted):
        for key in (*made.constraints, *made.attached):
            if draft.has_relation(table.sibling(key)):
                yield {"indexname": key, "tablename": table.name, "schemaname": table.schema}


def _of_things(kind: str, row: Callable[[Thing], Row]) -> Rows:
    return lambda draft, wanted: (row(thing) for thing in draft.of_kind(kind))


def _part(named: str) -> Callable[[Thing], Row]:
    def row(thing: Thing) -> Row:
        table = thing.table or QName("", "")
        own = {"tablename": table.name, "schemaname": table.schema, "relname": table.name, "nspname": table.schema}
        return own | {named: unquoted(thing.label), f"{named[:2]}relid": str(table), "polrelid": str(table)}

    return row


def _schemas(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    every = (*draft.namespaces, "pg_catalog", "information_schema")
    return ({"nspname": name, "schema_name": name, "name": f"\0schema {name}"} for name in every)


def _labels(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    for name, enum in draft.enums.items():
        for label in enum.labels:
            yield {"enumlabel": label, "enumtypid": str(name), "typname": name.name, "nspname": name.schema}


def _routines(draft: Draft, wanted: Mapping[str, str]) -> Iterator[Row]:
    for thing in (one for kind in ROUTINES for one in draft.of_kind(kind)):
        if thing.qname is not None:
            schema = thing.qname.schema
            yield {"proname": thing.qname.name, "nspname": schema, "pronamespace": schema}


def _view(thing: Thing) -> Row:
    name = thing.qname or QName("", "")
    return {
        "viewname": name.name,
        "matviewname": name.name,
        "schemaname": name.schema,
        "table_name": name.name,
        "table_schema": name.schema,
    }


_OF_TYPES = ("pg_type", "pg_namespace pg_type", "to_regtype")
_OF_RELATIONS = ("pg_class", "pg_class pg_namespace", "to_regclass")
BROUGHT = frozenset((*_OF_TYPES, *_OF_RELATIONS))
"""The catalogs that hold what extensions bring along."""

CATALOGS: dict[str, Rows] = {
    **dict.fromkeys(_OF_TYPES, _types),
    **dict.fromkeys(_OF_RELATIONS, _relations),
    **dict.fromkeys(("pg_attribute", "pg_attribute pg_class", "pg_attribute pg_class pg_namespace"), _attributes),
    **dict.fromkeys(
        (
            "pg_constraint",
            "pg_class pg_constraint",
            "pg_class pg_constraint pg_namespace",
            "pg_constraint pg_namespace",
            "information_schema.table_constraints",
        ),
        _constraints,
    ),
    **dict.fromkeys(("pg_namespace", "information_schema.schemata", "to_regnamespace"), _schemas),
    **dict.fromkeys(("pg_enum", "pg_enum pg_type", "pg_enum pg_namespace pg_type"), _labels),
    **dict.fromkeys(("pg_proc", "pg_namespace pg_proc"), _routines),
    "information_schema.constraint_column_usage": _usage,
    "information_schema.tables": _listed_tables,
    "information_schema.columns": _columns,
    "pg_tables": _plain_tables,
    "pg_indexes": _indexes,
    "pg_views": _of_things("view", _view),
    "information_schema.views": _of_things("view", _view),
    "pg_matviews": _of_things("materialized view", _view),
    "pg_extension": _of_things("extension", lambda thing: {"extname": unquoted(thing.label)}),
    **dict.fromkeys(("pg_trigger", "pg_class pg_trigger"), _of_things("trigger", _part("tgname"))),
    "pg_policies": _of_things("policy", _part("policyname")),
    **dict.fromkeys(("pg_policy", "pg_class pg_policy"), _of_things("policy", _part("polname"))),
}
"""By the catalogs that a query names, sorted."""
