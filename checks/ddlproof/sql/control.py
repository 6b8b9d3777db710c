"""Transactions and settings: BEGIN, COMMIT, ROLLBACK, SET, RESET, DISCARD, and pg_dump's set_config.

PostgreSQL documentation, SET, RESET, SET TRANSACTION, BEGIN; section 9.28.1 "Configuration Settings Functions".
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot.tokens import TokenType

from ddlproof.model.action import Action, Beside, Setting, Transaction
from ddlproof.model.names import quote
from ddlproof.sql.cursor import Cursor, NotModelled


def read_transaction(cursor: Cursor) -> tuple[Action, ...]:
    """BEGIN, START TRANSACTION, COMMIT, END, ROLLBACK, ABORT."""
    whole = cursor.whole()
    verb = cursor.word()
    if verb == "ROLLBACK" and "TO" in (cursor.word(1), cursor.word(2)):
        raise NotModelled("what ROLLBACK TO SAVEPOINT undoes")
    if "PREPARED" in (cursor.word(1), cursor.word(2)):
        raise NotModelled(f"{verb} PREPARED")
    if verb in ("BEGIN", "START"):
        return (Transaction(at=whole, what="begin"),)
    ended = Transaction(at=whole, what="commit" if verb in ("COMMIT", "END") else "rollback")
    cursor.index += 1
    cursor.take_one("WORK", "TRANSACTION")
    chained = cursor.take("AND", "CHAIN")
    return (ended, Transaction(at=whole, what="begin")) if chained else (ended,)


def read_set(cursor: Cursor) -> tuple[Action, ...]:
    """SET in all its forms; those of constraints and the transaction are beside the schema."""
    at = cursor.whole()
    cursor.expect("SET")
    beside = (Beside(at=at, verb="SET"),)
    if cursor.at("SESSION", "CHARACTERISTICS"):
        return beside
    local = not cursor.at("SESSION", "AUTHORIZATION") and cursor.take_one("LOCAL", "SESSION") == "LOCAL"
    if cursor.word() in ("CONSTRAINTS", "TRANSACTION", "NAMES", "XML"):
        return beside
    if cursor.take("SESSION", "AUTHORIZATION"):
        return (_role(cursor, Setting(at=at, name="session_authorization", value=None, local=local), "DEFAULT"),)
    if cursor.word(1) not in ("TO", "=") and cursor.take("ROLE"):
        return (_role(cursor, Setting(at=at, name="role", value=None, local=local), "NONE"),)
    if cursor.take("TIME", "ZONE"):
        return beside
    if cursor.take("SCHEMA"):
        value = cursor.string("a schema in quotes")
        return (Setting(at=at, name="search_path", value=f"'{value}'", local=local),)
    name = _name(cursor)
    if not cursor.take("TO") and not cursor.take("="):
        raise cursor.error("TO or =")
    if cursor.done:
        raise cursor.error("a value")
    given: str | None = cursor.source.text[cursor.here().start : at.end]
    if given is not None and given.upper() == "DEFAULT":
        given = None
    if name == "standard_conforming_strings" and (given or "on").strip("'").lower() in _OFF:
        raise NotModelled("SET standard_conforming_strings = off, after which a backslash escapes,")
    return (Setting(at=at, name=name, value=given, local=local),)


def _role(cursor: Cursor, setting: Setting, none: str) -> Setting:
    if not cursor.take(none):
        setting = replace(setting, value=quote(cursor.string_or_name("a role")))
    cursor.end()
    return setting


_OFF = ("off", "false", "no", "0")


def read_reset(cursor: Cursor) -> tuple[Action, ...]:
    """RESET of one setting or of all of them."""
    at = cursor.whole()
    cursor.expect("RESET")
    if cursor.take("SESSION", "AUTHORIZATION"):
        cursor.end()
        return (Setting(at=at, name="session_authorization", value=None),)
    if cursor.word() in ("SESSION", "TIME", "TRANSACTION"):
        return (Beside(at=at, verb="RESET"),)
    if cursor.take("ALL"):
        cursor.end()
        return (Setting(at=at, name="all", value=None),)
    name = _name(cursor)
    cursor.end()
    return (Setting(at=at, name=name, value=None),)


def read_discard(cursor: Cursor) -> tuple[Action, ...]:
    """DISCARD ALL resets every setting, who runs the session as well; DISCARD PLANS and the like leave them alone."""
    if cursor.word(1) == "ALL":
        return (Setting(at=cursor.whole(), name="all", value="roles"),)
    return (Beside(at=cursor.whole(), verb="DISCARD"),)


def _name(cursor: Cursor) -> str:
    name = cursor.qname("a setting")
    return f"{name.schema}.{name.name}" if name.schema else name.name


def read_set_config(cursor: Cursor) -> tuple[Action, ...] | None:
    """`SELECT [pg_catalog.]set_config('name', 'value', is_local)`, as every dump begins; None for another query."""
    start = cursor.index
    found = _set_config(cursor)
    cursor.index = start
    return found


def _set_config(cursor: Cursor) -> tuple[Action, ...] | None:
    if not cursor.take("SELECT"):
        return None
    if cursor.take("PG_CATALOG"):
        cursor.take(".")
    if not cursor.take("SET_CONFIG"):
        return None
    inside = cursor.inside()
    kinds = [token.token_type for token in inside[::2]]
    local = inside[4].text.lower() if len(inside) == 5 else ""
    constant = kinds[:2] == [TokenType.STRING] * 2 and local in ("true", "false")
    if not constant or not cursor.done:
        return None
    name, value = inside[0].text.lower(), inside[2].text
    # A path is a list of names that may be quoted: written as SET would have it.
    written = value or "''"
    return (Setting(at=cursor.whole(), name=name, value=written, local=local == "true"),)
