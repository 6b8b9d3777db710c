"""Functions that give every row of one statement the same value for the same arguments.

Source: `provolatile` in pg_proc of PostgreSQL 13 to 18, which the tests compare; documentation, section 36.7 "Function
Volatility Categories".
"""

from __future__ import annotations

from ddlproof.model.expression import Call, Expression, Opaque, walk

STEADY = frozenset(
    """abs acos age array_append array_cat array_fill array_length array_position array_prepend array_remove
    array_replace array_to_json array_to_string ascii asin atan atan2 bit_length box broadcast btrim cardinality
    cbrt ceil ceiling char_length character_length chr circle concat concat_ws convert convert_from convert_to
    cos cosh cot current_database current_schema current_schemas current_setting current_user date_bin date_part
    date_trunc datemultirange daterange decode degrees div encode enum_first enum_last enum_range exp extract
    factorial float4 float8 floor format gcd get_bit get_byte has_table_privilege hashtext hashtextextended host
    inet_client_addr inet_client_port inet_server_addr inet_server_port initcap int2 int4 int4multirange
    int4range int8 int8multirange int8range isempty isfinite json_array_length json_build_array
    json_build_object json_object json_strip_nulls json_typeof jsonb_array_length jsonb_build_array
    jsonb_build_object jsonb_insert jsonb_object jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof
    justify_days justify_hours justify_interval lcm left length line ln log log10 lower lower_inc lower_inf lpad
    lseg ltrim make_date make_interval make_time make_timestamp make_timestamptz masklen md5 mod network
    normalize now num_nonnulls num_nulls numeric nummultirange numrange octet_length overlay path pi point
    polygon position power quote_ident quote_literal quote_nullable radians regexp_match regexp_replace
    regexp_split_to_array repeat replace reverse right round row_to_json rpad rtrim scale session_user set_bit
    set_byte set_masklen setweight sha224 sha256 sha384 sha512 sign sin sinh split_part sqrt statement_timestamp
    string_to_array strpos substr substring system_user tan tanh text timestamp timestamptz timezone to_ascii
    to_char to_date to_hex to_json to_jsonb to_number to_regclass to_timestamp to_tsquery to_tsvector
    transaction_timestamp translate trunc tsmultirange tsrange tstzmultirange tstzrange txid_current
    txid_current_if_assigned upper upper_inc upper_inf width_bucket xml""".split()
)
"""Those of pg_catalog."""

SYNTAX = frozenset(
    """coalesce collate current_catalog current_date current_role current_time current_timestamp greatest
    json_array least localtime localtimestamp nullif row trim""".split()
)
"""What looks like a function in the tree or in SQL, and is as steady as its arguments."""


def is_steady(default: Expression) -> bool:
    """Whether a default is sure to be the same for every row, as far as names tell."""
    nodes = tuple(walk(default))
    calls = [node.name.removeprefix("pg_catalog.") for node in nodes if isinstance(node, Call)]
    return not any(isinstance(node, Opaque) for node in nodes) and all(name in STEADY | SYNTAX for name in calls)
