"""A migration that calls a function which it defines, or an earlier one: where findings stand, and what ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof import gate
from ddlproof.change.pending import Pending
from ddlproof.gate.find import changes
from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.postgres.server import Server

TABLE = "create table jobs (id bigint primary key, a int);"
UP = """create function up() returns void language plpgsql as $$
begin
  alter table jobs alter a set not null;
end $$;
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m").mkdir()
    Path("m/1_a.sql").write_text(TABLE)


def lint(*rules: str) -> Outcome:
    return gate.lint(["m/2_b.sql"], Options(select=rules))


def places(outcome: Outcome) -> list[str]:
    return [f"{one.rule} {one.span.source.name}:{one.span.line}" for one in outcome.findings if one.span is not None]


@pytest.mark.parametrize("call", ["select up();", "do $x$ begin perform up(); end $x$;"])
def test_a_finding_stands_in_the_body_and_the_call_is_analysed(call: str) -> None:
    Path("m/2_b.sql").write_text(f"{UP} {call} drop function up();")
    outcome = lint("set-not-null-scan")
    assert places(outcome) == ["set-not-null-scan m/2_b.sql:3"]
    assert (outcome.analysed, outcome.statements) == (3, 3)


def test_of_a_function_that_an_earlier_migration_made_a_finding_stands_at_the_call() -> None:
    Path("m/1_a.sql").write_text(f"{TABLE} {UP.replace('function', 'procedure').replace('returns void', '')}")
    Path("m/2_b.sql").write_text("select 1;\ncall up();")
    outcome = lint("set-not-null-scan")
    assert places(outcome) == ["set-not-null-scan m/2_b.sql:2"]
    assert (outcome.analysed, outcome.statements) == (2, 2)


def test_a_statement_of_which_nobody_can_tell_what_it_calls_is_not_analysed() -> None:
    Path("m/2_b.sql").write_text(f"{UP} select up() from jobs;")
    outcome = lint("opaque-or-unparsed")
    assert places(outcome) == ["opaque-or-unparsed m/2_b.sql:5"]
    assert (outcome.analysed, outcome.statements) == (1, 2)


@pytest.mark.parametrize("text", ["{0} {1}\nselect up();", "{1}\n{0} select up();", "{0}\n{1}\nselect up();"])
def test_a_comment_is_for_what_the_function_does_at_the_call_too(text: str) -> None:
    Path("m/2_b.sql").write_text(text.format(UP, "-- ddlproof: ignore set-not-null-scan it is small"))
    (found,) = lint("set-not-null-scan").findings
    assert found.accepted == "it is small"


def test_a_timeout_is_set_where_the_function_is_called() -> None:
    Path("m/2_b.sql").write_text(f"{UP}\nselect up();\n")
    (mended,) = gate.mend(["m/2_b.sql"], Options(select=("lock-timeout-missing", "set-not-null-scan"))).fixed
    assert mended.after == f"{UP}\nset lock_timeout = '2s';\nselect up();\nreset lock_timeout;\n"


def test_what_the_rehearsal_saw_is_of_the_statement_that_calls(embedded: Server) -> None:
    Path("m/2_b.sql").write_text(f"{UP}\nselect up();")
    (found,) = changes([Path("m/2_b.sql")], None).changes
    assert isinstance(found, Pending)
    outcome = check_one(plan(found), embedded, Options(select=("set-not-null-scan", "model-differs-from-catalog")))
    (scan,) = outcome.findings
    assert (scan.rule, scan.span.line if scan.span else 0) == ("set-not-null-scan", 3)
    assert scan.witness is not None
    assert ("public.jobs", "read from end to end") in scan.witness.rows


def test_check_counts_as_lint_does(embedded: Server) -> None:
    procedure = UP.replace("function", "procedure").replace("returns void", "")
    Path("m/2_b.sql").write_text(f"{procedure}\ncall up();\nselect 1;")
    (found,) = changes([Path("m/2_b.sql")], None).changes
    assert isinstance(found, Pending)
    checked = check_one(plan(found), embedded, Options())
    assert checked.statements - checked.analysed == 0
    assert lint().analysed == 3
