"""Data types as PostgreSQL's `format_type` prints them.

PostgreSQL documentation, chapter 8 "Data Types", table 8.1 (names and aliases).
"""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.names import quote

ALIASES = {
    "int": "integer",
    "int4": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "float": "double precision",
    "decimal": "numeric",
    "dec": "numeric",
    "bool": "boolean",
    "varchar": "character varying",
    "char varying": "character varying",
    "char": "character",
    "nchar": "character",
    "national character": "character",
    "national char": "character",
    "national character varying": "character varying",
    "varbit": "bit varying",
    "timetz": "time with time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timestamp": "timestamp without time zone",
}

SERIALS = {
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
}


@dataclass(frozen=True, slots=True, order=True)
class Type:
    """A data type: its canonical name, its modifiers as written, whether it is an array.

    `name` is unqualified for types of `pg_catalog` (`character varying`), else `schema.name`.
    PostgreSQL does not keep the number of array dimensions, neither does this.
    """

    name: str
    modifiers: tuple[str, ...] = ()
    array: bool = False

    @property
    def text(self) -> str:
        """As `format_type` prints it: `timestamp(3) with time zone`, `numeric(10,2)[]`."""
        head, gap, tail = self.name.partition(" ")
        inside = f"({','.join(self.modifiers)})" if self.modifiers else ""
        if head in ("time", "timestamp") and gap:
            named = f"{head}{inside} {tail}"
        else:
            # Without a length, `bit` is bit(1) to whoever reads it.
            named = '"bit"' if self.name == "bit" and not inside else self.name + inside
        return named + ("[]" if self.array else "")

    def __str__(self) -> str:
        return self.text

    @property
    def plain(self) -> Type:
        """The type without a precision that is the most it can have, and has anyway: timestamp(6) (section 8.5)."""
        full = self.modifiers == ("6",) and self.name.partition(" ")[0] in ("time", "timestamp")
        return Type(self.name, (), self.array) if full else self

    @property
    def element(self) -> Type:
        """The element type of an array; the type itself otherwise."""
        return Type(self.name, self.modifiers) if self.array else self


def builtin(name: str) -> str:
    """The canonical name of a built-in type or alias, lower case."""
    return ALIASES.get(name, name)


def user_type(schema: str, name: str) -> str:
    """The `Type.name` of a type outside `pg_catalog`."""
    return f"{quote(schema)}.{quote(name)}"


BUILTIN = frozenset(ALIASES.values()) | frozenset(
    """text bpchar uuid json jsonb bytea date interval bit money xml name oid inet cidr macaddr macaddr8 point line lseg
    box path polygon circle tsvector tsquery int4range int8range numrange tsrange tstzrange daterange int4multirange
    int8multirange nummultirange tsmultirange tstzmultirange datemultirange pg_lsn pg_snapshot txid_snapshot xid xid8
    cid tid aclitem int2vector oidvector anyenum anynonarray anyrange anymultirange anycompatible anycompatiblearray
    anycompatiblenonarray anycompatiblerange anycompatiblemultirange language_handler fdw_handler index_am_handler
    table_am_handler tsm_handler pg_ddl_command
    regclass regproc regprocedure regtype regrole regnamespace regconfig regdictionary regoper regoperator
    regcollation jsonpath void record anyelement anyarray trigger event_trigger refcursor internal cstring
    unknown""".split()
)
"""The types of `pg_catalog` that a column or a cast can name, by their canonical names."""
