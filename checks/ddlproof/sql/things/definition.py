"""What is made by a list of options: operators, collations, text search; PostgreSQL documentation, CREATE OPERATOR …"""

from __future__ import annotations

from ddlproof.model.action import Action
from ddlproof.model.names import QName, quote
from ddlproof.model.row import literal
from ddlproof.model.thing import UNKNOWN, Spelt, Thing
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.things import common
from ddlproof.sql.things.common import Changes
from ddlproof.sql.things.target import read_operator_name


def create_operator(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name (FUNCTION = f, LEFTARG = type, …)`."""
    name = read_operator_name(cursor)
    given = common.definition(cursor)
    left, right = common.type_in(given.get("leftarg")), common.type_in(given.get("rightarg"))
    label = Spelt("(", *(left.parts if left else ("none",)), ", ", *(right.parts if right else ("none",)), ")")
    function = given.get("function") or given.get("procedure")
    if function is None:
        raise cursor.error("FUNCTION in the brackets before this")
    found: Changes = {
        "function": common.routine_in(function),
        "commutator": common.operator_in(given.get("commutator")),
        "negator": common.operator_in(given.get("negator")),
        "restrict": common.routine_in(given.get("restrict")),
        "join": common.routine_in(given.get("join")),
        "hashes": "true" if common.truth(given.get("hashes")) else None,
        "merges": "true" if common.truth(given.get("merges")) else None,
    }
    return common.made(cursor, start, Thing("operator", name, label), found)


def alter_operator(cursor: Cursor, thing: Thing) -> Changes:
    """`SET (RESTRICT = f | NONE, JOIN = f | NONE, …)`."""
    cursor.expect("SET")
    found: Changes = {}
    for name, given in common.definition(cursor).items():
        if name in ("restrict", "join"):
            found[name] = None if given.at("NONE") else common.routine(given)
        elif name in ("commutator", "negator"):
            found[name] = common.operator_in(given)
        else:
            found[name] = "true" if common.truth(given) else None
    return found


def create_collation(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF NOT EXISTS] name (LOCALE = …, PROVIDER = …, …)`, or `name FROM collation`."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    thing = common.identity(cursor, "collation")
    if cursor.take("FROM"):
        return common.made(cursor, start, thing, _like(cursor.qname("a collation")), absent=absent)
    given = common.definition(cursor)
    locale = common.value(given.get("locale"))
    collate, ctype = common.value(given.get("lc_collate"), locale), common.value(given.get("lc_ctype"), locale)
    provider = common.value(given.get("provider"), "libc").lower()
    found: Changes = {
        "provider": common.nothing_if(provider, "libc"),
        "locale": (locale if provider != "libc" else collate if collate == ctype else None) or None,
        "lc_collate": collate if collate != ctype else None,
        "lc_ctype": ctype if collate != ctype else None,
        "deterministic": None if common.truth(given.get("deterministic"), True) else "false",
        "rules": literal(common.value(given["rules"])).strip() if "rules" in given else None,
    }
    return common.made(cursor, start, thing, found, absent=absent)


_ICU = "-x-icu"


def _like(like: QName) -> Changes:
    """What a collation has of the one that it copies; of the operating system's, the server knows the locale.

    Documentation, section 23.2.2.2 "Predefined Collations": `"C"`, `"POSIX"`, and `"de-x-icu"` and its like.
    """
    if like.name in ("C", "POSIX"):
        return {"locale": like.name}
    if like.name.endswith(_ICU):
        return {"provider": "icu", "locale": like.name.removesuffix(_ICU)}
    return dict.fromkeys(("provider", "locale", "deterministic", "rules"), UNKNOWN)


def refresh_collation(cursor: Cursor, thing: Thing) -> Changes:
    """`REFRESH VERSION` changes nothing that is kept."""
    cursor.expect("REFRESH", "VERSION")
    return {}


# The types of tokens that the default parser finds and the configurations for languages index: section 12.8.
_WORDS = ("hword", "hword_part", "word")
_ASCII = ("asciihword", "asciiword", "hword_asciipart")
_SIMPLE = (
    *("email", "file", "float", "host", "hword_numpart", "int", "numhword", "numword", "sfloat", "uint", "url"),
    *("url_path", "version"),
)


def create_configuration(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name (PARSER = parser | COPY = configuration)`."""
    thing = common.identity(cursor, "text search configuration")
    given = common.definition(cursor)
    found: Changes = {}
    if "copy" in given:
        found |= _copied(given["copy"])
    elif "parser" in given:
        parser = _parser(given["parser"])
        found["parser"] = None if parser.name == "default" else Spelt(_in_catalog(parser))
    else:
        raise cursor.error("PARSER or COPY in the brackets before this")
    return common.made(cursor, start, thing, found)


def _parser(cursor: Cursor) -> QName:
    name = cursor.label("a parser")  # PostgreSQL's own is called by a reserved word
    return QName(name, cursor.label("a parser")) if cursor.take(".") else QName("", name)


def _copied(cursor: Cursor) -> Changes:
    name = cursor.qname("a configuration")
    if name.schema not in ("", "pg_catalog"):
        raise NotModelled("a copy of a text search configuration that is not PostgreSQL's own")
    language = name.name
    stem = "simple" if language == "simple" else f"{language}_stem"
    ascii_ = "english_stem" if language in ("hindi", "russian") else stem
    found: Changes = dict.fromkeys((f"token {token}" for token in _SIMPLE), "simple")
    found |= dict.fromkeys((f"token {token}" for token in _WORDS), stem)
    found |= dict.fromkeys((f"token {token}" for token in _ASCII), ascii_)
    return found


def alter_configuration(cursor: Cursor, thing: Thing) -> Changes:
    """`ADD | ALTER MAPPING FOR tokens WITH dictionaries | DROP MAPPING [IF EXISTS] FOR tokens`."""
    if cursor.take("DROP", "MAPPING"):
        cursor.take("IF", "EXISTS")
        cursor.expect("FOR")
        return {f"token {token}": None for token in _tokens(cursor)}
    if cursor.take_one("ADD", "ALTER") is None:
        raise cursor.error("ADD, ALTER or DROP MAPPING")
    cursor.expect("MAPPING")
    if not cursor.take("FOR"):
        raise NotModelled("ALTER MAPPING REPLACE")
    tokens = _tokens(cursor)
    if cursor.take("REPLACE"):
        raise NotModelled("ALTER MAPPING … REPLACE")
    cursor.expect("WITH")
    dictionaries = [_in_catalog(cursor.qname("a dictionary"))]
    while cursor.take(","):
        dictionaries.append(_in_catalog(cursor.qname("a dictionary")))
    parts = [part for name in dictionaries for part in (", ", name)][1:]
    return {f"token {token}": Spelt(*parts) for token in tokens}


def _tokens(cursor: Cursor) -> list[str]:
    tokens = [cursor.label("a type of token")]
    while cursor.take(","):
        tokens.append(cursor.label("a type of token"))
    return tokens


def _in_catalog(name: QName) -> QName | str:
    """A dictionary, parser or template: PostgreSQL's own without a schema."""
    own = name.name.endswith("_stem") or name.name in (
        "simple",
        "default",
        "synonym",
        "ispell",
        "thesaurus",
        "snowball",
    )
    return quote(name.name) if name.schema == "pg_catalog" or (not name.schema and own) else name


def create_dictionary(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name (TEMPLATE = template, option = value, …)`."""
    thing = common.identity(cursor, "text search dictionary")
    given = common.definition(cursor)
    if "template" not in given:
        raise cursor.error("TEMPLATE in the brackets before this")
    found: Changes = {"template": Spelt(_in_catalog(given.pop("template").qname("a template")))}
    found |= {f"option {name}": literal(common.value(value)).strip() for name, value in given.items()}
    return common.made(cursor, start, thing, found)


def alter_dictionary(cursor: Cursor, thing: Thing) -> Changes:
    """`(option [= value], …)`; an option without a value goes."""
    given = common.definition(cursor)
    return {f"option {n}": None if v.done else literal(common.value(v)).strip() for n, v in given.items()}


def create_parser(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name (START = f, GETTOKEN = f, END = f, LEXTYPES = f [, HEADLINE = f])`."""
    return _functions(cursor, start, "text search parser")


def create_template(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name ([INIT = f,] LEXIZE = f)`."""
    return _functions(cursor, start, "text search template")


def _functions(cursor: Cursor, start: int, kind: str) -> tuple[Action, ...]:
    thing = common.identity(cursor, kind)
    given = common.definition(cursor)
    return common.made(cursor, start, thing, {name: common.routine_in(value) for name, value in given.items()})
