"""What PostgreSQL calls the columns of a query: its outputs, by what is written and by the name that each one has."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ddlproof.sql.cursor import fold

Tree = Any
"""A node of sqlglot's, whose classes differ between its versions."""


def is_quoted(identifier: Any) -> bool:
    """Whether an identifier stands in quotes."""
    return isinstance(identifier, exp.Identifier) and bool(identifier.args.get("quoted"))


def name_of(identifier: Any) -> str:
    """An identifier as PostgreSQL folds it."""
    return str(identifier.this) if is_quoted(identifier) else fold(str(identifier.this))


def called(call: Tree) -> str:
    """The name by which a function is called that sqlglot does not know."""
    return name_of(call.this) if isinstance(call.this, exp.Identifier) else fold(str(call.this))


def listed(tree: Tree) -> list[Tree]:
    """The outputs that give a query's columns their names: those of its first SELECT."""
    first = tree
    while isinstance(first, exp.SetOperation | exp.Subquery):
        first = first.this
    return list(first.expressions) if isinstance(first, exp.Select) else []


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


def name_outputs(tree: Tree) -> None:
    """Give the outputs that have no name the one that PostgreSQL gives them, where that is known."""
    for output in listed(tree):
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
            return called(output)
        case exp.Dot(expression=exp.Anonymous() as call) if isinstance(call, exp.Anonymous):
            return called(call)
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


def outputs(tree: Tree) -> tuple[str, ...] | None:
    """The names of a query's columns; None where they are not all known."""
    found = listed(tree)
    if not found or any(output.is_star for output in found):
        return None
    names = tuple(str(output.alias_or_name) for output in found)
    return None if any(not name or name.startswith("_col_") for name in names) else names


def give_names(tree: Tree, names: tuple[str, ...]) -> None:
    """The first outputs of a query get these names, as the columns of a view get them."""
    found = listed(tree)
    if len(names) > len(found) or any(output.is_star for output in found):
        return
    order = tree.args.get("order")
    by = [column for column in order.find_all(exp.Column) if not column.table] if order is not None else []
    changed = {output.alias_or_name: name for output, name in zip(found, names, strict=False)}
    for output, name in zip(found, names, strict=False):
        inner = output.this if isinstance(output, exp.Alias) else output
        output.replace(exp.alias_(inner.copy(), name, quoted=True))
    for column in by:
        column.this.set("this", changed.get(column.name, column.name))


def nameless(output: Tree) -> Tree:
    """What a query gives, without what it is called."""
    if isinstance(output, exp.Subquery):
        output.set("alias", None)
    return output.unalias()
