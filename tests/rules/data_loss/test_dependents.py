"""What rests on a table or column that is dropped is said with it."""

from __future__ import annotations

import pytest

BEFORE = """create table jobs (id int primary key, note text, kind text);
create table runs (id int primary key, job_id int constraint of_job references jobs);
create view notes as select id, note from jobs;"""


@pytest.mark.parametrize(
    ("rule", "migration", "sentence"),
    [
        (
            "drop-column",
            "alter table jobs drop column note cascade",
            "public.jobs.note goes with every value in it, and code that still names it fails; view public.notes rests "
            "on it",
        ),
        (
            "drop-column",
            "alter table jobs drop column kind",
            "public.jobs.kind goes with every value in it, and code that still names it fails",
        ),
        (
            "drop-table",
            "drop table jobs cascade",
            "every row of public.jobs is lost, and code that still names it fails; view public.notes and foreign key "
            "of_job of public.runs rest on it",
        ),
        ("drop-table", "drop table runs", "every row of public.runs is lost, and code that still names it fails"),
    ],
)
def test_what_rests_on_it(said, rule, migration, sentence) -> None:
    assert said(rule, migration, BEFORE) == [sentence]
