"""Foreign data: PostgreSQL documentation, section 5.12 "Foreign Data", and the commands named there.

The options of a user mapping may hold a password: of all but those known to be none a hash is kept.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot.tokens import Token

from ddlproof.model.action import Action, ChangeThing, DropThing, PutThing
from ddlproof.model.canonical import default_form
from ddlproof.model.constraint import Check
from ddlproof.model.names import quote
from ddlproof.model.row import literal
from ddlproof.model.thing import Spelt, Thing, secret
from ddlproof.model.types import Type
from ddlproof.sql.column import read_column
from ddlproof.sql.constraint import at_constraint, read_constraint
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.expression import read_default
from ddlproof.sql.partition import read_bounds
from ddlproof.sql.things import common
from ddlproof.sql.things.common import Changes
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.things.foreign_checks import CHECK, as_attributes
from ddlproof.sql.things.foreign_columns import ASPECT, COLUMN, INHERITS, PARTITION_OF
from ddlproof.sql.things.owner import read_role
from ddlproof.sql.types import read_type


def create_wrapper(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name [HANDLER f | NO HANDLER] [VALIDATOR f | NO VALIDATOR] [OPTIONS (…)]`."""
    thing = common.identity(cursor, "foreign data wrapper")
    return common.made(cursor, start, thing, alter_wrapper(cursor, thing))


def alter_wrapper(cursor: Cursor, thing: Thing) -> Changes:
    """The same behind ALTER."""
    found: Changes = {}
    while True:
        for word in ("HANDLER", "VALIDATOR"):
            if cursor.take("NO", word):
                found[word.lower()] = None
            elif cursor.take(word):
                found[word.lower()] = common.routine(cursor)
        if cursor.word() not in ("NO", "HANDLER", "VALIDATOR"):
            return found | common.options(cursor)


def create_server(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF NOT EXISTS] name [TYPE 't'] [VERSION 'v'] FOREIGN DATA WRAPPER f [OPTIONS (…)]`."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    thing = common.identity(cursor, "server")
    found: Changes = {}
    if cursor.take("TYPE"):
        found["type"] = literal(cursor.string()).strip()
    if cursor.take("VERSION") and not cursor.take("NULL"):
        found["version"] = literal(cursor.string()).strip()
    cursor.expect("FOREIGN", "DATA", "WRAPPER")
    found["foreign data wrapper"] = quote(cursor.name("a foreign data wrapper"))
    return common.made(cursor, start, thing, found | common.options(cursor), absent=absent)


def alter_server(cursor: Cursor, thing: Thing) -> Changes:
    """`[VERSION 'v'] [OPTIONS (…)]`."""
    found: Changes = {}
    if cursor.take("VERSION"):
        found["version"] = None if cursor.take("NULL") else literal(cursor.string()).strip()
    return found | common.options(cursor)


def create_mapping(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF NOT EXISTS] FOR role SERVER s [OPTIONS (…)]`."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    thing = _mapping(cursor)
    return common.made(cursor, start, thing, _hidden(common.options(cursor)), absent=absent)


