"""A witness as a small table and as SQL to paste."""

from __future__ import annotations

from ddlproof.finding import Witness
from ddlproof.report.colour import Line, Piece
from ddlproof.report.safe import cut, safe
from ddlproof.report.table import paragraph, sql_lines, table, table_width

MOST_ROWS = 12
_WIDEST_CELL = 44  # a uuid has 36


def witness_lines(witness: Witness, *, indent: int, width: int) -> list[Line]:
    """Title, table and SQL of the witness, each only if it has one."""
    lines = paragraph(witness.title, indent=indent, width=width, role="dim") if witness.title else []
    lines += witness_table(witness, indent=indent + 2, width=width)
    if witness.sql:
        lines += sql_lines(witness.sql.strip("\n"), indent=indent + 2, width=width)
    return lines


def witness_table(witness: Witness, *, indent: int, width: int) -> list[Line]:
    """The rows under their column names. Marked columns have a `*`; those that do not fit in are only counted."""
    if not witness.columns:
        return []
    kept = _columns_that_fit(witness, width - indent)
    lines = table(_pieces(witness, kept), indent=indent, width=width)
    hidden = len(witness.columns) - len(kept)
    if hidden:
        lines[0] = (*lines[0], Piece(f"… {hidden} more column{'s' * (hidden > 1)}", "dim"))
    if len(witness.rows) > MOST_ROWS:
        lines.append((Piece(f"{' ' * indent}… {len(witness.rows) - MOST_ROWS} more rows", "dim"),))
    return lines


def _columns_that_fit(witness: Witness, room: int) -> list[int]:
    everything = list(range(len(witness.columns)))
    if table_width(_pieces(witness, everything)) <= room:
        return everything
    room -= len("… 99 more columns") + 2
    kept = [i for i in everything if witness.columns[i] in witness.marked] or everything[:1]
    for i in everything:
        if i not in kept and table_width(_pieces(witness, sorted([*kept, i]))) <= room:
            kept.append(i)
    return sorted(kept)


def _pieces(witness: Witness, kept: list[int]) -> list[list[Piece]]:
    marked = [name in witness.marked for name in witness.columns]
    header = [Piece(witness.columns[i] + "*" * marked[i], "bold" if marked[i] else "dim") for i in kept]
    rows = witness.rows[:MOST_ROWS]
    return [header, *([_value(row[i], marked[i]) for i in kept] for row in rows)]


def _value(value: str | None, marked: bool) -> Piece:
    if value is None:
        return Piece("null", "null")
    # Quoted where it could be taken for NULL, or for nothing at all.
    shown = f"'{value}'" if value != value.strip() or value.lower() in ("", "null") else value
    return Piece(cut(safe(shown), _WIDEST_CELL), "mark" if marked else "plain")
