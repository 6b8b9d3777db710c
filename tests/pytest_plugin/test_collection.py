"""Which change.toml files are collected, and as which tests; what plain runs of pytest do not pay for."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

Example = Callable[[str], None]
Write = Callable[..., None]

OF_THE_EXAMPLE = [
    "diff",
    "claim[jobs.jobs_row_or_variant_check: exactly one of (row_id, variant_row_id)]",
    *(
        f"writer[{who}, {form} form, {side}]"
        for who in ("model job", "quick variant generation", "controlled variant generation")
        for form in ("old", "new")
        for side in ("before", "after")
    ),
    "reader[jobs of a variant row]",
    "verify[SELECT column_name, data_type, is_nullable FROM information_schema....]",
    "verify[SELECT constraint_name, constraint_type FROM information_schema.tab...]",
    "verify[SELECT indexname FROM pg_indexes WHERE tablename = 'jobs' AND index...]",
    "migration",
    "rollback",
]


def collected(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "change.toml::" in line]


def test_a_named_change_is_collected_as_a_test_for_each_promise(pytester: pytest.Pytester, example: Example) -> None:
    example("variant_jobs")
    result = pytester.runpytest("--collect-only", "-q", "schema/variant_jobs/change.toml")
    assert collected(result) == [f"schema/variant_jobs/change.toml::{name}" for name in OF_THE_EXAMPLE]


@pytest.mark.parametrize("enabled", ["option", "setting"])
def test_a_project_that_says_so_has_all_its_changes_collected(
    pytester: pytest.Pytester, example: Example, enabled: str
) -> None:
    example("variant_jobs")
    example("variant_jobs_safe")
    options = ["--ddlproof"] if enabled == "option" else []
    if enabled == "setting":
        pytester.makeini("[pytest]\nddlproof = true\ntestpaths = schema\n")
    result = pytester.runpytest("--collect-only", "-q", *options)
    files = {line.partition("::")[0] for line in collected(result)}
    assert files == {"schema/variant_jobs/change.toml", "schema/variant_jobs_safe/change.toml"}


def test_other_projects_are_left_alone(pytester: pytest.Pytester, example: Example) -> None:
    example("variant_jobs")
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest("--collect-only", "-q")
    assert collected(result) == []


def test_other_toml_files_are_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makefile(".toml", other="before = 1")
    assert collected(pytester.runpytest("--collect-only", "-q", "--ddlproof")) == []


def test_tests_of_the_same_name_are_told_apart(pytester: pytest.Pytester, change: Write) -> None:
    change('[[verify]]\nsql = "select 1"\nrows = 1\n[[verify]]\nsql = "select 1"\nrows = 2\n')
    result = pytester.runpytest("-q", "change.toml::verify[select 1]#2")
    result.stdout.fnmatch_lines(["*the verification query*", "FAILED change.toml::verify[[]select 1]#2*"])
    result.assert_outcomes(failed=1)


def test_one_test_can_be_named(pytester: pytest.Pytester, example: Example) -> None:
    example("variant_jobs")
    name = "schema/variant_jobs/change.toml::writer[quick variant generation, old form, after]"
    pytester.runpytest(name).assert_outcomes(passed=1)


def test_all_writers_can_be_named(pytester: pytest.Pytester, example: Example) -> None:
    example("variant_jobs")
    result = pytester.runpytest("--collect-only", "-q", "schema/variant_jobs/change.toml::writer")
    assert len(collected(result)) == 12


@pytest.mark.parametrize(
    ("given", "untouched"),
    [
        ((), ("sqlglot", "psycopg", "hypothesis", "testcontainers", "ddlproof.gate", "ddlproof.model")),
        (("--ddlproof", "--collect-only"), ("sqlglot", "psycopg", "hypothesis", "testcontainers", "ddlproof.gate")),
    ],
    ids=["a plain run", "collecting changes"],
)
def test_nothing_is_imported_before_it_is_used(
    pytester: pytest.Pytester, example: Example, given: tuple[str, ...], untouched: tuple[str, ...]
) -> None:
    example("variant_jobs")
    # pytest's own Hypothesis plugin imports Hypothesis if it is there; ours must not.
    pytester.makeconftest(f"""
        import sys

        def pytest_unconfigure():
            print("imported:", [name for name in {untouched!r} if name in sys.modules], "ddlproof" in sys.modules)
        """)
    pytester.makepyfile("def test_it(): pass")
    command = [sys.executable, "-m", "pytest", "-s", "-p", "no:hypothesispytest", "-p", "no:cacheprovider", *given]
    result = pytester.run(*command)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*imported: [[]] True"])


def test_the_plugin_can_be_switched_off(pytester: pytest.Pytester, example: Example) -> None:
    example("variant_jobs")
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_subprocess("-p", "no:ddlproof")
    result.assert_outcomes(passed=1)
    assert collected(result) == []
