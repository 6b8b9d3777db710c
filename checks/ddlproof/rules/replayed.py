"""What writers of the application send, tried before and after, beside what rules say of running code. Not a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ddlproof.evidence import WriterResult
from ddlproof.finding import Finding
from ddlproof.rules.ran import unquoted

BY_WRITERS = frozenset(("default-changed", "new-write-restriction"))
"""The rules about rows that are written."""


def replayed(findings: Iterable[Finding], writers: Iterable[WriterResult]) -> Iterator[Finding]:
    """The findings, with the row that a writer no longer gets in."""
    rejected = [one for one in writers if one.schema == "after" and one.error is not None]
    for finding in findings:
        yield _with_writer(finding, rejected) if finding.rule in BY_WRITERS else finding


def _with_writer(finding: Finding, rejected: Iterable[WriterResult]) -> Finding:
    """The first writer that the constraint, or the column, of the finding stops."""
    name = unquoted(finding.object.rpartition(".")[2])
    stopped = (one for one in rejected if one.error is not None and name in (one.error.constraint, one.error.column))
    found = next(stopped, None)
    if found is None or found.row is None or found.error is None:
        return finding
    title = f'writer "{found.name}" is rejected after the change, {found.error.sqlstate}: {found.row.title}'
    return replace(finding, witness=replace(found.row, title=title))
