"""A CHECK that means exactly one of some columns says so: `num_nonnulls(a, b, c) = 1`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.errors import DdlproofError
from ddlproof.fix.edit import Edit, Mended, Place, Refused, bare
from ddlproof.model.action import AddColumn, AddConstraint, CreateTable
from ddlproof.model.constraint import Check
from ddlproof.model.expression import Expression
from ddlproof.sql.definitions import READING

_EXACT = re.compile(r"CHECK \((num_nonnulls\(.*\) = 1)\)\.\Z")
_CHECK = re.compile(r"\bCHECK\s*\(", re.IGNORECASE)


def mend(place: Place) -> Mended:
    """The condition of the CHECK, replaced."""
    wanted = _EXACT.match(place.finding.instead)
    if wanted is None:
        return Refused("flags have to be NOT NULL first, for which somebody has to say what NULL meant")
    there = [check for check in _checks(place) if _means(check, place)]
    for start, end in _conditions(place.statement.sql):
        condition = _read(place.statement.sql[start:end])
        if condition is not None and any(check.expression == condition for check in there):
            base = place.statement.span.start
            return (Edit(base + start, base + end, wanted[1]),)
    return Refused("which CHECK it is, is not seen in the text")


def _checks(place: Place) -> Iterator[Check]:
    for action in place.statement.actions:
        match action:
            case CreateTable(table=table):
                yield from table.checks
            case AddColumn(constraints=constraints):
                yield from (one for one in constraints if isinstance(one, Check))
            case AddConstraint(constraint=Check() as check):
                yield check


def _means(check: Check, place: Place) -> bool:
    """Whether the finding is about that CHECK: by its name, or by what it is called without one."""
    said = place.finding.message.split(" accepts ")[0].strip('"')
    return not check.name or check.name == said


def _conditions(sql: str) -> Iterator[tuple[int, int]]:
    """Where the conditions of the CHECKs in a statement stand."""
    text = bare(sql)
    for found in _CHECK.finditer(text):
        depth = 1
        for at in range(found.end(), len(text)):
            depth += (text[at] == "(") - (text[at] == ")")
            if depth == 0:
                yield found.end(), at
                break


def _read(sql: str) -> Expression | None:
    try:
        return READING.expression(sql)
    except DdlproofError:
        return None
