"""Every rule catches its BAD and is silent about its GOOD, and stands where its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.change.config import Config
from ddlproof.gate.parts import judge_parts
from ddlproof.gate.plan import plan
from ddlproof.gate.rules import rule_texts
from ddlproof.gate.static import script
from ddlproof.gate.suppress import suppress
from ddlproof.options import Options
from ddlproof.rules import registry
from ddlproof.rules.judge import judge_moments
from ddlproof.rules.registry import (
    ENDING_RULES,
    MOMENT_RULES,
    SUPPRESSION_RULES,
    TRIAL_RULES,
    every_rule,
    family_of,
    name_of,
)
from ddlproof.rules.rule import Example, Rule, SuppressionRule
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema
from ddlproof.sql.sessions import Part

RULES = Path(registry.__file__).parent


def static(example: Example) -> set[str]:
    before = read_schema(Source("before.sql", example.before))
    replay = Replay(before, house=example.house)
    return {f.rule for f in judge_moments(replay.walk(read(Source("migration.sql", example.migration))))}


@pytest.mark.parametrize("rule", [*MOMENT_RULES, *ENDING_RULES], ids=name_of)
def test_a_static_rule_catches_its_bad_example_and_no_other(rule: Rule) -> None:
    assert name_of(rule) in static(rule.BAD)
    assert name_of(rule) not in static(rule.GOOD)


@pytest.mark.parametrize("rule", SUPPRESSION_RULES, ids=name_of)
def test_a_rule_about_comments_catches_its_bad_example_and_no_other(rule: SuppressionRule) -> None:
    def found(example: Example) -> set[str]:
        made = script([Source("migration.sql", example.migration)])
        start = read_schema(Source("before.sql", example.before))
        parts = [Part(made.statements, "autocommit")]
        return {
            f.rule for f in suppress(judge_parts(parts, start, Options(), Config()).findings, [made], lambda _: True)
        }

    assert name_of(rule) in found(rule.BAD)
    assert name_of(rule) not in found(rule.GOOD)


def change_folder(folder: Path, example: Example) -> Path:
    lines = []
    for key, text in (
        ("before", example.before),
        ("after", example.after),
        ("migration", example.migration),
        ("rollback", example.rollback),
    ):
        if text or key == "before":
            (folder / f"{key}.sql").write_text(text)
            lines.append(f'{key} = "{key}.sql"')
    for name, text in example.files:
        (folder / name).write_text(text)
    (folder / "change.toml").write_text("\n".join([*lines, example.contract]))
    return folder


def tried(folder: Path, example: Example, server) -> set[str]:
    """The names of the trial rules that fire when a change is tried out."""
    from ddlproof.gate.one import check_one

    outcome = check_one(plan(change_folder(folder, example)), server, Options())
    return {finding.rule for finding in outcome.findings if finding.accepted is None}


@pytest.mark.parametrize("rule", TRIAL_RULES, ids=name_of)
def test_a_rule_about_trials_catches_its_bad_example_and_no_other(rule: Rule, tmp_path: Path, embedded) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "good").mkdir()
    assert name_of(rule) in tried(tmp_path / "bad", rule.BAD, embedded)
    assert name_of(rule) not in tried(tmp_path / "good", rule.GOOD, embedded)


def test_every_module_in_a_family_folder_is_registered() -> None:
    beside = {"words", "locks", "access"}
    modules = {
        (path.parent.name.replace("_", "-"), path.stem.replace("_", "-"))
        for path in RULES.glob("*/*.py")
        if path.stem not in {"__init__", *beside}
    }
    assert modules == {(family_of(rule), name_of(rule)) for rule in every_rule()}


@pytest.mark.parametrize("text", rule_texts(), ids=lambda text: text.name)
def test_what_a_rule_says_is_whole_sentences(text) -> None:
    for sentence in (text.trigger, text.effect, text.instead):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
