"""The SQL as it was read against the catalog: what was not read is no mistake, and is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.postgres.server import Server

UNREAD = "do $$ begin execute (select 'create table logs (id int)'); end $$;\n"
MAKE = "create function make() returns void language sql as 'create table logs (id int)';\n"
CALLED = f"{MAKE}select make() from generate_series(1, 1);\n"


@pytest.fixture
def checked(change: Callable[..., Path], embedded: Server) -> Callable[[str], Outcome]:
    return lambda before: check_one(plan(change(before=before)), embedded, Options())


def drifts(outcome: Outcome) -> list[str]:
    return [finding.message for finding in outcome.findings if finding.rule == "model-differs-from-catalog"]


def test_what_a_statement_did_that_was_not_read_is_a_note(checked: Callable[[str], Outcome]) -> None:
    outcome = checked(f"create table jobs (id int);\n{UNREAD}")

    assert drifts(outcome) == []
    (note,) = [note for note in outcome.notes if "the catalog has what the SQL as read has not" in note]
    assert note.startswith("before and after: ")
    assert "has not: + table public.logs; + column id integer (table public.logs); not read was " in note
    assert "before.sql:2: what a DO block" in note


@pytest.mark.parametrize("declared", [False, True])
def test_what_the_migration_did_unread_is_shown_beside_the_rule(
    tmp_path: Path, embedded: Server, declared: bool
) -> None:
    (tmp_path / "before.sql").write_text("create table jobs (id int);\n")
    (tmp_path / "after.sql").write_text("create table jobs (id int, a int);\ncreate table logs (id int);\n")
    (tmp_path / "migration.sql").write_text(f"alter table jobs add column a int;\n{UNREAD}")
    after = 'after = "after.sql"\n' if declared else ""
    (tmp_path / "change.toml").write_text(f'before = "before.sql"\nmigration = "migration.sql"\n{after}')
    (found,) = check_one(plan(tmp_path), embedded, Options(select=("opaque-or-unparsed",))).findings
    assert found.witness is not None
    shown = [what for name, what in found.witness.rows if name == "catalog"]
    assert shown[0] == "+ table public.logs"
    assert not any("column a " in (what or "") for what in shown)


def test_what_nobody_said_is_a_finding(checked: Callable[[str], Outcome]) -> None:
    outcome = checked(CALLED)

    (told,) = drifts(outcome)
    assert told.startswith("the SQL as read and the catalog differ before and after alike: + table public.logs")
    assert not [note for note in outcome.notes if "not read" in note]


def test_an_unread_statement_that_did_nothing_is_not_mentioned(checked: Callable[[str], Outcome]) -> None:
    outcome = checked("create table jobs (id int);\ndo $$ begin perform 1; end $$;\n")

    assert not [note for note in outcome.notes if "not read" in note]
