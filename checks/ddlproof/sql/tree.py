"""sqlglot's expression trees to our own `Expression`.

Whatever has no faithful counterpart becomes `Opaque` with its text. sqlglot writes `IS NOT NULL` and `NOT LIKE` either
as `negate=True` on the node or as a `Not` around it, depending on its version; both are read.
"""

from __future__ import annotations

from sqlglot import exp

from ddlproof.model import expression as e
from ddlproof.model.names import quote
from ddlproof.sql.cursor import cut_name, fold
from ddlproof.sql.types import type_of

# By the name of the class: which of them exist depends on sqlglot's version.
_OPERATORS: dict[str, str] = {
    "EQ": "=",
    "NEQ": "<>",
    "LT": "<",
    "LTE": "<=",
    "GT": ">",
    "GTE": ">=",
    "Add": "+",
    "Sub": "-",
    "Mul": "*",
    "Div": "/",
    "Mod": "%",
    "Pow": "^",
    "DPipe": "||",
    "Like": "like",
    "ILike": "ilike",
    "RegexpLike": "~",
    "RegexpILike": "~*",
    "NullSafeNEQ": "is distinct from",
    "NullSafeEQ": "is not distinct from",
    "ArrayContainsAll": "@>",
    "ArrayContainedBy": "<@",
    "ArrayOverlaps": "&&",
    "JSONExtract": "->",
    "JSONExtractScalar": "->>",
}
_BARE_CALLS: dict[str, str] = {
    "CurrentTimestamp": "now",
    "CurrentDate": "current_date",
    "CurrentUser": "current_user",
}


def convert(node: exp.Expr) -> e.Expression:
    """The expression that a sqlglot tree stands for."""
    match node:
        case exp.Paren():
            return convert(node.this)
        case exp.Boolean():
            return e.TRUE if node.this else e.FALSE
        case exp.Null():
            return e.NULL
        case exp.Literal():
            return e.Constant("string" if node.is_string else "number", str(node.this))
        case exp.Column():
            return _column(node)
        case exp.And() | exp.Or():
            return _logic(node)
        case exp.Not():
            return _not(node)
        case exp.Neg():
            return _negative(node)
        case exp.Is():
            return _is(node)
        case exp.In():
            return _in(node)
        case exp.Between():
            return _between(node)
        case exp.Case():
            return _case(node)
        case exp.Cast():
            return e.Cast(convert(node.this), type_of(node.to.sql(dialect="postgres")))
        case exp.Array():
            return e.Array(tuple(convert(item) for item in node.expressions))
        case exp.AtTimeZone():
            return e.Call("timezone", (convert(node.args["zone"]), convert(node.this)))
    return _operator(node)


def identifier(node: exp.Expr | None) -> str:
    """The folded name of an identifier node."""
    if not isinstance(node, exp.Identifier):
        return fold(node.sql(dialect="postgres")) if node is not None else ""
    return cut_name(str(node.this) if node.quoted else fold(str(node.this)))


def _column(node: exp.Column) -> e.Expression:
    if isinstance(node.this, exp.Star):
        return opaque(node)
    return e.Column(identifier(node.this))


def _logic(node: exp.And | exp.Or) -> e.Expression:
    kind: type[e.And] | type[e.Or] = e.And if isinstance(node, exp.And) else e.Or
    operands: list[e.Expression] = []
    for part in (node.left, node.right):
        converted = convert(part)
        operands.extend(converted.operands if isinstance(converted, kind) else (converted,))
    return kind(tuple(operands))


def _not(node: exp.Not) -> e.Expression:
    inner = convert(node.this)
    # `NOT x IS NULL` is how older sqlglot keeps `x IS NOT NULL`; the two mean the same.
    if isinstance(inner, e.Is) and not isinstance(node.this, exp.Paren):
        return e.Is(inner.operand, inner.what, not inner.negated)
    if isinstance(inner, e.In) and not isinstance(node.this, exp.Paren):
        return e.In(inner.operand, inner.items, not inner.negated)
    return e.Not(inner)


def _negative(node: exp.Neg) -> e.Expression:
    inner = convert(node.this)
    if isinstance(inner, e.Constant) and inner.kind == "number" and not inner.text.startswith("-"):
        return e.Constant("number", "-" + inner.text)
    return e.Binary("-", e.Constant("number", "0"), inner) if not isinstance(inner, e.Opaque) else opaque(node)


def _is(node: exp.Is) -> e.Expression:
    negated = bool(node.args.get("negate"))
    match node.expression:
        case exp.Null():
            return e.Is(convert(node.this), "null", negated)
        case exp.Boolean(this=value):
            return e.Is(convert(node.this), "true" if value else "false", negated)
        case exp.Column() as other if identifier(other.this) == "unknown":
            return e.Is(convert(node.this), "unknown", negated)
        case exp.Var() as other if fold(other.name) == "unknown":
            return e.Is(convert(node.this), "unknown", negated)
    return opaque(node)


