"""The static rules on migration files: each on the schema that those before it leave."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ddlproof import seen
from ddlproof.change.applied import schema_files
from ddlproof.change.config import SQUAWK, Config, find_config, settled
from ddlproof.change.contract import FILE, Contract, read_contract
from ddlproof.change.files import shown
from ddlproof.gate import baseline
from ddlproof.gate.rules import accepted, runs
from ddlproof.gate.series import File, Series, choose
from ddlproof.gate.static import build, script
from ddlproof.gate.walk import Linted, walk
from ddlproof.model.schema import Schema
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.progress import Progress, Ticker, silent
from ddlproof.rules.judge import first_of_each, worst_first
from ddlproof.source import Source

_WHAT = {"before": "the schema before", "after": "the schema after", "rollback": "the rollback of"}


def lint_files(
    files: Sequence[str], options: Options, progress: Progress = silent, *, by_file: bool = False
) -> Outcome:
    """Each file, and each below a folder, on the schema before: given, or made by the migrations before it.

    A file that the contract beside it names is taken for what it is there: a migration meets the contract's schema
    before, and what the contract accepts is accepted; a schema or a rollback is read, and not judged as a migration.
    `by_file`: what is reported once a run is reported once a file.
    """
    started = time.perf_counter()
    done = Linted()
    chosen = choose(files, options)
    alone = chosen.count == 1
    for part in _each(chosen.series, options, alone, Ticker(progress)):
        done.add(part)
    config = find_config(Path(files[0]))
    if config.source is not None and Path(config.source.name).name == SQUAWK:
        done.notes.append(f"{shown(Path(config.source.name))} is read, as there is no configuration of ddlproof's own")
    _beside_baseline(done, options, config)
    return Outcome(
        name=files[0] if len(files) == 1 else f"{len(files)} files",
        findings=tuple(worst_first(first_of_each(done.findings, by_file=by_file))),
        statements=done.statements,
        analysed=done.analysed,
        seconds=time.perf_counter() - started,
        notes=(*chosen.notes, *done.notes),
    )


def _each(listed: Sequence[Series], options: Options, alone: bool, ticker: Ticker) -> Iterator[Linted]:
    """What became of each series; several at a time where `jobs` says so."""
    tasks = [(series, settled(options, series.config), alone) for series in listed]
    if options.jobs < 2 or len(tasks) < 2:
        yield from (_lint(task, ticker) for task in tasks)
        return
    from concurrent.futures import ProcessPoolExecutor

    seen.forget()  # what the other processes look at is not on this one's record
    with ProcessPoolExecutor(min(options.jobs, len(tasks))) as pool:
        yield from ticker.count(pool.map(_lint, tasks), "folders of migrations linted:", len(tasks))


def _lint(task: tuple[Series, Options, bool], ticker: Ticker | None = None) -> Linted:
    series, options, alone = task
    ticker = ticker or Ticker(silent)
    done = Linted()
    first = series.run[0]
    role = role_of(first.source.name) if isinstance(first, File) and len(series.run) == 1 else None
    if not isinstance(first, File) or role is None:
        done.findings += walk(series, schema_before(options, series), options, done, alone, ticker)
    elif role.key == "migration":
        start = schema_before(options, series) or build(script(role.contract.before), strict=False)
        found = walk(series, start, options, done, alone, ticker)
        marked, _ = accepted(found, role.contract.accepts)
        done.findings += marked
    else:
        done.count(script([first.source]))
        done.notes.append(
            f"{first.source.name} is {_WHAT[role.key]} a change, and not judged as a migration; `check` tries it out"
        )
    return done


def _beside_baseline(done: Linted, options: Options, config: Config) -> None:
    """Leave out what the baseline has, or write it."""
    path = baseline.place(options.baseline, config.baseline, config.folder)
    if options.write_baseline:
        count = baseline.write(path, done.findings)
        done.findings = [finding for finding in done.findings if finding.accepted is not None]
        done.notes.append(
            f"{count} finding{'' if count == 1 else 's'} written to {shown(path)}: later runs pass over them"
        )
        return
    required = options.baseline is not None or config.baseline is not None
    found = baseline.read(path, required=required)
    kept, count = baseline.apply(found, done.findings, done.names, runs(settled(options, config), config))
    done.findings = list(kept)
    if count:
        done.notes.append(f"findings in {shown(path)}, and not shown: {count}")


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
    seen.note("there", path.parent / FILE)
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
        return build(script(schema_files(options.before)))
    if config.schema_file is not None and config.source is not None:
        return build(script(schema_files(config.schema_file, directory=Path(config.source.name).parent)))
    return None
