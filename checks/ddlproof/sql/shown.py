"""What a statement reads, as queries: an INSERT, UPDATE or DELETE is shown to sqlglot's optimizer as SELECTs.

These are made of the statement's own nodes, so that a name which is changed in one of them is changed in the statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from ddlproof.model.names import QName
from ddlproof.sql.figured import Tree, nameless

_Place = tuple[Tree, str, int | None]
"""A node, the name of one of its arguments, and the number in it where it is a list."""


_ROWS = ("new", "old")


@dataclass(frozen=True, slots=True)
class Shown:
    """A query that is a statement, or stands for a part of it.

    What it selects is what stands at `values` of the statement, then what it returns; its sources are at `sources`, its
    condition is that of `where`.
    """

    statement: Tree
    query: Tree
    values: tuple[_Place, ...] = ()
    sources: tuple[_Place, ...] = ()
    where: Tree | None = None

    def put_back(self, found: Tree) -> Tree:
        """The statement, once the query has become `found`."""
        if self.query is self.statement:
            return found
        if self.where is None and not self.sources and not self.values:
            self.statement.set("expression", found)
            return self.statement
        outputs = [nameless(output) for output in found.expressions]
        for (node, name, number), output in zip(self.values, outputs, strict=False):
            node.set(name, output, index=number)
        returning = self.statement.args.get("returning")
        if returning is not None and self.sources:
            returning.set("expressions", outputs[len(self.values) :])
        first = found.args.get("from_")
        tables = ([first.this] if first is not None else []) + [join.this for join in found.args.get("joins") or ()]
        for (node, name, number), table in zip(self.sources, tables, strict=True):
            node.set(name, table, index=number)
        if self.where is not None:
            self.where.set("where", found.args.get("where"))
        if found.args.get("with_") is not None:
            self.statement.set("with_", found.args["with_"])
        return self.statement


def show(statement: Tree) -> list[Shown]:
    """The queries of a statement, in the order in which they are to be seen."""
    match statement:
        case exp.Insert():
            return list(_inserted(statement))
        case exp.Update():
            values = tuple((pair, "expression", None) for pair in statement.expressions)
            other = statement.args.get("from_")
            others: tuple[_Place, ...] = ((other, "this", None),) if other is not None else ()
            return [_shown(statement, values, ((statement, "this", None), *others), statement)]
        case exp.Delete():
            using = statement.args.get("using") or ()
            others = tuple((statement, "using", number) for number in range(len(using)))
            return [_shown(statement, (), ((statement, "this", None), *others), statement)]
    return [Shown(statement, statement)]


def _inserted(statement: Tree) -> Iterator[Shown]:
    given, conflict = statement.expression, statement.args.get("conflict")
    if isinstance(given, exp.Values):
        rows = [row for row in given.expressions if isinstance(row, exp.Tuple)]
        values = tuple((row, "expressions", number) for row in rows for number in range(len(row.expressions)))
        yield _shown(statement, values, (), None)
    elif isinstance(given, exp.Query):
        if (said := statement.args.get("with_")) is not None and given.args.get("with_") is None:
            given.set("with_", said)
            statement.set("with_", None)
        yield Shown(statement, given)
    if conflict is not None or statement.args.get("returning") is not None:
        pairs = conflict.expressions if conflict is not None else ()
        changes = tuple((pair, "expression", None) for pair in pairs if isinstance(pair, exp.EQ))
        target = statement.this if isinstance(statement.this, exp.Schema) else statement
        yield _shown(statement, changes, ((target, "this", None),), conflict)


def _shown(statement: Tree, values: tuple[_Place, ...], sources: tuple[_Place, ...], where: Tree | None) -> Shown:
    returning = statement.args.get("returning") if sources else None
    outputs = [_at(place) for place in values] + (list(returning.expressions) if returning is not None else [])
    select = exp.Select(expressions=outputs or [exp.Literal.number(1)])
    tables = [_at(place) for place in sources]
    if tables:
        select.set("from_", exp.From(this=tables[0]))
        select.set("joins", [exp.Join(this=table) for table in tables[1:]])
    if where is not None and where.args.get("where") is not None:
        select.set("where", where.args["where"])
    if statement.args.get("with_") is not None:
        select.set("with_", statement.args["with_"])
    return Shown(statement, select, values, sources, where)


def _at(place: _Place) -> Tree:
    node, name, number = place
    value = node.args[name]
    return value if number is None else value[number]


def target_of(statement: Tree) -> QName:
    """The table that an INSERT, UPDATE or DELETE changes, as it is called there."""
    table = statement.this.this if isinstance(statement.this, exp.Schema) else statement.this
    return QName(table.db, table.name)


def columns_of(statement: Tree, row: QName | None = None) -> list[tuple[Tree, QName]]:
    """The names of columns in a statement in its normal form that are those of a table, each with that table.

    `row` is the table that NEW and OLD are rows of.
    """
    from sqlglot.optimizer.scope import traverse_scope

    found: dict[int, tuple[Tree, QName]] = {}
    for part in show(statement):
        for scope in traverse_scope(part.query):
            for column in scope.columns:
                source = scope.sources.get(column.table)
                if isinstance(source, exp.Table) and source.db:
                    found[id(column.this)] = (column.this, QName(source.db, source.name))
    for name, table in (*_filled(statement), *_of_rows(statement, row)):
        found.setdefault(id(name), (name, table))
    return list(found.values())


def _filled(statement: Tree) -> Iterator[tuple[Tree, QName]]:
    """The names of the columns that a statement fills, and of those by which its rows collide."""
    if isinstance(statement, exp.Query):
        return
    target, conflict = target_of(statement), statement.args.get("conflict")
    if isinstance(statement.this, exp.Schema):
        yield from ((name, target) for name in statement.this.expressions if isinstance(name, exp.Identifier))
    pairs = [*(statement.expressions if isinstance(statement, exp.Update) else ())]
    if conflict is not None:
        pairs += conflict.expressions
        for part in (*(conflict.args.get("conflict_keys") or ()), conflict.args.get("index_predicate")):
            yield from ((column.this, target) for column in (part.find_all(exp.Column) if part is not None else ()))
    for pair in pairs:
        yield from ((column.this, target) for column in pair.this.find_all(exp.Column) if not column.table)


def _of_rows(statement: Tree, row: QName | None) -> Iterator[tuple[Tree, QName]]:
    """The columns of NEW and OLD, and of the row that an INSERT could not add."""
    for column in statement.find_all(exp.Column):
        if row is not None and column.table in _ROWS:
            yield column.this, row
        elif column.table == "excluded" and isinstance(statement, exp.Insert):
            yield column.this, target_of(statement)


def unalias(statement: Tree) -> None:
    """Every table of a statement in its normal form goes by its own name; a second one of a name by `name_1`."""
    for part in show(statement):
        _unalias(part.query)


def _unalias(tree: Tree) -> None:
    from sqlglot.optimizer.scope import traverse_scope

    mentioned: dict[int, tuple[Tree, list[Tree]]] = {}
    others = {"", *(alias.name for alias in tree.find_all(exp.TableAlias))}
    for scope in traverse_scope(tree):
        for alias, source in scope.sources.items():
            if not isinstance(source, exp.Table) or not source.db or not _plain_alias(source):
                continue
            of_source = mentioned.setdefault(id(source), (source, []))[1]
            of_source.extend(column for column in scope.columns if column.table == alias)
    others -= {source.alias for source, _ in mentioned.values()}
    for source, columns in mentioned.values():
        name = next(name for name in _numbered(source.name) if name not in others)
        others.add(name)
        for alias in (source.args["alias"].this, *(column.args["table"] for column in columns)):
            alias.set("this", name)


def _plain_alias(table: Tree) -> bool:
    alias = table.args.get("alias")
    return isinstance(alias, exp.TableAlias) and not alias.columns


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 0
    while True:
        number += 1
        yield f"{name}_{number}"
