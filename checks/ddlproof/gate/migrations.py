"""The static rules on migration files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ddlproof.change.config import Config, find_config
from ddlproof.change.contract import FILE, Contract, read_contract
from ddlproof.change.files import read_sources
from ddlproof.change.runner import wraps
from ddlproof.finding import Finding
from ddlproof.gate.rules import accepted, runs, wanted
from ddlproof.gate.static import Script, build, script
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.rules.judge import judge_moments, worst_first
from ddlproof.source import Source
from ddlproof.sql.replay import OLDEST, Replay

_WHAT = {"before": "the schema before", "after": "the schema after", "rollback": "the rollback of"}


@dataclass(frozen=True, slots=True)
class Part:
    """What a file is in the change whose folder it lies in: its contract, and the key that names the file."""

    contract: Contract
    key: str


@dataclass(slots=True)
class Linted:
    """What became of the files so far."""

    findings: list[Finding]
    notes: list[str]
    statements: int = 0
    analysed: int = 0


def lint_files(files: Sequence[str], options: Options) -> Outcome:
    """Each file by itself, and each below a folder, on the schema before if that is known.

    A file that the contract beside it names is taken for what it is there: a migration meets the contract's schema
    before, and what the contract accepts is accepted; a schema or a rollback is read, and not judged as a migration.
    """
    started = time.perf_counter()
    config = find_config(Path(files[0]))
    before = schema_before(options, config)
    done = Linted([], [])
    sources = [source for file in files for source in read_sources(file)]
    for source in sources:
        _lint(source, before, options, config, done)
    return Outcome(
        name=files[0] if len(files) == 1 else f"{len(sources)} files",
        findings=tuple(worst_first(done.findings)),
        statements=done.statements,
        analysed=done.analysed,
        seconds=time.perf_counter() - started,
        notes=tuple(done.notes),
    )


def _lint(source: Source, before: Schema | None, options: Options, config: Config, done: Linted) -> None:
    made = script([source])
    done.statements += len(made.statements)
    done.analysed += len(made.statements) - made.opaque
    part = part_of(source.name)
    if part is None:
        done.findings += judge(made, before, options, config)
    elif part.key == "migration":
        start = before if before is not None else build(script(part.contract.before), strict=False)
        marked, _ = accepted(judge(made, start, options, config), part.contract.accepts)
        done.findings += marked
    else:
        done.notes.append(
            f"{source.name} is {_WHAT[part.key]} a change, and not judged as a migration; `check` tries it out"
        )


def part_of(file: str) -> Part | None:
    """What the contract in the file's folder says the file is; None where there is no contract, or it does not name it.

    Raises:
        ContractError: the contract cannot be read.
    """
    path = Path(file).resolve()
    if not (path.parent / FILE).is_file():
        return None
    contract = read_contract(Path(file).parent / FILE)
    parts: dict[str, tuple[Source, ...]] = {
        "migration": contract.migration,
        "rollback": contract.rollback,
        "before": contract.before,
        "after": contract.after,
    }
    return next((Part(contract, key) for key, sources in parts.items() if any(_is(s, path) for s in sources)), None)


def _is(source: Source, path: Path) -> bool:
    return Path(source.name).resolve() == path


def schema_before(options: Options, config: Config) -> Schema | None:
    """The schema that the files meet: `--before`, else the configuration's `schema-file`, else unknown."""
    if options.before is not None:
        return build(script(read_sources(options.before)))
    if config.schema_file is not None and config.source is not None:
        return build(script(read_sources(config.schema_file, directory=Path(config.source.name).parent)))
    return None


def judge(made: Script, before: Schema | None, options: Options, config: Config) -> tuple[Finding, ...]:
    """What the static rules say of a script, as far as they are selected."""
    replay = Replay(
        before or EMPTY,
        known=before is not None,
        wrapped=wraps(options.runner or config.runner),
        version=options.postgres_version or config.postgres_version or OLDEST,
    )
    return wanted(judge_moments(replay.walk(made.statements), runs(options, config)), options, config)
