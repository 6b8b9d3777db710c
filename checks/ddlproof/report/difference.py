"""The diff of two schemas on a terminal, and how it compares with what was intended."""

from __future__ import annotations

from ddlproof.outcome import Outcome
from ddlproof.report.colour import Line, Piece, Role, View, line, paint
from ddlproof.report.said import count

MOST_LINES = 60
_ROLES: dict[str, Role] = {"+": "add", "-": "drop", "~": "alter", "=": "rename"}


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """The printed diffs alone, coloured by their signs: what can be pasted into `intended`."""
    return paint([text for outcome in outcomes for text in _printed(outcome.printed_diff, indent=0)], view.style)


def section(outcome: Outcome) -> list[Line]:
    """The section `Diff` of the report of `check`."""
    if outcome.changes is None:
        return []
    changes = count(len(outcome.changes), "change") if outcome.changes else "no changes"
    lines = [line(Piece("Diff", "bold"), "  ", *_verdict(outcome), Piece(changes, "dim"))]
    unexpected = _stripped(outcome.intended.unexpected) if outcome.intended else frozenset[str]()
    lines += _printed(outcome.printed_diff, indent=2, unexpected=unexpected, most=MOST_LINES)
    if outcome.intended:
        printed = _stripped(tuple(outcome.printed_diff.splitlines()))
        lines += [_beside("unexpected", text) for text in outcome.intended.unexpected if text.strip() not in printed]
        lines += [_beside("missing", text) for text in outcome.intended.missing]
    return lines


def _verdict(outcome: Outcome) -> tuple[Piece, ...]:
    intended = outcome.intended
    if intended is None and not outcome.stated:
        return ()
    if intended is None:
        return (Piece("nothing was said to be intended", "note"), Piece(", "))
    if intended.holds:
        return (Piece("✓ as intended", "good"), Piece(", "))
    return (Piece("✗ not as intended", "bad"), Piece(", "))


def _stripped(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(text.strip() for text in lines)


def _printed(
    diff: str, *, indent: int, unexpected: frozenset[str] = frozenset(), most: int | None = None
) -> list[Line]:
    texts = diff.splitlines()
    lines = []
    for text in texts[:most]:
        sign = text.lstrip()[:1]
        flag = (Piece("   ← not intended", "bad"),) if text.strip() in unexpected else ()
        lines.append((Piece(" " * indent + text, _ROLES.get(sign, "plain")), *flag))
    if most is not None and len(texts) > most:
        lines.append(line(Piece(f"{' ' * indent}… {len(texts) - most} more lines: `ddlproof diff` prints them", "dim")))
    return lines


def _beside(what: str, text: str) -> Line:
    return line("  ", Piece(f"{what}: ", "bad"), text.strip())
