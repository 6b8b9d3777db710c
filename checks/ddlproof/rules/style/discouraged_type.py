"""A type that PostgreSQL has a better one for."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import AddColumn, CreateEnum, CreateTable, SetType
from ddlproof.model.names import QName, quote
from ddlproof.model.types import Type
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.NOTE,
    trigger=(
        "A new column, or a new type of one, that is timestamp, timetz, char(n), varchar(n), json, money, real, double "
        "precision, hstore, xml or a serial; CREATE TYPE … AS ENUM."
    ),
    effect="Times without a zone, padded or cut texts, rounded money, values that cannot be compared or taken back.",
    instead="Use timestamptz, text with a CHECK, jsonb, numeric, GENERATED ALWAYS AS IDENTITY, a table of values.",
    default=False,
)
BAD = Example("create table events (id bigint primary key, at timestamp not null);")
GOOD = Example("create table events (id bigint primary key, at timestamptz not null);")
_BETTER = {
    "timestamp without time zone": "timestamptz, which is an instant",
    "time with time zone": "timestamptz, or time: an offset without a date means little",
    "character": "text: char(n) pads with spaces",
    "character varying": "text with a CHECK on its length, which is changed without a scan of every index",
    "json": "jsonb, which has an equality and indexes",
    "money": "numeric: what money holds depends on lc_monetary",
    "real": "numeric where it is counted, double precision where it is measured",
    "double precision": "numeric where sums have to be exact",
    "xml": "text or jsonb: xml has no equality",
    "hstore": "jsonb",
}


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each column that gets such a type."""
    action = moment.action
    match action:
        case CreateTable(table=table, serials=serials):
            for column in table.columns:
                yield from _of(moment, table.name, column.name, column.type, column.name in serials)
        case AddColumn(table=name, column=column, serial=serial):
            yield from _of(moment, name, column.name, column.type, serial)
        case SetType(table=name, column=column_name, type=type_):
            yield from _of(moment, name, column_name, type_, False)
        case CreateEnum(name=name):
            yield Hit(
                f"{name} is an enum, whose values cannot be dropped again",
                span=action.at,
                object=str(name),
                instead="A table of values, or text with a CHECK.",
            )


def _of(moment: Moment, table: QName, column: str, type_: Type, serial: bool) -> Iterator[Hit]:
    name = type_.name.rpartition(".")[2].strip('"')
    better = "GENERATED ALWAYS AS IDENTITY: the sequence of a serial has a life of its own" if serial else ""
    if name != "character varying" or type_.modifiers:  # without a length it is text
        better = better or _BETTER.get(name, "")
    if better:
        yield Hit(
            f"{table}.{quote(column)} is {'a serial' if serial else type_}",
            span=moment.action.at,
            object=f"{table}.{column}",
            instead=f"Better: {better}.",
        )
