"""Tables, indexes and sequences as the catalog has them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from ddlproof.model.attributes import Attributes, changed
from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.reading import Reading
from ddlproof.model.sequence import Sequence, own_options
from ddlproof.model.table import Column, Partition, Table, not_null_marks
from ddlproof.model.thing import depends_on
from ddlproof.postgres.query import Catalog

Attached = dict[QName, list[Index]]
"""Indexes that partitions have because their parents have them."""


def read_tables(catalog: Catalog, read: Reading, attached: Attached) -> tuple[Table, ...]:
    """Every table with its columns and constraints, in three queries, and the indexes that are attached to each."""
    columns: dict[QName, list[Column]] = {}
    for schema, table, *attributes in catalog.rows("columns"):
        listed = columns.setdefault(QName(schema, table), [])
        if attributes[0] is not None:
            listed.append(_column(attributes, read))
    constraints, parts = _constraints(catalog, read)
    found = {QName(schema, table): rest for schema, table, *rest in catalog.rows("tables")}
    return tuple(
        _table(
            name,
            tuple(columns[name]),
            tuple(sorted(constraints[name], key=lambda c: c.name)),
            found[name],
            read,
            (*attached.get(name, ()), *parts[name]),
        )
        for name in sorted(columns)
    )


_Constraints = dict[QName, list[Constraint]]


def _constraints(catalog: Catalog, read: Reading) -> tuple[_Constraints, _Constraints]:
    """Those of each table, and apart from them the keys that partitions have because of their parents."""
    own: _Constraints = defaultdict(list)
    inherited: _Constraints = defaultdict(list)
    for schema, table, name, definition, index, attnames, attached in catalog.rows("constraints"):
        constraint = read.constraint(name, definition)
        if constraint is not None:
            listed = inherited if attached else own
            listed[QName(schema, table)].append(_with_index(constraint, index, tuple(attnames or ())))
    return own, inherited


def _with_index(constraint: Constraint, index: int, attnames: tuple[str, ...]) -> Constraint:
    match constraint:
        case PrimaryKey():
            return replace(constraint, number=index)
        case Unique():
            return replace(constraint, number=index, attnames=attnames)
        case Exclude():
            return replace(constraint, attnames=attnames)
        case ForeignKey():
            return replace(constraint, rests_on=index)
        case Check():
            return constraint


def _table(
    name: QName,
    columns: tuple[Column, ...],
    constraints: tuple[Constraint, ...],
    row: list[Any],
    read: Reading,
    attached: tuple[Index | Constraint, ...],
) -> Table:
    persistence, row_level, forced, identity, method, tablespace, parameters, *structure = row
    partitioned, bounds, parents, cluster, of, own = structure
    said = {
        "cluster on": cluster,
        "persistence": persistence,
        "row level security": "enabled" if row_level else None,
        "force row level security": "enabled" if forced else None,
        "replica identity": identity,
        "access method": method,
        "tablespace": tablespace,
    }
    above = tuple(QName(schema, parent) for schema, parent in parents or ())
    return Table(
        name, columns, constraints,
        attributes=changed(_pairs(parameters), said),
        partitioned=read.partitioning(partitioned) if partitioned else None,
        partition=Partition(above[0], read.bounds(bounds)) if bounds else None,
        inherits=() if bounds else above,
        of=QName(*of) if of else None,
        own=tuple(sorted(own or ())),
        attached=attached,
    )  # fmt: skip


def _pairs(parameters: list[str] | None) -> Attributes:
    """`name=value` as the catalog keeps storage parameters."""
    return tuple((name, value) for name, _, value in (one.partition("=") for one in parameters or ()))


_COMPRESSION = {"p": "pglz", "l": "lz4"}


def _column(attributes: list[Any], read: Reading) -> Column:
    name, type_, not_null, identity, generated, text, collation, storage, statistics, *rest = attributes
    options, sequence, packed, not_null_name, not_inherited, not_validated = rest
    expression = read.expression(text) if text is not None else None
    made = read.type(type_)
    said = {
        "storage": storage,
        "statistics": str(statistics) if statistics is not None and statistics >= 0 else None,
        "compression": _COMPRESSION.get(packed or ""),
    }
    said |= dict(not_null_marks(inherited=not not_inherited, validated=not not_validated))
    said |= {f"identity {option}": value for option, value in _options(sequence, made.name)} if sequence else {}
    return Column(
        name,
        made,
        not_null=not_null,
        default=None if generated else expression,
        identity={"a": "always", "d": "by default"}.get(identity),  # type: ignore[arg-type]  # of the two literals
        generated=expression if generated else None,
        collation=collation,
        virtual=generated == "v",
        attributes=changed(_pairs(options), said),
        not_null_name=not_null_name or "",
    )


_OPTIONS = ("increment", "minimum", "maximum", "start", "cache")


def _options(values: list[int], type_: str) -> Attributes:
    """The options of a sequence that are not the default for its type."""
    said = {name: str(value) for name, value in zip(_OPTIONS, values, strict=False)}
    return own_options({**said, "cycle": "yes" if values[5] else "no"}, type_)


def read_indexes(catalog: Catalog, read: Reading) -> tuple[tuple[Index, ...], Attached]:
    """Every index that no constraint owns, and apart from them those that partitions have because of their parents."""
    found: list[Index] = []
    attached: Attached = defaultdict(list)
    for text, valid, clustered, tablespace, statistics, extensions, number, attnames, inherited in catalog.rows(
        "indexes"
    ):
        index = read.index(text)
        said = {"cluster": "on" if clustered else None, "tablespace": tablespace}
        said |= {f"statistics {number}": target for number, target in statistics or ()}
        said |= {depends_on(extension): "yes" for extension in extensions or ()}
        kept = changed(index.attributes, said)
        whole = replace(index, valid=valid, attributes=kept, number=number, attnames=tuple(attnames))
        (attached[index.table] if inherited else found).append(whole)
    return tuple(sorted(found, key=lambda index: index.name)), attached


def read_sequences(catalog: Catalog) -> tuple[Sequence, ...]:
    """Every sequence but those of identity columns."""
    made = []
    for schema, name, type_, values, owner_schema, owner, column, unlogged in catalog.rows("sequences"):
        table = QName(owner_schema, owner) if owner is not None else None
        made.append(Sequence(QName(schema, name), type_, _options(values, type_), table, column or "", unlogged))
    return tuple(sorted(made, key=lambda sequence: sequence.name))
