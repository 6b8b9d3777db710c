"""A view's query in one spelling: tables and columns qualified, stars spelt out, needless brackets and aliases gone.

sqlglot's parser and its `qualify` do it, against the tables that are there when the view is made, as PostgreSQL does.
How PostgreSQL prints a query (`pg_get_viewdef`) has casts, join forms and operators of its own: the
two are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.errors import SqlglotError

from ddlproof.model.names import QName, quote
from ddlproof.model.thing import ROUTINES, column_of
from ddlproof.sql.cursor import fold
from ddlproof.sql.tokens import dialect

if TYPE_CHECKING:
    from ddlproof.sql.resolve import Resolver


Tree = Any
"""A node of sqlglot's, whose classes differ between its versions."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query's text, the names of its columns (None: not known), and the tables, columns and functions it uses."""

    text: str
    columns: tuple[str, ...] | None
    uses: tuple[QName, ...]


def normal_query(text: str, resolver: Resolver) -> Query | None:
    """The query in its normal form; None if sqlglot cannot read it."""
    try:
        trees = dialect().parse(text)
        if len(trees) != 1 or not isinstance(trees[0], exp.Query):
            return None
        tree = trees[0]
        tables = dict.fromkeys(_resolved(tree, resolver))
        functions = tuple(dict.fromkeys(_functions(tree, resolver)))
        _name_outputs(tree)
        found = _qualified(tree, _columns_known(tables, resolver))
        if found is None:
            return Query(_printed(tree), None, (*tables, *functions))
        columns = dict.fromkeys(_columns_used(found))
        _tidy(found)
        return Query(_printed(found), _outputs(found), (*tables, *columns, *functions))
    except (SqlglotError, RecursionError, ValueError, KeyError, AttributeError, TypeError):
        return None  # sqlglot's optimizer raises all of these for what it has not met


def _resolved(tree: Tree, resolver: Resolver) -> Iterator[QName]:
    """Every table that the query reads, named with its schema from here on."""
    made = {fold(cte.alias) if not _quoted(cte.args["alias"].this) else cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            continue
        name = name_of(table.this)
        schema = name_of(table.args["db"]) if isinstance(table.args.get("db"), exp.Identifier) else ""
        if not schema and name in made:
            continue
        found = resolver.name(QName(schema, name))
        catalog = schema in ("pg_catalog", "information_schema") or name.startswith("pg_")
        if catalog and not resolver.draft.has(found):
            continue
        table.set("db", exp.to_identifier(found.schema, quoted=True))
        table.this.set("quoted", True)
        table.this.set("this", found.name)
        yield found


def _quoted(identifier: Any) -> bool:
    return isinstance(identifier, exp.Identifier) and bool(identifier.args.get("quoted"))


def name_of(identifier: Any) -> str:
    """An identifier as PostgreSQL folds it."""
    return str(identifier.this) if _quoted(identifier) else fold(str(identifier.this))


def _functions(tree: Tree, resolver: Resolver) -> Iterator[QName]:
    for call in tree.find_all(exp.Anonymous):
        owner = call.parent
        schema = name_of(owner.this) if isinstance(owner, exp.Dot) and isinstance(owner.this, exp.Identifier) else ""
        name = resolver.function(QName(schema, fold(str(call.this))))
        if resolver.draft.named(name, *ROUTINES):
            yield name


def _columns_known(tables: dict[QName, None], resolver: Resolver) -> dict[str, dict[str, dict[str, str]]]:
    known: dict[str, dict[str, dict[str, str]]] = {}
    for name in tables:
        made = resolver.draft.tables.get(name)
        columns = list(made.columns) if made is not None else _of_view(name, resolver)
        if columns:
            known.setdefault(name.schema, {})[name.name] = dict.fromkeys(columns, "text")
    return known


def _of_view(name: QName, resolver: Resolver) -> list[str]:
    view = resolver.draft.view(name)
    return list(view.columns) if view is not None else []


def _qualified(tree: Tree, known: dict[str, dict[str, dict[str, str]]]) -> Tree | None:
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.schema import MappingSchema

    try:
        schema = MappingSchema(dict(known), dialect="postgres", normalize=False) if known else None
        found = qualify(tree.copy(), dialect="postgres", schema=schema, validate_qualify_columns=False)
    except (SqlglotError, ValueError, KeyError, AttributeError, TypeError):
        return None
    return found if isinstance(found, exp.Query) else None


_NAMED_ALIKE: dict[type, str] = {
    exp.Count: "count",
    exp.Sum: "sum",
    exp.Max: "max",
    exp.Min: "min",
    exp.Avg: "avg",
    exp.Coalesce: "coalesce",
    exp.Exists: "exists",
    exp.Lower: "lower",
    exp.Upper: "upper",
    exp.Array: "array",
}
"""What PostgreSQL calls an output without a name: `FigureColname` in src/backend/parser/parse_target.c."""


def _name_outputs(tree: Tree) -> None:
    """Give the outputs that have no name the one that PostgreSQL gives them, where that is known."""
    first = tree
    while isinstance(first, exp.SetOperation | exp.Subquery):
        first = first.this
    if not isinstance(first, exp.Select):
        return
    for output in first.expressions:
        named = isinstance(output, exp.Alias | exp.Column | exp.Star) or output.is_star
        if named:
            continue
        name = figured(output)
        if name is not None:
            output.replace(exp.alias_(output.copy(), name, quoted=True))


def figured(output: Tree) -> str | None:
    """What PostgreSQL calls an output that has no name; None where that is not known."""
    match output:
        case exp.Paren() | exp.Window() | exp.Filter() | exp.WithinGroup():
            return figured(output.this)
        case exp.Column():
            return name_of(output.this)
        case exp.Cast(to=exp.DataType() as to):
            name = figured(output.this)
            return _named_as(to) if name in ("case", _UNNAMED) else name
        case exp.Case():
            default = output.args.get("default")
            return (figured(default) if isinstance(default, exp.Column | exp.Func) else None) or "case"
        case exp.Subquery(this=exp.Select() as inner):
            first = inner.expressions[0]
            return name_of(first.args["alias"]) if isinstance(first, exp.Alias) else figured(first)
        case exp.Anonymous():
            return fold(str(output.this))
        case exp.Dot(expression=exp.Anonymous() as call) if isinstance(call, exp.Anonymous):
            return fold(str(call.this))
    return _UNNAMED if isinstance(output, _NAMELESS) else _NAMED_ALIKE.get(type(output))


_UNNAMED = "?column?"
_NAMELESS = (
    *(exp.Literal, exp.Null, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.DPipe, exp.And, exp.Or, exp.Not),
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is),
)
_INTERNAL = {
    "int": "int4", "integer": "int4", "bigint": "int8", "smallint": "int2", "boolean": "bool", "real": "float4",
    "double precision": "float8", "decimal": "numeric", "char": "bpchar",
}  # fmt: skip


def _named_as(to: exp.DataType) -> str | None:
    """The name of a type as pg_type has it; None for what is no plain name."""
    text = to.copy().sql("postgres").split("(")[0].removesuffix("[]")
    if '"' in text:
        return None
    name = fold(text).rpartition(".")[2]
    name = _INTERNAL.get(name, name)
    return None if " " in name else name


def _outputs(tree: Tree) -> tuple[str, ...] | None:
    first: Any = tree
    while isinstance(first, exp.SetOperation | exp.Subquery):
        first = first.this
    if not isinstance(first, exp.Select) or any(output.is_star for output in first.expressions):
        return None
    names = tuple(str(output.alias_or_name) for output in first.expressions)
    return None if any(not name or name.startswith("_col_") for name in names) else names


def _columns_used(tree: Tree) -> Iterator[QName]:
    from sqlglot.optimizer.scope import traverse_scope

    for scope in traverse_scope(tree):
        for column in scope.columns:
            source = scope.sources.get(column.table)
            if isinstance(source, exp.Table) and source.db:
                yield column_of(QName(source.db, source.name), column.name)


def _tidy(tree: Tree) -> None:
    from sqlglot.optimizer.scope import traverse_scope

    for paren in list(tree.find_all(exp.Paren)):
        inner, outer = paren.this, paren.parent
        simple = isinstance(inner, exp.Paren | exp.Column | exp.Literal | exp.Func)
        whole = isinstance(outer, exp.Where | exp.Having | exp.Alias | exp.Join | exp.Paren | exp.Func)
        if (simple or whole) and not isinstance(inner, exp.Query):
            paren.replace(inner)
    for scope in traverse_scope(tree):
        for alias, source in list(scope.sources.items()):
            if not isinstance(source, exp.Table) or not source.db or source.name in scope.sources:
                continue
            if isinstance(source.args.get("alias"), exp.TableAlias) and not source.args["alias"].columns:
                source.args["alias"].this.set("this", source.name)
                for column in scope.columns:
                    if column.table == alias:
                        column.args["table"].set("this", source.name)


def _printed(tree: Tree) -> str:
    for identifier in tree.find_all(exp.Identifier):
        if identifier.args.get("quoted") and quote(str(identifier.this)) == str(identifier.this):
            identifier.set("quoted", False)
    return str(tree.sql("postgres", comments=False))