def _in(node: exp.In) -> e.Expression:
    if not node.expressions or node.args.get("query") or node.args.get("unnest"):
        return opaque(node)
    items = tuple(convert(item) for item in node.expressions)
    return e.In(convert(node.this), items, bool(node.args.get("negate")))


def _between(node: exp.Between) -> e.Expression:
    """PostgreSQL keeps BETWEEN as the two comparisons it stands for (documentation, section 9.2)."""
    if node.args.get("symmetric"):
        return opaque(node)
    this, low, high = convert(node.this), convert(node.args["low"]), convert(node.args["high"])
    if node.args.get("negate"):
        return e.Or((e.Binary("<", this, low), e.Binary(">", this, high)))
    return e.And((e.Binary(">=", this, low), e.Binary("<=", this, high)))


def _case(node: exp.Case) -> e.Expression:
    subject = convert(node.this) if node.this else None
    branches = []
    for branch in node.args.get("ifs", ()):
        test = convert(branch.this)
        branches.append((e.Binary("=", subject, test) if subject else test, convert(branch.args["true"])))
    default = node.args.get("default")
    return e.Case(tuple(branches), convert(default) if default is not None else None)


def _operator(node: exp.Expr) -> e.Expression:
    operator = _OPERATORS.get(type(node).__name__)
    if operator is None:
        return _call(node)
    if isinstance(node, exp.EQ | exp.NEQ):
        quantified = _quantified(node)
        if quantified is not None:
            return quantified
    left, right = node.args.get("this"), node.args.get("expression")
    if left is None or right is None or isinstance(right, exp.Any | exp.All | exp.Query):
        return opaque(node)
    if operator in ("->", "->>"):
        return opaque(node)
    made: e.Expression = e.Binary(operator, convert(left), convert(right))
    return e.Not(made) if node.args.get("negate") else made


def _quantified(node: exp.EQ | exp.NEQ) -> e.Expression | None:
    """`x = ANY (ARRAY[…])` is `x IN (…)`; `x <> ALL (ARRAY[…])` is `x NOT IN (…)`."""
    right = node.expression
    wanted = "any" if isinstance(node, exp.EQ) else "all"
    if isinstance(right, exp.Any | exp.All) and type(right).__name__.lower() == wanted:
        array = right.this
    elif isinstance(right, exp.Anonymous) and fold(right.name) == wanted and len(right.expressions) == 1:
        array = right.expressions[0]
    else:
        return None
    array_type = None
    while isinstance(array, exp.Paren | exp.Cast):
        array_type = type_of(array.to.sql(dialect="postgres")) if isinstance(array, exp.Cast) else array_type
        array = array.this
    if not isinstance(array, exp.Array):
        return None
    items = tuple(convert(item) for item in array.expressions)
    if array_type is not None:
        items = tuple(item if isinstance(item, e.Cast) else e.Cast(item, array_type.element) for item in items)
    return e.In(convert(node.this), items, negated=wanted == "all")


def _call(node: exp.Expr) -> e.Expression:
    if isinstance(node, exp.Dot):
        return _qualified_call(node)
    bare = _BARE_CALLS.get(type(node).__name__)
    if bare is not None and not node.args.get("this"):
        return e.Call(bare)
    if isinstance(node, exp.Anonymous):
        name = node.this if isinstance(node.this, str) else identifier(node.this)
        return e.Call(fold(str(name)), tuple(convert(argument) for argument in node.expressions))
    if isinstance(node, exp.Func):
        return _known_call(node)
    return opaque(node)


def _qualified_call(node: exp.Dot) -> e.Expression:
    call = node.expression
    if not isinstance(call, exp.Func) or isinstance(node.this, exp.Dot):
        return opaque(node)
    inner = convert(call)
    schema = identifier(node.this)
    if not isinstance(inner, e.Call):
        return opaque(node)
    return inner if schema == "pg_catalog" else e.Call(f"{quote(schema)}.{inner.name}", inner.arguments)


def _known_call(node: exp.Func) -> e.Expression:
    """A function that sqlglot has a class for: a call, if its printed form is just name(arguments in order)."""
    text = node.sql(dialect="postgres", normalize_functions="lower")
    name, bracket, _ = text.partition("(")
    parts = [part for value in node.args.values() for part in (value if isinstance(value, list) else [value])]
    arguments = [part for part in parts if isinstance(part, exp.Expr)]
    plain = f"{name}({', '.join(part.sql(dialect='postgres', normalize_functions='lower') for part in arguments)})"
    if not bracket or plain != text:
        return opaque(node)
    return e.Call(fold(name), tuple(convert(argument) for argument in arguments))


def opaque(node: exp.Expr) -> e.Opaque:
    """What cannot be said in our own tree: its text, and the columns that it names."""
    names = dict.fromkeys(identifier(c.this) for c in node.find_all(exp.Column) if isinstance(c.this, exp.Identifier))
    return e.Opaque(node.sql(dialect="postgres", normalize_functions="lower"), tuple(names))
