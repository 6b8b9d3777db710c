"""A view's query in one spelling: names in full, stars spelt out, needless brackets and aliases gone.

sqlglot's parser and its `qualify` do it, against the tables that are there when the view is made, as PostgreSQL does.
How PostgreSQL prints a query (`pg_get_viewdef`) has casts, join forms and operators of its own: what it printed is
compared with what it printed only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.errors import SqlglotError

from ddlproof.model.names import QName, quote
from ddlproof.model.thing import ROUTINES, column_of
from ddlproof.sql.figured import Tree, called, give_names, is_quoted, name_of, name_outputs, nameless, outputs
from ddlproof.sql.shown import columns_of, unalias
from ddlproof.sql.tokens import trees_of

if TYPE_CHECKING:
    from ddlproof.sql.resolve import Resolver

ERRORS = (SqlglotError, RecursionError, ValueError, KeyError, AttributeError, TypeError)
"""What sqlglot's optimizer raises for what it has not met."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query's text, the names of its columns (None: not known), and the tables, columns and the like it uses."""

    text: str
    columns: tuple[str, ...] | None
    uses: tuple[QName, ...]


def normal_query(text: str, resolver: Resolver, names: tuple[str, ...] = ()) -> Query | None:
    """The query in its normal form, its first columns called `names`; None if sqlglot cannot read it."""
    try:
        tree = parsed(text)
        if tree is None:
            return None
        tables = dict.fromkeys(resolved(tree, resolver))
        name_outputs(tree)
        others = tuple(dict.fromkeys(functions(tree, resolver)))
        others += tuple(dict.fromkeys(types_made(tree, resolver)))
        found = qualified(tree, columns_known(tables, resolver))
        if found is None:
            return Query(printed(tree), None, (*tables, *others))
        columns = dict.fromkeys(_columns_used(found))
        unbracket(found)
        forget_names(found)
        unalias(found)
        give_names(found, names)
        return Query(printed(found), outputs(found), (*tables, *columns, *others))
    except ERRORS:
        return None


def parsed(text: str) -> Tree | None:
    """The tree of a query; None of what is none."""
    trees = trees_of(text)
    return trees[0] if len(trees) == 1 and isinstance(trees[0], exp.Query) else None


def resolved(tree: Tree, resolver: Resolver) -> Iterator[QName]:
    """Every table that the query reads, named with its schema from here on."""
    made = {name_of(cte.args["alias"].this) for cte in tree.find_all(exp.CTE)}
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
        rename_table(table, found)
        yield found


def rename_table(table: Tree, name: QName) -> None:
    """A table of a query is called this from here on."""
    table.set("db", exp.to_identifier(name.schema, quoted=True))
    table.set("this", exp.to_identifier(name.name, quoted=True))


def functions(tree: Tree, resolver: Resolver) -> Iterator[QName]:
    """Every function that the query calls and that is known, named with its schema from here on."""
    for call, schema in calls(tree):
        name = resolver.function(QName(schema, called(call)))
        if resolver.draft.named(name, *ROUTINES):
            rename_call(call, name)
            yield name


def calls(tree: Tree) -> list[tuple[Tree, str]]:
    """The calls of functions that sqlglot does not know, each with the schema that is said."""
    found = []
    for call in tree.find_all(exp.Anonymous):
        owner = call.parent
        said = isinstance(owner, exp.Dot) and isinstance(owner.this, exp.Identifier) and owner.expression is call
        found.append((call, name_of(owner.this) if said else ""))
    return found


def rename_call(call: Tree, name: QName) -> None:
    """A function is called by this name from here on."""
    call.set("this", exp.to_identifier(name.name, quoted=True))
    schema = exp.to_identifier(name.schema, quoted=True)
    if isinstance(call.parent, exp.Dot) and call.parent.expression is call:
        call.parent.set("this", schema)
    else:
        call.replace(exp.Dot(this=schema, expression=call.copy()))


def types_made(tree: Tree, resolver: Resolver) -> Iterator[QName]:
    """Every type and collation that somebody made; a type is named with its schema from here on."""
    for collate in tree.find_all(exp.Collate):
        written = collate.expression
        schema = name_of(written.args["table"]) if written.args.get("table") is not None else ""
        named = resolver.name(QName(schema, name_of(written.this if isinstance(written, exp.Column) else written)))
        if resolver.draft.named(named, "collation"):
            yield named
    for node, schema, name in types(tree):
        found = resolver.name(QName(schema, name))
        if found in resolver.draft.enums or found in resolver.draft.types:
            rename_type(node, found)
            yield found


def types(tree: Tree) -> list[tuple[Tree, str, str]]:
    """The types that sqlglot does not know, each with its schema, if it is said, and its name."""
    found = []
    for node in tree.find_all(exp.DataType):
        match node.args.get("kind"):
            case exp.Dot(this=exp.Identifier() as schema, expression=exp.Identifier() as name):
                found.append((node, name_of(schema), name_of(name)))
            case exp.Identifier() as name:
                found.append((node, "", name_of(name)))
    return found


def rename_type(node: Tree, name: QName) -> None:
    """A type is called this from here on."""
    parts = (exp.to_identifier(part, quoted=True) for part in (name.schema, name.name))
    node.set("kind", exp.Dot(this=next(parts), expression=next(parts)))


def columns_known(tables: dict[QName, None], resolver: Resolver) -> dict[str, dict[str, dict[str, str]]]:
    """The columns of tables and views by schema and table, as sqlglot's optimizer takes them; all types are text."""
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


