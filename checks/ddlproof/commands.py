"""What each command does: asks the gate, prints the report, and says the exit status."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal as OneOf

from ddlproof import memory, seen
from ddlproof.change.config import Config, find_config, settled
from ddlproof.console import Console
from ddlproof.errors import InputError
from ddlproof.finding import Severity
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.report import failure
from ddlproof.report.colour import View
from ddlproof.report.formats import renderer

Command = Callable[[argparse.Namespace, Console], int]


def run(arguments: argparse.Namespace, console: Console) -> int:
    """The command that was asked for; its exit status.

    Raises:
        DdlproofError: it cannot be done.
    """
    return COMMANDS[arguments.command](arguments, console)


def _check(arguments: argparse.Namespace, console: Console) -> int:
    from ddlproof import gate

    paths = [Path(path) for path in arguments.paths]
    options = options_of(arguments, paths[0] if paths else Path.cwd())
    outcomes = gate.check(paths, options, console.progress)
    _print(outcomes, arguments, console, options)
    return _status(outcomes, options)


def _lint(arguments: argparse.Namespace, console: Console) -> int:
    from ddlproof import gate

    if arguments.fix or arguments.diff:
        return _fix(arguments, console, options_of(arguments, Path(arguments.files[0])))
    # Of each file's configuration, the gate takes the rest.
    options = given(arguments, find_config(Path(arguments.files[0])))
    options = options if arguments.no_cache else replace(options, cache=memory.schemas())
    outcomes = (gate.lint(arguments.files, options, console.progress),)
    _print(outcomes, arguments, console, options)
    status = _status(outcomes, options)
    if seen.recorded() is not None:
        # A report that is printed again says nothing of the time that it took the first time.
        timeless = tuple(replace(outcome, seconds=0.0) for outcome in outcomes)
        report = renderer(arguments.format)(timeless, View(options.fail_on, console.style))
        memory.remember(sys.argv[2:], status, report)
    return status


def _fix(arguments: argparse.Namespace, console: Console, options: Options) -> int:
    """With `--diff` status 1 where something would change; else that of what is left."""
    from ddlproof import gate

    mending = gate.mend(arguments.files, options)
    if arguments.diff:
        console.write("".join(fixed.diff for fixed in mending.fixed))
    else:
        for fixed in mending.fixed:
            _write(Path(fixed.name), "w", fixed.after)
            console.complain(f"fixed: {fixed.name}\n")
        _print((mending.outcome,), arguments, console, options)
    for one in mending.brought:
        name = one.span.source.name if one.span is not None else ""
        console.complain(f"{name}: mended, it is a case for {one.rule}: {one.message}\n")
    for left in mending.left:
        console.complain(f"{left.said(written=not arguments.diff)}\n")
    return int(bool(mending.fixed)) if arguments.diff else _status((mending.outcome,), options)


def _diff(arguments: argparse.Namespace, console: Console) -> int:
    from ddlproof import gate

    options = options_of(arguments, Path(arguments.after))
    outcome = gate.diff(arguments.before, arguments.after, options)
    _print((outcome,), arguments, console, options, text="stat" if arguments.stat else "diff")
    for note in outcome.notes:  # beside the diff, which is there to be pasted
        console.complain(failure.render_note(note, console.error_style))
    return 1 if outcome.changes else _status((outcome,), options)


def _accept(arguments: argparse.Namespace, console: Console) -> int:
    from ddlproof import gate

    path = Path(arguments.path)
    outcome = gate.accept(path, options_of(arguments, path))
    console.write(renderer("diff")((outcome,), View(style=console.style)))
    console.complain(f"written into `intended` of {outcome.name}\n")
    return 0


def _explain(arguments: argparse.Namespace, console: Console) -> int:
    from ddlproof import gate
    from ddlproof.report import rule

    text = gate.explain(arguments.rule)
    console.write(rule.as_json((text,)) if arguments.format == "json" else rule.explain(text, console.style))
    return 0


def _rules(arguments: argparse.Namespace, console: Console) -> int:
    from ddlproof import gate
    from ddlproof.report import rule

    rules = gate.all_rules()
    console.write(rule.as_json(rules) if arguments.format == "json" else rule.listing(rules, console.style))
    return 0


def _init(arguments: argparse.Namespace, console: Console) -> int:
    from ddlproof import gate

    console.write("".join(f"{line}\n" for line in gate.init(Path(arguments.path))))
    return 0


COMMANDS: dict[str, Command] = {
    "check": _check,
    "diff": _diff,
    "lint": _lint,
    "accept": _accept,
    "explain": _explain,
    "rules": _rules,
    "init": _init,
}


def options_of(arguments: argparse.Namespace, path: Path) -> Options:
    """The run's settings: the command line's, else the environment's, else those of the configuration near the path."""
    config = find_config(path)
    return settled(given(arguments, config), config)


def given(arguments: argparse.Namespace, config: Config) -> Options:
    """What the command line says; of the configuration only what holds for a whole run."""
    said = vars(arguments)
    fail_on = said.get("fail_on")
    return Options(
        postgres=said.get("postgres") or os.environ.get("DDLPROOF_POSTGRES") or config.postgres or "auto",
        fail_on=Severity(fail_on) if fail_on else config.fail_on or Severity.ERROR,
        select=_names(said.get("select")),
        ignore=_names(said.get("ignore")),
        postgres_version=said.get("postgres_version"),
        runner=said.get("runner"),
        base=said.get("base"),
        before=said.get("before"),
        seed=said.get("seed", 0),
        baseline=said.get("baseline"),
        write_baseline=said.get("write_baseline", False),
        jobs=said.get("jobs", 1),
        every=said.get("all", False),
    )


def _names(given: list[str] | None) -> tuple[str, ...]:
    return tuple(name.strip() for text in given or () for name in text.split(",") if name.strip())


def _status(outcomes: tuple[Outcome, ...], options: Options) -> int:
    return 0 if all(outcome.passes(options.fail_on) for outcome in outcomes) else 1


def _print(
    outcomes: tuple[Outcome, ...], arguments: argparse.Namespace, console: Console, options: Options, text: str = "text"
) -> None:
    """The report in its format; `text` is the format that stands for `text` in this command."""
    wanted = text if arguments.format == "text" else arguments.format
    on_screen = renderer(text if arguments.output else wanted)
    console.write(on_screen(outcomes, View(options.fail_on, console.style)))
    if arguments.output:
        _write(Path(arguments.output), "w", renderer(wanted)(outcomes, View(options.fail_on)))
    if wanted == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        _write(Path(summary), "a", renderer("markdown")(outcomes, View(options.fail_on)))


def _write(path: Path, mode: OneOf["w", "a"], report: str) -> None:
    try:
        with path.open(mode, encoding="utf-8") as file:
            file.write(report)
    except OSError as error:
        hint = "Name a file in a folder that exists and that you may write to."
        raise InputError(f"Cannot write {path}: {error.strerror}.", hint=hint) from None
