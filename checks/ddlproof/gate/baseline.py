"""Findings that were there when a team began: written to a file, and not reported while they stay as they are."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ddlproof import seen
from ddlproof.change.files import read_source, shown
from ddlproof.errors import InputError
from ddlproof.evidence import Suppression
from ddlproof.finding import Finding
from ddlproof.rules.judge import judge_suppressions
from ddlproof.rules.rule import Rule
from ddlproof.rules.words import words
from ddlproof.source import Source

NAME = "ddlproof-baseline.json"
VERSION = 1
Entry = tuple[str, str, str]
"""File, rule, and the fingerprint of the statement."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline's file, as it was read, and how many findings of each kind it lets pass."""

    path: Path
    source: Source | None
    entries: dict[Entry, int]


def place(given: str | None, configured: str | None, beside: Path | None) -> Path:
    """Where the baseline is: as the command line says, as the configuration beside it says, or by its name there."""
    if given is not None:
        return Path(given)
    return (beside or Path()) / (configured or NAME)


def read(path: Path, *, required: bool) -> Baseline:
    """The baseline of a path; empty where there is no such file.

    Raises:
        InputError: there is none, and it is `required`; or it is no baseline.
    """
    seen.note("there", path)
    if not required and not path.is_file():
        return Baseline(path, None, {})
    source = read_source(path)
    try:
        document = json.loads(source.text)
        if document["version"] != VERSION:
            raise ValueError
        found = {
            (file, entry["rule"], entry["statement"]): int(entry.get("count", 1))
            for file, entries in document["files"].items()
            for entry in entries
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        hint = "`ddlproof lint --write-baseline` writes one."
        raise InputError(f"{source.name} is no baseline.", span=source.span(0, 0), hint=hint) from None
    return Baseline(path, source, found)


def write(path: Path, findings: Iterable[Finding]) -> int:
    """Write the findings as a baseline; how many they are. Those that are accepted need none.

    Raises:
        InputError: the file cannot be written.
    """
    counted = Counter(_entry(finding, path) for finding in findings if finding.accepted is None and finding.span)
    files: dict[str, list[dict[str, object]]] = {}
    for (file, rule, statement), count in sorted(counted.items()):
        files.setdefault(file, []).append({"rule": rule, "statement": statement, "count": count})
    text = json.dumps({"version": VERSION, "files": files}, indent=2) + "\n"
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {shown(path)}: {error.strerror}") from None
    return sum(counted.values())


def apply(
    baseline: Baseline, findings: Sequence[Finding], linted: Iterable[str], runs: Callable[[Rule], bool]
) -> tuple[tuple[Finding, ...], int]:
    """The findings that the baseline does not have, and how many it has.

    Of the `linted` files, entries that no finding answers to are a finding themselves.
    """
    left = dict(baseline.entries)
    kept = []
    for finding in findings:
        entry = _entry(finding, baseline.path)
        if finding.accepted is None and finding.span is not None and left.get(entry, 0):
            left[entry] -= 1
        else:
            kept.append(finding)
    files = {_file(name, baseline.path) for name in linted}
    idle = [entry for entry, count in left.items() if count and entry[0] in files]
    return (*kept, *_idle(baseline, idle, runs)), len(findings) - len(kept)


def _idle(baseline: Baseline, entries: list[Entry], runs: Callable[[Rule], bool]) -> tuple[Finding, ...]:
    if not entries or baseline.source is None:
        return ()
    at = max(baseline.source.text.find(entries[0][2]), 0)
    span = baseline.source.span(at, at + len(entries[0][2]))
    rules = frozenset(rule for _, rule, _ in entries)
    reason = f"{len(entries)} of the baseline"
    return judge_suppressions([Suppression(span, tuple(sorted(rules)), rules, reason, idle=True, today=date.min)], runs)


def _entry(finding: Finding, baseline: Path) -> Entry:
    name = finding.span.source.name if finding.span else ""
    return (_file(name, baseline), finding.rule, fingerprint(finding))


def _file(name: str, baseline: Path) -> str:
    """The file as the baseline names it: from its own folder, with slashes."""
    return os.path.relpath(name, baseline.parent).replace(os.sep, "/")


def fingerprint(finding: Finding) -> str:
    """16 hexadecimal digits of what is found and of the statement's words: no line, white space, comment, or case."""
    said = " ".join(words(finding.span.text)) if finding.span else ""
    return hashlib.sha256(f"{finding.object}\0{said}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
