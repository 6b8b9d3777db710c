"""One spelling for constants of the same value, where their type is known.

PostgreSQL keeps a constant as a value and prints it in its own way (documentation, chapter 8 "Data Types").
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from ddlproof.model.expression import FALSE, TRUE, Constant
from ddlproof.model.moment import interval, timestamp
from ddlproof.model.textsearch import tsquery, tsvector
from ddlproof.model.types import Type

TEXTUAL = ("text", "character varying", "character", "bpchar", "name", '"char"')
NUMERIC = ("smallint", "integer", "bigint", "numeric", "real", "double precision")
_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_FLOATING = ("numeric", "real", "double precision")
_SPECIAL = {"infinity": "Infinity", "inf": "Infinity", "-infinity": "-Infinity", "-inf": "-Infinity", "nan": "NaN"}
_TRUE = ("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1")
_FALSE = ("f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0")
_TIME = re.compile(r"\d\d:\d\d\Z")
_LARGEST = 1000
_UUID = re.compile(r"[0-9a-f]{32}\Z")


def as_type(constant: Constant, type_: Type) -> Constant:
    """The constant as a value of the type, in one spelling; as it is where that is not known.

    A time zone that a timestamp does not say is taken to be UTC, as in a session of this program's servers.
    """
    name = "" if type_.array else type_.name
    if constant.kind == "number":
        return Constant("string", constant.text) if name in TEXTUAL else number(constant)
    if constant.kind != "string":
        return constant
    text = constant.text
    if name in NUMERIC and _NUMBER.match(text.strip()):
        return number(Constant("number", text.strip()))
    if name in _FLOATING and text.strip().lower() in _SPECIAL:
        return Constant("string", _SPECIAL[text.strip().lower()])
    if name == "boolean":
        return TRUE if text.strip().lower() in _TRUE else FALSE if text.strip().lower() in _FALSE else constant
    if name == '"char"' and text[:1].isascii():
        return Constant("string", text[:1])
    if name == "interval" or name.startswith("interval "):
        return Constant("string", interval(text))
    if name in _SPELT:
        return Constant("string", _SPELT[name](text))
    if name.startswith("timestamp"):
        return Constant("string", timestamp(text, zoned=name == "timestamp with time zone"))
    if name.startswith("time ") and _TIME.match(text):
        return Constant("string", f"{text}:00")
    return constant


def fits(constant: Constant, type_: Type) -> bool:
    """Whether a string that becomes a value of the type keeps all of itself: no modifier or field cuts it."""
    head, _, fields = type_.name.partition(" ")
    if head == "interval" and fields:
        unit = {"month": "mon"}.get(fields, fields)
        return not type_.modifiers and constant.text.removesuffix("s").endswith(f" {unit}")
    return not type_.modifiers


def number(constant: Constant) -> Constant:
    """An unquoted number without exponent, as PostgreSQL prints it: `1e5` is 100000, `1.` is 1, `.5` is 0.5."""
    try:
        value = Decimal(constant.text)
    except InvalidOperation:
        return constant
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _LARGEST:
        return constant
    return Constant("number", format(value, "f"))


def _bytes(text: str) -> str:
    """In hexadecimal digits, as `bytea_output` has it; as it is where escapes are in it."""
    if text.startswith("\\x"):
        return text.lower().replace(" ", "")
    return text if "\\" in text else "\\x" + text.encode().hex()


def _uuid(text: str) -> str:
    """In lower case and groups of 8, 4, 4, 4 and 12 digits; braces around it and other hyphens may go."""
    digits = text.strip().removeprefix("{").removesuffix("}").replace("-", "").lower()
    if not _UUID.match(digits):
        return text.lower()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _json(text: str) -> str:
    """As `jsonb` prints it: short keys first, the last of equal ones, numbers with all their digits."""
    try:
        return _printed(json.loads(text, parse_float=Decimal))
    except (ValueError, RecursionError, InvalidOperation):
        return text


def _printed(value: Any) -> str:
    if isinstance(value, dict):
        ordered = sorted(value.items(), key=lambda item: (len(item[0].encode()), item[0].encode()))
        return "{" + ", ".join(f"{_printed(key)}: {_printed(item)}" for key, item in ordered) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_printed(item) for item in value) + "]"
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


_SPELT = {"bytea": _bytes, "jsonb": _json, "tsquery": tsquery, "tsvector": tsvector, "uuid": _uuid}
"""How the texts of some types are printed."""
