"""SchemaAnalyst's models of its study schemas as SQL: each is a Java class that makes tables and constraints by calls.

What is written differs from Java in little more than `new` and the semicolon, so Python's own parser reads the calls.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

TYPES = {
    "BooleanDataType": "boolean",
    "CharDataType": "char",
    "DateDataType": "date",
    "DateTimeDataType": "timestamp",
    "DecimalDataType": "decimal",
    "DoubleDataType": "double precision",
    "FloatDataType": "float",
    "IntDataType": "int",
    "BigIntDataType": "bigint",
    "NumericDataType": "numeric",
    "RealDataType": "real",
    "SingleCharDataType": "char",
    "SmallIntDataType": "smallint",
    "TextDataType": "text",
    "TimeDataType": "time",
    "TimestampDataType": "timestamp",
    "TinyIntDataType": "smallint",
    "MediumIntDataType": "int",
    "VarCharDataType": "varchar",
}
OPERATORS = {
    "EQUALS": "=",
    "NOT_EQUALS": "<>",
    "GREATER": ">",
    "GREATER_OR_EQUALS": ">=",
    "LESS": "<",
    "LESS_OR_EQUALS": "<=",
}


def sql_of(model: str) -> str:
    """The statements that make what a model makes.

    Raises:
        ValueError: the model does something that is not known.
    """
    tables: dict[str, str] = {}
    columns: dict[str, list[str]] = {}
    later: list[str] = []
    for assigned, call in _calls(model):
        made = _name(call)
        if made == "createTable":
            tables[assigned] = _quote(_text(call.args[0]))
            columns[assigned] = []
        elif made == "createColumn":
            owner = call.func.value.id  # type: ignore[attr-defined]  # as _calls has seen
            columns[owner].append(f"{_quote(_text(call.args[0]))} {_type(call.args[1])}")
        else:
            later.append(_constraint(made, call.args, tables))
    made_first = [f"create table {name} ({', '.join(columns[one])});" for one, name in tables.items()]
    # What others refer to has to be there first.
    return "\n".join([*made_first, *sorted(later, key=lambda sql: " foreign key " in sql)])


def _calls(model: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls that make something, in order, each with the variable that its result goes to."""
    model = re.sub(r"/\*.*?\*/", "", model, flags=re.DOTALL)
    for line in model.splitlines():
        if ".create" not in line or line.strip().startswith("//"):
            continue
        found = re.fullmatch(r"(?:Table (\w+) = )?(\w+\.create\w+\(.*\));", line.strip().replace("new ", ""))
        if found is None:
            raise ValueError(f"not understood: {line.strip()}")
        call = ast.parse(found[2], mode="eval").body
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            raise ValueError(f"no call: {line.strip()}")
        yield found[1] or "", call


def _constraint(made: str, given: Sequence[ast.expr], tables: dict[str, str]) -> str:
    table, *rest = given[1:] if isinstance(given[0], ast.Constant) else given  # names: some are given twice
    alter = f"alter table {tables[_variable(table)]}"
    match made:
        case "createPrimaryKeyConstraint":
            return f"{alter} add primary key ({_columns(rest)});"
        case "createUniqueConstraint":
            return f"{alter} add unique ({_columns(rest)});"
        case "createNotNullConstraint":
            return f"{alter} alter {_columns(rest)} set not null;"
        case "createCheckConstraint":
            return f"{alter} add check ({_condition(rest[0])});"
        case "createForeignKeyConstraint":
            mine, target, theirs = rest
            return (
                f"{alter} add foreign key ({_columns([mine])}) "
                f"references {tables[_variable(target)]} ({_columns([theirs])});"
            )
        case _:
            raise ValueError(f"not known: {made}")


def _columns(given: Sequence[ast.expr]) -> str:
    """`table.getColumn("a")`, several of them, or a list of them."""
    flat = [one for node in given for one in (node.args if _is(node, "asList") else [node])]
    return ", ".join(_quote(_text(node.args[0])) for node in flat if isinstance(node, ast.Call))


def _condition(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        raise ValueError(f"not known: {ast.dump(node)}")
    maker: Callable[[Sequence[ast.expr]], str] | None = _CONDITIONS.get(_name(node))
    if maker is None:
        raise ValueError(f"not known: {_name(node)}")
    return maker(node.args)


def _truth(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "true"


def _joined(word: str) -> Callable[[Sequence[ast.expr]], str]:
    return lambda given: f" {word} ".join(f"({_condition(one)})" for one in given)


def _between(given: Sequence[ast.expr]) -> str:
    what, low, high, negated = given[0], given[1], given[2], given[3]
    return f"{_condition(what)} {'not ' if _truth(negated) else ''}between {_condition(low)} and {_condition(high)}"


def _relation(given: Sequence[ast.expr]) -> str:
    left, operator, right = given
    sign = OPERATORS[operator.attr] if isinstance(operator, ast.Attribute) else ""
    return f"{_condition(left)} {sign} {_condition(right)}"


_CONDITIONS: dict[str, Callable[[Sequence[ast.expr]], str]] = {
    "AndExpression": _joined("and"),
    "OrExpression": _joined("or"),
    "ParenthesisedExpression": lambda given: f"({_condition(given[0])})",
    "BetweenExpression": _between,
    "RelationalExpression": _relation,
    "InExpression": lambda given: f"{_condition(given[0])} {'not ' * _truth(given[2])}in ({_condition(given[1])})",
    "ListExpression": lambda given: ", ".join(_condition(one) for one in given),
    "NullExpression": lambda given: f"{_condition(given[0])} is {'not ' * _truth(given[1])}null",
    "ColumnExpression": lambda given: _columns(given[1:]),
    "ConstantExpression": lambda given: _condition(given[0]),
    "NumericValue": lambda given: ast.unparse(given[0]).strip("'\""),
    "StringValue": lambda given: "'" + _text(given[0]).replace("'", "''") + "'",
}


def _type(node: ast.expr) -> str:
    if not isinstance(node, ast.Call) or _name(node) not in TYPES:
        raise ValueError(f"not a known type: {ast.unparse(node)}")
    modifiers = ", ".join(ast.unparse(one) for one in node.args)
    return TYPES[_name(node)] + (f"({modifiers})" if modifiers else "")


def _name(node: ast.Call) -> str:
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and _name(node) == name


def _variable(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.expr) -> str:
    if not isinstance(node, ast.Constant):
        raise ValueError(f"no text: {ast.unparse(node)}")
    return str(node.value)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
