"""One spelling for expressions that PostgreSQL takes for the same.

What the catalog prints differs from what people write: casts are made explicit, IN becomes = ANY, one-element lists
become comparisons. Two expressions with equal canonical forms mean the same; unequal ones may still do
(`model/meaning.py`). A form is its own canonical form, with or without the types.
"""

from __future__ import annotations

from collections.abc import Mapping

from ddlproof.model import expression as e
from ddlproof.model.literal import NUMERIC, TEXTUAL, as_type, fits, number
from ddlproof.model.types import Type, builtin

Types = Mapping[str, Type]

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from")
_ARITHMETIC = ("+", "-", "*", "/", "%")
_OPPOSITE = {"=": "<>", "<": ">=", ">": "<=", "is distinct from": "is not distinct from"}
_OPPOSITE |= {negated: plain for plain, negated in _OPPOSITE.items()}
_SYNONYMS = {"char_length": "length", "character_length": "length", "transaction_timestamp": "now"}
_OF_TEXT = frozenset("lower upper btrim ltrim rtrim substring replace concat left right initcap length".split())
_OF_ARGUMENTS = ("coalesce", "nullif", "greatest", "least")

_RESULTS = {
    **dict.fromkeys(("to_tsvector", "setweight", "strip", "array_to_tsvector"), "tsvector"),
    **dict.fromkeys(("to_tsquery", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery"), "tsquery"),
    **dict.fromkeys(("now", "clock_timestamp", "statement_timestamp", "to_timestamp"), "timestamp with time zone"),
    **dict.fromkeys(("jsonb_build_object", "jsonb_build_array", "to_jsonb"), "jsonb"),
    **dict.fromkeys(("length", "octet_length", "strpos", "cardinality"), "integer"),
    **dict.fromkeys(("gen_random_uuid", "uuidv7"), "uuid"),
}
"""What a function gives, where all of its name in pg_catalog give the same type: a cast to that changes nothing."""


def canonical(node: e.Expression, types: Types | None = None) -> e.Expression:
    """The canonical form. `types` are the columns' types, where known: what PostgreSQL casts without being told."""
    known = types or {}
    parts = tuple(canonical(part, known) for part in e.children(node))
    match e.rebuild(node, parts):
        case e.Cast(operand, type_):
            return _cast(operand, type_, known)
        case e.And(operands):
            return e.And(_flat(e.And, operands))
        case e.Or(operands):
            return e.Or(_flat(e.Or, operands))
        case e.Not(operand):
            return _negated(operand)
        case e.Binary(operator, left, right):
            return _binary(operator, left, right, known)
        case e.In(operand, items, negated):
            return _in(operand, items, negated, known)
        case e.Call(name, arguments):
            return _call(name, arguments, known)
        case e.Case(branches, default):
            return _case(branches, None if default == e.NULL else default, known)
        case e.Constant("number") as constant:
            return number(constant)
        case made:
            return made


def default_form(node: e.Expression | None, type_: Type) -> e.Expression | None:
    """The canonical form of a column's default. DEFAULT NULL is no default."""
    if node is None:
        return None
    made = canonical(node)
    while isinstance(made, e.Cast) and (made.type == type_ or _widens(made.type, type_)):
        made = made.operand
    if isinstance(made, e.Constant):
        made = as_type(made, type_)
    return None if made == e.NULL else made


def _widens(first: Type, second: Type) -> bool:
    """Whether both are texts or both are numbers, so that storing a value casts it anyway."""
    if first.array or second.array or first.modifiers:
        return False
    return (first.name in TEXTUAL and second.name in TEXTUAL) or (first.name in NUMERIC and second.name in NUMERIC)


def _cast(operand: e.Expression, type_: Type, types: Types) -> e.Expression:
    if isinstance(operand, e.Constant):
        made = as_type(operand, type_)
        # A modifier or the fields of an interval change the value.
        return e.Cast(made, type_) if made.kind == "string" and not fits(made, type_) else made
    if isinstance(operand, e.Array):
        return operand
    if type_.name in TEXTUAL and not type_.array and not type_.modifiers and _textual(operand, types):
        return operand
    if isinstance(operand, e.Column) and types.get(operand.name) == type_:
        return operand
    if isinstance(operand, e.Call) and Type(_RESULTS.get(operand.name, "")) == type_:
        return operand
    return e.Cast(operand, type_)


def _textual(node: e.Expression, types: Types) -> bool:
    """Whether an expression is known to be some kind of text."""
    match node:
        case e.Column(name):
            return name in types and types[name].name in TEXTUAL and not types[name].array
        case e.Constant(kind):
            return kind == "string"
        case e.Cast(_, type_):
            return type_.name in TEXTUAL and not type_.array
        case e.Call(name, arguments) if name in _OF_ARGUMENTS:
            return any(_textual(argument, types) for argument in arguments)
        case e.Call(name):
            return name in _OF_TEXT and name != "length"
        case e.Binary("->>" | "#>>"):
            return True
        case e.Case(branches):
            return any(_textual(value, types) for _, value in branches)
        case _:
            return False


def _flat(kind: type[e.And] | type[e.Or], operands: tuple[e.Expression, ...]) -> tuple[e.Expression, ...]:
    flat: list[e.Expression] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, kind) else (operand,))
    return tuple(flat)


