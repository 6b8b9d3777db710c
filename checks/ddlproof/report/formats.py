"""The formats of a report, by the name that `--format` takes; and those that `ddlproof diff` prints as its text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from ddlproof.outcome import Outcome
from ddlproof.report.colour import View

Renderer = Callable[[tuple[Outcome, ...], View], str]

# Module names, so that a run imports the one format it prints.
FORMATS = {
    "text": "ddlproof.report.text",
    "json": "ddlproof.report.machine",
    "sarif": "ddlproof.report.sarif",
    "junit": "ddlproof.report.junit",
    "github": "ddlproof.report.github",
    "gitlab": "ddlproof.report.gitlab",
    "markdown": "ddlproof.report.markdown",
    "html": "ddlproof.report.html",
}


DIFF = {"diff": "ddlproof.report.difference", "stat": "ddlproof.report.stat"}


def renderer(name: str) -> Renderer:
    """The function `render` of a format."""
    return cast(Renderer, import_module((FORMATS | DIFF)[name]).render)
