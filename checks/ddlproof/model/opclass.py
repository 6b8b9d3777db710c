"""The operator classes that indexes have by default, which the catalog does not print.

Source: `opcdefault` in src/include/catalog/pg_opclass.dat.
"""

from __future__ import annotations

from ddlproof.model.types import Type

_BASIC = {
    "smallint": "int2", "integer": "int4", "bigint": "int8", "real": "float4", "double precision": "float8",
    "numeric": "numeric", "text": "text", "character varying": "text", "character": "bpchar", "bpchar": "bpchar",
    "bytea": "bytea", "date": "date", "time without time zone": "time", "time with time zone": "timetz",
    "timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz", "interval": "interval",
    "boolean": "bool", '"char"': "char", "name": "name", "oid": "oid", "uuid": "uuid", "inet": "inet", "cidr": "inet",
    "macaddr": "macaddr", "macaddr8": "macaddr8", "bit": "bit", "bit varying": "varbit", "money": "money",
    "jsonb": "jsonb", "tsvector": "tsvector", "tsquery": "tsquery", "pg_lsn": "pg_lsn", "xid8": "xid8",
}  # fmt: skip
_RANGES = frozenset("int4range int8range numrange tsrange tstzrange daterange".split())
_MULTIRANGES = frozenset(name.replace("range", "multirange") for name in _RANGES)
_NO_MINMAX = ("boolean", "inet", "cidr", "money", "jsonb", "tsvector", "tsquery", "xid8")
_SEARCHED = {"gin": ("jsonb", "tsvector"), "gist": ("tsvector", "tsquery")}
_SHAPES = {
    "gist": {"point": "point_ops", "box": "box_ops", "polygon": "poly_ops", "circle": "circle_ops"},
    "spgist": {"point": "quad_point_ops", "box": "box_ops", "polygon": "poly_ops", "text": "text_ops",
               "character varying": "text_ops", "inet": "inet_ops", "cidr": "inet_ops"},
}  # fmt: skip


def default_opclass(method: str, type_: Type, *, enum: bool = False) -> str | None:
    """The default operator class of an index method for a type; None where that is not known."""
    if type_.array:
        return "array_ops" if method in ("btree", "hash", "gin") else None
    if type_.name in _RANGES | _MULTIRANGES and method in ("btree", "hash", "gist", "spgist"):
        return "range_ops" if type_.name in _RANGES else "multirange_ops"
    if method == "brin":
        return f"{_BASIC[type_.name]}_minmax_ops" if type_.name in _BASIC and type_.name not in _NO_MINMAX else None
    if method in ("btree", "hash"):
        if enum:
            return "enum_ops"
        return f"{_BASIC[type_.name]}_ops" if type_.name in _BASIC else None
    if type_.name in _SEARCHED.get(method, ()):
        return f"{type_.name}_ops"
    return _SHAPES.get(method, {}).get(type_.name)
