"""Expressions of CHECK constraints, defaults, predicates and indexes, as a small tree of our own.

The rooms below the parser never see sqlglot: `sql/` builds these nodes, everybody else reads them. What the tree cannot
say is `Opaque`, with its text; nobody may guess what an `Opaque` means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ddlproof.model.names import quote
from ddlproof.model.node import FALSE as FALSE
from ddlproof.model.node import NULL as NULL
from ddlproof.model.node import TRUE as TRUE
from ddlproof.model.node import And as And
from ddlproof.model.node import Array as Array
from ddlproof.model.node import Binary as Binary
from ddlproof.model.node import Call as Call
from ddlproof.model.node import Case as Case
from ddlproof.model.node import Cast as Cast
from ddlproof.model.node import Column as Column
from ddlproof.model.node import Constant as Constant
from ddlproof.model.node import Expression as Expression
from ddlproof.model.node import In as In
from ddlproof.model.node import Is as Is
from ddlproof.model.node import Not as Not
from ddlproof.model.node import Opaque as Opaque
from ddlproof.model.node import Or as Or
from ddlproof.model.node import children as children
from ddlproof.model.node import rebuild as rebuild
from ddlproof.model.node import substitute as substitute


def is_constant(node: Expression) -> bool:
    """Whether it is a constant, casts aside."""
    return isinstance(node, Constant) or (isinstance(node, Cast) and is_constant(node.operand))


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, outermost first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))


def columns(node: Expression) -> tuple[str, ...]:
    """The names of the columns that the expression reads, each once, in order of appearance."""
    return node.once(_columns)


def _columns(node: Expression) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for part in walk(node):
        if isinstance(part, Column):
            seen.setdefault(part.name)
        elif isinstance(part, Opaque):
            seen.update(dict.fromkeys(part.columns))
    return tuple(seen)


def opaque_parts(node: Expression) -> tuple[str, ...]:
    """The texts of the parts that could not be read."""
    return tuple(part.sql for part in walk(node) if isinstance(part, Opaque))


# Functions that SQL spells without brackets (documentation, section 9.9.5 and 9.27).
SPELT_BARE = frozenset(
    """current_date current_time localtime localtimestamp current_user session_user system_user current_catalog
    current_schema""".split()
)
# Binding strength, loosest first: PostgreSQL documentation, section 4.1.6 "Operator Precedence".
_RANK = (
    {"is": 4, "like": 6, "ilike": 6, "+": 8, "-": 8, "*": 9, "/": 9, "%": 9, "^": 10}
    | dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), 5)
)  # fmt: skip
_ANY_OTHER = 7
_NAME = re.compile(r'["\w]')


_RANKS: dict[type, int] = {Or: 1, And: 2, Not: 3, Is: 4, In: 4, Cast: 11}


def _rank(node: Expression) -> int:
    known = _RANKS.get(type(node))
    if known is not None:
        return known
    match node:
        case Binary(operator):
            return _RANK.get(operator.split(" ")[0], _ANY_OTHER)
        case Call(name) if name == "collate" or not _NAME.match(name):
            return 4
        case Constant("number", text) if text.startswith("-"):
            return 10
        case _:
            return 12


Text = Callable[[Expression], str]


def render(node: Expression, part: Text | None = None) -> str:
    """The expression as SQL that PostgreSQL reads back to the same meaning: lower case, the parentheses it needs.

    `part` writes what the node is made of: SQL, unless it is given.
    """
    text = part or render
    match node:
        case Column(name):
            return quote(name)
        case Constant("string", value):
            return string(value)
        case Constant(_, value):
            return value
        case And(operands):
            return " and ".join([_inside(one, 2, text) for one in operands])
        case Or(operands):
            # AND binds closer than OR, but few readers are sure of it.
            return " or ".join([f"({text(p)})" if isinstance(p, (And, Or)) else text(p) for p in operands])
        case Not(operand):
            return f"not {_inside(operand, 3, text)}"
        case Is(operand, what, negated):
            return f"{_inside(operand, 5, text)} is {'not ' if negated else ''}{what}"
        case Binary(operator, left, right) if operator.endswith((" any", " all")):
            return f"{_inside(left, _rank(node), text)} {operator} ({text(right)})"
        case Binary(operator, left, right):
            return f"{_inside(left, _rank(node), text)} {operator} {_inside(right, _rank(node), text)}"
        case In(operand, items, negated):
            return f"{_inside(operand, 6, text)} {'not ' if negated else ''}in ({_listed(items, text)})"
        case Call():
            return _call(node, text)
        case Cast(operand, type_):
            return f"{_inside(operand, 10, text)}::{type_.text}"
        case Array(items):
            return f"array[{_listed(items, text)}]"
        case Case(branches, default):
            whens = " ".join(f"when {text(test)} then {text(value)}" for test, value in branches)
            return f"case {whens}{'' if default is None else f' else {text(default)}'} end"
        case Opaque(sql):
            return sql


def _inside(node: Expression, outer: int, text: Text) -> str:
    return f"({text(node)})" if _rank(node) <= outer else text(node)


def _listed(items: tuple[Expression, ...], text: Text) -> str:
    return ", ".join(text(item) for item in items)


_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def string(text: str) -> str:
    """A string as SQL, on one line."""
    quoted = text.replace("'", "''")
    if not _CONTROL.search(quoted):
        return f"'{quoted}'"
    return "E'" + _CONTROL.sub(lambda c: f"\\u{ord(c[0]):04x}", quoted.replace("\\", "\\\\")) + "'"


def _call(node: Call, text: Text) -> str:
    """A call as SQL; some functions have words between their arguments, operators before their one operand none."""
    match node:
        case Call(name, ()) if name in SPELT_BARE:
            return name
        case Call("collate", (operand, Constant("string", collation))):
            return f"{_inside(operand, 10, text)} collate {quote(collation)}"
        case Call("extract", (Constant("string", field), operand)):
            return f"extract({quote(field)} from {text(operand)})"
        case Call("position", (whole, part)):
            return f"position({_inside(part, 6, text)} in {text(whole)})"
        case Call("normalize", (operand, Constant("string", form))):
            return f"normalize({text(operand)}, {form})"
        case Call(operator, (operand,)) if not _NAME.match(operator):
            return f"{operator} {_inside(operand, 11, text)}"
        case _:
            return f"{node.name}({_listed(node.arguments, text)})"
