"""Loops of PL/pgSQL that go through what the text tells: numbers, a constant array, VALUES.

PostgreSQL documentation, sections 43.6.5.5 "FOR (Integer Variant)", 43.6.6 "Looping through Query Results", 43.6.7
"Looping through Arrays".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ddlproof.errors import SqlError
from ddlproof.sql.constant import Known, Variables, evaluate
from ddlproof.sql.cursor import Cursor, fold

MOST = 200
"""Rounds that are followed, at most."""
Round = dict[str, Known]
"""What the variables of a loop are while it runs once."""
_NUMBERS = re.compile(r"(-?\w+)\s*\.\.\s*(-?\w+)")
_NUMBER = re.compile(r"-?\d+")


def rounds(head: Cursor, variables: Variables) -> tuple[Round, ...] | None:
    """Each round of the loop whose head this is, up to LOOP; None where only the server knows them."""
    try:
        each = head.take("FOREACH")
        if not each:
            head.expect("FOR")
        names = [head.name()]
        while head.take(","):
            names.append(head.name())
        head.expect("IN")
        if each:
            found = _array(head, names, variables)
        else:
            found = _numbers(head, names, variables)
            found = _query(head, names, variables) if found is None else found
    except SqlError:
        return None
    return found if found is not None and len(found) <= MOST else None


def _array(head: Cursor, names: Sequence[str], variables: Variables) -> tuple[Round, ...] | None:
    head.expect("ARRAY")
    items = evaluate(_rest(head), variables)
    return _rounds(names, [], _column(items))


def _rest(head: Cursor) -> Cursor:
    return Cursor(head.source, head.tokens[head.index :])


def _numbers(head: Cursor, names: Sequence[str], variables: Variables) -> tuple[Round, ...] | None:
    match = _NUMBERS.fullmatch(head.source.text[head.here().start : head.tokens[-1].end + 1])
    if match is None:
        return None
    first, last = (_number(text, variables) for text in match.groups())
    if first is None or last is None or last - first > MOST:
        return None
    return tuple({names[0]: Known(str(number))} for number in range(first, last + 1))


def _number(text: str, variables: Variables) -> int | None:
    known = variables.get(fold(text))
    value = known.value if known is not None and not known.unset else text
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _column(items: Known | None) -> list[list[Known]] | None:
    if items is None or not isinstance(items.value, tuple):
        return None
    return [[Known(item, items.unset)] for item in items.value]


def _query(head: Cursor, names: Sequence[str], variables: Variables) -> tuple[Round, ...] | None:
    """`SELECT unnest(array)`, `SELECT * FROM unnest(array)` and `VALUES`, also in brackets."""
    if head.at("("):
        inside = head.inside()
        return _query(Cursor(head.source, inside), names, variables) if head.done else None
    if head.at("VALUES"):
        rows = _values(head, variables)
        columns = [f"column{number}" for number in range(1, len(rows[0]) + 1)] if rows else []
        return _rounds(names, columns, rows) if head.done else None
    head.expect("SELECT")
    if head.at("UNNEST"):
        rows = _unnest(head, variables)
        alias = head.name() if head.take("AS") or not head.done else "unnest"
        return _rounds(names, [alias], rows) if head.done else None
    return _from(head, names, variables)


def _from(head: Cursor, names: Sequence[str], variables: Variables) -> tuple[Round, ...] | None:
    """`* FROM (VALUES …) AS t (a, b)`, or the names of columns of it."""
    wanted = None if head.take("*") else [_name(head)]
    while wanted is not None and head.take(","):
        wanted.append(_name(head))
    head.expect("FROM")
    named = head.at("UNNEST")
    rows = _unnest(head, variables) if named else _values(Cursor(head.source, head.inside()), variables)
    if rows is None:
        return None
    alias = head.name() if head.take("AS") or not head.done else "unnest"
    columns = list(head.names()) if head.at("(") else [alias] if named else []
    if not head.done or (wanted is not None and not set(wanted) <= set(columns)):
        return None
    places = range(len(rows[0])) if wanted is None else [columns.index(name) for name in wanted]
    chosen = [[row[place] for place in places] for row in rows]
    return _rounds(names, columns if wanted is None else wanted, chosen)


def _name(head: Cursor) -> str:
    name = head.name()
    return head.label() if head.take(".") else name


def _unnest(head: Cursor, variables: Variables) -> list[list[Known]] | None:
    head.expect("UNNEST")
    return _column(evaluate(Cursor(head.source, head.inside()), variables))


def _values(head: Cursor, variables: Variables) -> list[list[Known]] | None:
    head.expect("VALUES")
    rows: list[list[Known]] = []
    while not rows or head.take(","):
        inner = Cursor(head.source, head.inside())
        row: list[Known] = []
        while not row or inner.take(","):
            start = inner.index
            inner.skip_until(",")
            value = evaluate(Cursor(head.source, inner.tokens[start : inner.index]), variables)
            if value is None:
                return None
            row.append(value)
        rows.append(row)
    return rows if len({len(row) for row in rows}) == 1 else None


def _rounds(names: Sequence[str], columns: Sequence[str], rows: list[list[Known]] | None) -> tuple[Round, ...] | None:
    """The variables in each round: one for each column, or one for all of them, whose fields the columns are."""
    if rows is None or (len(names) > 1 and rows and len(names) != len(rows[0])):
        return None
    found = []
    for row in rows:
        one = dict(zip(names, row, strict=True)) if len(names) == len(row) else {}
        fields = {f"{names[0]}.{column}": value for column, value in zip(columns, row, strict=False)}
        found.append(one | (fields if len(names) == 1 else {}))
    return tuple(found)