def qualified(tree: Tree, known: dict[str, dict[str, dict[str, str]]]) -> Tree | None:
    """The query with every column behind the name of its table, and stars spelt out; None where sqlglot gives up."""
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.schema import MappingSchema

    try:
        schema = MappingSchema(dict(known), dialect="postgres", normalize=False) if known else None
        found = qualify(tree.copy(), dialect="postgres", schema=schema, validate_qualify_columns=False)
    except ERRORS:
        return None
    return found if isinstance(found, exp.Query) else None


def _columns_used(tree: Tree) -> Iterator[QName]:
    return (column_of(table, name.name) for name, table in columns_of(tree))


def unbracket(tree: Tree) -> None:
    """Brackets that change nothing go."""
    for paren in list(tree.find_all(exp.Paren)):
        inner, outer = paren.this, paren.parent
        simple = isinstance(inner, exp.Paren | exp.Column | exp.Literal | exp.Func)
        whole = isinstance(outer, exp.Where | exp.Having | exp.Alias | exp.Join | exp.Paren | exp.Func)
        if (simple or whole) and not isinstance(inner, exp.Query):
            paren.replace(inner)


def forget_names(tree: Tree) -> None:
    """What the outputs of a query are called that is an operand does not matter: they go without the names."""
    for query in tree.find_all(exp.Select):
        outer = query.parent
        while isinstance(outer, exp.Subquery) and isinstance(outer.parent, exp.Subquery):
            outer = outer.parent
        operand = isinstance(outer, exp.Subquery) and not isinstance(outer.parent, _SOURCES | None)
        if operand or isinstance(outer, exp.In | exp.Exists | exp.Array):
            unname(query)


_SOURCES = exp.From | exp.Join | exp.Lateral | exp.SetOperation | exp.CTE | exp.Insert


def unname(query: Tree) -> None:
    """The outputs of a SELECT without names, but where its order may be by them."""
    if not query.args.get("order"):
        query.set("expressions", [nameless(output) for output in query.expressions])


def printed(tree: Tree) -> str:
    """The text of a query, with quotes only where PostgreSQL would need them."""
    for identifier in tree.find_all(exp.Identifier):
        if is_quoted(identifier) and quote(str(identifier.this)) == str(identifier.this):
            identifier.set("quoted", False)
    return str(tree.sql("postgres", comments=False, normalize_functions=False))
