"""The page that sets our findings on the rules' own examples beside those of squawk, and PostgreSQL beside both."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ddlproof.gate.rules import Seen
from ddlproof.rules.registry import ENDING_RULES, MOMENT_RULES, family_of, name_of
from ddlproof.rules.rule import Example, Rule

VERSION = "18"
"""The version of PostgreSQL that both are told."""

SAME: Mapping[str, tuple[str, ...]] = {
    "index-not-concurrent": ("require-concurrent-index-creation",),
    "drop-index-not-concurrent": ("require-concurrent-index-deletion",),
    "reindex-not-concurrent": ("require-concurrent-reindex",),
    "unique-or-pk-builds-index": ("disallowed-unique-constraint", "adding-serial-primary-key-field"),
    "exclusion-constraint-on-existing": ("constraint-missing-not-valid",),
    "constraint-validates-immediately": ("constraint-missing-not-valid", "adding-foreign-key-constraint"),
    "set-not-null-scan": ("adding-not-nullable-field",),
    "validate-in-same-transaction": ("constraint-missing-not-valid",),
    "partition-locks-parent": ("require-concurrent-partition-detach",),
    "blocking-maintenance": ("prefer-repack",),
    "lock-timeout-missing": ("require-lock-timeout",),
    "column-type-rewrite": ("changing-column-type",),
    "volatile-default": ("adding-field-with-default",),
    "auto-increment-column": ("adding-field-with-default",),
    "stored-generated-column": ("adding-field-with-default",),
    "drop-table": ("ban-drop-table",),
    "drop-column": ("ban-drop-column",),
    "drop-other-object": ("ban-drop-schema", "ban-drop-view", "ban-drop-function", "ban-drop-type"),
    "truncate-or-unbounded-dml": ("ban-truncate-cascade",),
    "lossy-type-change": ("changing-column-type",),
    "constraint-or-not-null-dropped": ("ban-drop-constraint", "ban-drop-not-null"),
    "not-null-may-fail": ("adding-not-nullable-field",),
    "required-column-no-default": ("adding-required-field",),
    "rename": ("renaming-column", "renaming-table", "renaming-object", "ban-set-schema"),
    "default-changed": ("ban-drop-default",),
    "not-allowed-in-transaction": ("ban-concurrent-index-creation-in-transaction",),
    "transaction-control": ("transaction-nesting", "ban-uncommitted-transaction"),
    "half-applied-on-failure": ("prefer-robust-stmts",),
    "discouraged-type": ("prefer-timestamp-tz", "ban-char-field", "prefer-text-field", "prefer-identity"),
    "identifier-problem": ("identifier-too-long",),
    "key-missing-or-narrow": ("prefer-bigint-over-int", "prefer-bigint-over-smallint"),
}
"""Rules of ours, and those of squawk's that speak of the same thing, as far as it has any."""


BOTH = "both"
SILENT = "squawk is silent; locks, rewrites and scans do not tell, the rule's page does"
ALIKE = "squawk makes no difference; nor do locks, rewrites and scans, but the rule's page does"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: what squawk says of its examples, and what PostgreSQL did."""

    rule: Rule
    bad: tuple[str, ...]
    good: tuple[str, ...]
    seen: Mapping[str, Seen]

    @property
    def same(self) -> tuple[str, ...]:
        return SAME.get(name_of(self.rule), ())

    @property
    def verdict(self) -> str:
        """Who is right, by what PostgreSQL did with the examples."""
        told = _did(self.seen["bad"]) != _did(self.seen["good"])
        if not self.same:
            return "ddlproof alone has such a rule"
        if not set(self.bad) & set(self.same):
            return "ddlproof: squawk is silent, and PostgreSQL does it" if told else SILENT
        if set(self.good) & set(self.same):
            return "ddlproof: PostgreSQL does it for BAD, and not for GOOD" if told else ALIKE
        return BOTH


def version() -> str | None:
    """The version of squawk that is installed; None where none is."""
    program = _program()
    if program is None:
        return None
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return said.strip().split()[-1]


def _program() -> str | None:
    beside = Path(sys.executable).parent / "squawk"
    return str(beside) if beside.exists() else shutil.which("squawk")


def page(seen: Mapping[str, Mapping[str, Seen]], version: str) -> str:
    """The page, as Markdown."""
    rows = list(_rows(seen))
    both = sum(row.verdict == BOTH for row in rows)
    none = sum(not row.same for row in rows)
    silent = sum("squawk is silent" in row.verdict for row in rows)
    alarms = len(rows) - both - none - silent
    blocks = [
        "# Beside squawk",
        "Each rule that judges a migration by itself has two examples: BAD, of which it speaks, and GOOD, of which it "
        f"is silent; the tests hold it to that. Here squawk {version} reads the same migrations, told that they are "
        f"for PostgreSQL {VERSION}, with the rules that it runs by default; and PostgreSQL {VERSION} runs them. Squawk "
        "sees the migration alone, as it always does; for the schema before it has no place. Its rules that speak of "
        "the same thing as ours are in bold. `python docs/generate.py` makes this page.",
        f"Of {len(rows)} rules {both} agree on both examples; of {none} squawk has no such rule; about BAD of {silent} "
        f"it is silent; GOOD of {alarms} it speaks of all the same.",
    ]
    for family, members in groupby(rows, key=lambda row: family_of(row.rule)):
        head = ["| rule | squawk on BAD | squawk on GOOD | PostgreSQL on BAD | PostgreSQL on GOOD | who is right |"]
        blocks += [f"## {family}", "\n".join([*head, "|---|---|---|---|---|---|", *map(_line, members)])]
    return "\n\n".join(blocks) + "\n"


def _rows(seen: Mapping[str, Mapping[str, Seen]]) -> Iterator[Row]:
    rules = sorted((*MOMENT_RULES, *ENDING_RULES), key=lambda rule: (family_of(rule), name_of(rule)))
    found = _squawk([example for rule in rules for example in (rule.BAD, rule.GOOD)])
    for number, rule in enumerate(rules):
        yield Row(rule, found[2 * number], found[2 * number + 1], seen[name_of(rule)])


def _squawk(examples: list[Example]) -> list[tuple[str, ...]]:
    """The names of squawk's rules that speak of each migration."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number:04}.sql" for number in range(len(examples))]
        for path, example in zip(paths, examples, strict=True):
            path.write_text(example.migration + "\n", "utf-8")
        command = [str(_program()), "--reporter", "json", "--pg-version", VERSION]
        done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, check=False, cwd=folder)
    found: dict[str, set[str]] = {}
    for one in json.loads(done.stdout):
        found.setdefault(Path(one["file"]).name, set()).add(one["rule_name"])
    return [tuple(sorted(found.get(path.name, ()))) for path in paths]


def _line(row: Row) -> str:
    name = name_of(row.rule)
    cells = [_said(row.bad, row.same), _said(row.good, row.same), _did(row.seen["bad"]), _did(row.seen["good"])]
    return f"| [{name}](rules/{name}.md) | {' | '.join(cells)} | {row.verdict} |"


def _said(names: tuple[str, ...], same: tuple[str, ...]) -> str:
    """The rules that speak, those that speak of the same thing in bold."""
    return ", ".join(f"**{name}**" if name in same else name for name in names) or "—"


def _did(seen: Seen) -> str:
    effects = dict.fromkeys(effect for _, effect in seen if effect != "nothing")
    return "; ".join(effects).replace("|", "\\|") or "no lock, rewrite or scan"
