"""Values for columns: distinct, plausible, short, as the text that PostgreSQL reads.

PostgreSQL documentation, chapter 8 "Data Types".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ddlproof.errors import InputError
from ddlproof.model.lookup import first_of_each
from ddlproof.model.schema import Enum, Schema
from ddlproof.model.types import Type
from ddlproof.model.usertype import Composite, Domain, Range, multirange_of

BLOCKS = {"uuid": 10**12, "integer": 10**4, "bigint": 10**4, "numeric": 10**4}
"""By type, how far apart the numbers of two tables' keys are: no key of one table is by chance a key of another."""
_NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


class NoRow(InputError):
    """A row, or a value, that cannot be made from what the schema says."""


class UnknownType(NoRow):
    """A type of which no value is known."""


def nth(type_: Type, schema: Schema, n: int, name: str = "value") -> str:
    """The n-th value of a type, n from 1: different for different n as far as the type has so many values.

    Args:
        name: of the column; texts are made from it.

    Raises:
        UnknownType: nothing is known of the type.
    """
    if type_.array:
        # Which values a domain's CHECKs accept is not known here; no element violates none.
        bare = schema.domain(type_.name) is not None
        return "{}" if bare else "{" + element(nth(type_.element, schema, n, name)) + "}"
    if enum := enum_of(type_, schema):
        return enum.labels[(n - 1) % len(enum.labels)]
    if made := _usertype(type_, schema, n, name):
        return made
    maker = _MAKERS.get(type_.name) or _OF_EXTENSIONS.get(type_.name.rpartition(".")[2])
    if maker is None:
        raise UnknownType(
            f"no value is known for the type {type_.text}", hint="Give the column a default, or leave it NULL."
        )
    return maker(n, type_.modifiers, name)


def _usertype(type_: Type, schema: Schema, n: int, name: str) -> str:
    """The n-th value of a type that the schema makes; empty if it makes no such (sections 8.16.2 and 8.17.5)."""
    if (own := schema.once(_multiranges).get(type_.name)) is not None:
        return "{" + nth(Type(str(own.name)), schema, n, name) + "}"
    match schema.usertype(type_.name):
        case Domain(type=below):
            return nth(below, schema, n, name)
        case Range(subtype=subtype):
            bound = element(nth(subtype, schema, n, name))
            return f"[{bound},{bound}]"
        case Composite(attributes=attributes):
            return "(" + ",".join(element(nth(one.type, schema, n, one.name)) for one in attributes) + ")"
        case None:
            return ""


def _multiranges(schema: Schema) -> dict[str, Range]:
    ranges = (one for one in schema.types if isinstance(one, Range))
    return first_of_each(ranges, lambda one: multirange_of(str(one.name)))


def size(type_: Type, schema: Schema) -> int | None:
    """How many different values `nth` has for a type, where they are few; None elsewhere."""
    if type_.array:
        return size(type_.element, schema)
    if enum := enum_of(type_, schema):
        return len(enum.labels)
    if type_.name == "bit":
        return int(2 ** min(_whole(type_.modifiers, 1), 15))
    return 2 if type_.name == "boolean" else None


def enum_of(type_: Type, schema: Schema) -> Enum | None:
    """The enum that a type is, with at least one label."""
    return schema.once(_labelled).get(type_.name)


def _labelled(schema: Schema) -> dict[str, Enum]:
    return first_of_each((enum for enum in schema.enums if enum.labels), lambda enum: str(enum.name))


