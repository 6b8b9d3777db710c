"""Rules as texts: one explained, all of them listed, and the page of each in the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ddlproof.options import RuleText
from ddlproof.report.colour import BLANK, Line, Piece, Style, line, paint
from ddlproof.report.jsontext import dump
from ddlproof.report.markdown import fence
from ddlproof.report.table import paragraph, table


def explain(rule: RuleText, style: Style) -> str:
    """One rule on a terminal."""
    head = line(
        Piece(rule.name, "bold"), "  ", Piece(rule.severity, rule.severity.value), Piece(f" · {rule.family}", "dim")
    )
    lines: list[Line] = [head, BLANK]
    for name, text in _parts(rule):
        lines += paragraph(text, indent=0, width=style.width, first=(Piece(f"{name}: ", "good"),))
    for name, sql, seen in _examples(rule):
        lines += [BLANK, line(Piece(f"-- {name}", "bad" if name == "bad" else "good"))]
        lines += [line(Piece(text)) for text in sql.strip("\n").split("\n")]
        lines += [line(Piece(f"-- seen: {effect}", "dim"), Piece(f"   ({_short(sql)})", "dim")) for sql, effect in seen]
    return paint(lines, style)


def _examples(rule: RuleText) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    return (("bad", rule.bad, rule.observed_bad), ("good", rule.good, rule.observed_good))


def _short(sql: str) -> str:
    return sql if len(sql) <= 50 else f"{sql[:49]}…"


def _parts(rule: RuleText) -> list[tuple[str, str]]:
    parts = [("when", rule.trigger), ("what happens", rule.effect), ("instead", rule.instead), ("needs", rule.needs)]
    parts += [] if rule.default else [("runs", 'With profile = "strict", or selected by name or family.')]
    return [(name, text) for name, text in parts if text]


def listing(rules: Sequence[RuleText], style: Style) -> str:
    """All rules, by family."""
    lines: list[Line] = []
    for family, members in groupby(sorted(rules, key=lambda rule: (rule.family, rule.name)), lambda rule: rule.family):
        lines += [BLANK] if lines else []
        lines.append(line(Piece(family, "bold")))
        rows = [[Piece(r.name), Piece(r.severity, r.severity.value), Piece(r.trigger, "dim")] for r in members]
        lines += table(rows, indent=2, width=style.width)
    return paint(lines, style)


def as_json(rules: Sequence[RuleText]) -> str:
    """The rules as a JSON list."""
    keys = ("name", "family", "severity", "trigger", "effect", "instead", "needs", "bad", "good")
    return dump([{key: str(getattr(rule, key)) for key in keys} for rule in rules])


def page(rule: RuleText) -> str:
    """The rule's page in the documentation, as Markdown."""
    blocks = [f"# {rule.name}", f"**{rule.severity}** · {rule.family}"]
    blocks += [f"**{name.capitalize()}:** {text}" for name, text in _parts(rule)]
    for name, sql, seen in _examples(rule):
        blocks += [f"## {name.capitalize()}", fence(sql.strip("\n"), "sql")]
        if seen:
            rows = (f"| {_code(statement)} | {_cell(effect)} |" for statement, effect in seen)
            blocks.append("\n".join(["| statement | seen on PostgreSQL |", "|---|---|", *rows]))
    return "\n\n".join(blocks) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _code(sql: str) -> str:
    return f"`{_cell(sql)}`"


def index(rules: Sequence[RuleText]) -> str:
    """The page that lists all rules, as Markdown."""
    blocks = ["# Rules", "What each finds, by family; `ddlproof explain RULE` prints the same pages."]
    for family, members in groupby(sorted(rules, key=lambda rule: (rule.family, rule.name)), lambda rule: rule.family):
        rows = [
            f"| [{r.name}]({r.name}.md) | {r.severity} | {r.trigger.replace('|', chr(92) + '|')} |" for r in members
        ]
        blocks += [f"## {family}", "\n".join(["| rule | severity | when |", "|---|---|---|", *rows])]
    return "\n\n".join(blocks) + "\n"