def _negated(operand: e.Expression) -> e.Expression:
    match operand:
        case e.Is(inner, what, negated):
            return e.Is(inner, what, not negated)
        case e.In(inner, items, negated):
            return e.In(inner, items, not negated)
        case e.Binary(operator, left, right) if operator in _OPPOSITE:
            return e.Binary(_OPPOSITE[operator], left, right)
        case e.Not(inner):
            return inner
        case _:
            return e.Not(operand)


def _binary(operator: str, left: e.Expression, right: e.Expression, types: Types) -> e.Expression:
    operator = operator.replace("operator(public.", "").replace(")", "") if "(public." in operator else operator
    if operator in _COMPARISONS:
        left, right = _uncast(left, types), _uncast(right, types)
        left, right = _as_text(left, right, types), _as_text(right, left, types)
        left, right = _beside(left, right, types), _beside(right, left, types)
    elif operator in _ARITHMETIC:
        left, right = _widened((left, right), types)
        left, right = _beside_text(left, right, types), _beside_text(right, left, types)
    elif operator == "@@":
        left, right = _searched(left, right, types), _searched(right, left, types)
    match left, right:
        case e.Call("row", ours), e.Call("row", theirs) if operator in ("=", "<>") and len(ours) == len(theirs) > 1:
            pairs = tuple(_binary(operator, a, b, types) for a, b in zip(ours, theirs, strict=True))
            return e.And(pairs) if operator == "=" else e.Or(pairs)
        case e.Constant("number", "0"), e.Constant("number", text) if operator == "-" and text[:1] != "-":
            return e.Constant("number", f"-{text}")
    return e.Binary(operator, left, right)


def _searched(node: e.Expression, other: e.Expression, types: Types) -> e.Expression:
    """A constant beside a tsvector is a tsquery; beside a tsquery it is a text."""
    match other:
        case e.Column(name):
            known = types.get(name, _NONE).text
        case e.Cast(_, type_):
            known = type_.text
        case e.Call(name):
            known = _RESULTS.get(name, "")
        case _:
            return node
    return as_type(node, Type("tsquery")) if known == "tsvector" and isinstance(node, e.Constant) else node


def _uncast(node: e.Expression, types: Types) -> e.Expression:
    """One side of a comparison without the cast to a wider number that PostgreSQL adds to compare it."""
    match node:
        case e.Cast(operand, Type(wider, (), False)) if wider in NUMERIC and wider != "real":
            narrow = _rank(operand, types)
            return operand if narrow is not None and narrow < NUMERIC.index(wider) else node
    return node


def _beside_text(node: e.Expression, other: e.Expression, types: Types) -> e.Expression:
    """A number without the cast that PostgreSQL adds to multiply an interval with it."""
    return _uncast(node, types) if isinstance(other, e.Constant) and other.kind == "string" else node


