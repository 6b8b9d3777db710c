"""The values of a type as points on a line: those that conditions can tell apart, and one of each between them.

PostgreSQL documentation, chapter 8 "Data Types". Whether a type has a value between two others decides whether `x > 0`
and `x >= 1` are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal as OneOf

from ddlproof.model.scalar import EXACT, RANGES, SOME, kind_of
from ddlproof.model.types import Type

Place = Fraction
_EPOCH = datetime(1, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Axis:
    """Where the values of a type lie.

    `step` is the distance of neighbours, None where there is always another value between two. `low` and `high` are the
    first and the last value, `start` one to begin with; `beyond` says whether there are further values, not represented
    here, above the last or on both sides.
    """

    kind: str
    step: Fraction | None
    low: Place | None
    high: Place | None
    place: Callable[[object], Place | None]
    text: Callable[[Place], str]
    beyond: OneOf["", "above", "both"] = ""
    start: Place = Fraction(1)
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def between(self, low: Place | None, high: Place | None, most: int) -> list[Place]:
        """Up to `most` values strictly between two places, None for no bound; those next to a bound first."""
        if self.step is None:
            return _dense(low, high, most)
        first, last = self._above(low), self._below(high)
        if low is None and high is not None and last is not None:
            return [p for n in range(most) if (p := last - n * self.step) >= (p if first is None else first)]
        begin = self.start if low is None else first
        if begin is None or (last is not None and begin > last and first is not None):
            begin = first if first is not None else self.start
        return [p for n in range(most) if (p := begin + n * self.step) <= (p if last is None else last)]

    def holds(self, place: Place) -> bool:
        """Whether the type has a value there."""
        inside = (self.low is None or place >= self.low) and (self.high is None or place <= self.high)
        return inside and (self.step is None or (place / self.step).denominator == 1)

    def _above(self, low: Place | None) -> Place | None:
        if low is None or self.step is None:
            return self.low
        first = (low // self.step + 1) * self.step
        return first if self.low is None else max(first, self.low)

    def _below(self, high: Place | None) -> Place | None:
        if high is None or self.step is None:
            return self.high
        last = (-(-high // self.step) - 1) * self.step
        return last if self.high is None else min(last, self.high)


def _dense(low: Place | None, high: Place | None, most: int) -> list[Place]:
    if low is None and high is None:
        return [Fraction(n) for n in range(1, most + 1)]
    if high is None and low is not None:
        return [Fraction(low // 1 + n) for n in range(1, most + 1)]
    if low is None and high is not None:
        return [Fraction(-(-high // 1) - n) for n in range(1, most + 1)]
    if low is None or high is None or not low < high:
        return []
    return [_short(low, high, n, most) for n in range(1, most + 1)]


def _short(low: Place, high: Place, n: int, most: int) -> Place:
    """The n-th of `most` places between two, in few digits: a decimal number that numeric holds exactly."""
    aim, width = low + (high - low) * n / (most + 1), (high - low) / (most + 1) / 2
    digits = 0
    while Fraction(1, 10**digits) > width:
        digits += 1
    return Fraction(round(aim * 10**digits), 10**digits)


def axis(type_: Type, enums: Mapping[str, tuple[str, ...]]) -> Axis | None:
    """The axis of a type; None of one whose values are only known to be the same or not, or not even that."""
    kind = kind_of(type_, enums)
    if kind in RANGES:
        limit = RANGES[kind]
        return Axis(kind, Fraction(1), Fraction(-limit), Fraction(limit - 1), _number, lambda at: str(int(at)))
    if kind is not None and kind.startswith("enum "):
        labels = enums[type_.name]
        first, last = Fraction(0), Fraction(len(labels) - 1)
        return Axis(kind, Fraction(1), first, last, _number, lambda at: labels[int(at)], start=first, enums=enums)
    maker = _MAKERS.get(kind or "")
    return maker(type_) if maker else None


def progression(kind: str, first: int, last: int, step: int) -> Axis:
    """The axis of whole numbers from `first` on, so far apart; its places are how much more than `first` they are."""

    def place(value: object) -> Place | None:
        found = _number(value)
        return None if found is None else found - first

    high = Fraction((last - first) // step * step)
    return Axis(kind, Fraction(step), Fraction(0), high, place, lambda at: str(int(at) + first), start=Fraction(0))


def _number(value: object) -> Place | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        return None
    return Fraction(value) if value == value and abs(value) != float("inf") else None


def _decimal(at: Place) -> str:
    return format(EXACT.divide(Decimal(at.numerator), Decimal(at.denominator)), "f")


def _numeric(type_: Type) -> Axis | None:
    if not type_.modifiers:
        return Axis("numeric", None, None, None, _number, _decimal)
    if not all(part.lstrip("-").isdigit() for part in type_.modifiers):
        return None
    precision, scale = int(type_.modifiers[0]), int(type_.modifiers[1]) if len(type_.modifiers) > 1 else 0
    step = Fraction(1, 10**scale) if scale >= 0 else Fraction(10**-scale)
    limit = step * (10**precision - 1)
    # NaN is above all numbers, and numeric(3) holds it too (section 8.1.2).
    return Axis("numeric", step, -limit, limit, _number, _decimal, "above", step)


def _double(type_: Type) -> Axis:
    return Axis("double precision", None, None, None, _number, lambda at: repr(float(at)))


def _date(type_: Type) -> Axis:
    low, high = Fraction(date.min.toordinal()), Fraction(date.max.toordinal())

    def place(value: object) -> Place | None:
        return Fraction(value.toordinal()) if isinstance(value, date) else None

    start = Fraction(date(2024, 1, 1).toordinal())
    return Axis("date", Fraction(1), low, high, place, lambda at: date.fromordinal(int(at)).isoformat(), "both", start)


def _stamp(type_: Type) -> Axis | None:
    if type_.modifiers:
        return None
    zoned = type_.name.endswith("with time zone")
    high = Fraction((datetime.max - _EPOCH) // _MICROSECOND)

    def place(value: object) -> Place | None:
        if not isinstance(value, datetime):
            return None
        plain = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return Fraction((plain - _EPOCH) // _MICROSECOND)

    def text(at: Place) -> str:
        return (_EPOCH + int(at) * _MICROSECOND).isoformat(" ") + ("+00" if zoned else "")

    start = Fraction((datetime(2024, 1, 1) - _EPOCH) // _MICROSECOND)
    return Axis(type_.name, Fraction(1), Fraction(0), high, place, text, "both", start)


def _as_uuid(number: int) -> str:
    digits = f"{number:032x}"
    return "-".join(digits[start:end] for start, end in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))


def _uuid(type_: Type) -> Axis:
    return Axis("uuid", Fraction(1), Fraction(0), Fraction(2**128 - 1), _number, lambda at: _as_uuid(int(at)))


_MAKERS: dict[str, Callable[[Type], Axis | None]] = {
    "numeric": _numeric,
    "double precision": _double,
    "date": _date,
    "timestamp without time zone": _stamp,
    "timestamp with time zone": _stamp,
    "uuid": _uuid,
}


def sample(type_: Type, enums: Mapping[str, tuple[str, ...]]) -> str:
    """A value of a type, of which nothing matters but that it is not NULL."""
    if type_.array:
        return "{}"
    if labels := enums.get(type_.name):
        return labels[0]
    return _SAMPLES.get(type_.name, "1")


_SAMPLES = {
    "boolean": "true",
    "text": "a",
    "character varying": "a",
    "character": "a",
    "uuid": _as_uuid(1),
    "date": "2024-01-01",
    "timestamp without time zone": "2024-01-01 00:00:00",
    "timestamp with time zone": "2024-01-01 00:00:00+00",
    "json": "{}",
    "jsonb": "{}",
    "bytea": "\\x01",
    "inet": "10.0.0.1",
    "cidr": "10.0.0.1/32",
    "interval": "1 day",
    "time without time zone": "12:00:00",
    "time with time zone": "12:00:00+00",
    "int4range": "[1,2)",
    "int8range": "[1,2)",
    "numrange": "[1,2)",
    "daterange": "[2024-01-01,2024-01-02)",
    "tstzrange": "empty",
    "tsrange": "empty",
    "point": "(1,1)",
}


def second(type_: Type, enums: Mapping[str, tuple[str, ...]]) -> str | None:
    """Another value than `sample`; None where none is known."""
    if type_.array:
        return None
    if labels := enums.get(type_.name):
        return labels[1] if len(labels) > 1 else None
    return "2" if type_.name in RANGES or type_.name == "numeric" else _SECOND.get(type_.name)


_SECOND = {
    "boolean": "false",
    "text": "b",
    "character varying": "b",
    "character": "b",
    "uuid": _as_uuid(2),
    "date": "2024-01-02",
    "timestamp without time zone": "2024-01-02 00:00:00",
    "timestamp with time zone": "2024-01-02 00:00:00+00",
}


def texts(apart_from: Collection[str], most: int) -> list[str]:
    """Texts of one letter that are not among some others."""
    letters = [chr(n) for n in (*range(97, 123), *range(65, 91), *range(48, 58), *range(0x391, 0x3A1))]
    return [letter for letter in letters if letter not in apart_from][:most]


def place_of(axis_: Axis, value: object) -> Place | None:
    """Where a constant lies on an axis; None of what cannot be compared exactly."""
    return None if value is SOME else axis_.place(value)
