"""CREATE, ALTER and DROP SEQUENCE, and the options of an identity's sequence.

PostgreSQL documentation, CREATE SEQUENCE, ALTER SEQUENCE, DROP SEQUENCE.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot.tokens import TokenType

from ddlproof.model.action import Action
from ddlproof.model.names import QName
from ddlproof.model.sequence import Sequence, own_options
from ddlproof.model.structure import AlterSequence, CreateSequence, DropSequence, MoveTable, RenameSequence
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.storage import read_integer
from ddlproof.sql.types import read_type


@dataclass(slots=True)
class Options:
    """What was said of a sequence. `restart` changes its state only, which is no part of a schema."""

    values: dict[str, str | None] = field(default_factory=dict)
    type: str | None = None
    owned: bool = False
    owner: QName | None = None
    column: str = ""
    name: QName | None = None
    persistence: str | None = None
    restart: bool = False


def read_options(cursor: Cursor) -> Options:
    """Every option that comes next, in any order."""
    said = Options()
    while _option(cursor, said):
        pass
    return said


def _option(cursor: Cursor, said: Options) -> bool:
    for words, name in (("INCREMENT", "increment"), ("START", "start"), ("CACHE", "cache")):
        if cursor.take(words):
            cursor.take_one("BY", "WITH")
            said.values[name] = read_integer(cursor)
            return True
    for word, name in (("MINVALUE", "minimum"), ("MAXVALUE", "maximum")):
        if cursor.take("NO", word):
            said.values[name] = None
            return True
        if cursor.take(word):
            said.values[name] = read_integer(cursor)
            return True
    return _word(cursor, said)


def _word(cursor: Cursor, said: Options) -> bool:
    cycle = cursor.take_one("NO CYCLE", "CYCLE")
    if cycle is not None:
        said.values["cycle"] = "yes" if cycle == "CYCLE" else None
    elif cursor.take("AS"):
        said.type = read_type(cursor).name
    elif cursor.take("OWNED", "BY"):
        said.owned = True
        if not cursor.take("NONE"):
            said.owner, said.column = read_column_name(cursor)
    elif cursor.take("RESTART"):
        said.restart = True
        number = cursor.token is not None and cursor.token.token_type == TokenType.NUMBER
        if cursor.take("WITH") or cursor.word() in ("-", "+") or number:
            read_integer(cursor)
    elif cursor.take("SEQUENCE", "NAME"):
        said.name = cursor.qname("a sequence")
    elif cursor.at("LOGGED") or cursor.at("UNLOGGED"):
        said.persistence = cursor.take_one("LOGGED", "UNLOGGED")
    else:
        return False
    return True


def read_column_name(cursor: Cursor) -> tuple[QName, str]:
    """`[schema.]table.column`."""
    parts = [cursor.name("a table")]
    while cursor.take("."):
        parts.append(cursor.label("a column"))
    if len(parts) < 2:
        raise cursor.error("`.` and a column")
    *owner, column = parts
    return QName(owner[-2] if len(owner) > 1 else "", owner[-1]), column


def create(cursor: Cursor, start: int, *, temporary: bool = False, unlogged: bool = False) -> tuple[Action, ...]:
    """`[IF NOT EXISTS] name [option …]`."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    name = cursor.qname("a sequence")
    said = read_options(cursor)
    cursor.end()
    type_ = said.type or "bigint"
    options = own_options(said.values, type_)
    sequence = Sequence(name, type_, options, said.owner, said.column, unlogged)
    at = cursor.since(start)
    return (CreateSequence(at=at, sequence=sequence, if_not_exists=absent, temporary=temporary),)


def alter(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] name option … | RENAME TO n | SET SCHEMA s | SET LOGGED | OWNER TO r`."""
    exists = cursor.take("IF", "EXISTS")
    name = cursor.qname("a sequence")
    if cursor.take("RENAME", "TO"):
        to = cursor.name("a new name")
        cursor.end()
        return (RenameSequence(at=cursor.since(start), sequence=name, to=to, if_exists=exists),)
    if cursor.take("SET", "SCHEMA"):
        schema = cursor.name("a schema")
        cursor.end()
        return (MoveTable(at=cursor.since(start), table=name, schema=schema, optional=exists),)
    if cursor.at("OWNER"):
        raise NotModelled("ALTER SEQUENCE … OWNER")
    logging = cursor.take_one("SET LOGGED", "SET UNLOGGED")
    said = read_options(cursor)
    if not cursor.done:
        raise cursor.error("an option of a sequence, RENAME TO, SET SCHEMA or OWNER TO")
    return (
        AlterSequence(
            at=cursor.since(start), sequence=name, type=said.type, options=tuple(said.values.items()),
            owned=said.owned, owner=said.owner, column=said.column, if_exists=exists,
            unlogged=None if logging is None else logging == "SET UNLOGGED",
        ),
    )  # fmt: skip


def drop(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] name [, …] [CASCADE | RESTRICT]`."""
    exists = cursor.take("IF", "EXISTS")
    names = cursor.qnames("a sequence")
    cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
    cursor.end()
    at = cursor.since(start)
    return tuple(DropSequence(at=at, sequence=name, if_exists=exists, cascade=cascade) for name in names)
