"""A column's new type cannot hold all that the old one could."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.expression import Binary, Call, Cast, Column, Constant, Expression, Opaque, columns, walk
from ddlproof.model.types import Type
from ddlproof.rules.retyped import retyped
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ALTER COLUMN … TYPE with fewer digits, a shorter precision, a date for a timestamp, or whole numbers for "
        "fractions, or USING that cuts, rounds or ignores the old value; as a warning, true or false for anything "
        "else, and a range or length that old values may exceed, so that the statement fails."
    ),
    effect="Values are rounded or cut without a word, and the old ones are gone for good.",
    instead="Add a column of the new type, fill it, compare the two, then swap; keep the old one for a while.",
    needs="the schema before",
)
_CHECK_FIRST = "Look for values that do not fit first, and change them in a statement of their own."
_BEFORE = "create table jobs (id int, price numeric(10,2));"
BAD = Example("alter table jobs alter column price type numeric(10,0);", before=_BEFORE)
GOOD = Example("alter table jobs alter column price type numeric(12,2);", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for what old values lose, or may not survive."""
    found = retyped(moment)
    if found is None:
        return
    table, column, action = found
    name = f"{table.name}.{column.name}"
    loss = _by_using(action.using, column.type, column.name) or _loss(column.type, action.type, action.using)
    if loss is not None:
        yield Hit(f"{name}: {loss}, and nothing says so", span=action.at, object=name)
        return
    if _to_truth(column.type, action.type, action.using, column.name):
        message = f"of {name} only true or false is kept, whatever else it held"
        yield Hit(message, span=action.at, object=name, severity=Severity.WARNING)
        return
    limit = _limit(column.type, action.type) if _plain(action.using, column.name) else None
    if limit is not None:
        message = f"this fails if one {name} is {limit}"
        yield Hit(message, span=action.at, object=name, instead=_CHECK_FIRST, severity=Severity.WARNING)


_WHOLE = {"smallint": 2, "integer": 4, "bigint": 8}
_FRACTIONS = ("real", "double precision", "numeric")
_DAYS = ("timestamp with time zone", "timestamp without time zone")
_TIMES = (*_DAYS, "time with time zone", "time without time zone", "interval")
_TEXTS = ("text", "character varying", "character", "bpchar")
_EXACT = {"real": 24, "double precision": 53}
_BITS = {"smallint": 15, "integer": 31, "bigint": 63, "numeric": 1000, "double precision": 53}


def _loss(old: Type, new: Type, using: Expression | None) -> str | None:
    """What a conversion drops silently (documentation, sections 8.1 and 8.5)."""
    if old.array != new.array:
        return None
    match old.name, new.name:
        case (before, after) if before in _FRACTIONS and after in _WHOLE:
            exact = _scale(old) == 0 or _multiplied(using, _scale(old))
            return None if exact else "fractions are rounded to whole numbers"
        case ("numeric" | "real" | "double precision", "numeric") if new.modifiers:
            scale = _scale(old)
            return f"more than {_scale(new)} digits of a fraction are rounded" if _finer(scale, _scale(new)) else None
        case (before, after) if after in _EXACT and _BITS.get(before, 0) > _EXACT[after]:
            kept = 6 if after == "real" else 15
            few = before == "numeric" and bool(old.modifiers) and int(old.modifiers[0]) <= kept
            return None if few else f"values of more than {kept} digits are rounded"
        case ("inet", "cidr"):
            return "what the network's mask leaves of an address is cut off"
        case (before, "date") if before in _DAYS:
            return "the time of day is cut off"
        case (before, "time without time zone" | "time with time zone") if before in _DAYS:
            return "the day is cut off"
        case (before, after) if before in _TIMES and after in _TIMES and _precision(new) < _precision(old):
            return f"more than {_precision(new)} digits of a second are rounded"
        case (before, "character varying" | "character") if before in _TEXTS and isinstance(using, Cast):
            return f"text of more than {new.modifiers[0]} characters is cut" if _longer(old, new) else None
    return None


