"""Writers, readers and verification queries: the statements that applications and reviewers send."""

from __future__ import annotations

from ddlproof.evidence import ReaderResult, ServerError, VerifyResult, WriterResult
from ddlproof.outcome import Outcome
from ddlproof.report.claims import verdict_mark
from ddlproof.report.colour import Line, Piece, line
from ddlproof.report.said import count, tells
from ddlproof.report.table import paragraph, table


def writers(outcome: Outcome, width: int) -> list[Line]:
    """The section `Writers`: what became of each statement before and after the change."""
    if not outcome.writers:
        return []
    by_name: dict[str, list[WriterResult]] = {}
    for result in outcome.writers:
        by_name.setdefault(result.name, []).append(result)
    failed = any(not result.holds for result in outcome.writers)
    titles = ["before", "after", *(["expected"] if failed else [])]
    rows = [[Piece(""), *(Piece(title, "dim") for title in titles)]]
    rows += [_writer(name, results) for name, results in by_name.items()]
    legend = Piece("  accepted, or what rejected them", "dim")
    return [line(Piece("Writers", "bold"), legend), *table(rows, indent=2, width=width), *_reasons(outcome, width)]


def _writer(name: str, results: list[WriterResult]) -> list[Piece]:
    mark = "✓" if all(result.holds for result in results) else "✗"
    failed = [result for result in results if not result.holds]
    wrong = [r.expected if r.schema == "after" else f"{r.schema}: {r.expected}" for r in failed]
    cells = [Piece(f"{mark} {name}", "bad" if wrong else "plain")]
    cells += [_got(results, "before"), _got(results, "after")]
    return [*cells, Piece(", ".join(wrong))]


def _got(results: list[WriterResult], schema: str) -> Piece:
    result = next((result for result in results if result.schema == schema), None)
    if result is None:
        return Piece("–", "dim")
    return Piece(culprit(result.error) if result.error else result.got, "good" if result.holds else "bad")


def culprit(error: ServerError) -> str:
    """What refused: the constraint's or column's name, else the SQLSTATE in words."""
    return error.constraint or error.column or error.condition or error.sqlstate


def _reasons(outcome: Outcome, width: int) -> list[Line]:
    lines = []
    for result in outcome.writers or ():
        if result.why and not result.holds and not tells(outcome, result.why):
            lines += paragraph(result.why, indent=4, width=width, first=(Piece(f"{result.name}: ", "dim"),))
    return lines


def readers(outcome: Outcome, width: int) -> list[Line]:
    """The section `Readers`: whether each query runs, and whether the wanted index can serve it."""
    if not outcome.readers:
        return []
    return [line(Piece("Readers", "bold")), *table([_reader(r) for r in outcome.readers], indent=2, width=width)]


def _reader(result: ReaderResult) -> list[Piece]:
    if result.error is not None:
        got = Piece(f"{result.error.sqlstate} {result.error.message}", "bad")
    else:
        got = Piece("runs" if result.rows is None else count(result.rows, "row"), "dim")
    index = [Piece(f"by {result.index}", "dim")] if result.usable else [Piece(f"cannot use {result.index}", "bad")]
    return [Piece(f"{'✓' if result.holds else '✗'} {result.name}"), got, *(index if result.index else [])]


def verification(outcome: Outcome, width: int) -> list[Line]:
    """The section `Verification`; queries that hold are only counted."""
    if not outcome.verify:
        return []
    failed = [result for result in outcome.verify if not result.holds]
    held = len(outcome.verify) - len(failed)
    lines = [line(Piece("Verification", "bold"), "  ", *_tally(held, len(outcome.verify)))]
    for result in failed:
        lines += paragraph(" ".join(result.sql.split()), indent=2, width=width, first=(verdict_mark(False),))
        lines += paragraph(_disappointment(result), indent=4, width=width, role="bad")
    return lines


def _tally(held: int, all_: int) -> tuple[Piece, ...]:
    text = f"{held} of {count(all_, 'query')} returned what was expected"
    return (verdict_mark(held == all_), Piece(text, "good" if held == all_ else "bad"))


def _disappointment(result: VerifyResult) -> str:
    if result.error is not None:
        return f"{result.error.sqlstate} {result.error.message}"
    return f"{count(result.got or 0, 'row')}, expected {result.expected}"
