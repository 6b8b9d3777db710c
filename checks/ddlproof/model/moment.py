"""Texts of timestamps and intervals as PostgreSQL prints their values.

PostgreSQL documentation, sections 8.5.1 to 8.5.5. A session of this program's servers is in UTC, its IntervalStyle is
`postgres`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?)?\s*(?:(Z|UTC)|([+-])(\d\d):?(\d\d)?)?\Z", re.IGNORECASE
)
_PART = re.compile(r"\s*([+-]?\d{1,9})\s*([a-z]+)|\s*(\d{1,9}):(\d\d)(?::(\d\d)(\.\d{1,6})?)?", re.IGNORECASE)
_MONTHS = {"year": 12, "yr": 12, "y": 12, "month": 1, "mon": 1}
_DAYS = {"week": 7, "w": 7, "day": 1, "d": 1}
_SECONDS = {"hour": 3600, "hr": 3600, "h": 3600, "minute": 60, "min": 60, "m": 60, "second": 1, "sec": 1, "s": 1}


def timestamp(text: str, *, zoned: bool) -> str:
    """A timestamp as it is printed, without the `+00` of one with a time zone; as it is where that is not known."""
    if text.strip().lower() == "epoch":
        return "1970-01-01 00:00:00"
    match = _TIMESTAMP.match(text)
    if match is None:
        return text
    day, minutes, seconds, _, sign, hours, more = match.groups()
    plain = f"{day} {minutes or '00:00'}{seconds or ':00'}"
    # Without a time zone in the type the offset is not heeded.
    return _in_utc(plain, sign, int(hours), int(more or 0)) if zoned and sign else plain


def _in_utc(text: str, sign: str, hours: int, minutes: int) -> str:
    offset = timedelta(hours=hours, minutes=minutes)
    try:
        found = datetime.fromisoformat(text.ljust(26, "0") if "." in text else text)
        moved = found.replace(tzinfo=timezone(offset if sign == "+" else -offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    printed = moved.strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")
    return printed + (f".{moved.microsecond:06}".rstrip("0") if moved.microsecond else "")


def interval(text: str) -> str:
    """An interval as it is printed, whatever the units it is written in; as it is where a part is below zero."""
    months = days = seconds = 0
    fraction, at, said = "", 0, text.strip().lower()
    while at < len(said):
        match = _PART.match(said, at)
        if match is None:
            return _alone(text)
        at = match.end()
        if match[2] is None:
            seconds += int(match[3]) * 3600 + int(match[4]) * 60 + int(match[5] or 0)
            fraction = (match[6] or "").rstrip("0.")
            continue
        unit, number = match[2] if match[2] in _SECONDS else match[2].removesuffix("s"), int(match[1])
        if number < 0 or unit not in _MONTHS | _DAYS | _SECONDS:
            return _alone(text)
        months += number * _MONTHS.get(unit, 0)
        days += number * _DAYS.get(unit, 0)
        seconds += number * _SECONDS.get(unit, 0)
    counted = ((months // 12, "year"), (months % 12, "mon"), (days, "day"))
    parts = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in counted if number]
    if seconds or fraction or not parts:
        parts.append(f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}")
    return " ".join(parts) if said else text


_ALONE = re.compile(r"([+-]?\d{1,9}) (year|month|mon|day)s?\Z", re.IGNORECASE)


def _alone(text: str) -> str:
    """An interval of one unit, which may be below zero."""
    match = _ALONE.match(text)
    if match is None:
        return text
    unit = {"month": "mon"}.get(match[2].lower(), match[2].lower())
    return f"{int(match[1])} {unit}{'' if int(match[1]) == 1 else 's'}"
