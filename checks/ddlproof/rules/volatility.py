"""Whether a default is the same for every row: which functions are volatile.

Source: `provolatile` in pg_proc of PostgreSQL 13 to 18, which the tests compare; documentation, section 36.7 "Function
Volatility Categories". A function that its name does not settle may have been made earlier in the script.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal as OneOf

from ddlproof.evidence import Moment
from ddlproof.model.expression import Call, Expression, Opaque, walk
from ddlproof.model.names import QName
from ddlproof.model.steady import STEADY, SYNTAX
from ddlproof.model.thing import Thing
from ddlproof.rules.plain import textual
from ddlproof.rules.words import first_words, name_at, words

Volatility = OneOf["steady", "volatile", "unknown"]

VOLATILE = frozenset(
    """array_sample array_shuffle clock_timestamp currval gen_random_uuid lastval nextval pg_advisory_lock
    pg_advisory_xact_lock pg_current_wal_insert_lsn pg_current_wal_lsn pg_database_size pg_is_in_recovery pg_nextoid
    pg_relation_size pg_sleep pg_table_size pg_total_relation_size pg_try_advisory_lock pg_try_advisory_xact_lock random
    random_normal set_config setseed setval timeofday txid_status uuidv4 uuidv7""".split()
)
"""The volatile functions of pg_catalog that somebody might think of for a default."""

VOLATILE_OF_EXTENSIONS = frozenset(
    "gen_random_bytes gen_salt uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4".split()
)
"""Those of pgcrypto and uuid-ossp."""

STEADY_OF_EXTENSIONS = frozenset("crypt digest hmac uuid_generate_v3 uuid_generate_v5 uuid_nil".split())


def volatility(default: Expression, moment: Moment) -> tuple[Volatility, str]:
    """The worst that a default calls, and its name."""
    unknown = ""
    for name in _called(default):
        kind = _of(name, moment)
        if kind == "volatile":
            return "volatile", name
        if kind == "unknown" and not unknown:
            unknown = name
    return ("unknown", unknown) if unknown else ("steady", "")


def _called(default: Expression) -> Iterator[str]:
    """Every function that is called, in whatever brackets, arrays and casts, and in text that is no tree."""
    for node in walk(default):
        if isinstance(node, Call) and (node.name[:1].isalpha() or node.name[:1] in '_"'):
            yield node.name
        elif isinstance(node, Opaque):
            yield from _in_text(node.sql)


def _in_text(sql: str) -> Iterator[str]:
    said = words(sql)
    for at, word in enumerate(said[:-1]):
        if said[at + 1] == "(" and (word[:1].isalpha() or word[:1] == '"') and word not in _BEFORE_BRACKETS:
            yield word.lower()


_BEFORE_BRACKETS = frozenset(
    "ANY ALL ARRAY AND AS CASE CAST ELSE FROM IN NOT OR THEN WHEN VALUES NUMERIC VARCHAR CHAR".split()
)


def _of(written: str, moment: Moment) -> Volatility:
    schema, _, quoted = written.rpartition(".")
    name = quoted.strip('"')
    if name in VOLATILE_OF_EXTENSIONS or (not schema and name in VOLATILE):
        return "volatile"
    if name in STEADY_OF_EXTENSIONS or (not schema and (name in STEADY or name in SYNTAX)):
        return "steady"
    known = moment.view.named(QName(schema.strip('"') or "public", name), "function")
    return _worst({_of_function(one) for one in known}) if known else _as_made(name, moment)


def _worst(found: set[Volatility]) -> Volatility:
    """What all functions of a name are; which of them is called is not known."""
    return found.pop() if len(found) == 1 else "unknown"


def _of_function(function: Thing) -> Volatility:
    """What a function that is there says of itself."""
    if function.get("volatility") in ("immutable", "stable"):
        return "steady"
    return "unknown" if function.get("language") == "sql" else "volatile"


def _as_made(name: str, moment: Moment) -> Volatility:
    """What CREATE FUNCTION said earlier in the script; without a word a function is volatile.

    PostgreSQL may put the body of one in SQL in its place, volatile or not, and find that it is a constant.
    """
    for action, _ in reversed(moment.earlier):
        if not textual(action) or name not in action.at.text:
            continue
        start = first_words(action.at.text, 12)
        if "FUNCTION" in start and name_at(start, start.index("FUNCTION") + 1)[0][1] == name:
            said = words(action.at.text)
            if "IMMUTABLE" in said or "STABLE" in said:
                return "steady"
            return "unknown" if "SQL" in said else "volatile"
    return "unknown"
