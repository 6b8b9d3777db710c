"""A change that cannot be tried out is one clear error, without a traceback."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Write = Callable[..., None]


def test_a_contract_that_cannot_be_read_is_an_error_of_collection(pytester: pytest.Pytester, change: Write) -> None:
    change("intendet = ''")
    result = pytester.runpytest("change.toml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["change.toml:3:1: change.toml has no key `intendet`.", "Did you mean `intended`?"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*contract.py*")


@pytest.mark.parametrize(
    ("migration", "said"),
    [
        ("alter table jobs\n  add colum x int nul;", "migration.sql:2:*"),
        ("alter table jobs add column x nowhere;", "migration.sql:1:31: *nowhere* (42704)"),
    ],
    ids=["SQL that does not parse", "SQL that the server refuses"],
)
def test_the_first_test_says_why_and_the_others_name_it(
    pytester: pytest.Pytester, change: Write, migration: str, said: str
) -> None:
    change('[[verify]]\nsql = "select 1"\nrows = 1\n', migration)
    result = pytester.runpytest("change.toml")
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        ["*ERROR at setup of diff*", said, "*ERROR at setup of verify*", "*see the error of change.toml::diff"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_server_that_is_not_to_be_had_is_an_error(pytester: pytest.Pytester, change: Write) -> None:
    change("")
    result = pytester.runpytest("change.toml", "--ddlproof-postgres", "postgresql://user:secret@127.0.0.1:1/x")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*127.0.0.1*"])
    result.stdout.no_fnmatch_line("*secret*")
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_choice_that_is_none_is_an_error(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(ddlproof_postgres): pass")
    result = pytester.runpytest("--ddlproof-postgres", "oracle")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no such choice of PostgreSQL: oracle*", "*Say auto, embedded*"])
    result.stdout.no_fnmatch_line("*Traceback*")
