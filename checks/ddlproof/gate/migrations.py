"""The static rules on migration files: each on the schema that those before it leave."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ddlproof.change.contract import FILE, Contract, read_contract
from ddlproof.change.files import read_sources
from ddlproof.gate.rules import accepted, wanted
from ddlproof.gate.series import File, Series, choose
from ddlproof.gate.static import build, script
from ddlproof.gate.walk import Linted, walk
from ddlproof.model.schema import Schema
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.rules.judge import worst_first
from ddlproof.source import Source

_WHAT = {"before": "the schema before", "after": "the schema after", "rollback": "the rollback of"}


def lint_files(files: Sequence[str], options: Options) -> Outcome:
    """Each file, and each below a folder, on the schema before: given, or made by the migrations before it.

    A file that the contract beside it names is taken for what it is there: a migration meets the contract's schema
    before, and what the contract accepts is accepted; a schema or a rollback is read, and not judged as a migration.
    """
    started = time.perf_counter()
    done = Linted()
    chosen = choose(files, options)
    alone = chosen.count == 1
    for series in chosen.series:
        _lint(series, options, done, alone)
    return Outcome(
        name=files[0] if len(files) == 1 else f"{len(files)} files",
        findings=tuple(worst_first(done.findings)),
        statements=done.statements,
        analysed=done.analysed,
        seconds=time.perf_counter() - started,
        notes=(*chosen.notes, *done.notes),
    )


def _lint(series: Series, options: Options, done: Linted, alone: bool) -> None:
    first = series.run[0]
    role = role_of(first.source.name) if isinstance(first, File) and len(series.run) == 1 else None
    if not isinstance(first, File) or role is None:
        done.findings += wanted(
            walk(series, schema_before(options, series), options, done, alone), options, series.config
        )
    elif role.key == "migration":
        start = schema_before(options, series) or build(script(role.contract.before), strict=False)
        found = wanted(walk(series, start, options, done, alone), options, series.config)
        marked, _ = accepted(found, role.contract.accepts)
        done.findings += marked
    else:
        done.count(script([first.source]))
        done.notes.append(
            f"{first.source.name} is {_WHAT[role.key]} a change, and not judged as a migration; `check` tries it out"
        )


@dataclass(frozen=True, slots=True)
class Role:
    """What a file is in the change whose folder it lies in: its contract, and the key that names the file."""

    contract: Contract
    key: str


def role_of(file: str) -> Role | None:
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
    return next((Role(contract, key) for key, sources in parts.items() if any(_is(s, path) for s in sources)), None)


def _is(source: Source, path: Path) -> bool:
    return Path(source.name).resolve() == path


def schema_before(options: Options, series: Series) -> Schema | None:
    """The schema that the files meet: `--before`, else the configuration's `schema-file`, else unknown."""
    config = series.config
    if options.before is not None:
        return build(script(read_sources(options.before)))
    if config.schema_file is not None and config.source is not None:
        return build(script(read_sources(config.schema_file, directory=Path(config.source.name).parent)))
    return None