def alter_mapping(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`FOR role SERVER s OPTIONS (…)`."""
    thing = _mapping(cursor)
    return common.changed(cursor, start, thing, _hidden(common.options(cursor)))


def drop_mapping(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] FOR role SERVER s`."""
    exists = cursor.take("IF", "EXISTS")
    thing = _mapping(cursor)
    cursor.end()
    return (DropThing(at=cursor.since(start), thing=thing, if_exists=exists),)


def _mapping(cursor: Cursor) -> Thing:
    cursor.expect("FOR")
    role = "current_user" if cursor.take("USER") else read_role(cursor) or "current_user"
    cursor.expect("SERVER")
    return Thing("user mapping", label=f"for {role} server {quote(cursor.name('a server'))}")


_OPEN = frozenset(
    f"option {quote(name)}"
    for name in ("user", "username", "password_required", "use_scram_passthrough", "sslcert", "sslkey")
)
"""Options that are no secret: whom one logs in as, and file names. Of an option that nobody knows the value is one."""


def _hidden(options: Changes) -> Changes:
    """The options with a hash in the place of what may be a secret."""
    return {name: value if value is None or name in _OPEN else secret(value) for name, value in options.items()}


def create_table(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF NOT EXISTS] name (column, …) SERVER s [OPTIONS (…)]`."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    thing = common.identity(cursor, "foreign table")
    if cursor.take("PARTITION", "OF"):
        return _partition(cursor, start, thing, absent=absent)
    if not cursor.at("("):
        raise NotModelled(f"CREATE FOREIGN TABLE … {cursor.word()}")
    inside = Cursor(cursor.source, cursor.inside())
    found: Changes = {}
    refers = Refers()
    checks: list[Check] = []
    while not inside.done:
        if at_constraint(inside):
            checks.append(_check(inside))
        else:
            name, said, own = _column(inside, refers)
            found[name] = said
            checks += own
        if not inside.take(","):
            break
    inside.end()
    found |= as_attributes(checks, refers)
    if cursor.take("INHERITS"):
        parents = Cursor(cursor.source, cursor.inside())
        found["inherits"] = ", ".join(refers(parent) for parent in parents.qnames("a table"))
        parents.end()
    return _served(cursor, start, thing, found, refers, absent=absent)


def _partition(cursor: Cursor, start: int, thing: Thing, *, absent: bool) -> tuple[Action, ...]:
    """`parent FOR VALUES … | DEFAULT SERVER s [OPTIONS (…)]`: its columns are those of its parent."""
    refers = Refers()
    parent = refers(cursor.qname("a table"))
    if cursor.at("("):
        raise NotModelled("CREATE FOREIGN TABLE … PARTITION OF with columns of its own")
    said: Changes = {PARTITION_OF: f"{parent} {read_bounds(cursor)}"}
    return _served(cursor, start, thing, said, refers, absent=absent)


def _served(
    cursor: Cursor, start: int, thing: Thing, said: Changes, refers: Refers, *, absent: bool
) -> tuple[Action, ...]:
    cursor.expect("SERVER")
    said["server"] = quote(cursor.name("a server"))
    (action,) = common.made(cursor, start, thing, said | common.options(cursor), absent=absent)
    return (replace(action, refers=refers.all),) if isinstance(action, PutThing) else (action,)


def _check(cursor: Cursor) -> Check:
    constraint, _ = read_constraint(cursor)
    if not isinstance(constraint, Check):
        raise NotModelled("a constraint of a foreign table other than CHECK")
    return constraint


def _column(cursor: Cursor, refers: Refers) -> tuple[str, str, list[Check]]:
    """A column as an attribute, its options with it, and its CHECKs."""
    if cursor.at("LIKE"):
        raise NotModelled("LIKE of a foreign table")
    start = cursor.index
    cursor.skip_until(",")
    kept: list[Token] = []
    given: Changes = {}
    part = Cursor(cursor.source, cursor.tokens[start : cursor.index])
    while not part.done:
        if part.index > 1 and part.at("OPTIONS", "("):
            given |= common.options(part)
        else:
            kept.append(part.tokens[part.index])
            part.index += 1
    plain = Cursor(cursor.source, tuple(kept))
    read = read_column(plain)
    plain.end()
    checks = [one for one in read.constraints if isinstance(one, Check)]
    if len(checks) < len(read.constraints) or read.serial:
        raise NotModelled("a constraint of a column of a foreign table")
    column = read.column
    said: list[str | Spelt] = []
    default = default_form(column.default, column.type)
    said += [f" collate {quote(column.collation)}"] if column.collation else []
    said += [" not null"] if column.not_null else []
    said += [f" default {refers(default)}"] if default is not None else []
    said += [f" {name} {value}" for name, value in sorted(given.items())]
    return f"column {quote(column.name)}", Spelt(column.type, *said), checks


def _aspect(cursor: Cursor, column: str, refers: Refers) -> Changes:
    """`[SET DATA] TYPE t [COLLATE c] | SET DEFAULT e | DROP DEFAULT | SET NOT NULL | DROP NOT NULL | OPTIONS (…)`."""
    if cursor.take("SET", "DATA", "TYPE") or cursor.take("TYPE"):
        type_ = read_type(cursor)
        collated = [f" collate {quote(cursor.qname('a collation').name)}"] if cursor.take("COLLATE") else []
        return {f"{column}type": Spelt(type_, *collated)}
    if cursor.take("SET", "DEFAULT"):
        default = default_form(read_default(cursor), Type(""))
        return {f"{column}default": refers(default) if default is not None else None}
    if cursor.take("DROP", "DEFAULT"):
        return {f"{column}default": None}
    if cursor.take("SET", "NOT", "NULL"):
        return {f"{column}not null": "yes"}
    if cursor.take("DROP", "NOT", "NULL"):
        return {f"{column}not null": None}
    if cursor.at("OPTIONS"):
        return {f"{column}{name}": value for name, value in common.options(cursor).items()}
    raise NotModelled(f"ALTER FOREIGN TABLE … ALTER COLUMN … {cursor.word()}")


def alter_table(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF EXISTS] name RENAME TO | SET SCHEMA | ADD [COLUMN] … | DROP [COLUMN] … | OPTIONS (…), …`."""
    exists = cursor.take("IF", "EXISTS")
    cursor.take("ONLY")
    thing = common.identity(cursor, "foreign table")
    cursor.take("*")
    to = common.moved(cursor, thing)
    if to is not None:
        cursor.end()
        return (ChangeThing(at=cursor.since(start), thing=thing, to=to, if_exists=exists),)
    if cursor.take("RENAME"):
        cursor.take("COLUMN")
        renamed = f"{COLUMN}{quote(cursor.name('a column'))}{ASPECT}to"
        cursor.expect("TO")
        changes: tuple[tuple[str, str | None], ...] = ((renamed, cursor.name("a new name")),)
        cursor.end()
        return (ChangeThing(at=cursor.since(start), thing=thing, changes=changes, if_exists=exists),)
    found: Changes = {}
    refers = Refers()
    added: list[Check] = []
    while True:
        if cursor.take("ADD"):
            cursor.take("COLUMN")
            if at_constraint(cursor):
                checks = [_check(cursor)]
            else:
                name, said, checks = _column(cursor, refers)
                found[name] = said
            added += checks
        elif cursor.take("DROP", "CONSTRAINT"):
            cursor.take("IF", "EXISTS")
            found[f"{CHECK}{quote(cursor.name('a constraint'))}"] = None
            cursor.take_one("CASCADE", "RESTRICT")
        elif cursor.take("DROP"):
            cursor.take("COLUMN")
            cursor.take("IF", "EXISTS")
            found[f"column {quote(cursor.name('a column'))}"] = None
            cursor.take_one("CASCADE", "RESTRICT")
        elif cursor.at("OPTIONS"):
            found |= common.options(cursor)
        elif cursor.take("INHERIT"):
            found[f"{INHERITS}{ASPECT}"] = refers(cursor.qname("a table"))
        elif cursor.take("ALTER"):
            cursor.take("COLUMN")
            found |= _aspect(cursor, f"{COLUMN}{quote(cursor.name('a column'))}{ASPECT}", refers)
        elif cursor.take("VALIDATE", "CONSTRAINT"):
            found[f"{CHECK}{quote(cursor.name('a constraint'))}{ASPECT}valid"] = "yes"
        else:
            raise NotModelled(f"ALTER FOREIGN TABLE … {cursor.word()}")
        if not cursor.take(","):
            break
    cursor.end()
    at = cursor.since(start)
    changes = (*found.items(), *as_attributes(added, refers).items())
    return (ChangeThing(at=at, thing=thing, changes=changes, if_exists=exists, refers=refers.all),)
