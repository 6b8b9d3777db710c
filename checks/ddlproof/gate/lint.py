"""The static rules on migration files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from ddlproof.change.config import Config, find_config
from ddlproof.change.files import read_source, read_sources
from ddlproof.change.runner import wraps
from ddlproof.finding import Finding
from ddlproof.gate.rules import wanted
from ddlproof.gate.static import Script, build, script
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.rules.judge import judge_moments, worst_first
from ddlproof.sql.replay import OLDEST, Replay


def lint_files(files: Sequence[str], options: Options) -> Outcome:
    """Each file by itself, on the schema before if that is known."""
    started = time.perf_counter()
    config = find_config(Path(files[0]))
    before = schema_before(options, config)
    findings: list[Finding] = []
    statements = analysed = 0
    for file in files:
        made = script([read_source(file)])
        findings += judge(made, before, options, config)
        statements += len(made.statements)
        analysed += len(made.statements) - made.opaque
    return Outcome(
        name=files[0] if len(files) == 1 else f"{len(files)} files",
        findings=tuple(worst_first(findings)),
        statements=statements,
        analysed=analysed,
        seconds=time.perf_counter() - started,
    )


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
    return wanted(judge_moments(replay.walk(made.statements)), options, config.per_path)
