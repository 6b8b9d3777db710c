"""For how many migrations something has been as it is, and for how long by the dates in their names. Not a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ddlproof.evidence import Ending
from ddlproof.finding import Witness
from ddlproof.source import Span

_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
    r"(?=\D|\Z|\d{4}(?:\d\d)?(?:\D|\Z))"  # hours and minutes, perhaps seconds
)


def age(ending: Ending, since: Span) -> Witness | None:
    """How many files ran since that place, and the days between them; None where none did."""
    files = list(dict.fromkeys(statement.span.source.name for statement, _ in ending.steps))
    later = files[files.index(since.source.name) + 1 :] if since.source.name in files else []
    if not later:
        return None
    count = "1 more has" if len(later) == 1 else f"{len(later)} more have"
    rows = [("migrations", f"{count} run since"), *_days(since.source.name, later)]
    return Witness("how long it has been so", ("what", "how many"), tuple(rows))


def _days(first: str, later: Iterable[str]) -> list[tuple[str, str]]:
    """The days from the date in one file's name to the last one in the others'."""
    begun = _date(first)
    dates = [day for name in later if (day := _date(name)) is not None]
    if begun is None or not dates or max(dates) < begun:
        return []
    days = (max(dates) - begun).days
    return [("time", f"{days} day{'' if days == 1 else 's'}, from {begun} to {max(dates)} by their names")]


def _date(name: str) -> date | None:
    """The date in the last two parts of a path: migrations lie in a file, or a folder, of that name."""
    for part in reversed(name.replace("\\", "/").split("/")[-2:]):
        for match in _DATE.finditer(part):
            try:
                return date(int(match[1]), int(match[3]), int(match[4]))
            except ValueError:
                continue
    return None
