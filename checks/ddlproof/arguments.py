"""The command line: its commands and their options."""

from __future__ import annotations

import argparse

from ddlproof.finding import Severity
from ddlproof.report.formats import FORMATS
from ddlproof.version import __version__

_RUNNERS = "autocommit, transaction, simple-query, pipeline, or a migration tool's name"
_FORMAT = "default: text; github also appends Markdown to the job's summary"
_STATUS = "exit status: 0 holds · 1 findings · 2 unusable input or usage · 3 no PostgreSQL to be had"


def parser() -> argparse.ArgumentParser:
    """The parser of `ddlproof`; the documentation's page on the command line is made from it."""
    top = argparse.ArgumentParser(
        prog="ddlproof", description="The gate for pull requests that change a PostgreSQL schema.", epilog=_STATUS
    )
    top.add_argument("--version", action="version", version=f"ddlproof {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _check(commands)
    _diff(commands)
    _lint(commands)
    _accept(commands)
    _explain(commands)
    _init(commands)
    return top


Commands = argparse._SubParsersAction  # argparse has no public name for it


def _command(commands: Commands[argparse.ArgumentParser], name: str, help_: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=f"{help_}.", epilog=_STATUS)
    colour = command.add_mutually_exclusive_group()
    colour.add_argument("--color", action="store_true", default=None, help="colour, also where stdout is no terminal")
    colour.add_argument("--no-color", dest="color", action="store_false", help="no colour (or set NO_COLOR)")
    command.add_argument("--debug", action="store_true", help="show the traceback of an internal error")
    return command


def _check(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "check", "Run the whole gate on changes")
    command.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="folders with a change.toml, or migrations; default: those folders below, else what is new here",
    )
    command.add_argument(
        "--base", metavar="REF", help="only what differs from this git ref: contracts, and migrations that are new"
    )
    command.add_argument("--all", action="store_true", help="prove every constraint, not only those in the diff")
    _server(command)
    _report(command)
    _rules(command)


def _diff(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "diff", "Print how one schema becomes another; status 1 if they differ")
    for name in ("before", "after"):
        command.add_argument(name, metavar=name.upper(), help="a file, a directory of .sql files, or git:REF:PATH")
    command.add_argument("--stat", action="store_true", help="count the changes of each table instead of printing them")
    _report(command)


def _lint(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "lint", "Apply the rules that need no server, to migrations")
    command.add_argument("files", nargs="+", metavar="FILE", help="a file, a folder, or git:REF:PATH")
    command.add_argument("--before", metavar="PATH", help="the schema that the files meet, as for `diff`")
    command.add_argument("--fix", action="store_true", help="change the files where that is safe, then report the rest")
    command.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")
    command.add_argument("--base", metavar="REF", help="only files that differ from this git ref; they are one change")
    jobs = "how many processes may work at a time, where the files are not all of one database; default: 1"
    command.add_argument("--jobs", type=_count, default=1, metavar="N", help=jobs)
    command.add_argument("--no-cache", action="store_true", help="judge files again that have not changed")
    baseline = command.add_argument_group("baseline")
    baseline.add_argument("--baseline", metavar="FILE", help="findings to pass over; default: ddlproof-baseline.json")
    baseline.add_argument("--write-baseline", action="store_true", help="write all findings there, and report none")
    _report(command)
    _rules(command)


def _accept(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "accept", "Write the present diff into `intended` of a change.toml")
    command.add_argument("path", metavar="PATH", help="a folder with a change.toml")


def _explain(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "explain", "Say what a rule means and what to do instead")
    command.add_argument("rule", metavar="RULE")
    listing = _command(commands, "rules", "List all rules")
    for one in (command, listing):
        one.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def _init(commands: Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "init", "Write a first change folder from what is there, or from a migration")
    command.add_argument("path", nargs="?", default=".", metavar="PATH", help="default: the current directory")


def _report(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("report")
    group.add_argument("--format", choices=tuple(FORMATS), default="text", help=_FORMAT)
    group.add_argument("--output", metavar="FILE", help="write the report there, and the text to stdout as well")
    group.add_argument(
        "--fail-on",
        choices=[severity.value for severity in Severity],
        help="mildest severity that fails; default: error",
    )


def _rules(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("rules")
    for name, help_ in (("--select", "only these rules or families"), ("--ignore", "not these rules or families")):
        group.add_argument(name, action="append", metavar="NAME[,NAME]", help=help_)
    group.add_argument("--postgres-version", type=_major, metavar="MAJOR", help="the version that the SQL will run on")
    group.add_argument("--runner", metavar="NAME", help=f"how the migration is sent: {_RUNNERS}")


def _server(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("server")
    group.add_argument(
        "--postgres",
        metavar="WHICH",
        help="auto, embedded[:MAJOR], container[:IMAGE] or a URL; default: DDLPROOF_POSTGRES, else auto",
    )
    group.add_argument("--seed", type=int, default=0, metavar="N", help="of everything random; default: 0")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1000):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)


def _major(text: str) -> int:
    major = text.partition(".")[0]
    if not (major.isascii() and major.isdigit() and len(major) < 4):
        raise argparse.ArgumentTypeError(f"{text!r} is no version of PostgreSQL: write 15")
    return int(major)
