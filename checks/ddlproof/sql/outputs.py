"""The columns that a query gives, with their types as far as they can be told without a server.

They decide what CREATE TABLE … AS and SELECT … INTO make. PostgreSQL documentation, section 10.5 "UNION, CASE, and
Related Constructs", and the result types of chapter 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp
from sqlglot.errors import SqlglotError

from ddlproof.errors import SqlError
from ddlproof.model.action import CreateTable
from ddlproof.model.names import QName
from ddlproof.model.table import Column
from ddlproof.model.thing import AS_WRITTEN
from ddlproof.model.types import Type
from ddlproof.sql.figured import figured, name_of
from ddlproof.sql.implicit import internal_name
from ddlproof.sql.resulttypes import TEXT, UNTYPED, aggregated, calculated, common, final, number, summed
from ddlproof.sql.tokens import dialect
from ddlproof.sql.types import type_of

if TYPE_CHECKING:
    from ddlproof.sql.resolve import Resolver

Tree = Any
"""A node of sqlglot's, whose classes differ between its versions."""

_BOOLEAN = Type("boolean")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Output:
    """A column of a query; `type` is None where it is not known."""

    name: str
    type: Type | None
    collation: str | None = None


Outputs = tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a query sees: the resolver, its WITH queries, and its sources in their order, each None if not known."""

    resolver: Resolver
    ctes: dict[str, Outputs | None] = field(default_factory=dict)
    sources: dict[str, Outputs | None] = field(default_factory=dict)
    above: _Scope | None = None
    depth: int = 0


def query_outputs(text: str, resolver: Resolver) -> Outputs | None:
    """The columns of a query; None where not even their number is known."""
    try:
        trees = dialect().parse(text)
        tree = trees[0] if len(trees) == 1 else None
        return _query(tree, _Scope(resolver)) if isinstance(tree, exp.Query) else None
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
        return None  # sqlglot raises all of these for what it has not met


def _query(tree: Tree, scope: _Scope) -> Outputs | None:
    if scope.depth > _DEEPEST:
        return None
    scope = replace(scope, ctes=dict(scope.ctes), sources={}, depth=scope.depth + 1)
    for cte in tree.ctes:
        found = _query(cte.this, scope) if isinstance(cte.this, exp.Query) else None
        scope.ctes[name_of(cte.args["alias"].this)] = _renamed(found, cte.args["alias"])
    if isinstance(tree, exp.Subquery):
        return _query(tree.this, scope)
    if isinstance(tree, exp.SetOperation):
        left, right = _query(tree.left, scope), _query(tree.right, scope)
        if left is None or right is None or len(left) != len(right):
            return left and tuple(replace(output, type=None) for output in left)
        return tuple(replace(a, type=common((a.type, b.type))) for a, b in zip(left, right, strict=True))
    if not isinstance(tree, exp.Select):
        return None
    merged = False
    for source in _sources(tree):
        merged |= bool(source.args.get("using")) or source.args.get("method") == "NATURAL"
        made = source.this if isinstance(source, exp.From | exp.Join) else source
        alias = made.args.get("alias")
        named = name_of(alias.this) if alias is not None and alias.this is not None else ""
        found = _source(made, scope)
        scope.sources[named or (name_of(made.this) if isinstance(made, exp.Table) else f"\0{id(made)}")] = found
    outputs: list[Output] = []
    for expression in tree.expressions:
        many = _star(expression, scope, merged)
        if many is None:
            return None
        outputs.extend(many)
    return tuple(outputs)


def _sources(tree: Tree) -> Iterator[Tree]:
    first = tree.args.get("from_") or tree.args.get("from")
    if first is not None:
        yield first
        yield from first.this.args.get("joins") or ()
    yield from tree.args.get("joins") or ()
    yield from tree.args.get("laterals") or ()


def _source(made: Tree, scope: _Scope) -> Outputs | None:
    alias = made.args.get("alias")
    if isinstance(made, exp.Subquery):
        return _renamed(_query(made.this, scope), alias)
    if isinstance(made, exp.Lateral) and isinstance(made.this, exp.Subquery):
        return _renamed(_query(made.this.this, replace(scope, above=scope)), alias)
    if not isinstance(made, exp.Table) or not isinstance(made.this, exp.Identifier):
        return None
    schema = name_of(made.args["db"]) if isinstance(made.args.get("db"), exp.Identifier) else ""
    name = name_of(made.this)
    if not schema and name in scope.ctes:
        return _renamed(scope.ctes[name], alias)
    return _renamed(_relation(scope.resolver.name(QName(schema, name)), scope), alias)


def _relation(name: QName, scope: _Scope) -> Outputs | None:
    """The columns of a table, or of a view, whose query says them."""
    draft = scope.resolver.draft
    made = draft.tables.get(name)
    if made is not None:
        known = tuple(Output(c.name, c.type, c.collation) for c in made.columns.values())
        return None if made.opaque else known
    view = draft.view(name)
    text = view.get(f"definition{AS_WRITTEN}") if view is not None else None
    if view is None or text is None:
        return None
    trees = dialect().parse(text)
    found = _query(trees[0], _Scope(scope.resolver, depth=scope.depth)) if isinstance(trees[0], exp.Query) else None
    if found is None or (view.columns and len(view.columns) != len(found)):
        return None
    names = view.columns or tuple(output.name for output in found)
    return tuple(replace(output, name=named) for output, named in zip(found, names, strict=True))


def _renamed(found: Outputs | None, alias: Tree) -> Outputs | None:
    """The columns under the names that an alias gives to the first of them."""
    names = [name_of(column) for column in (alias.args.get("columns") or ())] if alias is not None else []
    if found is None or len(names) > len(found):
        return None
    return tuple(replace(o, name=names[n]) if n < len(names) else o for n, o in enumerate(found))


def _star(expression: Tree, scope: _Scope, merged: bool) -> Outputs | None:
    """One output, or all those that a star stands for; None where they are not known."""
    if isinstance(expression, exp.Star):
        every = list(scope.sources.values())
        # Columns that a join merges come once, and first.
        if merged or not every or any(found is None for found in every) or expression.args.get("except"):
            return None
        return tuple(output for found in every for output in found or ())
    if isinstance(expression, exp.Column) and isinstance(expression.this, exp.Star):
        return scope.sources.get(name_of(expression.args["table"]))
    name = expression.alias if isinstance(expression, exp.Alias) else ""
    name = name_of(expression.args["alias"]) if name else _named(expression)
    inner = expression.this if isinstance(expression, exp.Alias) else expression
    return (Output(name, _type(inner, scope), _collation(inner, scope)),)


def _collation(node: Tree, scope: _Scope) -> str | None:
    """The collation of an expression: that of its columns, where these have the same (section 23.2.1)."""
    if isinstance(node, exp.Subquery | exp.Predicate | exp.Connector | exp.Not | exp.Count):
        return None
    columns = [node] if isinstance(node, exp.Column) else list(node.find_all(exp.Column))
    found = {column.collation for each in columns if (column := _column(each, scope)) is not None}
    return found.pop() if len(found) == 1 else None


def _named(output: Tree) -> str:
    """What an output is called that has no name; empty where that is not known.

    Source: `FigureColname` in src/backend/parser/parse_target.c.
    """
    name = figured(output)
    if name is not None:
        return name
    if isinstance(output, exp.Cast):
        return internal_name(type_of(output.to.sql("postgres")).name)
    while isinstance(output, exp.Paren):
        output = output.this
    bare = isinstance(output, exp.Literal | exp.Null | exp.Boolean | exp.Binary | exp.Unary | exp.Predicate)
    return (
        "bool" if isinstance(output, exp.Boolean) else "?column?" if bare and not isinstance(output, exp.Func) else ""
    )


def _column(column: Tree, scope: _Scope) -> Output | None:
    name = name_of(column.this)
    table = name_of(column.args["table"]) if column.args.get("table") is not None else ""
    seen: _Scope | None = scope
    while seen is not None:
        if table in seen.sources or not table:
            listed = [seen.sources.get(table)] if table else list(seen.sources.values())
            found = [output for outputs in listed for output in outputs or () if output.name == name]
            if found:
                return found[0]
        seen = seen.above
    return None


_BOOLEANS = (exp.Connector, exp.Not, exp.Predicate, exp.Boolean, exp.LogicalOr, exp.LogicalAnd)
_KNOWN: dict[type, Type] = {
    exp.Count: Type("bigint"),
    exp.CurrentTimestamp: Type("timestamp with time zone"),
    exp.CurrentDate: Type("date"),
    exp.RowNumber: Type("bigint"),
    exp.Lower: TEXT,
    exp.Upper: TEXT,
    exp.Interval: Type("interval"),
}


def _type(node: Tree, scope: _Scope) -> Type | None:
    """The type of an expression; None where it is not known."""
    match node:
        case exp.Paren() | exp.Window() | exp.Filter() | exp.Distinct() | exp.Order():
            return _type(node.this, scope)
        case exp.Column():
            column = _column(node, scope)
            return column.type if column is not None else None
        case exp.Cast():
            return _cast(node, scope)
        case exp.Literal() | exp.Null():
            return UNTYPED if isinstance(node, exp.Null) or node.is_string else number(str(node.this))
        case exp.Subquery() | exp.Select():
            outputs = _query(node, replace(scope, above=scope))
            return final(outputs[0].type) if outputs else None
        case exp.Max() | exp.Min():
            return aggregated(_type(node.this, scope))
        case exp.Sum() | exp.Avg():
            return summed(_type(node.this, scope), average=isinstance(node, exp.Avg))
        case exp.Coalesce():
            return common(_type(part, scope) for part in (node.this, *node.expressions))
        case exp.Case():
            return _case(node, scope)
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Div() | exp.Mod():
            return calculated(_type(node.this, scope), _type(node.expression, scope))
        case exp.Neg():
            return _type(node.this, scope)
    return _BOOLEAN if isinstance(node, _BOOLEANS) else _KNOWN.get(type(node))


def _cast(node: Tree, scope: _Scope) -> Type | None:
    try:
        return scope.resolver.type(type_of(node.to.sql("postgres")))
    except SqlError:
        return None


def _case(node: Tree, scope: _Scope) -> Type | None:
    default = node.args.get("default")
    values = [branch.args["true"] for branch in node.args["ifs"]] + ([default] if default is not None else [])
    return common(_type(value, scope) for value in values)


def of_query(action: CreateTable, resolver: Resolver) -> CreateTable:
    """The same with the columns that its query gives, as far as they are known."""
    found = query_outputs(action.query, resolver)
    if found is None or len(action.names) > len(found):
        return action
    names = (*action.names, *(output.name for output in found[len(action.names) :]))
    columns = tuple(
        Column(name, type_, collation=output.collation)
        for name, output in zip(names, found, strict=True)
        if (type_ := final(output.type)) is not None
    )
    if len(set(names)) < len(names) or "" in names:
        return action
    return replace(action, table=replace(action.table, columns=columns, opaque=len(columns) < len(found)))
