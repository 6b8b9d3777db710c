"""Functions and operators that are NULL as soon as one of their arguments is, whatever the others are.

Source: `proisstrict`, `prorettype` in pg_proc and pg_operator of PostgreSQL 13 to 18, which the tests compare;
documentation, section 36.12.4 and CREATE FUNCTION, STRICT.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ddlproof.model.scalar import OTHER, kind_of
from ddlproof.model.schema import Schema
from ddlproof.model.thing import Thing
from ddlproof.model.types import Type

_BUILT_IN = {
    "bigint": "hashtextextended",
    "boolean": """array_le arraycontains has_table_privilege inet_same_family isempty isfinite jsonb_exists
        jsonb_exists_all jsonb_exists_any jsonb_path_exists jsonb_path_match lower_inc lower_inf pg_input_is_valid
        regexp_like starts_with upper_inc upper_inf xml_is_well_formed""",
    "double precision": "acos asin atan atan2 cbrt cos date_part degrees pi radians sin tan",
    "integer": """array_length array_lower array_ndims array_upper ascii bit_length char_length character_length
        family hashtext json_array_length jsonb_array_length masklen octet_length position regexp_count regexp_instr
        scale strpos width_bucket""",
    "numeric": "div factorial to_number",
    "text": """chr convert_from current_setting encode host initcap json_typeof jsonb_pretty jsonb_typeof left lpad md5
        normalize quote_ident quote_literal regexp_substr repeat replace right rpad split_part to_char to_hex
        translate""",
    OTHER: """abs age broadcast btrim ceil ceiling convert convert_to date_bin date_trunc decode exp extract floor gcd
        jsonb_insert jsonb_set jsonb_strip_nulls justify_days justify_hours justify_interval lcm length ln log
        make_date make_interval make_time make_timestamp make_timestamptz ltrim mod network overlay power
        regexp_match regexp_replace regexp_split_to_array reverse round rtrim set_masklen setweight sha256
        sha512 sign sqrt substr substring timezone to_date to_json to_jsonb to_regclass to_timestamp to_tsquery
        to_tsvector trunc""",
}
"""Names of pg_catalog under which there are strict functions only, by the kind of what all of them give."""
FUNCTIONS: Mapping[str, str] = {name: kind for kind, names in _BUILT_IN.items() for name in names.split()}

_SYMBOL = re.compile(r"[-+*/<>=~!@#%^&|`?]+|(?:not )?(?:ilike|like|similar to)")
_TEXTS = ("->>", "#>>")


def operator_kind(operator: str) -> str | None:
    """The kind of what an operator gives for values of built-in types, of which all but `||` are strict."""
    if operator == "||" or not _SYMBOL.fullmatch(operator):
        return None
    return "text" if operator in _TEXTS else OTHER


def functions(schema: Schema) -> Mapping[str, str | None]:
    """The kind of what a function of the schema gives, as an expression names it; None of what need not be strict."""
    found: dict[str, str | None] = {}
    for thing in schema.things:
        if thing.kind == "function" and thing.qname is not None:
            kind = _kind(thing)
            found[str(thing.qname)] = kind if found.get(str(thing.qname), kind) == kind else None
    return found


def _kind(thing: Thing) -> str | None:
    """Of a strict function that gives one value of a built-in type; one that is VARIADIC gets its NULLs in an array."""
    returns = thing.get("returns") or ""
    if thing.get("strict") is None or "variadic" in (thing.get("arguments") or "") or not _TYPE.fullmatch(returns):
        return None
    return kind_of(Type(returns.removesuffix("[]"), array=returns.endswith("[]")), {})


_TYPE = re.compile(r"(?!setof |table |trigger$|record$|any)[a-z0-9 ]+(?:\[\])?")