def element(value: str) -> str:
    """An element of an array literal (section 8.15.6)."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _whole(modifiers: tuple[str, ...], default: int, place: int = 0) -> int:
    given = modifiers[place] if len(modifiers) > place else ""
    return int(given) if given.lstrip("-").isdigit() else default


def text_of_length(length: int, n: int, name: str) -> str:
    """A readable text of exactly `length` characters, different for different n where there is room."""
    number = str(n)
    if length <= len(number):
        return number[len(number) - length :]
    return (f"{name.strip('_') or 'text'}-" * length)[: length - len(number)] + number


def _text(n: int, modifiers: tuple[str, ...], name: str) -> str:
    whole = f"{name}-{n}"
    limit = _whole(modifiers, len(whole))
    if len(whole) <= limit:
        return whole
    return text_of_length(limit, n, name)


def _identifier(n: int, modifiers: tuple[str, ...], name: str) -> str:
    """As long a text as type name holds: 63 bytes, not characters (section 8.3)."""
    number = f"-{n}"
    return name.encode()[: 63 - len(number)].decode(errors="ignore") + number


def _numeric(n: int, modifiers: tuple[str, ...], name: str) -> str:
    """A small number that `numeric(precision, scale)` holds unrounded."""
    if not modifiers:
        return str(n)
    precision, scale = _whole(modifiers, 5), _whole(modifiers, 0, 1)
    if scale >= 0 and n < 10 ** (precision - scale):
        return str(n)
    return str(Decimal(n % 10**precision).scaleb(-scale))


def _moment(form: str) -> Callable[[int, tuple[str, ...], str], str]:
    return lambda n, modifiers, name: (_NOON + timedelta(minutes=n)).strftime(form)


def _bits(n: int, modifiers: tuple[str, ...], name: str) -> str:
    length = _whole(modifiers, 1)
    return format(n % 2**length, f"0{length}b")


def _octets(n: int) -> str:
    return f"{n >> 8 & 255}.{n & 255}"


def _template(form: str) -> Callable[[int, tuple[str, ...], str], str]:
    """A form with `{n}`, `{m}` for n + 1, `{x}` for n in hexadecimal, `{o}` for two octets."""
    return lambda n, modifiers, name: (
        form.replace("{n}", str(n)).replace("{m}", str(n + 1)).replace("{x}", f"{n:x}").replace("{o}", _octets(n))
    )


def _day(n: int, modifiers: tuple[str, ...], name: str) -> str:
    return (_NOON + timedelta(days=n - 1)).strftime("%Y-%m-%d")


def _days(n: int, modifiers: tuple[str, ...], name: str) -> str:
    return f"[{_day(n, (), '')},{_day(n + 1, (), '')})"


def _moments(form: str) -> Callable[[int, tuple[str, ...], str], str]:
    at = _moment(form)
    return lambda n, modifiers, name: f'["{at(n, (), "")}","{at(n + 1, (), "")}")'


_STAMP, _STAMPTZ = "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S+00"
_MAKERS: dict[str, Callable[[int, tuple[str, ...], str], str]] = {
    "smallint": _template("{n}"),
    "integer": _template("{n}"),
    "bigint": _template("{n}"),
    "numeric": _numeric,
    "real": _template("{n}"),
    "double precision": _template("{n}"),
    "money": _template("{n}"),
    "boolean": lambda n, modifiers, name: "true" if n % 2 else "false",
    "text": _text,
    "character varying": _text,
    "character": lambda n, modifiers, name: _text(n, modifiers or ("1",), name),
    "name": _identifier,
    "uuid": lambda n, modifiers, name: (
        f"00000000-0000-4000-{0x8000 + n // BLOCKS['uuid']:04x}-{n % BLOCKS['uuid']:012d}"
    ),
    "date": _day,
    "timestamp without time zone": _moment(_STAMP),
    "timestamp with time zone": _moment(_STAMPTZ),
    "time without time zone": _moment("%H:%M:%S"),
    "time with time zone": _moment("%H:%M:%S+00"),
    "interval": _template("{n} hours"),
    "json": _template('{"n": {n}}'),
    "jsonb": _template('{"n": {n}}'),
    "jsonpath": _template("$.n{n}"),
    "xml": _template("<n>{n}</n>"),
    "bytea": lambda n, modifiers, name: f"\\x{n:08x}",
    "inet": _template("10.0.{o}"),
    "cidr": _template("10.0.{o}/32"),
    "macaddr": lambda n, modifiers, name: f"08:00:2b:00:{n >> 8 & 255:02x}:{n & 255:02x}",
    "macaddr8": lambda n, modifiers, name: f"08:00:2b:00:00:00:{n >> 8 & 255:02x}:{n & 255:02x}",
    "bit": _bits,
    "bit varying": lambda n, modifiers, name: format(n, "b")[-_whole(modifiers, 64) :],
    "point": _template("({n},{n})"),
    "line": _template("{1,-1,{n}}"),
    "lseg": _template("[(0,0),({n},{n})]"),
    "box": _template("({n},{n}),(0,0)"),
    "path": _template("((0,0),({n},{n}))"),
    "polygon": _template("((0,0),({n},0),({n},{n}))"),
    "circle": _template("<(0,0),{n}>"),
    "tsvector": _template("word{n}"),
    "tsquery": _template("word{n}"),
    "oid": _template("{n}"),
    "xid": _template("{n}"),
    "xid8": _template("{n}"),
    "pg_lsn": _template("0/{x}"),
    "int4range": _template("[{n},{m})"),
    "int8range": _template("[{n},{m})"),
    "numrange": _template("[{n},{m})"),
    "daterange": _days,
    "tsrange": _moments(_STAMP),
    "tstzrange": _moments(_STAMPTZ),
    "int4multirange": _template("{[{n},{m})}"),
    "int8multirange": _template("{[{n},{m})}"),
    "nummultirange": _template("{[{n},{m})}"),
    "datemultirange": lambda n, modifiers, name: "{" + _days(n, (), "") + "}",
    "tsmultirange": lambda n, modifiers, name: "{" + _moments(_STAMP)(n, (), "") + "}",
    "tstzmultirange": lambda n, modifiers, name: "{" + _moments(_STAMPTZ)(n, (), "") + "}",
}
_OF_EXTENSIONS: dict[str, Callable[[int, tuple[str, ...], str], str]] = {
    "citext": _text,
    "ltree": _template("a.b{n}"),
    "lquery": _template("a.b{n}"),
    "hstore": _template('"n"=>"{n}"'),
    "cube": _template("({n})"),
    "seg": _template("{n}"),
}
"""By the bare names of types that come with PostgreSQL's own extensions (documentation, appendix F)."""
KNOWN = frozenset(_MAKERS)
"""The built-in types that values can be made for."""
