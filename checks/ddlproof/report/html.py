"""The report as one self-contained HTML file: no script, nothing fetched, everything escaped."""

from __future__ import annotations

from html import escape

from ddlproof.outcome import Outcome
from ddlproof.report import text
from ddlproof.report.colour import Line, View, trim
from ddlproof.report.safe import safe
from ddlproof.report.summary import passes, summary_text

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body class="{verdict}">
<h1>{title}</h1>
<pre>{body}</pre>
</body>
</html>
"""

_STYLE = """
:root { color-scheme: light dark; --red: #b3261e; --green: #1a7f37; --yellow: #8a5a00; --blue: #0b62a4; }
@media (prefers-color-scheme: dark) {
  :root { --red: #ff8a80; --green: #7ee787; --yellow: #f2cc60; --blue: #79c0ff; }
}
body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.2rem; border-left: .5rem solid var(--green); padding-left: .75rem; }
body.fail h1 { border-color: var(--red); }
pre { font: 14px/1.5 ui-monospace, monospace; overflow-x: auto; }
.bold { font-weight: 600 } .dim, .null { opacity: .65 } .null { font-style: italic }
.error, .bad, .drop { color: var(--red) } .warning, .alter { color: var(--yellow) }
.note, .rename { color: var(--blue) }
.good, .add { color: var(--green) } .error, .warning, .note { font-weight: 600 }
.mark { font-weight: 600; text-decoration: underline }
"""


def render(outcomes: tuple[Outcome, ...], view: View) -> str:
    """The terminal's report as a page, with its roles as classes."""
    return _PAGE.format(
        title=escape(safe(f"ddlproof: {summary_text(outcomes)}")),
        style=_STYLE,
        verdict="pass" if passes(outcomes, view) else "fail",
        body="".join(_line(line) for line in text.lines(outcomes, view)),
    )


def _line(pieces: Line) -> str:
    spans = (
        escape(piece.text) if piece.role == "plain" else f'<span class="{piece.role}">{escape(piece.text)}</span>'
        for piece in trim(pieces)
    )
    return "".join(spans) + "\n"
