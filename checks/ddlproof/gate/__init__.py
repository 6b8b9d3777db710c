"""The conductor: request in, outcome out; the only one who knows everybody.

Each function imports what it needs when it is called: `lint` and `diff` load neither a driver nor Hypothesis.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ddlproof.options import Options, RuleText
from ddlproof.outcome import Outcome
from ddlproof.progress import Progress, silent

if TYPE_CHECKING:
    from ddlproof.gate.mending import Mending
    from ddlproof.gate.rules import Observed


def check(paths: Sequence[Path], options: Options, progress: Progress) -> tuple[Outcome, ...]:
    """The whole gate on change folders and migrations; see `gate.find` for those that are meant without paths.

    Raises:
        DdlproofError: unusable input, or no PostgreSQL.
    """
    from ddlproof.gate.changes import check_changes

    return check_changes(paths, options, progress)


def diff(before: str, after: str, options: Options) -> Outcome:
    """The diff of two schemas: files, directories or `git:REF:PATH`.

    Raises:
        DdlproofError: unusable input.
    """
    from ddlproof.gate.static import diff_schemas

    return diff_schemas(before, after)


def lint(files: Sequence[str], options: Options, progress: Progress = silent) -> Outcome:
    """The static rules on migration files.

    Raises:
        DdlproofError: unusable input.
    """
    from ddlproof.gate.migrations import lint_files

    return lint_files(files, options, progress)


def mend(files: Sequence[str], options: Options) -> Mending:
    """Migration files mended where that is safe; nothing is written here.

    Raises:
        DdlproofError: unusable input.
    """
    from ddlproof.gate.mending import mend_files

    return mend_files(files, options)


def accept(path: Path, options: Options) -> Outcome:
    """Write the present diff into a contract's `intended`.

    Raises:
        DdlproofError: unusable input.
    """
    from ddlproof.gate.begin import accept_diff

    return accept_diff(path)


def init(path: Path) -> tuple[str, ...]:
    """Begin a change folder with what is there, or for a migration; a line for each thing that was done.

    Raises:
        DdlproofError: there is a contract already, or the migration cannot be read.
    """
    if path.is_file():
        from ddlproof.gate.begun import begin_from

        return begin_from(path)
    from ddlproof.gate.begin import begin

    return begin(path)


def explain(rule: str) -> RuleText:
    """What a rule means.

    Raises:
        InputError: there is no such rule; the message names the nearest.
    """
    from ddlproof.gate.rules import rule_text

    return rule_text(rule)


def all_rules(observed: Observed | None = None) -> tuple[RuleText, ...]:
    """All rules, in the order of families; with what was `observed` of their examples, by default what is stored."""
    from ddlproof.gate.rules import rule_texts

    return rule_texts(observed)
