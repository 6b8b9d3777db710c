"""Comments, per-path settings, the baseline, and squawk's names: what does not count, and what is said about that."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.errors import InputError
from ddlproof.finding import Severity
from ddlproof.options import Options
from ddlproof.rules.registry import every_rule, name_of
from ddlproof.rules.squawk import ALIASES

DROP = "drop table jobs;"
ONLY = Options(select=("drop-table", "suppression"))
Said = Callable[..., list[str]]


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Said:
    """Every finding of a migration as `rule`, or as `(rule: reason)` where it is accepted."""
    monkeypatch.chdir(tmp_path)

    def run(text: str, options: Options = ONLY) -> list[str]:
        Path("m.sql").write_text(text)
        found = gate.lint(["m.sql"], options).findings
        return sorted(f.rule if f.accepted is None else f"({f.rule}: {f.accepted})" for f in found)

    return run


@pytest.mark.parametrize(
    "text",
    [
        f"-- ddlproof: ignore drop-table nobody reads it\n{DROP}",
        f"-- ddlproof: ignore drop-table, drop-column: nobody reads it\n{DROP}",
        f"--ddlproof:ignore data-loss nobody reads it until 9999-12-31\n\n-- and more\n{DROP}",
        f"/* ddlproof: ignore drop-table nobody reads it [until 9999-12-31] */ {DROP}",
        f"{DROP} -- ddlproof: ignore drop-table nobody reads it",
        "drop table -- ddlproof: ignore drop-table nobody reads it\n jobs;",
        f"-- ddlproof: ignore-file drop-table nobody reads it\nselect 1; {DROP}",
        f"-- ddlproof: ignore-file all nobody reads it\nselect 1; {DROP}",
        f"-- ddlproof: ignore ban-drop-table nobody reads it\n{DROP}",
    ],
)
def test_what_is_ignored_for_a_reason_is_accepted(said: Said, text: str) -> None:
    assert said(text) == ["(drop-table: nobody reads it)"]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (f"-- ddlproof: ignore drop-table\n{DROP}", "suppression-without-reason"),
        (f"-- ddlproof: ignore drop-table until 9999-12-31\n{DROP}", "suppression-without-reason"),
        (f"-- ddlproof: ignore drop-table why until 2020-01-31\n{DROP}", "suppression-expired"),
        (f"-- ddlproof: ignore drop-table why until 2020-02-31\n{DROP}", "suppression-of-no-rule"),
        (f"-- ddlproof: ignore drop-tabel why\n{DROP}", "suppression-of-no-rule"),
        (f"-- ddlproof: ignroe drop-table why\n{DROP}", "suppression-of-no-rule"),
        (f"-- ddlproof: ignore\n{DROP}", "suppression-of-no-rule"),
        (f"-- squawk-ignore ban-drop-tabel\n{DROP}", "suppression-of-no-rule"),
        (f"-- ddlproof: ignore drop-table why\nselect 1; {DROP}", "suppression-unused"),
        (f"{DROP}\n-- ddlproof: ignore drop-table why", "suppression-unused"),
        (f"-- ddlproof: ignore-file suppression-expired why\n{DROP}", "suppression-unused"),
    ],
)
def test_what_does_not_count_is_said(said: Said, text: str, about: str) -> None:
    assert said(text) == ["drop-table", about]


@pytest.mark.parametrize(
    "text",
    [
        f"select '-- ddlproof: ignore drop-tabel x'; {DROP}",
        f'select 1 as "-- ddlproof: ignore x"; {DROP}',
        f"copy a from stdin;\n-- ddlproof: ignore x\n\\.\n{DROP}",
        f"-- +goose Up\n{DROP}\n-- +goose Down\n-- ddlproof: ignore x\ncreate table jobs (id int);",
    ],
)
def test_what_is_no_comment(said: Said, text: str) -> None:
    assert said(text) == ["drop-table"]


def test_an_unused_comment_of_a_rule_that_did_not_run_is_not_judged(said: Said) -> None:
    text = "-- ddlproof: ignore rename why\nselect 1;"
    assert said(text) == []
    assert said(text, Options()) == ["suppression-unused"]


def test_a_comment_for_squawk_needs_no_reason_and_no_finding(said: Said) -> None:
    assert said(f"-- squawk-ignore ban-drop-table\n{DROP}") == ["(drop-table: squawk-ignore on line 1)"]
    assert said(f"-- squawk-ignore-file\nselect 1; {DROP}") == ["(drop-table: squawk-ignore on line 1)"]
    assert said("-- squawk-ignore ban-drop-table, prefer-robust-stmts\nselect 1;") == []


def test_what_a_rule_says_once_a_file_is_said_where_it_is_not_ignored(said: Said) -> None:
    alter = "alter table jobs add column a int;"
    options = Options(select=("lock-timeout-missing", "suppression"))
    ignored = f"-- ddlproof: ignore lock-timeout-missing by night\n{alter}"
    assert said(f"{ignored}\n{alter}\n{alter}", options) == ["(lock-timeout-missing: by night)", "lock-timeout-missing"]
    assert said(ignored, options) == ["(lock-timeout-missing: by night)"]


def test_squawks_own_configuration_is_read_and_said(said: Said) -> None:
    Path(".squawk.toml").write_text('excluded_rules = ["ban-drop-table"]\n')
    assert said(DROP) == []
    note = ".squawk.toml is read, as there is no configuration of ddlproof's own"
    assert note in gate.lint(["m.sql"], ONLY).notes
    Path(".squawk.toml").write_text('excluded_paths = ["m.sql"]\n')
    assert said(DROP) == []
    Path("ddlproof.toml").write_text("")
    assert said(DROP) == ["drop-table"]
    assert note not in gate.lint(["m.sql"], ONLY).notes


def test_squawks_names_on_the_command_line(said: Said) -> None:
    assert said(DROP, Options(select=("ban-drop-table",))) == ["drop-table"]
    assert "drop-table" not in said(DROP, Options(ignore=("ban-drop-table",)))
    # A rule that has no counterpart selects nothing, rather than everything.
    assert said(DROP, Options(select=("ban-set-schema", "ban-drop-view"))) == []
    with pytest.raises(InputError, match="no rule or family called ban-drop-tabel"):
        said(DROP, Options(select=("ban-drop-tabel",)))


def test_per_path(said: Said) -> None:
    Path(".git").mkdir()
    Path("old/a").mkdir(parents=True)
    Path("old/a/m.sql").write_text(DROP)
    for names in ("ban-drop-table", "data-loss", "all"):
        Path("ddlproof.toml").write_text(f'per-path = {{ "old/**" = ["{names}"] }}')
        assert gate.lint(["old/a/m.sql"], ONLY).findings == ()
    assert said(DROP) == ["drop-table"]
    Path("ddlproof.toml").write_text('per-path = { "old/**" = ["drop-tabel"] }')
    with pytest.raises(InputError, match=r"per-path old/\*\*: there is no rule or family called drop-tabel"):
        said(DROP)


def test_a_baseline_survives_reformatting_and_moved_lines(said: Said) -> None:
    text = f"{DROP}\ndrop table runs cascade;"
    assert said(text, replace(ONLY, write_baseline=True)) == []
    assert said(text) == []
    assert said("-- new\n\nDROP\n  TABLE /* the old one */ Jobs ;\nselect 1;\ndrop table runs\tcascade;") == []
    assert said(f'{text}\ndrop table "Jobs";') == ["drop-table"]
    assert said(f"{text} {DROP}") == ["drop-table"]


def test_an_entry_of_the_baseline_that_nothing_answers_to(said: Said) -> None:
    said(DROP, replace(ONLY, write_baseline=True))
    Path("other.sql").write_text("select 1;")
    assert gate.lint(["other.sql"], ONLY).findings == ()
    assert gate.lint(["other.sql", "m.sql"], ONLY).findings == ()
    assert said("select 1;") == ["suppression-unused"]


def test_a_baseline_that_is_none(said: Said) -> None:
    with pytest.raises(InputError, match=r"There is no file b\.json"):
        said(DROP, replace(ONLY, baseline="b.json"))
    Path("b.json").write_text("[]")
    with pytest.raises(InputError, match=r"b\.json is no baseline"):
        said(DROP, replace(ONLY, baseline="b.json"))


def test_every_alias_leads_to_a_rule() -> None:
    rules = {name_of(rule) for rule in every_rule()}
    assert {rule for alias in ALIASES.values() for rule in alias.rules} <= rules
    assert not rules & set(ALIASES)


@pytest.mark.skipif(shutil.which("squawk") is None, reason="squawk is not installed")
@pytest.mark.parametrize("name", [name for name in ALIASES if name not in ("syntax-error", "unused-ignore")])
def test_every_alias_is_a_rule_of_squawk(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.sql").write_text("select 1;")
    ended = subprocess.run(["squawk", f"--exclude={name}", str(tmp_path / "a.sql")], capture_output=True, text=True)
    assert "invalid rule name" not in ended.stderr


def test_severity_of_what_is_accepted_fails_nothing(said: Said) -> None:
    said(f"-- ddlproof: ignore drop-table nobody reads it\n{DROP}")
    assert gate.lint(["m.sql"], ONLY).passes(Severity.NOTE)
