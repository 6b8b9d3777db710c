"""Writes what the program itself can say: the rules' pages, the command line's page, the README's transcript.

`python docs/generate.py` writes; with `--check` it only says what is out of date, and fails.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

import compare

from ddlproof import gate
from ddlproof.arguments import parser
from ddlproof.gate.observed import FILE, as_text, observe_all
from ddlproof.gate.rules import Seen
from ddlproof.postgres.choose import start
from ddlproof.report import rule
from ddlproof.rules.squawk import ALIASES

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "docs" / "rules"
OBSERVED = ROOT / "checks" / "ddlproof" / "gate" / FILE
COMPARISON = ROOT / "docs" / "comparison.md"
README = ROOT / "README.md"
EXAMPLE = ("check", "schema/variant_jobs")
_TRANSCRIPT = re.compile(r"(<!-- transcript: .*? -->\n).*?(<!-- end of transcript -->)", re.DOTALL)
# What differs from run to run and from machine to machine: times, and the server that was at hand.
_VARIES = re.compile(r"\d+(\.\d)? m?s\b|PostgreSQL [\d.]+, .*")


def main() -> int:
    """Write or check every generated file; 1 if one was out of date."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="change nothing, say what is out of date")
    check = options.parse_args().check
    pages = generated()
    stale = [path for path, text in pages.items() if not _same(path, text)]
    left_over = [path for path in RULES.glob("*.md") if path not in pages]
    for path in stale if check else ():
        print(f"out of date: {path.relative_to(ROOT)}")
    for path in left_over if check else ():
        print(f"no rule of this name: {path.relative_to(ROOT)}")
    if check and (stale or left_over):
        print("run: python docs/generate.py")
        return 1
    if not check:
        _write({path: pages[path] for path in stale}, left_over)
    return 0


def generated() -> dict[Path, str]:
    """Every generated file and its text."""
    observed, comparison = on_a_server()
    rules = gate.all_rules(observed)
    pages = {RULES / f"{one.name}.md": rule.page(one) for one in rules}
    return pages | {
        RULES / "README.md": rule.index(rules),
        OBSERVED: as_text(observed),
        **({COMPARISON: comparison} if comparison else {}),
        ROOT / "docs" / "squawk.md": squawk(),
        ROOT / "docs" / "cli.md": command_line(),
        README: _TRANSCRIPT.sub(lambda found: found[1] + transcript() + found[2], README.read_text("utf-8")),
    }


def on_a_server() -> tuple[dict[str, dict[str, Seen]], str]:
    """What the rules' examples do on PostgreSQL, and the page that compares them with squawk: empty without it."""
    with start("embedded:18") as server:
        observed = observe_all(server)
    version = compare.version()
    if version is None:
        print("docs/comparison.md was not looked at: squawk (squawk-cli) is not installed")
        return observed, ""
    return observed, compare.page(observed, version)


SQUAWK_PAGE = """# Coming from squawk

`ddlproof lint` takes the place of `squawk` in the hook and in CI. Nothing in the migrations has to change:

- `-- squawk-ignore RULE` above a statement and `-- squawk-ignore-file` count, and need no reason. New ones are written
  `-- ddlproof: ignore RULE reason [until 2027-01-31]`, where a missing reason, an unknown name, a day that is over and
  a comment that suppresses nothing are findings.
- squawk's names of rules are understood in `--select`, `--ignore`, `select`, `ignore` and `per-path`, and in comments.
- `.squawk.toml` is read where there is no configuration of ddlproof's own, and the report says so: of it
  `excluded_rules`, `excluded_paths`, `pg_version` and `assume_in_transaction`. In a `ddlproof.toml` `excluded_rules`
  becomes `ignore`, `excluded_paths` a pattern of `per-path` with `["all"]`, `pg_version` is `postgres-version`,
  `assume_in_transaction = true` is `runner = "transaction"`. Few need the last: the runner is detected, and its markers
  are read.
- `ddlproof lint --write-baseline migrations/` writes down what there is; from then on only what is new is reported.

What squawk reports and ddlproof does not, or the other way around, differs for a reason:

- Earlier migrations of the folder are read, so that the linter knows what is there: a table, an old type, a CHECK.
- A finding has a severity. Only errors fail the run, unless `--fail-on` says otherwise.
- `CREATE TABLE IF NOT EXISTS` is no proof that the table is new.

| squawk | here | what differs |
|---|---|---|
"""


def squawk() -> str:
    """The page for those who come from squawk: its rules, and what here stands for them."""
    rows = []
    for name, alias in ALIASES.items():
        here = ", ".join(f"[{rule}](rules/{rule}.md)" for rule in alias.rules) or "–"
        rows.append(f"| {name}{' (opt-in)' if alias.opt_in else ''} | {here} | {alias.differs} |\n")
    return SQUAWK_PAGE + "".join(rows)


def _same(path: Path, text: str) -> bool:
    return path.exists() and _VARIES.sub("", path.read_text("utf-8")) == _VARIES.sub("", text)


def _write(pages: dict[Path, str], left_over: list[Path]) -> None:
    for path, text in pages.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        print(f"written: {path.relative_to(ROOT)}")
    for path in left_over:
        path.unlink()
        print(f"removed: {path.relative_to(ROOT)}")


def transcript() -> str:
    """What the program prints for its first example, as a block of Markdown."""
    command = [sys.executable, "-m", "ddlproof", *EXAMPLE, "--no-color"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 1:
        sys.exit(f"`ddlproof {' '.join(EXAMPLE)}` left with status {done.returncode}, not 1:\n{done.stderr}")
    return f"```console\n$ ddlproof {' '.join(EXAMPLE)}\n{done.stdout.rstrip()}\n```\n"


def command_line() -> str:
    """The page on the command line. argparse's own help differs between Python versions; its actions do not."""
    top = parser()
    blocks = ["# The command line", f"{top.description} {top.epilog}."]
    for action in top._actions:
        for command, own in (action.choices or {}).items() if isinstance(action.choices, dict) else ():
            blocks += [f"## ddlproof {command}", str(own.description), _options(own)]
    return "\n\n".join(blocks) + "\n"


def _options(command: argparse.ArgumentParser) -> str:
    rows = ["| argument | |", "|---|---|"]
    for action in command._actions:
        if action.dest == "help":
            continue
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest.upper())
        value = _value(action)
        shown = f"`{name}{' ' + value if value and action.option_strings else ''}`"
        rows.append(f"| {shown} | {(action.help or '').replace('|', chr(92) + '|')} |")
    return "\n".join(rows)


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    return "\\|".join(map(str, action.choices)) if action.choices else str(action.metavar or "")


if __name__ == "__main__":
    sys.exit(main())
