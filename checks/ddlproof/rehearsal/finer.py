"""A value that one type holds and another rounds or cuts.

PostgreSQL documentation, sections 8.1 "Numeric Types", 8.5 "Date/Time Types" and 8.9 "Network Address Types".
"""

from __future__ import annotations

from ddlproof.model.types import Type

_WHOLE = ("smallint", "integer", "bigint")
_FRACTIONS = ("real", "double precision")
_DAYS = ("timestamp without time zone", "timestamp with time zone")
_TIMES = (*_DAYS, "time without time zone", "time with time zone", "interval")
_MOST_DIGITS = 6


def finer(old: Type, new: Type) -> str | None:
    """Text input for such a value of `old`; None where there is none, or none is found."""
    if old.array or new.array or old == new:
        return None
    if old.name == "numeric" or old.name in _FRACTIONS:
        return _fraction(old, new)
    if old.name in _TIMES:
        return _time(old, new)
    if old.name == "bigint" and new.name in _FRACTIONS:
        return str(2**53 + 1)
    return "10.1.2.3/8" if (old.name, new.name) == ("inet", "cidr") else None


def _fraction(old: Type, new: Type) -> str | None:
    had = _scale(old) if old.name == "numeric" and old.modifiers else 12
    has = 0 if new.name in _WHOLE else _scale(new) if new.name == "numeric" and new.modifiers else None
    if new.name == "real" and old.name != "real":
        return f"0.{'123456789012'[:had]}" if had > _MOST_DIGITS else None
    if has is None or has >= had or (old.name == "real" and has >= _MOST_DIGITS):
        return None
    return f"0.{'0' * has}3"


def _time(old: Type, new: Type) -> str | None:
    day, time = "2024-02-03", f"04:05:06{'.123456'[: 1 + _precision(old)] if _precision(old) else ''}"
    if old.name in _DAYS and (new.name == "date" or (new.name in _TIMES and new.name not in (*_DAYS, "interval"))):
        return f"{day} {time}"
    if new.name in _TIMES and _precision(new) < _precision(old):
        return f"{day} {time}" if old.name in _DAYS else time
    return None


def _scale(type_: Type) -> int:
    return int(type_.modifiers[1]) if len(type_.modifiers) > 1 else 0


def _precision(type_: Type) -> int:
    return int(type_.modifiers[-1]) if type_.modifiers and type_.modifiers[-1].isdigit() else _MOST_DIGITS
