"""Conditions of IF that ask the catalog: EXISTS (SELECT … FROM pg_type WHERE typname = 'x'), to_regclass('x') IS NULL.

sqlglot reads them. What is not of this kind is `Unknown`. PostgreSQL documentation, chapters 36 "The Information
Schema" and 53 "System Catalogs"; section 9.27.3 for `to_regclass`.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError

from ddlproof.model.condition import HERE, RELATION, TYPE, AllOf, AnyOf, Condition, Exists, Not, Unknown
from ddlproof.sql.figured import called, name_of
from ddlproof.sql.tokens import dialect

UNKNOWN = Unknown()
_REGISTERED = {"to_regclass": RELATION, "to_regtype": TYPE, "to_regnamespace": "\0schema "}


def read_condition(text: str) -> Condition:
    """What a condition asks, as far as it is understood."""
    try:
        trees = dialect().parse(f"SELECT {text}")
        (tree,) = trees
        if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or tree.args.get("from_") is not None:
            return UNKNOWN
        return _condition(tree.expressions[0])
    except (SqlglotError, RecursionError, ValueError):
        return UNKNOWN


def _condition(node: Any) -> Condition:
    match node:
        case exp.Paren():
            return _condition(node.this)
        case exp.Not():
            return Not(_condition(node.this))
        case exp.And():
            return AllOf((_condition(node.left), _condition(node.right)))
        case exp.Or():
            return AnyOf((_condition(node.left), _condition(node.right)))
        case exp.Exists(this=exp.Select() as query):
            return _exists(query)
        case exp.Subquery(this=exp.Select(expressions=[asked]) as query) if isinstance(asked, _COMPARED):
            return _counted(query, asked)
        case exp.EQ() | exp.NEQ() | exp.GT() | exp.GTE() | exp.LT() if isinstance(node.this, exp.Subquery):
            query = node.this.this
            counts = isinstance(query, exp.Select) and len(query.expressions) == 1
            asked = type(node)(this=query.expressions[0].copy(), expression=node.expression.copy()) if counts else None
            return UNKNOWN if asked is None else _counted(query, asked)
        case exp.Is(expression=exp.Null()):
            asked = _is_null(node.this)
            return Not(asked) if node.args.get("negate") and asked != UNKNOWN else asked
    return UNKNOWN


_COMPARED = exp.EQ | exp.NEQ | exp.GT | exp.GTE | exp.LT
_SOME: dict[tuple[type, str], bool] = {
    **{(exp.EQ, "0"): False, (exp.LT, "1"): False},
    **{(exp.NEQ, "0"): True, (exp.GT, "0"): True, (exp.GTE, "1"): True},
}
"""Whether there are rows, where their number compares so with a constant."""


def _counted(query: exp.Select, asked: Any) -> Condition:
    """`(SELECT count(*) = 0 FROM …)`."""
    some = _SOME.get((type(asked), asked.expression.name if isinstance(asked.expression, exp.Literal) else ""))
    if some is None or not isinstance(asked.this, exp.Count) or not isinstance(asked.this.this, exp.Star):
        return UNKNOWN
    found = _exists(query)
    return found if some or found == UNKNOWN else Not(found)


def _is_null(node: Any) -> Condition:
    """`to_regclass('x') IS NULL`, also as a query."""
    while isinstance(node, exp.Paren | exp.Subquery):
        node = node.this
    if isinstance(node, exp.Select) and len(node.expressions) == 1 and not _clauses(node, "expressions"):
        return _is_null(node.expressions[0])
    while isinstance(node, exp.Dot | exp.Cast | exp.Alias):
        node = node.expression if isinstance(node, exp.Dot) else node.this
    if not isinstance(node, exp.Anonymous) or called(node) not in _REGISTERED or len(node.expressions) != 1:
        return UNKNOWN
    name = _string(node.expressions[0])
    if name is None:
        return UNKNOWN
    return Not(Exists(called(node), (("name", _REGISTERED[called(node)] + name),)))


def _string(node: Any) -> str | None:
    while isinstance(node, exp.Cast) and node.to.this in _TEXTS:
        node = node.this
    return str(node.this) if isinstance(node, exp.Literal) and node.is_string else None


_TEXTS = (exp.DataType.Type.TEXT, exp.DataType.Type.VARCHAR, exp.DataType.Type.NAME, exp.DataType.Type.CHAR)
_HARMLESS = frozenset("expressions from_ joins where limit kind hint distinct operation_modifiers".split())


def _clauses(query: exp.Select, *allowed: str) -> list[str]:
    """The clauses of a query besides those allowed."""
    return [name for name, value in query.args.items() if value and name not in allowed]


def _exists(query: exp.Select) -> Condition:
    source, where = query.args.get("from_"), query.args.get("where")
    if source is None or _clauses(query, *_HARMLESS):
        return UNKNOWN
    limit = query.args.get("limit")
    if limit is not None and not (isinstance(limit.expression, exp.Literal) and str(limit.expression.this) == "1"):
        return UNKNOWN
    tables = [source.this, *(join.this for join in query.args.get("joins") or ())]
    if not all(isinstance(table, exp.Table) for table in tables):
        return UNKNOWN
    facts: dict[str, str] = {}
    terms = [] if where is None else [*where.this.flatten()] if isinstance(where.this, exp.And) else [where.this]
    for join in query.args.get("joins") or ():
        if join.args.get("side") or join.args.get("using") or join.args.get("on") is None:
            return UNKNOWN
        on = join.args["on"]
        terms += [*on.flatten()] if isinstance(on, exp.And) else [on]
    lists = [term for term in terms if isinstance(term, exp.In)]
    for term in terms:
        if term not in lists and not _fact(term, facts):
            return UNKNOWN
    return _each(_named(tables), facts, lists)


def _each(of: str, facts: dict[str, str], lists: list[Any]) -> Condition:
    """A row with these facts, and with one of the values of a list, if there is one."""
    if not lists:
        return Exists(of, tuple(sorted(facts.items())))
    asked = lists[0]
    values = [_value(item) for item in asked.expressions]
    known = isinstance(asked.this, exp.Column) and values and None not in values
    if len(lists) > 1 or not known or asked.this.name.lower() in facts:
        return UNKNOWN
    column = asked.this.name.lower()
    return AnyOf(tuple(Exists(of, tuple(sorted({**facts, column: str(value)}.items()))) for value in values))


def _named(tables: list[Any]) -> str:
    """The catalogs that are asked, joined by a blank, as `information_schema.columns`."""
    found = []
    for table in tables:
        schema = name_of(table.args["db"]) if isinstance(table.args.get("db"), exp.Identifier) else ""
        name = name_of(table.this)
        found.append(f"{schema}.{name}" if schema == "information_schema" else name)
    return " ".join(sorted(found))


def _fact(term: Any, facts: dict[str, str]) -> bool:
    """Take what a term says; whether it was understood."""
    match term:
        case exp.Paren():
            return _fact(term.this, facts)
        case exp.Not(this=exp.Column() as column) if column.name.lower() in ("attisdropped", "tgisinternal"):
            return True
        case exp.EQ(this=exp.Column() as left, expression=exp.Column() as right):
            return {left.name.lower(), right.name.lower()} in _JOINED
        case exp.EQ(this=exp.Column() as column, expression=value):
            return _take(column.name.lower(), _value(value), facts)
        case exp.EQ(this=value, expression=exp.Column() as column):
            return _take(column.name.lower(), _value(value), facts)
        case exp.GT(this=exp.Column() as column, expression=exp.Literal()) if column.name.lower() == "attnum":
            return True
    return False


def _take(column: str, value: str | None, facts: dict[str, str]) -> bool:
    if value is None or facts.get(column, value) != value:
        return False
    facts[column] = value
    return True


_REFERRING = "relnamespace typnamespace connamespace pronamespace conrelid enumtypid attrelid tgrelid polrelid"
_JOINED = [{column, "oid"} for column in _REFERRING.split()]


def _value(node: Any) -> str | None:
    """A constant: a text, `'x'::regclass`, `current_schema()`; None of anything else."""
    match node:
        case exp.Paren() | exp.Subquery():
            return _value(node.this)
        case exp.Literal():
            return str(node.this)
        case exp.Boolean():
            return "true" if node.this else "false"
        case exp.CurrentSchema():
            return HERE
        case exp.Anonymous() if called(node) == "current_schema":
            return HERE
        case exp.Anonymous(expressions=[argument]) if called(node) in ("to_regclass", "to_regtype"):
            name = _string(argument)
            return None if name is None else _REGISTERED[called(node)] + name
        case exp.Column() if node.name.lower() == "current_schema":
            return HERE
        case exp.Cast(this=inner, to=to):
            text, kind = _value(inner), to.sql("postgres").lower()
            if text is None:
                return None
            if kind in ("regclass", "regtype", "regnamespace"):
                return {"regclass": RELATION, "regtype": TYPE, "regnamespace": ""}[kind] + text
            return text if to.is_type(*_TEXTS) or kind == "name" else None
    return None
