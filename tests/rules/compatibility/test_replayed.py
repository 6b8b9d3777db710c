"""What the application sends, tried before and after: shown with the finding that it bears out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddlproof.gate.one import check_one
from ddlproof.gate.plan import plan
from ddlproof.options import Options
from ddlproof.outcome import Outcome

QUERIES = """select id, note from jobs where a = $1;
select id from jobs;
select 'bad'::mood;
select total(1);
"""
JOBS = "create table jobs (id int primary key, a int, note text, state text not null default 'new'); "
JOBS += "create type mood as enum ('good', 'bad'); "
JOBS += "create function total(int) returns int language sql as 'select $1';"
WRITER = """[[writer]]
name = "importer"
sql = "insert into jobs (id, a) values (:id, :a)"
with = {{ id = "new", a = {} }}
"""


def outcome(folder: Path, server, migration: str, contract: str, *rules: str) -> Outcome:
    (folder / "before.sql").write_text(JOBS)
    (folder / "migration.sql").write_text(migration)
    (folder / "queries.sql").write_text(QUERIES)
    (folder / "change.toml").write_text(f'before = "before.sql"\nmigration = "migration.sql"\n{contract}')
    return check_one(plan(folder), server, Options(select=rules))


@pytest.mark.parametrize(
    ("rule", "migration", "message"),
    [
        ("rename", "alter table jobs rename note to remark;", '42703: column "note" does not exist'),
        ("rename", "alter table jobs rename to tasks;", '42P01: relation "jobs" does not exist'),
        ("rename", "alter type mood rename value 'bad' to 'poor';", '22P02: invalid input value for enum mood: "bad"'),
        ("rename", "alter function total(int) rename to sum_of;", "42883: function total(integer) does not exist"),
    ],
)
def test_old_queries_are_prepared(tmp_path: Path, embedded, rule: str, migration: str, message: str) -> None:
    (found,) = outcome(tmp_path, embedded, migration, 'queries = "queries.sql"\n', rule).findings
    assert found.witness is not None
    assert found.witness.title == "queries that PostgreSQL no longer prepares"
    assert message in [what for _, what in found.witness.rows]


def test_a_query_that_goes_on_bears_nothing_out(tmp_path: Path, embedded) -> None:
    migration = "alter table jobs rename state to phase; alter table jobs drop column note;"
    (found,) = outcome(tmp_path, embedded, migration, 'queries = "queries.sql"\n', "rename").findings
    assert found.witness is None


ADD = "alter table jobs add constraint positive check (a > 0) not valid;"
DROP = "alter table jobs alter state drop default;"


@pytest.mark.parametrize(
    ("rule", "migration", "value", "title"),
    [
        ("new-write-restriction", ADD, "-5", "23514: the row it tried to write into public.jobs"),
        ("default-changed", DROP, "1", "23502: the row it tried to write into public.jobs"),
    ],
)
def test_old_inserts_are_replayed(tmp_path: Path, embedded, rule: str, migration: str, value: str, title: str) -> None:
    """Of a writer that says nothing of before and after, after must be as before."""
    done = outcome(tmp_path, embedded, migration, WRITER.format(value), rule, "writer-outcome")
    assert {one.rule for one in done.findings} == {rule, "writer-outcome"}
    (found,) = (one for one in done.findings if one.rule == rule)
    assert found.witness is not None
    assert found.witness.title == f'writer "importer" is rejected after the change, {title}'
    assert "insert into jobs (id, a) values" in (found.witness.sql or "")
    assert [(one.schema, one.got, one.holds) for one in done.writers or ()] == [
        ("before", "accepted", True),
        ("after", "rejected", False),
    ]


def test_what_was_rejected_before_is_not_expected_after(tmp_path: Path, embedded) -> None:
    writer = WRITER.format("1").replace("(id, a) values (:id, :a)", "(id, state) values (:a, null)")
    writer = writer.replace('id = "new", ', "")
    done = outcome(tmp_path, embedded, ADD, writer, "writer-outcome")
    assert done.findings == ()
    assert [(one.schema, one.got) for one in done.writers or ()] == [("before", "rejected")]
    assert any('writer "importer" was not tried after the change' in note for note in done.notes)