def _widened(nodes: tuple[e.Expression, ...], types: Types) -> tuple[e.Expression, ...]:
    """Numbers that are calculated or chosen from together, without casts to the widest type that one of them has."""
    ranks = [_rank(node, types) for node in nodes]
    made = list(nodes)
    for place, node in enumerate(nodes):
        others = [rank for other, rank in enumerate(ranks) if other != place and rank is not None]
        match node:
            case e.Cast(operand, Type(wider, (), False)) if wider in NUMERIC and NUMERIC.index(wider) in others:
                narrow = _rank(operand, types)
                made[place] = operand if narrow is not None and narrow < NUMERIC.index(wider) else node
                ranks[place] = None if made[place] is not node else ranks[place]
    return tuple(made)


def _as_text(node: e.Expression, other: e.Expression, types: Types) -> e.Expression:
    """One side of a comparison without the cast to text that PostgreSQL adds to compare a type of text with text."""
    match node:
        case e.Cast(e.Column(name) as column, Type("text", (), False)) if "." in types.get(name, _NONE).name:
            return column if _textual(other, types) else node
    return node


_NONE = Type("")


def _rank(node: e.Expression, types: Types) -> int | None:
    """The place in `NUMERIC` of an expression's type; None if it is not known to be a number."""
    match node:
        case e.Column(name) if name in types and types[name].name in NUMERIC and not types[name].array:
            return NUMERIC.index(types[name].name)
        case e.Constant("number", text):
            return NUMERIC.index("integer" if text.lstrip("-").isdigit() else "numeric")
        case e.Cast(_, Type(name, _, False)) if name in NUMERIC:
            return NUMERIC.index(name)
        case e.Call("coalesce" | "greatest" | "least", arguments) if arguments:
            each = [_rank(argument, types) for argument in arguments]
            return None if None in each else max(rank for rank in each if rank is not None)
        case e.Binary("+" | "-" | "*" | "/" | "%", left, right):
            sides = _rank(left, types), _rank(right, types)
            return None if None in sides else max(side for side in sides if side is not None)
    return None


def _beside(node: e.Expression, other: e.Expression, types: Types) -> e.Expression:
    """A constant compared with a column is one of the column's type."""
    if isinstance(node, e.Constant) and isinstance(other, e.Column) and other.name in types:
        type_ = types[other.name]
        return as_type(node, type_) if type_.name not in NUMERIC or node.kind == "string" else number(node)
    return node


def _in(operand: e.Expression, items: tuple[e.Expression, ...], negated: bool, types: Types) -> e.Expression:
    sign = "<>" if negated else "="
    if len(items) > 1 and isinstance(operand, e.Call) and operand.name == "row":
        each = tuple(_binary(sign, operand, item, types) for item in items)
        return e.And(_flat(e.And, each)) if negated else e.Or(_flat(e.Or, each))
    bare = _uncast(operand, types)
    made = sorted({_beside(item, bare, types) for item in items}, key=e.render)
    return e.In(bare, tuple(made), negated) if len(made) > 1 else _binary(sign, operand, made[0], types)


def _case(
    branches: tuple[tuple[e.Expression, e.Expression], ...], default: e.Expression | None, types: Types
) -> e.Case:
    values = _widened(tuple(value for _, value in branches) + ((default,) if default is not None else ()), types)
    tests = (test for test, _ in branches)
    return e.Case(tuple(zip(tests, values, strict=False)), values[-1] if default is not None else None)


def _call(name: str, arguments: tuple[e.Expression, ...], types: Types) -> e.Expression:
    match arguments:
        # A type's name is a cast, if no function of the name takes that type (documentation, 10.3 "Functions").
        case (e.Column(column),) if types.get(column) == Type(builtin(name)):
            return arguments[0]
    if name in _OF_ARGUMENTS:
        arguments = _widened(arguments, types)
    elif name in _OF_TEXT and arguments:
        arguments = (_as_text(arguments[0], e.Constant("string", ""), types), *arguments[1:])
    # The catalog qualifies what is not in pg_catalog, a file mostly leaves it to the search_path, in which Supabase has
    # `extensions`.
    name = name.removeprefix("public.").removeprefix("extensions.")
    return e.Call(_SYNONYMS.get(name, name), arguments)
