"""Which tests of a change fail, and what they print."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import ddlproof

Example = Callable[[str], None]
Write = Callable[..., None]
FILE = "schema/variant_jobs/change.toml"


def failed(result: pytest.RunResult) -> list[str]:
    """The names of the failed tests."""
    lines = (re.match(rf"FAILED {FILE}::(\w+\[.*\]|\w+)", line) for line in result.outlines)
    return [line[1] for line in lines if line]


def test_the_change_as_it_was_shipped(pytester: pytest.Pytester, example: Example) -> None:
    example("variant_jobs")
    result = pytester.runpytest("--ddlproof", "-rf")
    assert failed(result) == [
        "writer[quick variant generation, new form, after]",
        "writer[controlled variant generation, new form, after]",
        "migration",
        "rollback",
    ]
    result.assert_outcomes(failed=4, passed=16)


def test_the_change_done_safely(pytester: pytest.Pytester, example: Example) -> None:
    example("variant_jobs_safe")
    result = pytester.runpytest("--ddlproof")
    result.assert_outcomes(passed=19)
    assert result.ret == 0


def test_a_failure_prints_what_the_report_prints(
    pytester: pytest.Pytester, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    example("variant_jobs")
    monkeypatch.setenv("COLUMNS", "100")
    name = "writer[quick variant generation, new form, after]"
    result = pytester.runpytest(f"{FILE}::{name}")
    result.stdout.fnmatch_lines(
        [
            f"*{FILE}:51:1",
            '  writer "quick variant generation, new form" is rejected after the change by*',
            "    the row it tried to write into public.jobs",
            "*model_id[*]*",
            "*00000000-0000-4000-8004-000000000001*",
            "      insert into jobs (id, row_id, variant_row_id, model_id, user_id, request_payload)",
            "  instead: *",
            "on PostgreSQL 18*, embedded",
            f"FAILED {FILE}::writer[[]quick variant generation, new form, after]*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*collect.py*")


def test_every_finding_belongs_to_one_test(
    pytester: pytest.Pytester, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the command reports is what pytest reports: nothing is lost between the tests, nothing is told twice."""
    example("variant_jobs")
    monkeypatch.chdir(pytester.path)
    (outcome,) = ddlproof.check("schema/variant_jobs")
    printed = "\n".join(" ".join(line.split()) for line in pytester.runpytest("--ddlproof").outlines)
    for finding in outcome.findings:
        assert finding.accepted is None
        place = f"{finding.rule} {finding.span.place}" if finding.severity == "error" else f"{finding.rule}: "
        assert finding.span is not None
        assert printed.count(place) == 1, place


def test_findings_too_mild_to_fail_are_warnings(pytester: pytest.Pytester, change: Write) -> None:
    change("", "select 1;\ndrop index if exists nowhere;")
    result = pytester.runpytest("change.toml::migration")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*migration.sql:2: SchemaWarning: if-exists-hides-result: *"])


def test_the_configuration_says_what_fails(pytester: pytest.Pytester, change: Write) -> None:
    change("", "select 1;\ndrop index if exists nowhere;")
    (pytester.path / "ddlproof.toml").write_text('fail-on = "warning"\n')
    pytester.runpytest("change.toml::migration").assert_outcomes(failed=1)


def test_accepted_findings_do_not_fail(pytester: pytest.Pytester, change: Write) -> None:
    migration = "create index i on jobs (a);"
    change("", migration)
    pytester.runpytest("change.toml::migration").assert_outcomes(failed=1)
    change('[[accept]]\nrule = "index-not-concurrent"\nreason = "The table is small."\n', migration)
    pytester.runpytest("change.toml::migration").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("contract", "migration", "fails"),
    [
        ('intended = "+ table public.t"', "select 1;", {"diff"}),
        ('after = "after.sql"', "select 1;", {"diff"}),
        ('[[claim]]\nconstraint = "jobs.one"\nmeans = "at least one of (a, b)"', "select 1;", {"claim"}),
        (
            '[[writer]]\nname = "w"\nsql = "insert into jobs (id, a) values (1, 1)"\nbefore = "rejected"\n'
            'after = "accepted"',
            "select 1;",
            {"writer[w, before]"},
        ),
        (
            '[[writer]]\nname = "w"\nsql = "insert into jobs (id, a) values (1, 1)"\nbefore = "rejected"\n'
            'after = "rejected"',
            "select 1;",
            {"writer[w, before]", "writer[w, after]"},
        ),
        ('[[reader]]\nname = "r"\nsql = "select nothing from jobs"', "select 1;", {"reader[r]"}),
        ('[[verify]]\nsql = "select 1"\nrows = 0', "select 1;", {"verify[select 1]"}),
        ("", "set lock_timeout = '1s'; alter table jobs add column c int not null;", {"migration"}),
        ('rollback = "rollback.sql"', "alter table jobs alter column a set default 1;", {"rollback"}),
    ],
)
def test_what_is_broken_fails_and_nothing_else(
    pytester: pytest.Pytester, change: Write, contract: str, migration: str, fails: set[str]
) -> None:
    change(contract, migration)
    (pytester.path / "after.sql").write_text("create table jobs (id bigint);")
    (pytester.path / "rollback.sql").write_text("alter table jobs drop column a;")
    result = pytester.runpytest("change.toml", "-rf")
    names = [
        line.removeprefix("FAILED change.toml::").partition(" - ")[0] for line in result.outlines if "FAILED" in line
    ]
    assert {name.partition("[")[0] if name.startswith("claim") else name for name in names} == fails


def test_a_junit_report_has_the_sentence(pytester: pytest.Pytester, example: Example) -> None:
    example("variant_jobs")
    pytester.runpytest("--ddlproof", "--junitxml=junit.xml")
    written = Path(pytester.path / "junit.xml").read_text()
    assert '<failure message="writer &quot;quick variant generation, new form&quot; is rejected' in written


def test_workers_of_xdist_come_to_the_same_result(pytester: pytest.Pytester, example: Example) -> None:
    pytest.importorskip("xdist")
    example("variant_jobs")
    example("variant_jobs_safe")
    result = pytester.runpytest_subprocess("--ddlproof", "-n", "2", "--dist", "loadgroup")
    result.assert_outcomes(failed=4, passed=35)