def _scale(type_: Type) -> int | None:
    """Digits of a fraction; None for as many as there are."""
    return int(type_.modifiers[1]) if type_.name == "numeric" and len(type_.modifiers) == 2 else None


def _finer(old: int | None, new: int | None) -> bool:
    return new is not None and (old is None or old > new)


def _precision(type_: Type) -> int:
    return int(type_.modifiers[0]) if type_.modifiers and type_.modifiers[0].isdigit() else 6


def _length(type_: Type) -> int | None:
    return int(type_.modifiers[0]) if type_.modifiers and type_.modifiers[0].isdigit() else None


def _longer(old: Type, new: Type) -> bool:
    """Whether a text of the old type may be too long for the new one."""
    before, after = _length(old), _length(new)
    return after is not None and (before is None or before > after)


def _limit(old: Type, new: Type) -> str | None:
    """What an old value must not be, that the conversion does not fail."""
    if old.array != new.array:
        return None
    if old.name in _TEXTS and new.name in ("character varying", "character") and _longer(old, new):
        return f"longer than {_length(new)} characters"
    if old.name in _WHOLE and new.name in _WHOLE and _WHOLE[old.name] > _WHOLE[new.name]:
        return f"too large for {new}"
    if old.name in ("numeric", *_WHOLE) and new.name == "numeric" and new.modifiers and _digits(old) > _digits(new):
        return f"too large for {new}"
    if new.name in ("character varying", "character") and (_length(new) or 99) < _DIGITS.get(old.name, 0) + 1:
        return f"longer than {_length(new)} characters"
    return None


_DIGITS = {"smallint": 5, "integer": 10, "bigint": 19}
"""Of the largest number; the smallest has a sign as well."""


def _digits(type_: Type) -> int:
    """Digits before the point."""
    if type_.name in _DIGITS:
        return _DIGITS[type_.name]
    return int(type_.modifiers[0]) - (_scale(type_) or 0) if type_.modifiers else 1000


_CUTTING = frozenset("substring substr left right trunc round floor ceil ceiling date_trunc split_part".split())


def _multiplied(using: Expression | None, scale: int | None) -> bool:
    """Whether USING multiplies by a power of ten, so that nothing is left behind the point: euros become cents."""
    factors = (
        int(one.text)
        for node in (walk(using) if using is not None else ())
        if isinstance(node, Binary) and node.operator == "*"
        for one in (node.left, node.right)
        if isinstance(one, Constant) and one.text.isdigit()
    )
    return scale is not None and any(factor > 0 and factor % 10**scale == 0 for factor in factors)


def _by_using(using: Expression | None, old: Type, column: str) -> str | None:
    """What USING does to the old value, where that is plain to see."""
    if using is None:
        return None
    if column not in columns(using):
        return "USING does not look at the old value"
    if _multiplied(using, _scale(old)):
        return None
    if old.array and isinstance(using, Opaque) and using.sql.endswith("]"):
        return "USING keeps one element of the old value"
    if any(isinstance(node, Binary) and node.operator in _MEMBERS for node in walk(using)):
        return "USING keeps one member of the old value"
    calls = (node.name.strip('"') for node in walk(using) if isinstance(node, Call))
    called = next((name for name in calls if name in _CUTTING), None)
    return f"{called}() in USING keeps a part of the old value" if called else None


_MEMBERS = ("->", "->>", "#>", "#>>")
"""Documentation, section 9.16 "JSON Functions and Operators"."""


def _to_truth(old: Type, new: Type, using: Expression | None, column: str) -> bool:
    """Whether of values that are neither true nor false one of the two is made."""
    read = old.name in _TEXTS and _plain(using, column)
    return new.name == "boolean" and old.name != "boolean" and not (old.array or new.array or read)


def _plain(using: Expression | None, column: str) -> bool:
    while isinstance(using, Cast):
        using = using.operand
    return using is None or using == Column(column)
